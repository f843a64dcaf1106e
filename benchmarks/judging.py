"""The cost of judging without pose, clip and camera: ``python -m benchmarks.judging``.

The golden tracks of the rendered samples are judged again, told and untold, and shown to a live
session frame by frame by an estimator that costs nothing. Printed: seconds for 30 s of track, with
a fresh track each time, and milliseconds a frame.
"""

from __future__ import annotations

import argparse
import statistics
import time

import numpy as np
from tests.helpers.golden import Replay, exercise_of, samples, track_path

from formcheck import PoseTrack, assess
from formcheck.live import LiveSession
from formcheck.video.reader import Frame

WANTED_S = 30.0


def judging_s(name: str, exercise: str) -> float:
    """Seconds to judge 30 s of a sample."""
    track = PoseTrack.load(track_path(name))
    begun = time.perf_counter()
    assess(track, exercise)
    spent = time.perf_counter() - begun
    return spent * WANTED_S / float(track.time[-1] - track.time[0])


def frames_ms(name: str) -> list[float]:
    """Milliseconds of each frame of a live session but the first, where modules are loaded."""
    track = PoseTrack.load(track_path(name))
    height = 480
    grey = np.full((height, round(height * track.width / track.height), 3), 120, np.uint8)
    spent = []
    with LiveSession(exercise_of(name), guided=False, estimator=Replay(track)) as session:
        for index, time_s in enumerate(track.time.tolist()):
            begun = time.perf_counter()
            session.push(Frame(grey, time_s, index))
            spent.append(1000.0 * (time.perf_counter() - begun))
    return spent[1:]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    names = samples("told")
    judging_s(names[0], "auto")
    print("| judged | median (s) | largest (s) |\n|---|---|---|")
    for label in ("told", "untold"):
        best = [
            min(
                judging_s(name, exercise_of(name) if label == "told" else "auto")
                for _ in range(options.rounds)
            )
            for name in names
        ]
        print(f"| {label} | {statistics.median(best):.2f} | {max(best):.2f} |")
    spent = [cost for name in names[::4] for cost in frames_ms(name)]
    middle, late = np.percentile(spent, [50, 95])
    print(
        f"\nA live frame beside pose: mean {np.mean(spent):.2f} ms, median {middle:.2f} ms, "
        f"95th percentile {late:.2f} ms."
    )


if __name__ == "__main__":
    main()
