"""Open a clip: only files that hold their pictures themselves, and the track people mean."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream

from formcheck.errors import VideoError

__all__ = ["claimed_length", "length_by_packets", "open_clip"]

# FFmpeg also opens lists of other files and of addresses, whatever the file is called.
_CONTAINERS: Final = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,gif,mpeg,mpegts,mpegvideo,m4v,h264,hevc,flv,asf,"
    "ogg,nut,ivf,mjpeg,apng,dv,mxf"
)
_ONLY_THIS_FILE: Final = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}
# 8K film and 8K television. Larger pictures could fill any memory.
_MOST_PIXELS: Final = 8192 * 4320
_NO_FILM: Final = Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
# Decoding ahead in more threads costs memory, and the networks need the cores.
_MOST_THREADS: Final = 4


def open_clip(path: Path, threads: int) -> tuple[InputContainer, VideoStream]:
    """Open a file and choose its track: the default one, else the largest.

    Parameters
    ----------
    path : Path
        The clip.
    threads : int
        Cores that decoding may use.

    Returns
    -------
    container, stream
        To be read and closed by the caller.

    Raises
    ------
    VideoError
        The path is no readable file, holds no video, or its pictures are larger than 8K.
    """
    _check_readable(path)
    container = _opened(path)
    try:
        stream = _chosen(path, container)
        if stream.width * stream.height > _MOST_PIXELS:
            raise VideoError(
                f"{path}: its pictures of {stream.width} x {stream.height} pixels are larger than "
                "8K; export it smaller, 1920 x 1080 is plenty"
            )
        context = stream.codec_context
        # A size may also grow in mid-stream.
        context.options = {"max_pixels": str(_MOST_PIXELS)}
        context.thread_type = "AUTO"
        context.thread_count = min(threads, _MOST_THREADS)
    except BaseException:
        container.close()
        raise
    return container, stream


def claimed_length(container: InputContainer, stream: VideoStream) -> tuple[float, bool]:
    """Length by the header in seconds, 0 where unknown, and whether it is that of the track."""
    if stream.duration and stream.time_base:
        return max(float(stream.duration * stream.time_base), 0.0), True
    # As Matroska's own tools note it for each track.
    parts = re.fullmatch(r"(\d+):(\d\d):(\d\d(?:\.\d+)?)", stream.metadata.get("DURATION", ""))
    if parts is not None:
        hours, minutes, seconds = (float(part) for part in parts.groups())
        return 3600.0 * hours + 60.0 * minutes + seconds, True
    return max((container.duration or 0) / av.time_base, 0.0), False


def length_by_packets(path: Path, index: int) -> float:
    """Seconds from the first picture to the end of the last, without decoding; 0 where unknown.

    Parameters
    ----------
    path : Path
        The clip.
    index : int
        Of the track.
    """
    spans: list[tuple[int, int]] = []
    try:
        with _opened(path) as container:
            stream = container.streams[index]
            for packet in container.demux(stream):
                if packet.pts is not None:
                    spans.append((packet.pts, packet.pts + (packet.duration or 0)))
            tick_s = float(stream.time_base or 0)
    # Decoding the file raises a better error.
    except (OSError, ValueError, av.FFmpegError, VideoError):
        return 0.0
    if not spans:
        return 0.0
    return tick_s * (max(end for _, end in spans) - min(start for start, _ in spans))


def _check_readable(path: Path) -> None:
    try:
        if not path.exists():
            raise VideoError(f"{path}: no such file; check the name and the folder")
        if path.is_dir():
            raise VideoError(f"{path}: this is a folder; name one clip in it")
        if not path.is_file():
            raise VideoError(f"{path}: not a regular file; copy the clip to disk first")
        if path.stat().st_size == 0:
            raise VideoError(f"{path}: the file is empty (0 bytes); copy or record it again")
        if not os.access(path, os.R_OK):
            raise VideoError(f"{path}: no permission to read this file; change its permissions")
    # A name that is too long, or a folder without permission to search it.
    except OSError as error:
        raise VideoError(
            f"{path}: cannot be read ({error.strerror}); check its name and permissions"
        ) from error


def _opened(path: Path) -> InputContainer:
    # FFmpeg would read a leading "-" or "concat:" as more than a file name; a whole path begins
    # with neither. Names that are not UTF-8 reach the system as they are.
    with _readable_errors(path):
        return av.open(
            str(path.resolve()),
            "r",
            container_options=dict(_ONLY_THIS_FILE),
            metadata_errors="replace",
        )


@contextmanager
def _readable_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, av.FFmpegError) as error:
        raise VideoError(
            f"{path}: no video could be found in this file; "
            "formcheck reads mp4, mov, webm, avi, mkv and gif — export it as one of these"
        ) from error


def _chosen(path: Path, container: InputContainer) -> VideoStream:
    films = [track for track in container.streams.video if not track.disposition & _NO_FILM]
    with _readable_errors(path):
        if not films:
            raise ValueError("no film")
    readable = [track for track in films if track.codec_context is not None]
    if not readable:
        raise VideoError(
            f"{path}: its pictures are coded in a way that cannot be read here; "
            "export it as mp4 with H.264"
        )
    chosen = [track for track in readable if track.disposition & Disposition.default]
    # The first of equals.
    return max(chosen or readable, key=lambda track: track.width * track.height)
