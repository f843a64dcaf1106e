"""The result for one clip and its JSON: a public, versioned schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from formcheck.assessment.findings import Finding, Reading, Verdict
from formcheck.assessment.scoring import LEAST_COVERAGE, SCORE_VERSION, Score
from formcheck.assessment.sides import SideDifference
from formcheck.exercises.after import Felt
from formcheck.motion.personal_range import Posture
from formcheck.motion.view import CameraView, View
from formcheck.pose.landmarks import PoseTrack
from formcheck.reps.timing import Rep
from formcheck.result.load import Load

__all__ = [
    "SCHEMA_VERSION",
    "Analysis",
    "Clip",
    "FaultSummary",
    "Feedback",
    "HeadlineId",
    "HeadlineRow",
    "Likelihood",
    "Measured",
    "RangeUsed",
    "RecognisedPart",
    "RepResult",
    "SetResult",
    "Unmeasured",
    "ViewSummary",
    "WantedCamera",
]

SCHEMA_VERSION = 1

HeadlineId = Literal["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Clip(_Result):
    """The file that was analysed.

    Attributes
    ----------
    name : str
        File name without folders.
    duration_s : float
        Time of the last decoded frame.
    frames : int
        Frames analysed, about 30 a second at most.
    seen_share : float
        Share of them in which the person was found, 0-1.
    """

    name: str
    sha256: str
    width: int
    height: int
    duration_s: float
    frames: int
    frame_rate: float
    seen_share: float


class WantedCamera(_Result):
    """The camera that the exercise wants; see `formcheck.exercises.spec.Camera`."""

    view: Literal["side", "front"]
    height: str
    height_cm: float
    phone: Literal["upright", "on_its_side"]
    person: Literal["standing", "lying", "all_fours"]


class ViewSummary(_Result):
    """Where the camera stood, and where it should have if that was somewhere else."""

    view: View
    yaw_deg: float | None
    facing: Literal["left", "right"]
    advice: str | None
    wanted: WantedCamera | None = None


class HeadlineRow(_Result):
    """One of the four rows that lead every output.

    Attributes
    ----------
    verdict : Verdict
        Worst over the repetitions.
    reading : Reading or None
        The reading behind it.
    reason : str or None
        Why it could not be measured.
    """

    id: HeadlineId
    title: str
    verdict: Verdict
    reading: Reading | None = None
    reason: str | None = None


class RepResult(_Result):
    """One repetition, judged; a void one has no findings and no score.

    Attributes
    ----------
    spine : Reading or None
        Change of the back from neutral, or its curve where there is no neutral, in the same measure
        in every repetition; None where it could not be measured.
    """

    rep: Rep
    findings: tuple[Finding, ...]
    score: Score | None
    cue: str | None
    spine: Reading | None = None

    @property
    def checked(self) -> tuple[Finding, ...]:
        """Findings that a judgement rests on: those that count, or all where none does."""
        return tuple(one for one in self.findings if one.counts) or self.findings

    @property
    def measured(self) -> int:
        """How many of them could be measured; 0 is a repetition that was not judged."""
        return sum(one.verdict is not Verdict.NOT_MEASURABLE for one in self.checked)

    @property
    def well_covered(self) -> bool:
        """Whether enough was measured for a score."""
        return 0 < self.measured >= LEAST_COVERAGE * len(self.checked)


class FaultSummary(_Result):
    """A fault that recurs in the set."""

    check: str
    title: str
    cue: str
    reps: int


class Unmeasured(_Result):
    """A check that could not be measured in the set, and why."""

    check: str
    title: str
    reason: str
    reps: int


class SetResult(_Result):
    """Repetitions of one exercise without a long rest between them.

    Attributes
    ----------
    scored : bool
        False where the exercise is guided or informed on only, and no score is meant to be.
    load : Load or None
        What it was done with, as the person said.
    """

    exercise: str
    exercise_name: str
    driving_signal: str
    range_label: str
    start_s: float
    end_s: float
    neutral: Literal["quiet_start", "rep_top", "none"]
    reps: tuple[RepResult, ...]
    score: Score
    faults: tuple[FaultSummary, ...]
    fix_first: FaultSummary | None
    unmeasured: tuple[Unmeasured, ...]
    headline: tuple[HeadlineRow, ...]
    scored: bool = True
    load: Load | None = None

    @property
    def judged_reps(self) -> tuple[RepResult, ...]:
        """Repetitions in which a check was measured; none is a set that was not judged."""
        return tuple(one for one in self.reps if one.measured)


class RangeUsed(_Result):
    """A person's range of the back that a clip was judged by, in degrees of its outline.

    Attributes
    ----------
    profile : str
        Whose it is.
    hollow_deg, round_deg, neutral_deg : float
        The ends, and the neutral of the clip it was read from.
    error_deg : float
        Half-width of the 95 % interval of an end against neutral.
    posture : {"standing", "all_fours"}
        What it was read in.
    clip : str
        File name of that clip.
    """

    profile: str
    hollow_deg: float
    round_deg: float
    neutral_deg: float
    error_deg: float
    posture: Posture
    clip: str


class Likelihood(_Result):
    """An exercise that a part of a clip may show, and how likely that is, 0-1."""

    exercise: str
    name: str
    confidence: float


class RecognisedPart(_Result):
    """What a part of a clip was taken for, where nobody said which exercise it shows.

    Attributes
    ----------
    start_s, end_s : float
        Seconds.
    exercise : str or None
        Name in the catalogue, ``"other"`` for none of the exercises, None where that is unsure.
    candidates : tuple of Likelihood
        Likeliest first; what is hardly likely is left out.
    """

    start_s: float
    end_s: float
    exercise: str | None
    candidates: tuple[Likelihood, ...]

    @property
    def confidence(self) -> float:
        """Of the likeliest candidate, 0-1."""
        return self.candidates[0].confidence


class Feedback(_Result):
    """What the person said after the set, and what follows from it.

    Attributes
    ----------
    felt : Felt or None
        Where they felt it most.
    pain : bool
        Whether there was any pain; then nothing is scored.
    advice : tuple of str
        What to try next time; empty where nothing that was measured goes with the answer.
    stop : str or None
        What to say after pain.
    """

    felt: Felt | None
    pain: bool
    advice: tuple[str, ...]
    stop: str | None


class Analysis(_Result):
    """All that formcheck says about one clip.

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

    @property
    def reps(self) -> tuple[RepResult, ...]:
        """Repetitions of all sets in order of time, void ones included."""
        return tuple(result for part in self.sets for result in part.reps)


@dataclass(frozen=True)
class Measured:
    """An analysis together with what it was read from, for pictures and tables.

    Attributes
    ----------
    analysis : Analysis
    signals : DataFrame
        Zero-lag signal table of the whole clip at a uniform 30 Hz, index ``time_s``. With a profile
        also ``back_range_percent``: roundness from neutral (0) to the person's roundest (100).
    track : PoseTrack
        The smoothed track behind it, row for row, in pixels of the upright source.
    view : CameraView
        Which side is near and which way the person faces.
    """

    analysis: Analysis
    signals: pd.DataFrame
    track: PoseTrack
    view: CameraView
