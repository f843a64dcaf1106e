"""The annotated video: skeleton, outline of the back, live angles, counter and cues."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np

from formcheck.drawing.keyframes import PictureTaker
from formcheck.drawing.layout import Layout, lay_out
from formcheck.drawing.panel import GROUND
from formcheck.drawing.skeleton import BodyTrack, draw_body, draw_ring
from formcheck.drawing.timeline import Timeline
from formcheck.errors import Cancelled, OutputError
from formcheck.result.readouts import shown_signals, written
from formcheck.result.result import Result
from formcheck.video.prefetch import prefetch
from formcheck.video.reader import Image, VideoProgress, VideoReader
from formcheck.video.writer import VideoWriter

__all__ = ["VIDEO_SIDE_PX", "Annotator", "write_overlay"]

VIDEO_SIDE_PX = 960
"""Longer side of the annotated picture, unless asked for otherwise."""
# Letters need pixels: pictures smaller than the first are enlarged to the second.
_SMALL_SIDE, _ENLARGED_SIDE = 800, 960
# Numbers that change thirty times a second cannot be read.
_READOUT_HZ = 10.0
_RING_SHARE_OF_TRUNK = 0.22


def write_overlay(
    source: Path,
    target: Path,
    measured: Result,
    progress: VideoProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
    pictures: PictureTaker | None = None,
    largest_side: int = VIDEO_SIDE_PX,
) -> None:
    """Write the annotated video of a clip: decoding, drawing and encoding overlap.

    Parameters
    ----------
    source : Path
        The clip that was measured.
    target : Path
        MP4 file to write; it appears only when complete.
    measured : Result
        Analysis, signals and track of the clip.
    progress : callable, optional
        Called with (seconds done, seconds in all) after each frame.
    cancelled : callable, optional
        Called before each frame; True stops the work.
    pictures : PictureTaker, optional
        Receives every frame, so that the report needs no pass over the clip of its own.
    largest_side : int
        Pixels; larger pictures are shrunk to it.

    Raises
    ------
    VideoError
        The clip cannot be read any more, or encoding fails.
    OutputError
        `target` cannot be written, or is the clip itself.
    Cancelled
        The caller asked to stop; nothing is left.
    """
    if target.exists() and target.samefile(source):
        raise OutputError(f"{target}: this is the clip itself; name another file for the video")
    annotator = Annotator(measured, largest_side)
    with (
        VideoReader(source, max_side=largest_side) as reader,
        VideoWriter(target, annotator.width, annotator.height) as writer,
        closing(prefetch(reader)) as frames,
    ):
        for frame in frames:
            if cancelled is not None and cancelled():
                raise Cancelled(f"{source}: stopped on request")
            if pictures is not None:
                pictures.add(frame)
            writer.write(annotator.draw(frame.image, frame.time), frame.time)
            if progress is not None:
                progress(frame.time, reader.info.duration_s)


class Annotator:
    """Draws the skeleton, the read-outs and the cue of one moment.

    Parameters
    ----------
    measured : Result
        With its track.
    largest_side : int
        Of the clip's own picture in the annotated one, pixels.

    Attributes
    ----------
    width, height : int
        Size of the annotated pictures in pixels.
    layout : Layout
        Where the read-outs and the cues are.
    picture_size : (int, int)
        Width and height that the clip's own picture has in it, at the upper left.
    """

    def __init__(self, measured: Result, largest_side: int = VIDEO_SIDE_PX) -> None:
        track = measured.track
        longer = max(track.width, track.height)
        side = min(_ENLARGED_SIDE if longer < _SMALL_SIDE else longer, largest_side)
        self._scale = side / longer
        self.picture_size = round(track.width * self._scale), round(track.height * self._scale)
        self._bodies = BodyTrack(measured.smoothed, measured.camera_view)
        self._timeline = Timeline(measured)
        self._signals = shown_signals(measured)
        self._time = measured.signals.index.to_numpy(dtype=float)
        self._values = measured.signals[list(self._signals)].to_numpy(dtype=float)
        self.layout: Layout = lay_out(
            *self.picture_size,
            self._bodies.boxes() * self._scale,
            self._timeline,
            self._signals,
        )
        self.width, self.height = self.layout.width, self.layout.height

    def draw(self, image: Image, time_s: float) -> Image:
        """Annotate one picture of the clip; it may be changed and become part of the result."""
        now = self._timeline.at(time_s)
        canvas, image = self._canvas(image)
        body = self._bodies.at(time_s)
        if body is not None:
            draw_body(image, body, self._scale, (0.0, 0.0))
            radius = _RING_SHARE_OF_TRUNK * self._bodies.trunk_px * self._scale
            for mark in now.marks:
                draw_ring(image, body.joint(mark) * self._scale, radius)
        layout = self.layout
        layout.panel.draw(canvas, *layout.panel_at, now, self._readouts(time_s))
        if now.banner is not None:
            layout.banner.draw(canvas, *layout.banner_at, layout.banner_width, now.banner)
        return canvas

    def _canvas(self, image: Image) -> tuple[Image, Image]:
        """The whole annotated picture, and the part of it that holds the clip's own."""
        width, height = self.picture_size
        if (width, height) == (self.width, self.height) == image.shape[1::-1]:
            return image, image
        canvas = np.empty((self.height, self.width, 3), dtype=np.uint8)
        canvas[height:] = GROUND
        canvas[:height, width:] = GROUND
        part = canvas[:height, :width]
        cv2.resize(image, (width, height), dst=part, interpolation=cv2.INTER_LINEAR)
        return canvas, part

    def _readouts(self, time_s: float) -> list[str]:
        moment = round(time_s * _READOUT_HZ) / _READOUT_HZ
        row = int(np.abs(self._time - moment).argmin())
        return [
            written(name, float(value))
            for name, value in zip(self._signals, self._values[row], strict=True)
        ]
