"""What a repetition is: posture, driving signal, levels and the names of its phases."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from formcheck.exercises.schema import SignalName, Strict, Words

__all__ = ["WINDOWS", "PhaseNames", "Posture", "RepRule", "RepSignal", "WorkingLeg"]


class Posture(Strict):
    """Bounds of a signal; outside them the person is not doing this exercise."""

    signal: SignalName
    at_least: float = -1e9
    at_most: float = 1e9
    source: Words


class RepSignal(Strict):
    """The driving signal and the levels of the repetition detector, in the unit of the signal.

    Attributes
    ----------
    signal : str
        Column of the signal table.
    min_excursion : float
        Least excursion of a repetition (its prominence); a hold moves by no more than this.
    turn_beyond : float
        The turn must lie beyond this value.
    rest_within : float
        Start and end must lie on the rest side of this value.
    source : str
        Where the levels come from, or ``default``.
    """

    signal: SignalName
    min_excursion: Annotated[float, Field(gt=0)]
    turn_beyond: float
    rest_within: float
    source: Words


class RepRule(Strict):
    """How repetitions are found.

    Attributes
    ----------
    direction : {"rises", "falls", "still"}
        What the driving signal does on the way out. ``still`` is a hold: the signal moves by at
        most `min_excursion` between the values `rest_within` and `turn_beyond`, and all of it is
        the turn.
    side_view : RepSignal
        With a camera near side-on.
    any_view : RepSignal
        With any other camera.
    shortest_s, longest_s : float
        Shorter or longer movements are not counted.
    idles_at_turn : bool
        Whether people also wait at the turn, before the first repetition and after the last (the
        upright end of a deadlift from the floor). If so, a clip that opens at the turn does not
        open within a repetition. If not, such a clip has lost the way out of a repetition, which
        still counts.
    feet_move_at_most_percent_leg : float, optional
        If one foot moves further than this against the other, in % of leg length, the person walks
        or gets up, which is no repetition. Default: the feet may move.
    """

    direction: Literal["rises", "falls", "still"]
    side_view: RepSignal
    any_view: RepSignal
    shortest_s: Annotated[float, Field(gt=0)]
    longest_s: Annotated[float, Field(gt=0)]
    idles_at_turn: bool = False
    feet_move_at_most_percent_leg: Annotated[float, Field(gt=0)] | None = None
    source: Words

    @property
    def sign(self) -> int:
        """-1 if the signal falls on the way out, else +1."""
        return -1 if self.direction == "falls" else 1


class WorkingLeg(Strict):
    """How to find the working leg of each repetition.

    Checks and the driving signal are measured on the working leg, ``other_…`` signals on the other
    one, whichever leg is nearer to the camera.

    Attributes
    ----------
    signal : str
        Measured on each leg.
    stat : {"range", "median", "lowest", "highest"}
        Statistic of the whole repetition by which the legs are compared.
    wants : {"larger", "smaller"}
        Whether the working leg has the larger or the smaller value.
    by_at_least : float
        Least difference that decides, in the unit of the signal; below it the leg nearer to the
        camera is the working one.
    source : str
        Where the rule comes from, or ``default``.
    """

    signal: SignalName
    stat: Literal["range", "median", "lowest", "highest"]
    wants: Literal["larger", "smaller"]
    by_at_least: Annotated[float, Field(ge=0)] = 0.0
    source: Words


WINDOWS = ("rep", "finish")
"""Windows of every repetition besides its phases."""


class PhaseNames(Strict):
    """Names of the four phases of a repetition, in order.

    Checks refer to phases by these names, so all must differ, also from `WINDOWS`.
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
