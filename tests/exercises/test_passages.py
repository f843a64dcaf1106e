from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd

from formcheck.exercises.recognition import OTHER
from formcheck.exercises.recognition import Segment, recognise_clip
from formcheck.motion.scale import body_scale
from formcheck.motion.signals import signal_table
from formcheck.motion.view import camera_view
from formcheck.pose.track import PoseTrack, TrunkEdges
from helpers import motions


def one_after_the_other(*tracks: PoseTrack) -> PoseTrack:
    """The tracks as one clip, a frame between them."""
    times, start_s = [], 0.0
    for track in tracks:
        times.append(track.time - track.time[0] + start_s)
        start_s = float(times[-1][-1]) + 1.0 / motions.FPS
    return replace(
        tracks[0],
        time=np.concatenate(times),
        xy=np.concatenate([track.xy for track in tracks]),
        world=np.concatenate([track.world for track in tracks]),
        visibility=np.concatenate([track.visibility for track in tracks]),
        edges=TrunkEdges(
            np.concatenate([track.edges.offset for track in tracks]),
            np.concatenate([track.edges.slope for track in tracks]),
        ),
    )


def signals_of(track: PoseTrack) -> pd.DataFrame:
    return signal_table(track, camera_view(track), body_scale(track))


def passages(track: PoseTrack) -> tuple[Segment, ...]:
    return recognise_clip(track, signals_of(track))


def names(found: tuple[Segment, ...]) -> list[str | None]:
    return [passage.recognition.exercise for passage in found]


def test_a_short_clip_is_one_passage() -> None:
    track = motions.clip("squat", reps=1)
    found = passages(track)
    assert names(found) == ["squat"]
    assert (found[0].start_s, found[0].end_s) == (track.time[0], track.time[-1])


def test_a_long_set_of_one_exercise_is_one_passage() -> None:
    assert names(passages(motions.clip("hip_hinge", reps=8))) == ["hip_hinge"]


def test_a_circuit_is_told_apart_and_covered_without_holes() -> None:
    squats, hinges = motions.clip("squat", reps=4), motions.clip("hip_hinge", reps=4)
    bridges = motions.clip("glute_bridge", reps=4)
    track = one_after_the_other(squats, hinges, bridges)
    found = passages(track)
    exercises = [name for name in names(found) if name not in (OTHER, None)]
    assert exercises == ["squat", "hip_hinge", "glute_bridge"]
    assert found[0].start_s == track.time[0]
    assert found[-1].end_s == track.time[-1]
    for before, after in pairwise(found):
        assert before.end_s == after.start_s
    change_s = float(squats.time[-1])
    hinge = next(p for p in found if p.recognition.exercise == "hip_hinge")
    assert abs(hinge.start_s - change_s) < 4.0


def test_standing_about_before_and_after_does_not_hide_a_set() -> None:
    still = motions.through((0, motions.STANDING), (20, motions.STANDING))
    found = passages(one_after_the_other(still, motions.clip("squat", reps=3), still))
    assert names(found) == ["squat"]


def test_walking_in_is_not_part_of_the_exercise() -> None:
    track = one_after_the_other(motions.walking(12.0), motions.clip("squat", reps=5))
    assert names(passages(track))[-1] == "squat"
    assert "hip_hinge" not in names(passages(track))
