"""Single pictures out of a clip, all in one pass."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from formcheck.errors import Cancelled
from formcheck.video.reader import Frame, VideoReader

__all__ = ["frames_at"]


def frames_at(
    path: str | os.PathLike[str],
    times: Iterable[float],
    *,
    max_side: int | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> dict[float, Frame]:
    """Pictures nearest to some moments.

    Parameters
    ----------
    path : path-like
        The clip.
    times : iterable of float
        Seconds by the clock of `VideoReader`, in any order.
    max_side : int, optional
        As for `VideoReader`.
    cancelled : callable, optional
        Asked before each picture; True stops the work.

    Returns
    -------
    dict of float to Frame
        For each of `times` the nearest of the pictures taken; a moment beyond the end shares that
        of an earlier moment. Empty where there is none at all.

    Raises
    ------
    VideoError
        The clip cannot be read.
    Cancelled
        The caller asked to stop.
    """
    wanted = sorted(set(times))
    if not wanted:
        return {}
    frames = []
    with VideoReader(path, max_side=max_side, wanted=wanted) as reader:
        for frame in reader:
            if cancelled is not None and cancelled():
                raise Cancelled(f"{path}: stopped on request")
            frames.append(frame)
    if not frames:
        return {}
    return {time: min(frames, key=lambda frame: abs(frame.time - time)) for time in wanted}
