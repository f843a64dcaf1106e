"""What a live session tells: one small record for each thing that happens."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from formcheck.reps.rep import Rep
from formcheck.result.result import Result

__all__ = [
    "Back",
    "Counted",
    "Framing",
    "LiveEvent",
    "Lost",
    "PhaseStart",
    "Ready",
    "RepDone",
    "SetEnd",
    "Slow",
]


class _Event(BaseModel):
    """`time_s` is seconds since the session began."""

    model_config = ConfigDict(frozen=True)

    time_s: float


class Framing(_Event):
    """How the person stands before the camera: what to change, or that all is well.

    Attributes
    ----------
    problem : str or None
        Name of what is wrong, None where nothing is.
    words : str
        What to do, for a person.
    """

    kind: Literal["framing"] = "framing"
    problem: str | None
    words: str


class Ready(_Event):
    """The person was quiet in the start pose: the next movement counts.

    Attributes
    ----------
    neutral : bool
        Whether this exercise counts change from the pose that was seen now.
    """

    kind: Literal["ready"] = "ready"
    neutral: bool


class PhaseStart(_Event):
    """The movement goes out, or home again, or rests; `name` as the exercise calls it."""

    kind: Literal["phase"] = "phase"
    part: Literal["outward", "homeward", "rest"]
    name: str


class Counted(_Event):
    """A repetition is over, the `number`-th of the set; what there is to say of it follows."""

    kind: Literal["count"] = "count"
    number: int


class RepDone(_Event):
    """A repetition was judged.

    Attributes
    ----------
    result : Rep
        Numbered within the set, times in seconds of the session. Judged with the frames there are;
        the one in `SetEnd` has seen what came after it as well.
    """

    kind: Literal["rep"] = "rep"
    result: Rep


class SetEnd(_Event):
    """No repetition for eight seconds, or the session is over.

    Attributes
    ----------
    analysis : Result
        With this one set, as of a clip.
    """

    kind: Literal["set_end"] = "set_end"
    analysis: Result


class Lost(_Event):
    """The person cannot be followed any more; `words` says why, for a person."""

    kind: Literal["lost"] = "lost"
    reason: Literal["nobody", "dark", "other_person", "camera"]
    words: str


class Back(_Event):
    """The person is there again."""

    kind: Literal["back"] = "back"


class Slow(_Event):
    """The computer does not keep up with the camera.

    Attributes
    ----------
    rate_hz : float
        Pictures a second that it managed.
    words : str
        What is done about it, for a person.
    """

    kind: Literal["slow"] = "slow"
    rate_hz: float
    words: str


LiveEvent = Framing | Ready | PhaseStart | Counted | RepDone | SetEnd | Lost | Back | Slow
