"""The walk over the clips, where what happens on a clip is made up."""

from __future__ import annotations

from pathlib import Path

import pytest

from formcheck.errors import Cancelled, VideoError
from formcheck.evaluation import run
from helpers.judging import a_finding
from helpers.labelled import a_measured


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """Three squats; what is in the files does not matter here."""
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.mp4").write_bytes(b"")
    path = tmp_path / "labels.csv"
    path.write_text("file,exercise,reps\na.mp4,squat,1\nb.mp4,squat,2\nc.mp4,squat,1\n")
    return path


def happens(monkeypatch: pytest.MonkeyPatch, **events: Exception) -> None:
    """One judged repetition in each clip, but for those where something is raised."""

    def analyze(path: Path, *rest: object, **options: object):
        if path.stem in events:
            raise events[path.stem]
        return a_measured((a_finding(-2.0),))

    monkeypatch.setattr(run, "analyze", analyze)


def test_neither_a_bad_clip_nor_a_defect_of_ours_ends_the_walk(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(monkeypatch, a=VideoError("a.mp4: not a video"), b=ZeroDivisionError("by zero"))
    result = run.evaluate(manifest, model="lite")
    assert [clip.status for clip in result.clips] == ["failed", "failed", "analysed"]
    first, second, _ = (clip.reason for clip in result.clips)
    assert first == "a.mp4: not a video"
    assert second is not None
    assert second.endswith("b.mp4: a defect of formcheck: ZeroDivisionError: by zero")
    assert result.counting.exact.value == pytest.approx(1 / 3)


def test_cancelled_does(manifest: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    happens(monkeypatch, b=Cancelled("stopped on request"))
    with pytest.raises(Cancelled):
        run.evaluate(manifest, model="lite")


@pytest.mark.parametrize(
    ("reports", "written"),
    [("misses", {"003_b.html"}), ("all", {"002_a.html", "003_b.html", "004_c.html"}), ("none", [])],
)
def test_reports(
    reports: run.Reports,
    written: set[str],
    manifest: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    happens(monkeypatch)
    # The clips are empty: their reports have no pictures.
    result = run.evaluate(manifest, manifest.parent / "out", model="lite", reports=reports)
    found = {path.name for path in (manifest.parent / "out").glob("reports/*")}
    assert found == set(written)
    assert {clip.report for clip in result.clips} - {None} == {f"reports/{name}" for name in found}
    for name in found:
        page = (manifest.parent / "out" / "reports" / name).read_text("utf-8")
        assert page.rstrip().endswith("</html>")


def test_a_report_that_cannot_be_made_costs_nothing_else(
    manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> str:
        raise ZeroDivisionError("by zero")

    happens(monkeypatch)
    monkeypatch.setattr(run, "render_html", fail)
    result = run.evaluate(manifest, manifest.parent / "out", model="lite")
    assert [clip.status for clip in result.clips] == ["analysed"] * 3
    assert result.clips[1].report is None
    assert result.clips[1].reason == "no report: a defect of formcheck: ZeroDivisionError: by zero"
