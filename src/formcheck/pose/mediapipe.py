"""MediaPipe as a pose backend; it is imported here and nowhere else."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck._util.quiet import quiet_stderr
from formcheck._util.resources import Closing
from formcheck.errors import ModelError
from formcheck.pose.backend import Follow, GivenEstimator, RawDetection
from formcheck.pose.track import SegmentBias
from formcheck.video.reader import Frame

__all__ = ["MEDIAPIPE_BIAS", "MediaPipeBackend", "MediaPipePose"]

# Read by the logging inside MediaPipe's native library when it is loaded.
os.environ.setdefault("GLOG_minloglevel", "2")
# MediaPipe pads mask rows to 16 bytes and aborts the process when asked for a mask with padding,
# so pictures are widened to whole groups of four float pixels first.
_ROW_PIXELS = 4


MEDIAPIPE_BIAS = SegmentBias(trunk_deg=-2.5, thigh_deg=-2.2, shin_deg=-1.1)
"""The model puts the hip in front of the joint centre and the shoulder behind it, so that segments
read as leaning too little. Mean error of ``full`` over the rendered side views, two bodies; see
``python -m benchmarks.bias`` for each body tested with the other's figures. Published side views of
people err in the same direction: knee -2.3 and -5.1 deg (docs/methods.md 5, [C66] and [C67])."""


class MediaPipeBackend:
    """MediaPipe itself, as the reference for `formcheck.pose.litert`; follows one person alone.

    Parameters
    ----------
    model : Path
        A `.task` bundle, from `formcheck.pose.models.find_model`.
    """

    bias = MEDIAPIPE_BIAS

    def __init__(self, model: Path) -> None:
        self._model = model
        self.name = f"{model.stem} (MediaPipe)"

    def follow(self, frames: Iterable[Frame]) -> Follow:
        """Whom the landmarker finds in each frame; a landmarker of its own for each clip."""
        with MediaPipePose(self._model) as estimator:
            yield from GivenEstimator(estimator).follow(frames)


class MediaPipePose(Closing):
    """MediaPipe's pose landmarker in video mode.

    Parameters
    ----------
    model : Path
        A `.task` bundle, from `formcheck.pose.models.find_model`.
    people : int
        How many people to follow at most. More than one costs a detector run a frame as long as
        fewer are in sight.
    masks : bool
        Whether to return person masks.

    Raises
    ------
    ModelError
        The bundle cannot be loaded.

    Attributes
    ----------
    name : str
        Of the model.
    bias : SegmentBias
        `MEDIAPIPE_BIAS`.

    Notes
    -----
    Use as a context manager, one for each clip: native memory grows over many clips otherwise.
    """

    def __init__(self, model: Path, *, people: int = 1, masks: bool = True) -> None:
        with quiet_stderr:
            from mediapipe.tasks.python import BaseOptions, vision  # slow import, so only here

            options = vision.PoseLandmarkerOptions(
                base_options=BaseOptions(model_asset_path=str(model)),
                running_mode=vision.RunningMode.VIDEO,
                num_poses=people,
                output_segmentation_masks=masks,
            )
            try:
                self._landmarker = vision.PoseLandmarker.create_from_options(options)
            except (RuntimeError, ValueError) as error:
                raise ModelError(
                    f"{model}: MediaPipe cannot load this model ({_first_line(error)}); "
                    "use --model lite or full, or build it again with tools/build_models.py"
                ) from error
        self._last_ms = -1
        self.name = model.stem
        self.bias = MEDIAPIPE_BIAS

    def close(self) -> None:
        """Free the native model."""
        with quiet_stderr:
            self._landmarker.close()

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> list[RawDetection]:
        """People in one RGB picture, in no particular order."""
        import mediapipe

        width = image.shape[1]
        padding = -width % _ROW_PIXELS
        if padding:
            image = np.pad(image, ((0, 0), (0, padding), (0, 0)), mode="edge")
        picture = mediapipe.Image(image_format=mediapipe.ImageFormat.SRGB, data=image)
        time_ms = max(round(time_s * 1000.0), self._last_ms + 1)
        first = self._last_ms < 0
        self._last_ms = time_ms
        with quiet_stderr if first else contextlib.nullcontext():
            result = self._landmarker.detect_for_video(picture, time_ms)
        masks = result.segmentation_masks or [None] * len(result.pose_landmarks)
        return [
            _detection(points, world, mask, width, width + padding)
            for points, world, mask in zip(
                result.pose_landmarks, result.pose_world_landmarks, masks, strict=True
            )
        ]


def _detection(
    points: list[Any], world: list[Any], mask: Any, width: int, padded_width: int
) -> RawDetection:
    return RawDetection(
        xy=np.array([(p.x * padded_width / width, p.y) for p in points]),
        world=np.array([(p.x, p.y, p.z) for p in world]),
        visibility=np.array([p.visibility for p in points]),
        # A view into native memory that is freed with the result, so it is copied out.
        mask=None if mask is None else np.squeeze(mask.numpy_view())[:, :width].astype(np.float32),
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
