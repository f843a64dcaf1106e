"""The golden results: what every sample gave when they were made, and how a result compares."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from formcheck.pose.landmarks import PoseTrack, SegmentBias, TrunkEdges

__all__ = ["FOLDER", "differences", "golden", "samples", "track_of"]

FOLDER = Path(__file__).parents[1] / "golden"
# Another CPU adds and multiplies in another order; whatever a change of code does is larger.
_RELATIVE, _ABSOLUTE = 1e-6, 1e-6


def samples(kind: str) -> list[str]:
    """Names of the samples that have a golden result of this kind."""
    return sorted(path.stem for path in (FOLDER / kind).glob("*.json"))


def golden(kind: str, name: str) -> Any:
    """One golden result."""
    return json.loads((FOLDER / kind / f"{name}.json").read_text(encoding="utf-8"))


def track_of(name: str) -> PoseTrack:
    """The stored track of a sample: values on a grid, kept as steps from frame to frame."""
    with np.load(FOLDER / "tracks" / f"{name}.npz", allow_pickle=False) as file:
        arrays = dict(file)
    about = json.loads(str(arrays["about"]))
    values = {key: _unpacked(key, arrays, about["steps"][key]) for key in about["steps"]}
    edges = TrunkEdges(*(values[key].astype(np.float32) for key in ("offset", "slope")))
    return PoseTrack(
        time=arrays["time"],
        xy=values["xy"],
        world=values["world"],
        visibility=values["visibility"],
        edges=edges,
        width=about["width"],
        height=about["height"],
        bias=SegmentBias(**about["bias"]),
        cuts=tuple(about["cuts"]),
    )


def _unpacked(name: str, arrays: dict[str, NDArray[Any]], step: float) -> NDArray[np.float64]:
    counts = np.cumsum(arrays[name].T.astype(np.int64), axis=0)
    known = np.unpackbits(arrays[f"{name}_known"], count=counts.size).astype(bool)
    values = np.where(known.reshape(counts.shape[::-1]).T, counts * step, np.nan)
    return values.reshape(tuple(arrays[f"{name}_shape"].tolist()))


def differences(expected: Any, found: Any, where: str = "") -> list[str]:
    """Every value of `found` that is not as expected, with the way to it."""
    if isinstance(expected, dict) and isinstance(found, dict):
        keys = [*expected, *(key for key in found if key not in expected)]
        return [
            line
            for key in keys
            for line in differences(
                expected.get(key, "nothing"), found.get(key, "nothing"), f"{where}.{key}"
            )
        ]
    if isinstance(expected, list) and isinstance(found, list):
        if len(expected) != len(found):
            return [f"{where}: {len(expected)} items expected, {len(found)} found"]
        return [
            line
            for row, (one, two) in enumerate(zip(expected, found, strict=True))
            for line in differences(one, two, f"{where}[{row}]")
        ]
    if isinstance(expected, float | int) and isinstance(found, float | int):
        if math.isclose(expected, found, rel_tol=_RELATIVE, abs_tol=_ABSOLUTE):
            return []
    elif expected == found:
        return []
    return [f"{where}: {expected!r} expected, {found!r} found"]
