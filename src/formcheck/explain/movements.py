"""Whether each movement was counted, or why not, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from formcheck.exercises.spec import Exercise
from formcheck.explain.facts import Explanation, PostureBreak, ShotTrace
from formcheck.reps.detector import SHARE_OF_OWN_RANGE
from formcheck.reps.rep import LEGS
from formcheck.reps.trace import Event, Refusal, Shortfall, Step

__all__ = ["broken_words", "movement_lines"]

_BEGINNINGS = (Step.OPENED, Step.ENTERED)
_ENDS = (Step.COUNTED, Step.REFUSED, Step.STRAYED)
# Smaller movements between repetitions are noise, not attempts; share of the needed range.
_SMALLEST_ATTEMPT = 0.4


def movement_lines(shot: ShotTrace, explanation: Explanation) -> list[str]:
    """One line a movement in order of time, including those too small for the detector."""
    if explanation.exercise.rep.direction == "still":
        return _holds(shot)
    timed: list[tuple[float, str]] = []
    for leg in sorted({event.leg for event in shot.events}, key=str):
        begun: Event | None = None
        turned: Event | None = None
        side = "" if leg is None else f"{LEGS[leg].capitalize()} leg: "
        for event in _with_withdrawn([event for event in shot.events if event.leg == leg]):
            if event.step in _BEGINNINGS:
                begun, turned = event, None
            elif event.step is Step.TURNED:
                turned = event
            elif event.step is Step.READY:
                timed.append((event.time_s, f"{side}at rest ({event.value:.0f}), ready to begin."))
            elif event.step in _ENDS:
                words = _movement(begun, turned, event, shot)
                if event.step is Step.COUNTED and not _worked(leg, turned, event, explanation):
                    words += " Not here: the other leg was the working one."
                timed.append((begun.time_s if begun else event.time_s, side + words))
                begun = None
    timed += [
        (
            time_s,
            f"moved by {size:.0f}, which begins nothing: "
            f"min_excursion = {shot.levels.min_excursion:g}.",
        )
        for time_s, size in shot.idle
        if size >= _SMALLEST_ATTEMPT * shot.levels.min_excursion
    ]
    lines = [f"{time_s:5.1f} s  {words}" for time_s, words in sorted(timed)]
    return lines or [_never_at_rest(shot, explanation.exercise)]


def _with_withdrawn(events: Sequence[Event]) -> list[Event]:
    """The events, where a refusal replaces each repetition that was withdrawn later."""
    withdrawn = {
        event.time_s: event.shortfall
        for event in events
        if event.shortfall is not None and event.shortfall.refusal is Refusal.FEET_MOVED
    }
    return [
        replace(event, step=Step.REFUSED, shortfall=withdrawn[event.time_s])
        if event.step is Step.COUNTED and event.time_s in withdrawn
        else event
        for event in events
        if event.shortfall not in withdrawn.values()
    ]


def _holds(shot: ShotTrace) -> list[str]:
    """Every hold, and the longest stillness that was too short for one."""
    lines = [
        f"{event.time_s:5.1f} s  a hold ends ({event.value:.0f}): COUNTED."
        for event in shot.events
        if event.step is Step.COUNTED
    ]
    short = [
        (event.shortfall, event.time_s)
        for event in shot.events
        if event.shortfall is not None and event.shortfall.refusal is not Refusal.FEET_MOVED
    ]
    if short:
        longest, time_s = max(short, key=lambda item: item[0].found)
        lines.append(
            f"{time_s:5.1f} s  the longest stillness that is no hold ends: "
            f"it lasted {longest.found:.1f} s of {longest.needed:g} s."
        )
    return lines or ["Never still within these levels and the posture."]


def _worked(leg: int | None, turned: Event | None, end: Event, explanation: Explanation) -> bool:
    """Whether a movement of one leg is among the repetitions of the result."""
    if leg is None:
        return True
    turn_s = turned.time_s if turned is not None else end.time_s
    return any(
        rep.leg == LEGS[leg] and rep.start_s <= turn_s <= rep.end_s for rep in explanation.reps
    )


def _never_at_rest(shot: ShotTrace, exercise: Exercise) -> str:
    seen = shot.driving.dropna() * exercise.rep.sign
    if seen.empty:
        return "No movement could be followed."
    if shot.broken:
        return "Nothing was looked for: the posture never held at rest; see the bounds above."
    nearest = seen.min() * exercise.rep.sign
    return (
        f"Never at rest: the nearest was {nearest:.0f}, and rest_within = "
        f"{shot.levels.rest_within:g}. Film from before the first repetition, or move rest_within."
    )


def _movement(begun: Event | None, turned: Event | None, end: Event, shot: ShotTrace) -> str:
    parts = []
    if begun is not None and begun.step is Step.OPENED:
        parts.append(f"the clip opens at {begun.value:.0f}, beyond rest")
    elif begun is not None:
        parts.append(f"left rest at {begun.value:.0f}")
    if turned is not None:
        parts.append(f"turned at {turned.time_s:.1f} s at {turned.value:.0f}")
    if end.step is Step.STRAYED:
        broken = [
            broken_words(span)
            for span in shot.broken
            if span.start_s <= end.time_s <= span.end_s + 1.0
        ]
        why = f" ({'; '.join(broken)})" if broken else ""
        lost = "; the movement under way is not counted" if begun is not None else ""
        parts.append(f"left the posture at {end.time_s:.1f} s{why}{lost}")
    elif end.step is Step.COUNTED:
        parts.append(f"back at {end.value:.0f} at {end.time_s:.1f} s: COUNTED")
    elif end.shortfall is not None:
        parts.append(f"over at {end.time_s:.1f} s: not counted, {_refused(end.shortfall)}")
    return ", ".join(parts) + "."


def _refused(short: Shortfall) -> str:
    found, needed = short.found, short.needed
    return {
        Refusal.REACH: f"too small: it turned at {found:.0f}, and turn_beyond = {needed:g}",
        Refusal.RANGE: f"too small: it moved by {found:.0f}, and min_excursion = {needed:g}",
        Refusal.OWN_RANGE: f"too small beside the others: it moved by {found:.0f}, and "
        f"{100 * SHARE_OF_OWN_RANGE:.0f} % of their usual range is {needed:.0f}",
        Refusal.TOO_LONG: f"too slow: it took {found:.1f} s, and longest_s = {needed:g}",
        Refusal.TOO_SHORT: f"too quick: it took {found:.1f} s, and shortest_s = {needed:g}",
        Refusal.NO_WAY_BACK: f"the clip ends (or is cut) too early: it came back by {found:.0f} of "
        f"the {needed:.0f} needed",
        Refusal.FEET_MOVED: f"the feet moved against each other by {found:.0f} % of a leg, and "
        f"feet_move_at_most_percent_leg = {needed:g}",
        Refusal.ONLY_WAY_BACK: "only the way back was shown, and idles_at_turn = true",
    }[short.refusal]


def broken_words(span: PostureBreak) -> str:
    """Which bound, how far off, and when."""
    below = span.worst < span.bound.at_least
    key, limit = ("at_least", span.bound.at_least) if below else ("at_most", span.bound.at_most)
    return (
        f"{span.bound.signal} {key} = {limit:g}, but {span.worst:.0f} "
        f"between {span.start_s:.1f} and {span.end_s:.1f} s"
    )
