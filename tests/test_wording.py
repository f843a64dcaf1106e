"""Words about health: what has to be said, and what must never be (docs/methods.md 7)."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import formcheck
from formcheck.result.safety import CLEARED_QUESTION, LIMITS, SAFETY

PACKAGE = Path(formcheck.__file__).parent
PROJECT = PACKAGE.parents[1]
AVOIDED = re.compile(
    r"""\brehab | \btreat(s|ed|ing|ment|ments)?\b | diastasis | incontinen
    | pain[ -]?(relie|free) | injur | \bdiagnos | return[ -]to[ -](sport|play) | \bclearance
    | clinically | \btherap | \bpatients?\b | \bprescri(be|ption) | \bcures?\b | \bheal(s|ing)\b""",
    re.IGNORECASE | re.VERBOSE,
)


def python_strings(path: Path) -> str:
    """What a module can show: its strings, docstrings included, since they are documentation."""
    tree = ast.parse(path.read_text("utf-8"))
    texts = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return "\n".join(texts)


def sources() -> list[Path]:
    shown = [
        *PACKAGE.rglob("*.py"),
        *PACKAGE.rglob("*.toml"),
        *PACKAGE.rglob("*.html"),
        *PROJECT.glob("*.md"),
        *(PROJECT / "docs").glob("*.md"),
        *(PROJECT / "sample_videos").glob("*.md"),
    ]
    return sorted(shown)


def test_there_is_something_to_look_at() -> None:
    kinds = {path.suffix for path in sources()}
    assert kinds >= {".py", ".toml", ".html"}


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(PROJECT)))
def test_no_word_makes_a_medical_claim(path: Path) -> None:
    text = python_strings(path) if path.suffix == ".py" else path.read_text("utf-8")
    assert [found[0] for found in AVOIDED.finditer(text)] == []


@pytest.mark.parametrize(
    "claim",
    ["for rehab", "treats pain", "pain relief", "lowers injury risk", "diagnose pelvic tilt"],
)
def test_the_net_catches_what_it_is_for(claim: str) -> None:
    assert AVOIDED.search(claim)


@pytest.mark.parametrize(
    "sign",
    [
        "Not medical advice",
        "health-care professional's OK",
        "six to eight weeks",
        "caesarean or complications",
        "pain;",
        "leaking urine or stool",
        "heaviness, dragging or a bulge",
        "ridge or dome along the middle of your tummy",
        "when you ease off",
        "bleeding that starts again or increases",
        "wound pain or fever",
        "dizziness",
        "breathlessness",
        "calf pain or swelling",
        "emergency services for chest pain, fainting, or new numbness between the legs",
        "loss of bladder or bowel control",
    ],
)
def test_the_safety_text_is_whole(sign: str) -> None:
    assert sign in SAFETY


def test_what_the_camera_cannot_see_is_said_with_every_result() -> None:
    limits = " ".join(LIMITS)
    for unseen in ("pain", "pelvic floor", "doming", "which muscle works"):
        assert unseen in limits
    assert "estimate from your outline" in limits


def test_the_question_is_one_question_for_a_clinician() -> None:
    assert CLEARED_QUESTION.count("?") == 1
    assert "has a clinician said that you may exercise" in CLEARED_QUESTION
