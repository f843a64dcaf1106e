"""Strategies that spoil a good text, for files that people and machines get wrong."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

__all__ = ["mangled"]


@st.composite
def mangled(draw: st.DrawFn, texts: Sequence[str], lines: Sequence[str]) -> bytes:
    """One of the texts with a few lines lost, doubled, moved or put in, or bytes changed."""
    rows = draw(st.sampled_from(texts)).split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        match draw(st.sampled_from(["lose", "double", "move", "put in", "cut"])):
            case "lose":
                rows[at : at + 1] = []
            case "double":
                rows.insert(draw(st.integers(0, len(rows))), rows[at])
            case "move":
                rows.insert(draw(st.integers(0, len(rows) - 1)), rows.pop(at))
            case "put in":
                rows.insert(at, draw(st.sampled_from(lines)))
            case "cut":
                rows[at] = rows[at][: draw(st.integers(0, len(rows[at])))]
        rows = rows or [""]
    content = bytearray("\n".join(rows).encode())
    for _ in range(draw(st.integers(0, 2)) if content else 0):
        content[draw(st.integers(0, len(content) - 1))] = draw(st.integers(0, 255))
    return bytes(content)
