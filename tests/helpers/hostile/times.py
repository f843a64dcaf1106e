"""Clips whose clocks stand still, turn back, leap, or begin anywhere."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import av

from helpers.hostile.bases import Bases, film
from helpers.hostile.recipe import Hostile

__all__ = ["odd_times"]

_TICKS = 90_000
_FRAME = _TICKS // 30


def odd_times(bases: Bases) -> list[Hostile]:
    """As encoders take them, as muxers take them, and as neither does."""
    plain = [number * _FRAME for number in range(len(bases.pictures))]
    schemes: dict[str, Sequence[int]] = {
        "begin below zero": [time - 10 * _TICKS for time in plain],
        "begin after a day": [time + 86_400 * _TICKS for time in plain],
        "jump by an hour": [time + (3600 * _TICKS if time > _TICKS // 2 else 0) for time in plain],
        "crowd in a tick": list(range(len(plain))),
        "uneven": [time + (number % 3) * _FRAME // 4 for number, time in enumerate(plain)],
        "a second apart then not": [min(time, 5) * _TICKS + time for time in plain],
        "end after 6 h": [*plain[:-1], 6 * 3600 * _TICKS],
    }
    kept = [
        _timed(
            f"times {name}.{ending}",
            "timestamps",
            lambda path, times=times: film(path, bases.pictures, times=times, ticks=_TICKS),
        )
        for name, times in schemes.items()
        for ending in ("mp4", "mkv", "ts")
    ]
    muxed: dict[str, Callable[[int, int], int]] = {
        "negative": lambda pts, number: pts - 10**6,
        "enormous": lambda pts, number: pts + 2**40,
        "growing": lambda pts, number: pts * 4**number % 2**45,
        "all but the same": lambda pts, number: number,
    }
    patched: dict[str, Callable[[int], int]] = {
        "repeated": lambda number: 33 * (number // 4),
        "all the same": lambda number: 0,
        "backwards": lambda number: 33 * (20 - number),
        "to and fro": lambda number: 33 * number + (-1) ** number * 100,
        "negative": lambda number: 33 * number - 20_000,
        "far apart": lambda number: (number * 9973) % 65_536 - 32_768,
    }
    return [
        *kept,
        *(
            _timed(
                f"stamps {name}.{ending}",
                "timestamps",
                lambda path, move=move: _stamped_anew(bases, path, move),
            )
            for name, move in muxed.items()
            for ending in ("avi", "nut", "mkv", "ts")
        ),
        *(
            _timed(
                f"blocks {name}.mkv",
                "timestamps",
                lambda path, move=move: _blocks_moved(bases, path, move),
            )
            for name, move in patched.items()
        ),
    ]


def _plain(bases: Bases, ending: str) -> Path:
    """A clip without B-frames: shown in the order in which it is stored."""
    name = f"plain.{ending}"
    bases.made(name, lambda path: film(path, bases.pictures, codec="mpeg4"))
    return bases.folder / name


def _stamped_anew(bases: Bases, path: Path, move: Callable[[int, int], int]) -> None:
    """The same packets with other times."""
    source = _plain(bases, "mp4")
    with av.open(str(source)) as good, av.open(str(path), "w") as target:
        stream = good.streams.video[0]
        copied = target.add_stream_from_template(stream)
        packets = [packet for packet in good.demux(stream) if packet.pts is not None]
        for number, packet in enumerate(packets):
            packet.pts = packet.dts = move(packet.pts, number)
            packet.stream = copied
            target.mux(packet)


def _blocks_moved(bases: Bases, path: Path, move: Callable[[int], int]) -> None:
    """What no muxer would write: times in the blocks themselves, as 16 bits with a sign."""
    source = _plain(bases, "mkv")
    content = bytearray(source.read_bytes())
    with av.open(str(source)) as good:
        packets = [bytes(one) for one in good.demux(good.streams.video[0]) if one.size]
    at = 0
    for number, packet in enumerate(packets):
        at = content.index(packet, at)
        content[at - 3 : at - 1] = struct.pack(">h", move(number))
        at += len(packet)
    path.write_bytes(content)


def _timed(name: str, kind: str, write: Callable[[Path], None]) -> Hostile:
    return Hostile(name, kind, lambda path, chance: write(path))
