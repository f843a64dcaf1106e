"""The parts of a result and their JSON: a public, versioned schema."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.exercises.after import Felt
from formcheck.motion.personal_range import Posture
from formcheck.motion.view import View
from formcheck.reps.findings import Measurement, Score, Verdict
from formcheck.reps.rep import Rep
from formcheck.result.load import Load

__all__ = [
    "SCHEMA_VERSION",
    "Clip",
    "FaultSummary",
    "Feedback",
    "HeadlineId",
    "HeadlineRow",
    "Likelihood",
    "Part",
    "RangeUsed",
    "RecognisedPart",
    "SetResult",
    "Unmeasured",
    "ViewSummary",
    "WantedCamera",
]

SCHEMA_VERSION = 2

HeadlineId = Literal["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"]


class Part(BaseModel):
    """Base of everything in a result: frozen, and unknown fields are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Clip(Part):
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


class WantedCamera(Part):
    """The camera that the exercise wants; see `formcheck.exercises.spec.Camera`."""

    view: Literal["side", "front"]
    height: str
    height_cm: float
    phone: Literal["upright", "on_its_side"]
    person: Literal["standing", "lying", "all_fours"]


class ViewSummary(Part):
    """Where the camera stood, and where it should have if that was somewhere else."""

    view: View
    yaw_deg: float | None
    facing: Literal["left", "right"]
    advice: str | None
    wanted: WantedCamera | None = None


class HeadlineRow(Part):
    """One of the four rows that lead every output.

    Attributes
    ----------
    verdict : Verdict
        Worst over the repetitions.
    reading : Measurement or None
        The reading behind it.
    reason : str or None
        Why it could not be measured.
    """

    id: HeadlineId
    title: str
    verdict: Verdict
    reading: Measurement | None = None
    reason: str | None = None


class FaultSummary(Part):
    """A fault that recurs in the set."""

    check: str
    title: str
    cue: str
    reps: int


class Unmeasured(Part):
    """A check that could not be measured in the set, and why."""

    check: str
    title: str
    reason: str
    reps: int


class SetResult(Part):
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
    reps: tuple[Rep, ...]
    score: Score
    faults: tuple[FaultSummary, ...]
    fix_first: FaultSummary | None
    unmeasured: tuple[Unmeasured, ...]
    headline: tuple[HeadlineRow, ...]
    scored: bool = True
    load: Load | None = None

    @property
    def judged_reps(self) -> tuple[Rep, ...]:
        """Repetitions in which a check was measured; none is a set that was not judged."""
        return tuple(rep for rep in self.reps if rep.measured)


class RangeUsed(Part):
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


class Likelihood(Part):
    """An exercise that a part of a clip may show, and how likely that is, 0-1."""

    exercise: str
    name: str
    confidence: float


class RecognisedPart(Part):
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


class Feedback(Part):
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
