"""Whether results hang on the frame rate: ``python -m benchmarks.rates``.

The stored tracks of the rendered samples are read at 24, 25, 30 and 60 frames a second, each also
shifted by half a frame, by linear interpolation between their frames, and judged as what they show.
Counts and clear faults must be those at the clip's own rate; the exit code is 1 where they are not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from tests.helpers.golden import exercise_of, samples, track_path

from formcheck import PoseTrack, Result, assess
from formcheck.pose.track import TrunkEdges
from formcheck.reps.findings import Verdict

RATES_HZ = (24.0, 25.0, 30.0, 60.0)
SHIFTS = (0.0, 0.5)


def at_rate(track: PoseTrack, rate_hz: float, shift: float) -> PoseTrack:
    """The track as another camera would have sampled it; a shift is in frames of that rate."""
    time = np.arange(track.time[0] + shift / rate_hz, track.time[-1], 1.0 / rate_hz)
    after = np.clip(np.searchsorted(track.time, time, side="right"), 1, len(track.time) - 1)
    span = track.time[after] - track.time[after - 1]
    share = (time - track.time[after - 1]) / span

    def between(values: NDArray[np.floating]) -> NDArray[np.floating]:
        weight = share.reshape(-1, *[1] * (values.ndim - 1)).astype(values.dtype)
        return (1 - weight) * values[after - 1] + weight * values[after]

    edges = track.edges
    return replace(
        track,
        time=time,
        xy=between(track.xy),
        world=between(track.world),
        visibility=between(track.visibility),
        edges=edges and TrunkEdges(between(edges.offset), between(edges.slope)),
    )


def told(result: Result) -> tuple[int, list[str]]:
    """Repetitions counted, and the clear faults of each."""
    counted = [rep for rep in result.reps if rep.void is None]
    faults = [
        f"{rep.number}:{finding.check}"
        for rep in counted
        for finding in rep.findings
        if finding.verdict is Verdict.CLEAR
    ]
    return len(counted), sorted(faults)


def changes(name: str) -> Iterator[str]:
    """What another rate or a shift changes, a line each."""
    track = PoseTrack.load(track_path(name))
    exercise = exercise_of(name)
    count, faults = told(assess(track, exercise))
    for rate_hz in RATES_HZ:
        for shift in SHIFTS:
            other_count, other_faults = told(assess(at_rate(track, rate_hz, shift), exercise))
            where = f"{name} at {rate_hz:g} Hz, shifted by {shift:g} frames"
            if other_count != count:
                yield f"{where}: {other_count} repetitions, not {count}"
            elif other_faults != faults:
                differing = sorted(set(faults) ^ set(other_faults))
                yield f"{where}: differs in {', '.join(differing)}"


def main() -> None:
    """Compare and print."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    names = samples("told")
    found = [line for name in names for line in changes(name)]
    for line in found:
        print(f"- {line}")
    runs = len(names) * len(RATES_HZ) * len(SHIFTS)
    print(f"{runs - len(found)} of {runs} runs of {len(names)} samples tell the same.")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
