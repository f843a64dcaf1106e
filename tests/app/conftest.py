"""A real result for the pages to show, and what their tests leave behind."""

from __future__ import annotations

import sys

import pytest

from formcheck.app.jobs.work import CheckedClip, ClipRequest, check_clip
from helpers.command import cut, truth

SQUAT = "squat_hips_shoot_up_male_yaw0"


@pytest.fixture(autouse=True)
def own_main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts its script in the place of the main module, which new processes then run."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


@pytest.fixture(scope="session")
def result(tmp_path_factory: pytest.TempPathFactory) -> CheckedClip:
    """Of two squats with a fault, as a worker makes it."""
    folder = tmp_path_factory.mktemp("result")
    clip = cut(SQUAT, truth(SQUAT)["reps"][1]["end_s"] + 0.5, folder / "source" / "upload.mp4")
    request = ClipRequest(clip, "my squat.mp4", "squat", "lite", folder / "out", 600.0)
    request.folder.mkdir()
    return check_clip(request, lambda progress: None)
