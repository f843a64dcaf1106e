"""From a track to repetitions as a session does it, in one call."""

from __future__ import annotations

from formcheck.exercises import load_exercise
from formcheck.motion.shot import Shot, shots
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import count_clip, count_reps
from formcheck.reps.rep import Rep


def counted(track: PoseTrack, exercise: str) -> list[Rep]:
    """Repetitions of the exercise in a clip, void ones included."""
    return count_reps(Shot.of(track), load_exercise(exercise))


def counted_in_clip(track: PoseTrack, exercise: str) -> list[Rep]:
    """As `counted`, shot by shot."""
    return [rep for _, rep in count_clip(shots(track), load_exercise(exercise))]
