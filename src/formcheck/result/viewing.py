"""Where the camera stood, and where the exercise would have had it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from formcheck.exercises.spec import Camera
from formcheck.motion.view import SIDE_YAW_DEG, CameraView
from formcheck.result.schema import ViewSummary, WantedCamera

__all__ = ["view_summary"]


def view_summary(view: CameraView, cameras: Sequence[Camera]) -> ViewSummary:
    """The view in words, with the first camera that is wanted and was not there.

    Parameters
    ----------
    view : CameraView
        Of the clip.
    cameras : sequence of Camera
        Those that its exercises want.
    """
    missed = next((one for one in cameras if not _is_there(one, view)), None)
    return ViewSummary(
        view=view.view,
        yaw_deg=view.yaw_deg if np.isfinite(view.yaw_deg) else None,
        facing="right" if view.facing > 0 else "left",
        advice=None if missed is None else missed.advice,
        wanted=None if missed is None else WantedCamera(**missed.model_dump(exclude={"advice"})),
    )


def _is_there(wanted: Camera, view: CameraView) -> bool:
    return view.view == "front" if wanted.view == "front" else view.yaw_deg <= SIDE_YAW_DEG
