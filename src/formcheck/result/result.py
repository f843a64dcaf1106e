"""The result of one clip: everything that is said about it, its JSON and its tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd
from pydantic import PrivateAttr

from formcheck.assessment.scoring import SCORE_VERSION
from formcheck.assessment.sides import SideDifference
from formcheck.errors import TrackError
from formcheck.exercises import Exercise, load_exercise
from formcheck.motion.features import POSTURE_SIGNALS
from formcheck.motion.personal_range import RANGE_SIGNAL, share_percent
from formcheck.motion.shot import Shot, clip_signals, shots, smoothed_track
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import CameraView
from formcheck.pose.track import PoseTrack
from formcheck.reps.rep import Rep
from formcheck.result.schema import (
    SCHEMA_VERSION,
    Clip,
    Feedback,
    HeadlineRow,
    Part,
    RangeUsed,
    RecognisedPart,
    SetResult,
    ViewSummary,
)

if TYPE_CHECKING:
    from formcheck.exercises.after import Felt
    from formcheck.result.load import Load

__all__ = ["SHARE_COLUMN", "Result", "main_view"]

SHARE_COLUMN = "back_range_percent"


class Result(Part):
    """All that formcheck says about one clip.

    Where it was assessed from a track, or one was attached, the signals behind it can be asked for.

    Attributes
    ----------
    headline : tuple of HeadlineRow
        Spine neutrality, hip extension, knee lock, pelvic tilt; worst over the sets.
    sets : tuple of SetResult
        Empty where no repetition was found; `warnings` then says so.
    recognised : tuple of RecognisedPart
        What the parts of the clip were taken for; empty where the exercise was given.
    back_range : RangeUsed or None
        The person's own range, where a profile was given.
    feedback : Feedback or None
        What the person said after the set.
    sides : tuple of SideDifference
        Left against right in exercises of one leg at a time; empty where only one side worked.
    limits : tuple of str
        What the method cannot do, to be shown with every result.
    """

    schema_version: int = SCHEMA_VERSION
    score_version: int = SCORE_VERSION
    formcheck_version: str
    model: str
    clip: Clip
    view: ViewSummary
    headline: tuple[HeadlineRow, ...]
    sets: tuple[SetResult, ...]
    warnings: tuple[str, ...]
    limits: tuple[str, ...]
    recognised: tuple[RecognisedPart, ...] = ()
    back_range: RangeUsed | None = None
    feedback: Feedback | None = None
    sides: tuple[SideDifference, ...] = ()

    _track: PoseTrack | None = PrivateAttr(default=None)
    _shots: tuple[Shot, ...] = PrivateAttr(default=())
    _exercises: Mapping[str, Exercise] = PrivateAttr(default_factory=dict)

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        """Whether both say the same, whatever track is attached."""
        return isinstance(other, Result) and self.__dict__ == other.__dict__

    @property
    def reps(self) -> tuple[Rep, ...]:
        """Repetitions of all sets in order of time, void ones included."""
        return tuple(rep for set_result in self.sets for rep in set_result.reps)

    def with_track(
        self,
        track: PoseTrack,
        shots_of_track: Sequence[Shot] | None = None,
        exercises: Mapping[str, Exercise] | None = None,
    ) -> Result:
        """The same result with the raw track that it was assessed from.

        Parameters
        ----------
        track : PoseTrack
            Raw, the whole clip.
        shots_of_track : sequence of Shot, optional
            Its shots, where they are known already.
        exercises : mapping of str to Exercise, optional
            Definitions of exercises in it that are not in the catalogue, by id; by default those
            that are known already.
        """
        attached = self.model_copy()
        attached._track = track
        attached._shots = tuple(shots(track) if shots_of_track is None else shots_of_track)
        if exercises is not None:
            attached._exercises = dict(exercises)
        return attached

    def without_track(self) -> Result:
        """The same result without its track, which takes far more memory than all the rest."""
        alone = self.model_copy()
        alone._track, alone._shots = None, ()
        return alone

    @property
    def track(self) -> PoseTrack:
        """The raw track.

        Raises
        ------
        TrackError
            The result was read from a file and no track was attached.
        """
        if self._track is None:
            raise TrackError(
                "this result has no track: assess one, or attach it with Result.with_track"
            )
        return self._track

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Shots of the track in which someone was seen; raises as `track`."""
        _ = self.track
        return self._shots

    @property
    def smoothed(self) -> PoseTrack:
        """The track at a uniform 30 Hz, low-passed without lag; raises as `track`."""
        return smoothed_track(self.track, self.shots)

    @property
    def camera_view(self) -> CameraView:
        """The view of the shot with most repetitions, or of the longest; raises as `track`."""
        return main_view(self.shots, self.reps)

    @property
    def signals(self) -> pd.DataFrame:
        """Signals of the clip, zero-lag at a uniform 30 Hz, index ``time_s``.

        Without `formcheck.motion.features.POSTURE_SIGNALS` unless repetitions were counted by one:
        they are for recognition, and a shot gives them by name. With a profile also
        ``back_range_percent``: roundness from neutral (0) to the person's roundest (100), NaN where
        the range cannot be used. Raises as `track`.
        """
        counted_by = {set_result.driving_signal for set_result in self.sets}
        names = [name for name in SIGNALS if name not in POSTURE_SIGNALS or name in counted_by]
        table = clip_signals(self.track, self.shots, names)
        if self.back_range is None:
            return table
        used = self.back_range
        own = [
            rep.neutral.back_curve_deg
            for rep in self.reps
            if rep.neutral is not None and rep.neutral.kind == "quiet_start"
        ]
        neutral_deg = next((deg for deg in own if deg is not None), used.neutral_deg)
        curve = table[RANGE_SIGNAL].to_numpy(dtype=float)
        share = share_percent(curve - neutral_deg, used.round_deg - neutral_deg)
        return table.assign(**{SHARE_COLUMN: share})

    def exercise(self, name: str) -> Exercise:
        """The definition of an exercise in this result.

        Raises
        ------
        ExerciseError
            It is not in the catalogue, and the result was read from a file.
        """
        return self._exercises.get(name) or load_exercise(name)

    def with_feedback(
        self,
        *,
        felt: Felt | str | None = None,
        pain: bool = False,
        load: Load | str | None = None,
    ) -> Result:
        """The result after the person has said how it was; see `formcheck.result.feedback`."""
        from formcheck.result.feedback import with_feedback

        return with_feedback(self, felt=felt, pain=pain, load=load)

    def reps_table(self) -> pd.DataFrame:
        """One row a repetition; see `formcheck.result.tables.reps_table`."""
        from formcheck.result.tables import reps_table

        return reps_table(self)

    def findings_table(self) -> pd.DataFrame:
        """One row a check of a repetition; see `formcheck.result.tables.findings_table`."""
        from formcheck.result.tables import findings_table

        return findings_table(self)


def main_view(of_clip: Sequence[Shot], reps: Sequence[Rep]) -> CameraView:
    """The view of the shot with most repetitions, or of the longest.

    Parameters
    ----------
    of_clip : sequence of Shot
        At least one.
    reps : sequence of Rep
        All of the clip.
    """

    def weight(shot: Shot) -> tuple[int, float]:
        inside = sum(shot.start_s <= rep.turn_s <= shot.end_s for rep in reps)
        return inside, shot.end_s - shot.start_s

    return max(of_clip, key=weight).view
