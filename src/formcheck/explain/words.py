"""What a definition did on a clip, step by step, for its author: in words."""

from __future__ import annotations

from formcheck.exercises.spec import Exercise, RepSignal
from formcheck.explain.facts import ExplainedStep, Explanation, ShotTrace
from formcheck.explain.movements import broken_words, movement_lines
from formcheck.motion.signals import SIGNALS
from formcheck.reps.findings import Finding, Measurement
from formcheck.reps.rep import Rep

__all__ = ["explained"]

_CAMERA = {
    "side": "side-on",
    "oblique": "at an angle",
    "front": "from the front or back",
    "mixed": "from changing sides",
}


def explained(explanation: Explanation) -> list[ExplainedStep]:
    """The explanation in words, in the order things happened."""
    steps = []
    for number, shot in enumerate(explanation.shots, 1):
        cut = f" in shot {number}" if len(explanation.shots) > 1 else ""
        steps.append(ExplainedStep(f"What was seen{cut}", tuple(_seen(shot, explanation)), shot))
        steps.append(ExplainedStep(f"Movements{cut}", tuple(movement_lines(shot, explanation))))
    for number, reps in enumerate(explanation.sets, 1):
        of_set = f", set {number}" if len(explanation.sets) > 1 else ""
        steps += [
            ExplainedStep(
                f"Repetition {rep.number}{of_set}",
                (_phases(rep), *map(_check, rep.findings)),
            )
            for rep in reps
        ]
    if explanation.warnings:
        steps.append(ExplainedStep("Please note", explanation.warnings))
    return steps


def _seen(shot: ShotTrace, explanation: Explanation) -> list[str]:
    view, levels, exercise = shot.view, shot.levels, explanation.exercise
    facing = "right" if view.facing > 0 else "left"
    off = "" if view.view in ("front", "mixed") else f" ({view.yaw_deg:.0f}° off), facing {facing}"
    lines = [f"Camera: {_CAMERA[view.view]}{off}. So the levels of [{shot.level_key}] apply."]
    seen = shot.driving.dropna()
    if seen.empty:
        return [*lines, f"{levels.signal} could not be read in any frame."]
    lines.append(
        f"Driving signal: {levels.signal} ({SIGNALS[levels.signal].label}), here from "
        f"{seen.min():.0f} to {seen.max():.0f}. {_asked(exercise, levels)}"
    )
    share = len(seen) / len(shot.driving)
    if share < 0.95:
        lines.append(f"The person was seen in only {100 * share:.0f} % of the frames.")
    if not exercise.posture:
        lines.append("Posture: the file gives no bounds.")
    elif shot.level_key != "rep.side_view":
        lines.append("Posture: not looked at; only a camera near side-on can tell.")
    elif not shot.broken:
        lines.append("Posture: within all bounds throughout.")
    return [*lines, *(f"Posture broken: {broken_words(span)}." for span in shot.broken)]


def _asked(exercise: Exercise, levels: RepSignal) -> str:
    if exercise.rep.direction == "still":
        return (
            f"A hold moves by no more than min_excursion = {levels.min_excursion:g}, between "
            f"rest_within = {levels.rest_within:g} and turn_beyond = {levels.turn_beyond:g}, "
            f"for {exercise.rep.shortest_s:g} s or more."
        )
    way, back = ("rises", "above") if exercise.rep.sign > 0 else ("falls", "below")
    return (
        f"A repetition {way} by at least min_excursion = {levels.min_excursion:g}, turns {back} "
        f"turn_beyond = {levels.turn_beyond:g}, and starts and ends on the other side of "
        f"rest_within = {levels.rest_within:g}."
    )


def _phases(rep: Rep) -> str:
    if rep.void is not None:
        return f"{rep.start_s:.1f} to {rep.end_s:.1f} s: void, {rep.void}."
    spans = ", ".join(
        f"{phase.name} {phase.start_s:.1f} to {phase.end_s:.1f} s" for phase in rep.phases
    )
    unshown = " The clip does not show all of it." if not rep.whole else ""
    return f"{spans}.{unshown}"


def _check(finding: Finding) -> str:
    return f"{finding.check}: {_read(finding.reading)} -> {finding.verdict.replace('_', ' ')}"


def _read(reading: Measurement) -> str:
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
