"""Whole clips as encoders write them, but rare ones: sizes, rates, formats, aspects, colours."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

from helpers.hostile.bases import Bases, film
from helpers.hostile.recipe import Hostile

__all__ = ["encoded"]

# ITU-T H.273: primaries and matrix, and two transfer functions.
_BT2020, _PQ, _HLG = 9, 16, 18

# Name, size, ending, codec.
_SIZES: tuple[tuple[int, int, str, str], ...] = (
    *((1, 1, ending, codec) for ending, codec in (("webm", "libvpx"), ("avi", "mjpeg"))),
    *((1, 1, ending, codec) for ending, codec in (("gif", "gif"), ("mov", "png"))),
    (2, 2, "mp4", "libx264"),
    (1, 720, "avi", "mjpeg"),
    (720, 1, "webm", "libvpx"),
    (2, 1080, "mp4", "libx264"),
    (1920, 2, "mp4", "libx264"),
    (17, 31, "webm", "libvpx"),
    (4096, 16, "mp4", "libx264"),
    (16, 8192, "mp4", "libx264"),
    (16383, 16, "webm", "libvpx"),
    (3840, 2160, "mp4", "libx264"),
)
_RATES = (Fraction(1, 60), 1, 5, 12, Fraction(24000, 1001), 50, 120, 240, 1000)
# Codec, pixels, ending.
_FORMATS: tuple[tuple[str, str, str], ...] = (
    *(("libx264", one, "mp4") for one in ("yuv422p", "yuv444p", "yuv420p10le", "yuv444p10le")),
    *(("libx264", one, "mkv") for one in ("gray", "gray10le", "yuvj420p", "nv12")),
    *(("libx265", one, "mp4") for one in ("yuv420p10le", "yuv422p10le", "yuv420p12le", "gbrp")),
    *(("libx265", one, "mkv") for one in ("gray", "gray12le", "yuv444p12le")),
    *(("libvpx-vp9", one, "webm") for one in ("yuv420p", "yuva420p", "yuv444p", "yuv440p")),
    *(("ffv1", one, "mkv") for one in ("gray", "gray16le", "bgra", "yuv420p16le", "gbrp14le")),
    *(("qtrle", one, "mov") for one in ("rgb24", "argb", "gray", "rgb555be")),
    *(("png", one, "mov") for one in ("rgb24", "rgba", "gray", "ya8", "rgb48be", "monob")),
    *(("prores_ks", one, "mov") for one in ("yuv422p10le", "yuva444p10le")),
    *(("utvideo", one, "avi") for one in ("gbrap", "yuv420p")),
    *(("gif", one, "gif") for one in ("gray", "bgr8", "rgb4_byte")),
    ("libvpx", "yuva420p", "webm"),
    ("huffyuv", "bgra", "avi"),
    ("libsvtav1", "yuv420p10le", "mp4"),
    ("libsvtav1", "yuv420p", "webm"),
    ("apng", "rgba", "apng"),
    ("libwebp_anim", "yuva420p", "webp"),
    ("libwebp", "yuv420p", "webp"),
    ("rawvideo", "yuv420p", "avi"),
    ("rawvideo", "rgb24", "nut"),
    ("mpeg1video", "yuv420p", "mpg"),
    ("mpeg2video", "yuv422p", "mpg"),
    ("mpeg2video", "yuv420p", "ts"),
    ("wmv2", "yuv420p", "wmv"),
    ("msmpeg4v2", "yuv420p", "avi"),
    ("flv1", "yuv420p", "flv"),
    ("mjpeg", "yuvj444p", "mp4"),
    ("jpeg2000", "rgb24", "mov"),
    ("libx264", "yuv420p", "h264"),
    ("libx265", "yuv420p", "hevc"),
    ("zmbv", "bgr0", "avi"),
    ("flashsv", "bgr24", "flv"),
    ("libvpx", "yuv420p", "ivf"),
)
_ASPECTS = (
    Fraction(2), Fraction(1, 2), Fraction(64, 45), Fraction(100), Fraction(1, 100),
    Fraction(255, 1), Fraction(65535, 1), Fraction(1, 65535),
)  # fmt: skip


def encoded(bases: Bases) -> list[Hostile]:
    """Every size, rate, format, aspect and colour an encoder can be brought to write."""
    return [
        *_sizes(bases),
        *_rates(bases),
        *_formats(bases),
        *_aspects(bases),
        *_tagged(bases),
    ]


def _recipe(name: str, kind: str, write: Callable[[Path], None]) -> Hostile:
    return Hostile(name, kind, lambda path, chance: write(path))


def _sizes(bases: Bases) -> list[Hostile]:
    def write(path: Path, width: int, height: int, codec: str, count: int) -> None:
        pixels = {"mjpeg": "yuvj444p", "gif": "rgb8", "png": "rgb24"}.get(codec, "yuv420p")
        film(path, bases.sized(width, height, count), codec=codec, pixels=pixels)

    some = [
        _recipe(
            f"size {width} x {height} {codec}.{ending}",
            "size",
            lambda path, w=width, h=height, c=codec: write(path, w, h, c, 12),
        )
        for width, height, ending, codec in _SIZES
    ]
    vast = (
        (7680, 4320, "mp4", "libx264", 12),
        (7680, 4320, "avi", "mjpeg", 3),
        (16384, 8640, "avi", "mjpeg", 2),
    )
    return some + [
        _recipe(
            f"size {width} x {height} {codec}.{ending}",
            "vast",
            lambda path, w=width, h=height, c=codec, n=count: write(path, w, h, c, n),
        )
        for width, height, ending, codec, count in vast
    ]


def _rates(bases: Bases) -> list[Hostile]:
    return [
        _recipe(
            f"{float(rate):.5g} fps.{ending}",
            "frame rate",
            lambda path, rate=rate, codec=codec: film(path, bases.pictures, rate=rate, codec=codec),
        )
        for rate in _RATES
        for ending, codec in (("mp4", "libx264"), ("avi", "mpeg4"))
    ]


def _formats(bases: Bases) -> list[Hostile]:
    return [
        _recipe(
            f"{codec} {pixels}.{ending}",
            "format",
            lambda path, codec=codec, pixels=pixels: film(
                path, bases.pictures[:16], codec=codec, pixels=pixels
            ),
        )
        for codec, pixels, ending in _FORMATS
    ]


def _aspects(bases: Bases) -> list[Hostile]:
    return [
        _recipe(
            f"pixels {aspect.numerator} to {aspect.denominator}.{ending}",
            "pixel aspect",
            lambda path, aspect=aspect: film(
                path, bases.pictures, tags={"sample_aspect_ratio": aspect}
            ),
        )
        for aspect in _ASPECTS
        for ending in ("mp4", "mkv")
    ]


def _tagged(bases: Bases) -> list[Hostile]:
    hdr: dict[str, Any] = {
        "color_primaries": _BT2020,
        "colorspace": _BT2020,
    }
    interlaced = {"x264-params": "interlaced=1:tff=1"}
    two_fields = {"flags": "+ildct+ilme", "top": "1"}

    def one(name: str, kind: str, **how: Any) -> Hostile:
        return _recipe(name, kind, lambda path: film(path, bases.pictures, **how))

    ten_bit = {"codec": "libx265", "pixels": "yuv420p10le"}
    return [
        one("HDR10.mp4", "HDR", **ten_bit, tags=hdr | {"color_trc": _PQ}),
        one("HLG.mov", "HDR", **ten_bit, tags=hdr | {"color_trc": _HLG}),
        one("HDR10 8 bit.mp4", "HDR", tags=hdr | {"color_trc": _PQ}),
        one("interlaced.mp4", "interlaced", options=interlaced),
        one("interlaced.ts", "interlaced", options=interlaced),
        one("interlaced.mpg", "interlaced", codec="mpeg2video", rate=25, options=two_fields),
        one("B-frames open.mkv", "order", options={"bf": "8", "preset": "fast", "g": "250"}),
        one("no key frame but one.mp4", "order", options={"g": "9999", "bf": "0"}),
        one("fragments.mp4", "order", sound=True),
    ]
