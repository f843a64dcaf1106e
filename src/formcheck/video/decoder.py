"""Decode the chosen track of a clip, one picture after another, past whatever is damaged."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from formcheck._util.resources import Closing, usable_cores
from formcheck.video.opening import open_clip

__all__ = ["Decoder"]


class Decoder(Closing):
    """The frames of a clip in the order of their showing.

    Only pictures that the decoder wrote whole come out. May be closed from another thread, which
    waits for the step that is being decoded.

    Parameters
    ----------
    path : Path
        The clip.

    Attributes
    ----------
    container : InputContainer
        The open file; for its header only.
    stream : VideoStream
        The chosen track; for its header only.
    others_end_s : float
        How far the other tracks were read, on the clock of the container, as sound that is longer
        than the picture.

    Raises
    ------
    VideoError
        The path is no readable file, holds no video, or its pictures are larger than 8K.
    """

    def __init__(self, path: Path) -> None:
        # Reading and closing at once would pull the file from under the native code.
        self._lock = threading.RLock()
        self.container: InputContainer
        self.stream: VideoStream
        self.container, self.stream = open_clip(path, usable_cores())
        self._packets: Iterator[Packet[Stream]] | None = self.container.demux()
        self._ready: deque[av.VideoFrame] = deque()
        self.others_end_s = 0.0

    def close(self) -> None:
        """Close the file and end the decoder's threads; there are no more frames then."""
        with self._lock:
            if not hasattr(self, "stream"):
                return
            self._packets = None
            self._ready.clear()
            self.container.close()
            # The decoder and its threads live as long as anything refers to the track.
            del self.container, self.stream

    def next_frame(self) -> av.VideoFrame | None:
        """Decode the next picture; None after the last, and once closed."""
        while True:
            with self._lock:
                if self._ready:
                    return self._ready.popleft()
                if self._packets is None:
                    return None
                self._decode_some(self._packets)

    def _decode_some(self, packets: Iterator[Packet[Stream]]) -> None:
        """Read one packet, and keep the pictures that come out of the decoder for it."""
        try:
            packet = next(packets, None)
        # The file cannot be read on from here; the decoder may still hold pictures.
        except (OSError, ValueError, av.FFmpegError):
            packet = None
        if packet is None:
            self._packets = None
            self._take(None)
        elif packet.stream_index == self.stream.index:
            # The empty packet at the end would be taken for the end of pictures twice.
            if packet.size:
                self._take(packet)
        elif packet.pts is not None and packet.time_base:
            end = packet.pts + (packet.duration or 0)
            self.others_end_s = max(self.others_end_s, float(end * packet.time_base))

    def _take(self, packet: Packet[Stream] | None) -> None:
        try:
            frames = self.stream.codec_context.decode(packet)
        # Damaged: later packets may be whole again.
        except (OSError, ValueError, av.FFmpegError):
            return
        self._ready.extend(frame for frame in frames if not frame.is_corrupt)
