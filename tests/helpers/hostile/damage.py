"""Good clips, cut, flipped, spliced."""

from __future__ import annotations

import random
from pathlib import Path

from helpers.hostile.bases import Bases
from helpers.hostile.recipe import Hostile

__all__ = ["damaged"]

_CUTS = (0.001, 0.01, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97, 0.999)
_FLIPS = (1, 1, 2, 5, 10, 10, 30, 100, 100, 300, 1000, 3000)
_SPLICES = ("head and tail", "middle", "zeros", "twice", "shuffled", "noise", "hole", "backwards")
_HEADER = 1500


def damaged(bases: Bases) -> list[Hostile]:
    """Truncated, bit-flipped all over and in the header, spliced."""
    return [
        one
        for ending in bases.containers
        for one in (*_cut(bases, ending), *_flipped(bases, ending), *_spliced(bases, ending))
    ]


def _cut(bases: Bases, ending: str) -> list[Hostile]:
    def write(path: Path, share: float) -> None:
        content = bases.clip(ending)
        path.write_bytes(content[: max(1, round(share * len(content)))])

    return [
        Hostile(
            f"cut {round(1000 * share):03d} permille.{ending}",
            "truncated",
            lambda path, _, share=share: write(path, share),
        )
        for share in _CUTS
    ]


def _flipped(bases: Bases, ending: str) -> list[Hostile]:
    def write(path: Path, chance: random.Random, count: int, only_header: bool) -> None:
        content = bytearray(bases.clip(ending))
        # An mp4 has its header at the end.
        end = min(_HEADER, len(content)) if only_header else len(content)
        first = len(content) - end if only_header and ending in ("mp4", "mov") else 0
        for _ in range(count):
            content[first + chance.randrange(end)] ^= 1 << chance.randrange(8)
        path.write_bytes(content)

    everywhere = [
        Hostile(
            f"flipped {number} {count} bits.{ending}",
            "bit-flipped",
            lambda path, chance, count=count: write(path, chance, count, False),
        )
        for number, count in enumerate(_FLIPS)
    ]
    in_header = [
        Hostile(
            f"header flipped {number} {count} bits.{ending}",
            "bit-flipped header",
            lambda path, chance, count=count: write(path, chance, count, True),
        )
        for number, count in enumerate((1, 2, 4, 4, 8, 8, 16, 16, 64))
    ]
    return everywhere + in_header


def _spliced(bases: Bases, ending: str) -> list[Hostile]:
    def write(path: Path, chance: random.Random, how: str) -> None:
        other = chance.choice([one for one in bases.containers if one != ending])
        path.write_bytes(_splice(bases.clip(ending), bases.clip(other), how, chance))

    return [
        Hostile(
            f"spliced {how}.{ending}",
            "spliced",
            lambda path, chance, how=how: write(path, chance, how),
        )
        for how in _SPLICES
    ]


def _splice(one: bytes, other: bytes, how: str, chance: random.Random) -> bytes:
    at = chance.randrange(len(one) // 4, len(one))
    piece = chance.randrange(64, 8192)
    block = max(1, len(one) // 16)
    blocks = [one[first : first + block] for first in range(0, len(one), block)]
    results = {
        "head and tail": one[:at] + other[len(other) // 2 :],
        "middle": one[:at] + other[:piece] + one[at:],
        "zeros": one[:at] + bytes(piece) + one[at + piece :],
        "twice": one + one,
        "shuffled": b"".join([blocks[0], *chance.sample(blocks[1:], len(blocks) - 1)]),
        "noise": one[:at] + chance.randbytes(piece) + one[at + piece :],
        "hole": one[:at] + one[at + piece :],
        "backwards": one[: len(one) // 2] + one[: len(one) // 2 - 1 : -1],
    }
    return results[how]
