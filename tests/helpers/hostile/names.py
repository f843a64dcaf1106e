"""Good and broken clips of names that mean something to a shell, a page, a path or a reader."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from helpers.hostile.bases import Bases, free_box
from helpers.hostile.recipe import Hostile

__all__ = ["odd_names"]

_NAMES = (
    "two\nlines.mp4",
    "back\rward.mp4",
    "tab\tbed.mp4",
    "bell\a and \x1b[31mred\x1b[0m.mp4",
    'it\'s "quoted".mp4',
    "`id` $(id) ${HOME}.mp4",
    "a;b|c&d>e<f.mp4",
    "-e.mp4",
    "--help.mp4",
    " leading and trailing .mp4",
    "..mp4",
    "...mp4",
    "..\\..\\up.mp4",
    "..%2f..%2fup.mp4",
    "%2e%2e%2fetc%2fpasswd.mp4",
    "file:%2f%2f%2fetc%2fpasswd.mp4",
    "concat:a.mp4|b.mp4",
    "pipe:0.mp4",
    "clip%03d.mp4",
    "%s%n%x.mp4",
    "[bold]{{7*7}}${7*7}.mp4",
    "<script>alert(1)<&>.mp4",
    '"><img src=x onerror=alert(1)>.mp4',
    "javascript:alert(1).mp4",
    "*?[a-z].mp4",
    "~.mp4",
    "CON.mp4",
    "=cmd|' .mp4",
    "@SUM(1).mp4",
    "+1,2;3.mp4",
    "קליפ ישר.mp4",
    "\u202e4pm.exe.mp4",
    "\u2066\u200f\u200b zero.mp4",
    "🏋️‍♀️👩🏽‍🦽.mp4",
    "e\u0301 \u00e9.mp4",
    "\ufeff\ufffe\uffff.mp4",
    "z" * 251 + ".mp4",
    "🏋" * 62 + "xyz.mp4",
    "no ending",
    "many.dots.in.a.name.mp4.gif.MP4",
    "# %00 ?query=1#part.mp4",
)
_BYTES = (b"caf\xe9.mp4", b"\xff\xfe\xfd.mp4", b"half \xf0\x9f\x8f.mp4", b"over \xc0\xaf long.mp4")


def odd_names(bases: Bases) -> list[Hostile]:
    """Every other of them holds a good clip, so that names come as far as the results."""
    names = [*_NAMES]
    if sys.platform == "linux":
        names += [os.fsdecode(one) for one in _BYTES]

    def write(path: Path, number: int) -> None:
        whole = bases.clip("mp4") if number % 2 else b"no clip "
        path.write_bytes(whole + free_box(str(number).encode()))

    return [
        Hostile(name, "name", lambda path, _, number=number: write(path, number))
        for number, name in enumerate(names)
    ]
