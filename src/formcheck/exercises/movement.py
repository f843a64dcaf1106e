"""How a repetition shows: posture, driving signal, levels and the names of its phases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from formcheck.exercises.schema import SignalName, Strict, Words

__all__ = ["WINDOWS", "PhaseNames", "Posture", "RepRule", "RepSignal", "WorkingLeg"]


class Posture(Strict):
    """A signal must stay within these bounds, else the person is not doing this exercise."""

    signal: SignalName
    at_least: float = -1e9
    at_most: float = 1e9
    source: Words


class RepSignal(Strict):
    """The driving joint and the levels of the repetition detector, in the signal's own unit.

    Attributes
    ----------
    signal : str
        Column of the signal table.
    range : float
        Least excursion of a repetition (its prominence).
    reach : float
        The turn must lie beyond this.
    rest : float
        Start and end must lie on the near side of this.
    source : str
        Where the levels come from, or ``default``.
    """

    signal: SignalName
    range: Annotated[float, Field(gt=0, alias="min_excursion")]
    reach: Annotated[float, Field(alias="turn_beyond")]
    rest: Annotated[float, Field(alias="rest_within")]
    source: Words


class RepRule(Strict):
    """How a repetition shows.

    Attributes
    ----------
    direction : {"rises", "falls", "still"}
        What the driving signal does on the way out. ``still`` asks for a hold instead: the signal
        wanders by no more than `range` between the values `rest` and `reach`, and the turn is all
        of it.
    near_side : RepSignal
        With the camera near side-on.
    other_views : RepSignal
        From anywhere else.
    shortest_s, longest_s : float
        Quicker or slower movements are not counted.
    idles_at_turn : bool
        People also stand about at the turning end, before the first repetition and after the last
        (a deadlift, which starts and ends on the floor). A clip that opens there has not opened
        within a repetition, so the way back that it begins with is none. Left out, a clip that
        opens at the turn has lost the way out of a repetition that still counts.
    feet_move_at_most_percent_leg : float, optional
        Where one foot moves further than this against the other, % of leg length, the person walks
        or gets up and does no repetition. Left out, the feet may move.
    """

    direction: Literal["rises", "falls", "still"]
    near_side: Annotated[RepSignal, Field(alias="side_view")]
    other_views: Annotated[RepSignal, Field(alias="any_view")]
    shortest_s: Annotated[float, Field(gt=0)]
    longest_s: Annotated[float, Field(gt=0)]
    idles_at_turn: bool = False
    feet_move_at_most_percent_leg: Annotated[float, Field(gt=0)] | None = None
    source: Words

    @property
    def sign(self) -> int:
        """-1 where the signal falls on the way out, else +1."""
        return -1 if self.direction == "falls" else 1


class WorkingLeg(Strict):
    """Which leg an exercise is about, told from the two in each repetition.

    Checks and the driving signal are then read on that leg, and ``other_…`` signals on the other
    one, whichever of them is nearer to the camera.

    Attributes
    ----------
    signal : str
        Read on each leg in turn.
    stat : {"range", "median", "lowest", "highest"}
        The number out of the whole repetition that tells them apart.
    wants : {"larger", "smaller"}
        Of the two legs' numbers, the one that makes a leg the working one.
    by_at_least : float
        Least difference, in the unit of the signal, to be believed; below it the leg nearer to the
        camera is taken.
    source : str
        Where this comes from, or ``default``.
    """

    signal: SignalName
    stat: Literal["range", "median", "lowest", "highest"]
    wants: Literal["larger", "smaller"]
    by_at_least: Annotated[float, Field(ge=0)] = 0.0
    source: Words


WINDOWS = ("rep", "finish")
"""Windows that every repetition has besides its phases."""


class PhaseNames(Strict):
    """What the four phases of a repetition are called, in the order they come.

    Checks name a phase by these words, so no two may be the same, nor one of `WINDOWS`.
    """

    outward: str
    turn: str
    homeward: str
    rest: str

    @property
    def ordered(self) -> tuple[str, str, str, str]:
        """Outward, turn, homeward, rest."""
        return self.outward, self.turn, self.homeward, self.rest

    @model_validator(mode="after")
    def _apart(self) -> PhaseNames:
        names = (*self.ordered, *WINDOWS)
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"'{twice}' names two parts of a repetition; checks would mix them up")
        return self
