"""Short clips, cut from the samples once for all test processes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.command import cut

_SAMPLES = ("hip_hinge_good_female_yaw0", "squat_good_male_yaw0", "glute_bridge_good_male_yaw0")


@pytest.fixture(scope="session")
def short_clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six clips of about a second, each of its own content."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "short clips"
    for sample in _SAMPLES:
        for part, end_s in enumerate((1.0, 1.2)):
            cut(sample, end_s, folder / f"{sample} {part}.mp4")
    return folder
