"""Good clips whose headers lie: lengths, sizes, counts, turns."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable, Sequence

from helpers.hostile.bases import Bases, film
from helpers.hostile.recipe import Hostile

__all__ = ["lying_headers"]

_SIX_HOURS_S = 6 * 3600
_MOST = 0xFFFFFFFF
# Box of an mp4, bytes after its name, and what is written there; see ISO/IEC 14496-12.
_LIES: dict[str, Sequence[tuple[bytes, int, bytes]]] = {
    "lasts nothing": ((b"mvhd", 16, bytes(4)), (b"mdhd", 16, bytes(4))),
    "lasts longest": ((b"mvhd", 16, b"\xff" * 4), (b"mdhd", 16, b"\xff" * 4)),
    "second has no ticks": ((b"mdhd", 12, bytes(4)),),
    "film second has no ticks": ((b"mvhd", 12, bytes(4)),),
    "second has one tick": ((b"mdhd", 12, struct.pack(">I", 1)),),
    "second has most ticks": ((b"mdhd", 12, b"\xff" * 4),),
    "widest": ((b"avc1", 24, b"\xff\xff\xff\xff"), (b"tkhd", 76, b"\xff" * 8)),
    "no size": ((b"avc1", 24, bytes(4)), (b"tkhd", 76, bytes(8))),
    "most samples": ((b"stsz", 8, b"\xff" * 4),),
    "many samples": ((b"stsz", 8, struct.pack(">I", 50_000_000)),),
    "samples of 2 GB": ((b"stsz", 4, struct.pack(">I", 0x7FFFFFFF)),),
    "most times": ((b"stts", 8, b"\xff" * 4),),
    "no times": ((b"stts", 4, bytes(4)),),
    "times of nothing": ((b"stts", 12, bytes(4)),),
    "times of a day": ((b"stts", 12, struct.pack(">I", 86_400 * 15_360)),),
    "times of 240 a second": ((b"stts", 12, struct.pack(">I", 64)),),
    "most chunks": ((b"stco", 4, b"\xff" * 4),),
    "chunks elsewhere": ((b"stco", 8, b"\xff" * 4),),
    "chunks of most": ((b"stsc", 12, b"\xff" * 4),),
    "no entry": ((b"stsd", 4, bytes(4)),),
    "entries without end": ((b"stsd", 4, b"\xff" * 4),),
    "another codec": ((b"avc1", 0, b""),),
    "edit list from the future": ((b"elst", 12, b"\x7f\xff\xff\xff"),),
    "edit list that stands still": ((b"elst", 16, bytes(4)),),
    "edit list of nothing": ((b"elst", 8, bytes(4)),),
    "turned by nothing": ((b"tkhd", 40, bytes(36)),),
    "turned by 45 degrees": (
        (b"tkhd", 40, struct.pack(">9i", 46341, 46341, 0, -46341, 46341, 0, 0, 0, 1 << 30)),
    ),
    "turned by 90 degrees": (
        (b"tkhd", 40, struct.pack(">9i", 0, 65536, 0, -65536, 0, 0, 0, 0, 1 << 30)),
    ),
    "turned beyond all": ((b"tkhd", 40, b"\x7f\xff\xff\xff" * 9),),
    "mirrored": ((b"tkhd", 40, struct.pack(">9i", -65536, 0, 0, 0, 65536, 0, 0, 0, 1 << 30)),),
}
_CODECS = (b"hvc1", b"av01", b"vp09", b"mp4v", b"jpeg", b"raw ", b"....")


def lying_headers(bases: Bases) -> list[Hostile]:
    """Lies in mp4, avi, mkv and gif, and boxes that hold too much or themselves."""
    return [*_lies(bases), *_lengths(bases), *_boxes(bases), *_others(bases)]


def _bytes(name: str, kind: str, make: Callable[[random.Random], bytes]) -> Hostile:
    return Hostile(name, kind, lambda path, chance: path.write_bytes(make(chance)) and None)


def _lied(content: bytes, lies: Sequence[tuple[bytes, int, bytes]]) -> bytes:
    told = bytearray(content)
    for box, after, lie in lies:
        at = told.index(box) + len(box) + after
        told[at : at + len(lie)] = lie
    return bytes(told)


def _lies(bases: Bases) -> list[Hostile]:
    told = [
        _bytes(
            f"header {name}.mp4",
            "lying header",
            lambda _, lies=lies: _lied(bases.clip("mp4"), lies),
        )
        for name, lies in _LIES.items()
    ]
    return told + [
        _bytes(
            f"header says {codec.decode().strip()}.mp4",
            "lying header",
            lambda _, codec=codec: bases.clip("mp4").replace(b"avc1\0", codec + b"\0"),
        )
        for codec in _CODECS
    ]


def _lengths(bases: Bases) -> list[Hostile]:
    def mp4(_: random.Random) -> bytes:
        content = bases.clip("mp4")
        ticks = _ticks(content, b"mvhd"), _ticks(content, b"mdhd")
        lies = [
            (box, 16, struct.pack(">I", _SIX_HOURS_S * one))
            for box, one in zip((b"mvhd", b"mdhd"), ticks, strict=True)
        ]
        return _lied(content, lies)

    def avi(_: random.Random) -> bytes:
        frames = struct.pack("<I", _SIX_HOURS_S * 30)
        return _lied(bases.clip("avi"), [(b"avih", 4 + 16, frames), (b"strh", 4 + 32, frames)])

    def mkv(_: random.Random) -> bytes:
        content = bytearray(bases.clip("mkv"))
        at = content.index(b"\x44\x89\x88") + 3  # Duration, 8 bytes of floating point
        content[at : at + 8] = struct.pack(">d", 1000.0 * _SIX_HOURS_S)
        return bytes(content)

    def mkv_of(value: float) -> Callable[[random.Random], bytes]:
        return lambda chance: mkv(chance).replace(
            struct.pack(">d", 1000.0 * _SIX_HOURS_S), struct.pack(">d", value)
        )

    return [
        _bytes("6 h by its header.mp4", "6 h by its header", mp4),
        _bytes("6 h by its header.avi", "6 h by its header", avi),
        _bytes("6 h by its header.mkv", "6 h by its header", mkv),
        _bytes("NaN h by its header.mkv", "lying header", mkv_of(float("nan"))),
        _bytes("endless by its header.mkv", "lying header", mkv_of(float("inf"))),
        _bytes("below zero by its header.mkv", "lying header", mkv_of(-5000.0)),
    ]


def _ticks(content: bytes, box: bytes) -> int:
    at = content.index(box) + 4 + 12
    return int(struct.unpack(">I", content[at : at + 4])[0])


def _boxes(bases: Bases) -> list[Hostile]:
    def box(name: bytes, content: bytes, size: int | None = None) -> bytes:
        return struct.pack(">I", len(content) + 8 if size is None else size) + name + content

    def nested(name: bytes, depth: int) -> bytes:
        content = b""
        for _ in range(depth):
            content = box(name, content)
        return content

    start = box(b"ftyp", b"isom\0\0\2\0isommp41")

    def behind(_: random.Random, content: bytes) -> bytes:
        return start + content + bases.clip("mp4")[len(start) :]

    contents = {
        "of no size": box(b"free", b"", 0),
        "of size 3": box(b"free", b"", 3),
        "of 2 to 63": struct.pack(">I", 1) + b"free" + struct.pack(">Q", 2**63 - 1),
        "of 4 GB": box(b"moov", b"", _MOST),
        "in boxes": nested(b"moov", 3000),
        "in tracks": box(b"moov", nested(b"trak", 3000)),
        "of many tracks": box(b"moov", nested(b"trak", 1) * 20_000),
        "of text": box(b"moov", box(b"udta", box(b"\xa9nam", b"<script>alert(1)</script>"))),
    }
    return [
        _bytes(f"box {name}.mp4", "boxes", lambda chance, one=one: behind(chance, one))
        for name, one in contents.items()
    ]


def _blank_png(side: int) -> bytes:
    """A white square in black and white: hardly any bytes, and a picture of gigabytes."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        check = zlib.crc32(kind + content)
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    row = b"\0" + b"\xff" * ((side + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    )


def _others(bases: Bases) -> list[Hostile]:
    def sized_gif(width: int, height: int) -> Callable[[random.Random], bytes]:
        def make(_: random.Random) -> bytes:
            content = bytearray(bases.clip("gif"))
            content[6:10] = struct.pack("<HH", width, height)
            return bytes(content)

        return make

    def delayed(hundredths: int) -> Callable[[random.Random], bytes]:
        def make(_: random.Random) -> bytes:
            content = bytearray(bases.clip("gif"))
            at = content.find(b"\x21\xf9\x04")
            while at >= 0:
                content[at + 4 : at + 6] = struct.pack("<H", hundredths)
                at = content.find(b"\x21\xf9\x04", at + 8)
            return bytes(content)

        return make

    def claimed(which: int, value: int) -> Callable[[random.Random], bytes]:
        return lambda _: _lied(bases.clip("avi"), [(b"strh", 4 + which, struct.pack("<I", value))])

    def vast_png(_: random.Random) -> bytes:
        one = bases.made(
            "one.png",
            lambda path: film(path, bases.pictures[:1], codec="png", pixels="rgb24"),
        )
        return one[:16] + struct.pack(">II", 2**31 - 1, 2**31 - 1) + one[24:]

    return [
        _bytes("gif of 65535.gif", "vast by its header", sized_gif(65_535, 65_535)),
        _bytes("gif of 30000.gif", "vast by its header", sized_gif(30_000, 30_000)),
        _bytes("gif of nothing.gif", "lying header", sized_gif(0, 0)),
        _bytes("gif of one.gif", "lying header", sized_gif(1, 1)),
        _bytes("gif without a break.gif", "timestamps", delayed(0)),
        _bytes("gif of 655 s a picture.gif", "timestamps", delayed(65_535)),
        _bytes("png of 2 to 31.png", "vast by its header", vast_png),
        *(
            _bytes(f"png of {side}.png", "vast", lambda _, side=side: _blank_png(side))
            for side in (12_000, 30_000)
        ),
        _bytes("rate of nothing.avi", "lying header", claimed(24, 0)),
        _bytes("rate without end.avi", "lying header", claimed(24, _MOST)),
        _bytes("scale of nothing.avi", "lying header", claimed(20, 0)),
        _bytes("scale without end.avi", "lying header", claimed(20, _MOST)),
        _bytes("starts after all.avi", "lying header", claimed(28, 0x7FFFFFFF)),
    ]
