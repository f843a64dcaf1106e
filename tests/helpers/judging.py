"""One repetition with known signals, to be judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from formcheck.assessment.context import RepContext
from formcheck.exercises.spec import Block, Condition, PhaseNames, Reference, Severity
from formcheck.motion.neutral import Neutral
from formcheck.motion.personal_range import PersonalRange
from formcheck.motion.signals import SIGNALS
from formcheck.reps.findings import Finding, Measurement, verdict_of
from formcheck.reps.rep import Phase, Rep
from helpers.given import GivenShot

NAMES = PhaseNames(outward="lower", turn="sit", homeward="lift", rest="stand")
TIME = np.arange(181) / 30.0
"""Six seconds; the repetition is from 1 to 4."""
KNEE, TRUNK, SHIN = "knee_flexion_deg", "trunk_inclination_deg", "shin_inclination_deg"


def a_rep(**changes: Any) -> Rep:
    """Down from 1 to 2, still until 3, up until 4, standing until 6."""
    spans = {"lower": (1.0, 2.0), "sit": (2.0, 3.0), "lift": (3.0, 4.0), "stand": (4.0, 6.0)}
    phases = tuple(Phase(name=name, start_s=a, end_s=b) for name, (a, b) in spans.items())
    fields: dict[str, Any] = {
        "number": 1,
        "start_s": 1.0,
        "turn_s": 2.5,
        "end_s": 4.0,
        "phases": phases,
        "turn_value": 100.0,
        "excursion": 100.0,
    }
    return Rep(**(fields | changes))


def level(*at: tuple[float, float]) -> np.ndarray:
    """A signal through these values at these seconds, straight between."""
    seconds, values = zip(*at, strict=True)
    return np.interp(TIME, seconds, values)


def a_condition(**changes: Any) -> Condition:
    """Fault where the knee in the sitting phase is above 90 +- 10."""
    fields: dict[str, Any] = {
        "signal": KNEE,
        "phase": "sit",
        "stat": "highest",
        "above": 90.0,
        "error_95": 10.0,
        "source": "default",
    }
    fields |= changes
    return Condition(**{key: value for key, value in fields.items() if value is not None})


def context(
    signals: dict[str, ArrayLike] | None = None,
    *,
    neutral: Neutral | None = None,
    driving: str = KNEE,
    back_range: PersonalRange | None = None,
    raw: dict[str, ArrayLike] | None = None,
    **shot: Any,
) -> RepContext:
    """Signals that are 0 where not given, all of it in sight from the side at 30 a second.

    `raw` are signals before smoothing where they differ; further arguments are those of a
    `GivenShot`.
    """
    fields = {"time": TIME} | shot
    given = GivenShot(signals=signals, **fields)
    before = given if raw is None else given.changed(signals=(signals or {}) | raw)
    return RepContext(given, before, driving, neutral, back_range)


def hidden(found: RepContext, names: Iterable[str], start_s: float, end_s: float) -> RepContext:
    """The same with the landmarks of some signals out of sight for a while."""
    time = found.shot.time
    rows = (time >= start_s) & (time <= end_s)
    return replace(found, shot=found.shot.changed(hidden=dict.fromkeys(names, rows)))


def neutral(**values: float) -> Neutral:
    """A neutral that is 0 where nothing else is said."""
    return Neutral("quiet_start", 0.0, 1.0, dict.fromkeys(SIGNALS, 0.0) | values)


def a_finding(
    excess: float | None,
    severity: str = "moderate",
    block: str = "alignment",
    check: str = "knees_in",
) -> Finding:
    """A fault so many error widths beyond its threshold; None is not measurable."""
    probability = None if excess is None else float(ndtr(1.96 * excess))
    reading = Measurement(
        signal=KNEE,
        label="knee bend",
        unit="deg",
        reference=Reference.ABSOLUTE,
        threshold=10.0,
        fault_above=True,
        error_95=4.0,
        value=None if excess is None else 10.0 + 4.0 * excess,
        probability=probability,
        reason="hidden" if excess is None else None,
    )
    return Finding(
        check=check,
        title="t",
        cue="c.",
        severity=Severity(severity),
        block=Block(block),
        mark="knee",
        verdict=verdict_of(probability),
        probability=probability,
        reason=reading.reason,
        reading=reading,
    )
