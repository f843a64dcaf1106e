"""Hundreds of broken, odd and ill-meant files: each ends in a result or in one line."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.batch_tasks import workers_of_others
from helpers.command import run
from helpers.hostile import make_corpus
from helpers.hostile.gauntlet import Ordeal, run_gauntlet, summary

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc"),
]

MOST_MB = 1500
# Of a machine that is busy with other things too.
LONGEST_S = 300


@pytest.mark.parametrize("every", [26, pytest.param(1, marks=pytest.mark.soak)])
def test_every_file_ends_in_a_result_or_a_reason(every: int, tmp_path: Path) -> None:
    others = workers_of_others()
    corpus = make_corpus(tmp_path / "clips", every=every)
    assert len(corpus.kinds) >= 500 / every
    files = [corpus.folder / name for name in corpus.kinds]
    ordeals = run_gauntlet(files, tmp_path / "results")
    print(summary(ordeals))
    assert [one for one, path in zip(ordeals, files, strict=True) if not ends_well(one, path)] == []
    assert set(multiprocessing.active_children()) <= others


def ends_well(one: Ordeal, path: Path) -> bool:
    """Analysed or refused at the first try, in one readable line, with little time and memory."""
    reason = one.reason.removeprefix(f"{path}: ")
    told = one.outcome == "analysed" or (one.outcome == "refused" and reason.isprintable())
    return told and not one.tries and one.peak_mb < MOST_MB and one.seconds < LONGEST_S


@pytest.mark.soak
def test_the_command_ends_in_a_result_or_one_line(tmp_path: Path) -> None:
    corpus = make_corpus(tmp_path / "clips", every=17)
    for name in corpus.kinds:
        assert_well_told(run("analyze", "-m", "lite", "--", name, cwd=corpus.folder))


def assert_well_told(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode in (0, 2), done
    assert "Traceback" not in done.stderr
    if done.returncode == 2:
        (line,) = done.stderr.splitlines()
        assert line.startswith("formcheck: ")
