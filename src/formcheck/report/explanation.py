"""What a definition did on a clip, step by step, for whoever writes one."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from formcheck.assessment.findings import Finding, Reading
from formcheck.assessment.sets import JudgedSet
from formcheck.exercises.spec import Exercise, Posture, RepSignal
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import CameraView
from formcheck.reps.tempo import Rep
from formcheck.reps.trace import Event, Refusal, Shortfall, Step

__all__ = ["Broken", "Explanation", "Section", "Shot", "explained"]

_CAMERA = {
    "side": "side-on",
    "oblique": "at an angle",
    "front": "from the front or back",
    "mixed": "from changing sides",
}
_BEGINNINGS = (Step.OPENED, Step.ENTERED)
_ENDS = (Step.COUNTED, Step.REFUSED, Step.STRAYED)
# A smaller movement between repetitions is noise, not an attempt; share of the range asked for.
_WORTH_TELLING = 0.4


@dataclass(frozen=True)
class Broken:
    """A stretch in which a posture bound did not hold, and how far it was off; seconds."""

    bound: Posture
    start_s: float
    end_s: float
    worst: float


@dataclass(frozen=True)
class Shot:
    """The clip between two cuts as the detector saw it.

    Attributes
    ----------
    start_s, end_s : float
        Seconds.
    levels : RepSignal
        The driving signal and its levels for this view.
    level_key : str
        The table of the file that they stand in.
    driving : Series
        Causally smoothed driving signal, index seconds.
    broken : tuple of Broken
        Where the posture did not hold, in order of time.
    events : tuple of Event
        Every step of the detector, in the order taken.
    idle : tuple of (float, float)
        For each stretch of rest: time of the largest movement in it, and its size.
    """

    start_s: float
    end_s: float
    view: CameraView
    levels: RepSignal
    level_key: str
    driving: pd.Series
    broken: tuple[Broken, ...]
    events: tuple[Event, ...]
    idle: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Explanation:
    """All that happened, from what was seen to every check."""

    exercise: Exercise
    shots: tuple[Shot, ...]
    sets: tuple[JudgedSet, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading and sentences under it; `shot` where a chart of that shot belongs below."""

    title: str
    lines: tuple[str, ...]
    shot: Shot | None = None


def explained(explanation: Explanation) -> list[Section]:
    """The explanation in words, in the order things happened."""
    sections = []
    for number, shot in enumerate(explanation.shots, 1):
        cut = f" in shot {number}" if len(explanation.shots) > 1 else ""
        sections.append(Section(f"What was seen{cut}", tuple(_seen(shot, explanation)), shot))
        sections.append(Section(f"Movements{cut}", tuple(_movements(shot, explanation))))
    for number, part in enumerate(explanation.sets, 1):
        of_set = f", set {number}" if len(explanation.sets) > 1 else ""
        sections += [
            Section(
                f"Repetition {one.rep.number}{of_set}",
                (_phases(one.rep), *(_check(finding) for finding in one.findings)),
            )
            for one in part.reps
        ]
    if explanation.warnings:
        sections.append(Section("Please note", explanation.warnings))
    return sections


def _seen(shot: Shot, explanation: Explanation) -> list[str]:
    view, levels, exercise = shot.view, shot.levels, explanation.exercise
    facing = "right" if view.facing > 0 else "left"
    off = "" if view.view in ("front", "mixed") else f" ({view.yaw_deg:.0f}° off), facing {facing}"
    lines = [f"Camera: {_CAMERA[view.view]}{off}. So the levels of [{shot.level_key}] apply."]
    seen = shot.driving.dropna()
    if seen.empty:
        return [*lines, f"{levels.signal} could not be read in any frame."]
    way, back = ("rises", "above") if exercise.rep.sign > 0 else ("falls", "below")
    lines.append(
        f"Driving signal: {levels.signal} ({SIGNALS[levels.signal].label}), here from "
        f"{seen.min():.0f} to {seen.max():.0f}. A repetition {way} by at least range = "
        f"{levels.range:g}, turns {back} reach = {levels.reach:g}, and starts and ends on the "
        f"other side of rest = {levels.rest:g}."
    )
    share = len(seen) / len(shot.driving)
    if share < 0.95:
        lines.append(f"The person was seen in only {100 * share:.0f} % of the frames.")
    if not exercise.posture:
        lines.append("Posture: the file gives no bounds.")
    elif shot.level_key != "rep.near_side":
        lines.append("Posture: not looked at; only a camera near side-on can tell.")
    elif not shot.broken:
        lines.append("Posture: within all bounds throughout.")
    return [*lines, *(f"Posture broken: {_broken(one)}." for one in shot.broken)]


def _broken(one: Broken) -> str:
    below = one.worst < one.bound.at_least
    key, limit = ("at_least", one.bound.at_least) if below else ("at_most", one.bound.at_most)
    return (
        f"{one.bound.signal} {key} = {limit:g}, but {one.worst:.0f} "
        f"between {one.start_s:.1f} and {one.end_s:.1f} s"
    )


def _movements(shot: Shot, explanation: Explanation) -> list[str]:
    told: list[tuple[float, str]] = []
    for leg in sorted({event.leg for event in shot.events}, key=str):
        begun: Event | None = None
        turned: Event | None = None
        side = "" if leg is None else f"{('Left', 'Right')[leg]} leg: "
        for event in (one for one in shot.events if one.leg == leg):
            if event.step in _BEGINNINGS:
                begun, turned = event, None
            elif event.step is Step.TURNED:
                turned = event
            elif event.step is Step.READY:
                told.append((event.time_s, f"{side}at rest ({event.value:.0f}), ready to begin."))
            elif event.step in _ENDS:
                words = _movement(begun, turned, event, shot)
                if event.step is Step.COUNTED and not _worked(leg, turned, event, explanation):
                    words += " Not here: the other leg was the working one."
                told.append((begun.time_s if begun else event.time_s, side + words))
                begun = None
    told += [
        (time_s, f"moved by {size:.0f}, which begins nothing: range = {shot.levels.range:g}.")
        for time_s, size in shot.idle
        if size >= _WORTH_TELLING * shot.levels.range
    ]
    lines = [f"{time_s:5.1f} s  {words}" for time_s, words in sorted(told)]
    return lines or [_never_at_rest(shot, explanation.exercise)]


def _worked(leg: int | None, turned: Event | None, end: Event, explanation: Explanation) -> bool:
    """Whether what a leg showed is among the repetitions in the end."""
    if leg is None:
        return True
    turn_s = turned.time_s if turned is not None else end.time_s
    return any(
        one.rep.leg == ("left", "right")[leg] and one.rep.start_s <= turn_s <= one.rep.end_s
        for part in explanation.sets
        for one in part.reps
    )


def _never_at_rest(shot: Shot, exercise: Exercise) -> str:
    seen = shot.driving.dropna() * exercise.rep.sign
    if seen.empty:
        return "No movement could be followed."
    if shot.broken:
        return "Nothing was looked for: the posture never held at rest; see the bounds above."
    nearest = seen.min() * exercise.rep.sign
    return (
        f"Never at rest: the nearest was {nearest:.0f}, and rest = {shot.levels.rest:g}. Film from "
        "before the first repetition, or move rest."
    )


def _movement(begun: Event | None, turned: Event | None, end: Event, shot: Shot) -> str:
    parts = []
    if begun is not None and begun.step is Step.OPENED:
        parts.append(f"the clip opens at {begun.value:.0f}, beyond rest")
    elif begun is not None:
        parts.append(f"left rest at {begun.value:.0f}")
    if turned is not None:
        parts.append(f"turned at {turned.time_s:.1f} s at {turned.value:.0f}")
    if end.step is Step.STRAYED:
        broken = [one for one in shot.broken if one.start_s <= end.time_s <= one.end_s + 1.0]
        why = f" ({'; '.join(_broken(one) for one in broken)})" if broken else ""
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
        Refusal.REACH: f"too small: it turned at {found:.0f}, and reach = {needed:g}",
        Refusal.RANGE: f"too small: it moved by {found:.0f}, and range = {needed:g}",
        Refusal.OWN_RANGE: f"too small beside the others: it moved by {found:.0f}, and 40 % of "
        f"their usual range is {needed:.0f}",
        Refusal.TOO_LONG: f"too slow: it took {found:.1f} s, and longest_s = {needed:g}",
        Refusal.TOO_SHORT: f"too quick: it took {found:.1f} s, and shortest_s = {needed:g}",
        Refusal.NO_WAY_BACK: f"the clip ends (or is cut) too early: it came back by {found:.0f} of "
        f"the {needed:.0f} needed",
        Refusal.ONLY_WAY_BACK: "only the way back was shown, and idles_at_turn = true",
    }[short.refusal]


def _phases(rep: Rep) -> str:
    if rep.void is not None:
        return f"{rep.start_s:.1f} to {rep.end_s:.1f} s: void, {rep.void}."
    spans = ", ".join(f"{one.name} {one.start_s:.1f} to {one.end_s:.1f} s" for one in rep.phases)
    unshown = " The clip does not show all of it." if rep.opened or rep.cut else ""
    return f"{spans}.{unshown}"


def _check(finding: Finding) -> str:
    return f"{finding.check}: {_read(finding.reading)} -> {finding.verdict.replace('_', ' ')}"


def _read(reading: Reading) -> str:
    unit = {"deg": "°", "": ""}.get(reading.unit, f" {reading.unit}")
    name = reading.label if reading.signal is None else f"{reading.label} ({reading.signal})"
    side = "above" if reading.fault_above else "below"
    limit = f"fault {side} {reading.threshold:g}{unit}"
    if reading.value is None or reading.probability is None:
        return f"{name}, {limit}: {reading.reason}"
    since = " from your neutral" if reading.reference == "neutral" else ""
    window = (
        f", read from {reading.window_s[0]:.2f} to {reading.window_s[1]:.2f} s"
        if reading.window_s is not None
        else ""
    )
    digits = 0 if reading.unit == "deg" else 1
    return (
        f"{name} {reading.value:.{digits}f}{unit}{since} ±{reading.error_95:.{digits}f}{unit}"
        f"{window}; {limit}: probability {100 * reading.probability:.0f} %"
    )
