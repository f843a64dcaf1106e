"""Count the repetitions of one exercise in a whole clip, shot by shot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from formcheck.exercises.spec import Exercise
from formcheck.motion.scale import BodyScale
from formcheck.motion.shot import Shot
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack
from formcheck.reps.counter import RepCounter
from formcheck.reps.rep import Rep, Void
from formcheck.reps.trace import OnEvent

__all__ = ["Counted", "count_clip", "count_reps"]


@dataclass(frozen=True)
class Counted:
    """A repetition and the stretch of the clip that it was found in, or that it began in."""

    rep: Rep
    stretch: Shot


def count_clip(parts: Sequence[Shot], exercise: Exercise) -> list[Counted]:
    """Repetitions of a whole clip in order of time, void ones included.

    Parameters
    ----------
    parts : sequence of Shot
        All stretches of the clip, from `formcheck.motion.stretches.stretches`.
    exercise : Exercise
        As for `count_reps`.

    Notes
    -----
    Every stretch is counted like a clip of its own, with its own view: what the view before a cut
    showed says little about the one after it. A repetition that was under way at a cut is void, and
    so is what is left of it after the cut.
    """
    found: list[Counted] = []
    for part in parts:
        reps = count_reps(
            part.track, exercise, part.view, part.scale, goes_on=part is not parts[-1]
        )
        # Both ends of one repetition, or of two that are each half shown; not what comes after one
        # whose other end has been found already.
        torn = bool(found) and found[-1].void is Void.CUT and found[-1].cut
        if torn and reps and reps[0].opened:
            begun, ended = found.pop(), reps.pop(0)
            whole = replace(begun.rep, end_s=ended.end_s, cut=ended.void is Void.CUT)
            found.append(Counted(whole, begun.stretch))
        found += [Counted(rep, part) for rep in reps]
    return found


def count_reps(
    track: PoseTrack,
    exercise: Exercise,
    view: CameraView,
    scale: BodyScale,
    *,
    goes_on: bool = False,
    watch: OnEvent | None = None,
) -> list[Rep]:
    """Repetitions of one stretch in order of time, void ones included.

    Parameters
    ----------
    track : PoseTrack
        Raw and without cuts; it is smoothed causally here, as in live use.
    exercise : Exercise
        Gives the driving signal, its levels and the posture.
    view, scale : CameraView, BodyScale
        Over the same track.
    goes_on : bool
        Whether the stretch ends with a cut and not with the clip.
    watch : callable, optional
        Told every step of the detector.
    """
    counter = RepCounter(exercise, view, scale, watch)
    counter.feed(track)
    return counter.finish(goes_on=goes_on)
