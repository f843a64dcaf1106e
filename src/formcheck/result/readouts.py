"""Which signals people are shown, what they are called and how their values are written."""

from __future__ import annotations

import math

from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import WIDEST_YAW_DEG
from formcheck.reps.findings import RANGE_UNIT, Measurement, with_unit
from formcheck.result.result import Result

__all__ = [
    "axis_unit",
    "error_words",
    "number_words",
    "plain_label",
    "share_words",
    "shown_signals",
    "value_words",
    "with_minus",
    "written",
]

# Shown without a decimal: their errors are many times as large.
_WHOLE_UNITS = ("deg", RANGE_UNIT)

_SIDE_VIEW = ("knee_flexion_deg", "trunk_inclination_deg", "trunk_thigh_deg")
_OTHER_VIEWS = ("knee_flexion_3d_deg", "trunk_thigh_3d_deg")


def shown_signals(measured: Result) -> tuple[str, ...]:
    """Columns to show, the driving signals first: only those that mean something in this view."""
    driving = [part.driving_signal for part in measured.sets]
    side_on = measured.camera_view.yaw_deg <= WIDEST_YAW_DEG
    names = (*driving, *(_SIDE_VIEW if side_on else _OTHER_VIEWS))
    return tuple(name for name in dict.fromkeys(names) if name in SIGNALS)


def plain_label(signal: str) -> str:
    """Words for a signal, e.g. ``knee bend``."""
    return SIGNALS[signal].label.removesuffix(", any view")


def axis_unit(unit: str) -> str:
    """A unit as it stands beside an axis: ``degrees``, ``% trunk``."""
    return {"deg": "degrees"}.get(unit, unit)


def written(signal: str, value: float) -> str:
    """A live value with its unit, e.g. ``41°``; a dash where there is none."""
    if not math.isfinite(value):
        return "\N{EN DASH}"
    # Adding 0 turns -0 into 0.
    return with_minus(with_unit(round(value) + 0, SIGNALS[signal].unit))


def value_words(reading: Measurement) -> str:
    """The value with its unit, e.g. ``41°`` or ``1.2 s``; a dash where there is none."""
    return "\N{EN DASH}" if reading.value is None else number_words(reading.value, reading.unit)


def error_words(reading: Measurement) -> str:
    """The half-width of the 95 % interval, e.g. ``±7°``."""
    digits = 0 if reading.unit in _WHOLE_UNITS else 1
    return f"\N{PLUS-MINUS SIGN}{with_unit(reading.error_95, reading.unit, digits)}"


def number_words(value: float, unit: str) -> str:
    """A number with its unit and as many decimals as mean something."""
    digits = 0 if unit in _WHOLE_UNITS else 1
    # Adding 0 turns -0 into 0.
    return with_minus(with_unit(round(value, digits) + 0.0, unit, digits))


def with_minus(text: str) -> str:
    """The text with a minus sign for the hyphen before a number."""
    return text.replace(" -", " \N{MINUS SIGN}").replace(
        "-", "\N{MINUS SIGN}", text.startswith("-")
    )


def share_words(reading: Measurement) -> str | None:
    """Where a roundness in degrees lies in the person's own range, e.g. ``62 % of your range``."""
    if reading.range_percent is None or reading.unit == RANGE_UNIT:
        return None
    return number_words(reading.range_percent, RANGE_UNIT)
