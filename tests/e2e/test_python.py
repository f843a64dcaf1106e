"""The Python interface says what the command says."""

from __future__ import annotations

from pathlib import Path

import pytest

import formcheck
from formcheck.errors import Cancelled
from helpers.command import CommandResult

pytestmark = pytest.mark.slow


def test_the_same_analysis_as_in_the_json(one_rep: Path, one_rep_result: CommandResult) -> None:
    steps: list[tuple[float, float]] = []
    analysis = formcheck.analyze(
        one_rep,
        exercise="hip_hinge",
        model="lite",
        progress=lambda done_s, total_s: steps.append((done_s, total_s)),
    )
    assert analysis == one_rep_result.analysis
    assert len(steps) == analysis.clip.frames
    assert steps == sorted(steps)
    (total_s,) = {total_s for _, total_s in steps}
    assert total_s == pytest.approx(analysis.clip.duration_s, abs=0.1)


def test_a_text_path_and_an_exercise_object_do_as_well(one_rep: Path) -> None:
    exercise = formcheck.load_exercise("hip_hinge")
    with pytest.raises(Cancelled):
        formcheck.analyze(str(one_rep), exercise, model="lite", cancelled=lambda: True)


def test_cancelled_is_asked_at_each_frame_and_not_again_once_it_says_so(one_rep: Path) -> None:
    asked, steps = [], []

    def enough() -> bool:
        asked.append(True)
        return len(asked) > 20

    with pytest.raises(Cancelled, match=r"one_rep\.mp4: stopped on request"):
        formcheck.analyze(
            one_rep,
            exercise="hip_hinge",
            model="lite",
            cancelled=enough,
            progress=lambda *step: steps.append(step),
        )
    # Frames are looked at some time after they are read, and it is asked at both.
    assert len(asked) == 21
    assert 0 < len(steps) < 20


def test_errors_are_those_of_formcheck(tmp_path: Path) -> None:
    with pytest.raises(formcheck.FormcheckError, match="no such file"):
        formcheck.analyze(tmp_path / "nowhere.mp4", exercise="squat", model="lite")
    with pytest.raises(formcheck.FormcheckError, match="sqat"):
        formcheck.analyze(tmp_path / "nowhere.mp4", exercise="sqat")
