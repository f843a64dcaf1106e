"""Files that are no clips: noise, text, lists of other files, pages, archives."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from pathlib import Path

from helpers.hostile.bases import Bases
from helpers.hostile.recipe import Hostile

__all__ = ["ELSEWHERE", "impostors"]

ELSEWHERE = "http://127.0.0.1:9/secret.mp4"
"""Nobody listens there; no clip may make formcheck ask."""

_MAGIC = {
    "mp4": b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41",
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  \0\0\0\x08wide",
    "mkv": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm",
    "avi": b"RIFF\xff\xff\xff\x7fAVI LIST",
    "gif": b"GIF89a\xff\xff\xff\xff\xf7\0\0",
    "webm": b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f",
    "flv": b"FLV\x01\x05\0\0\0\x09\0\0\0\0",
    "ts": b"G\x40\x11\x10\0B\xf0\x25",
    "mpg": b"\0\0\1\xba\x44\0\4\0\4\1",
    "ogg": b"OggS\0\2",
}
_LISTS = {
    "playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile '{target}'\n",
    "session": "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
    "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
    "manifest": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" '
    'mediaPresentationDuration="PT2S"><Period><AdaptationSet mimeType="video/mp4">'
    '<Representation id="1" bandwidth="1"><BaseURL>{target}</BaseURL></Representation>'
    "</AdaptationSet></Period></MPD>",
    "entities": '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">'
    '<!ENTITY e SYSTEM "file://{target}">]><MPD xmlns="urn:mpeg:dash:schema:mpd:2011">&b;&e;</MPD>',
    "redirect": "[Reference]\nRef1={target}\n",
    "smil": '<smil><body><video src="{target}"/></body></smil>',
}
_TEXTS: dict[str, Callable[[random.Random], bytes]] = {
    "one byte": lambda chance: b"\0",
    "spaces": lambda chance: b" " * 10_000,
    "newlines": lambda chance: b"\n" * 10_000,
    "diary": lambda chance: b"Dear diary, today I squatted.\n" * 500,
    "page": lambda chance: b"<html><script>alert(1)</script></html>",
    "drawing": lambda chance: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "archive": lambda chance: gzip.compress(bytes(10**6)),
    "pdf": lambda chance: b"%PDF-1.7\n" + chance.randbytes(2000),
    "program": lambda chance: b"\x7fELF\x02\x01\x01" + chance.randbytes(2000),
    "nested json": lambda chance: b"[" * 50_000,
    "json": lambda chance: json.dumps({"video": "none"}).encode(),
    "subtitles": lambda chance: b"1\n00:00:00,000 --> 00:00:02,000\n<script>alert(1)</script>\n",
    "wide text": lambda chance: "Kniebeuge 🏋️ ".encode("utf-16") * 200,
    "zeros": lambda chance: bytes(100_000),
    "ones": lambda chance: b"\xff" * 100_000,
    "ansi art": lambda chance: b"\x1b[31mred\x1b[0m\x1b[2J" * 300,
}


def impostors(bases: Bases) -> list[Hostile]:
    """Noise behind true beginnings, texts, and lists that name other files and addresses."""
    neighbour = Hostile(
        "neighbour.mp4", "good", lambda path, _: path.write_bytes(bases.clip("mp4")) and None
    )
    return [*_noise(), *_texts(), *_lists(), neighbour]


def _noise() -> list[Hostile]:
    def write(path: Path, chance: random.Random, magic: bytes, size: int) -> None:
        path.write_bytes(magic + chance.randbytes(size))

    sizes = (0, 300, 30_000, 600_000)
    behind = [
        Hostile(
            f"noise {size}.{ending}",
            "noise behind a true beginning",
            lambda path, chance, magic=magic, size=size: write(path, chance, magic, size),
        )
        for ending, magic in _MAGIC.items()
        for size in sizes
    ]
    return behind + [
        Hostile(
            f"pure noise {number}.mp4",
            "noise",
            lambda path, chance: write(path, chance, b"", chance.randrange(1, 200_000)),
        )
        for number in range(8)
    ]


def _texts() -> list[Hostile]:
    return [
        Hostile(
            f"{name}.mp4",
            "no clip",
            lambda path, chance, make=make: path.write_bytes(make(chance)) and None,
        )
        for name, make in _TEXTS.items()
    ] + [Hostile("empty.mp4", "no clip", lambda path, chance: path.touch())]


def _lists() -> list[Hostile]:
    # Without spaces: FFmpeg takes only plain names for harmless.
    targets = {
        "an_address": ELSEWHERE,
        "a_system_file": "/etc/passwd",
        "itself": "{own}",
        "its_neighbour": "neighbour.mp4",
    }

    def write(path: Path, text: str, target: str) -> None:
        path.write_text(text.replace("{target}", target.replace("{own}", path.name)), "utf-8")

    return [
        Hostile(
            f"{name}_of_{whose}.mp4",
            "list of other files",
            lambda path, _, text=text, target=target: write(path, text, target),
        )
        for name, text in _LISTS.items()
        for whose, target in targets.items()
    ]
