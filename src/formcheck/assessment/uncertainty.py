"""How sure a value is: the error of the exercise file, with what camera, leg and clip add."""

from __future__ import annotations

import numpy as np

from formcheck.assessment.context import RepContext
from formcheck.assessment.own_range import OwnRange
from formcheck.exercises.spec import Condition
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import SIDE_YAW_DEG

__all__ = ["Z_95", "half_width_95"]

Z_95 = 1.96
# Between 15 and 30 deg of yaw (docs/methods.md 5).
_OBLIQUE_ERROR_FACTOR = 1.5
# From the side the model guesses much of the leg behind the other one.
_FAR_LEG_ERROR_FACTOR = 1.5
# Smoothing at 4 Hz leaves about a quarter of the variance of frame noise.
_JITTER_LEFT = 0.5


def half_width_95(
    condition: Condition, missing_neutral: bool, own: OwnRange | None, context: RepContext
) -> float:
    """Half-width of the 95 % interval in the unit of the value."""
    change = _widened(condition.error_95, condition, context)
    if condition.error_95_absolute is None:
        return change
    absolute = _widened(condition.error_95_absolute, condition, context)
    if condition.needs_range and own is not None:
        return own.error_percent(change, absolute, condition.threshold)
    return absolute if missing_neutral else change


def _widened(error_95: float, condition: Condition, context: RepContext) -> float:
    """An error of the file, with what this camera, leg and clip add to it."""
    is_angle = condition.signal is not None and SIGNALS[condition.signal].sagittal
    if is_angle and context.view.yaw_deg > SIDE_YAW_DEG:
        error_95 *= _OBLIQUE_ERROR_FACTOR
    if any(_of_far_leg(name, context) for name in (condition.signal, condition.per)):
        error_95 *= _FAR_LEG_ERROR_FACTOR
    if condition.signal is None or condition.per is not None:
        return error_95
    noise = _JITTER_LEFT * Z_95 * float(np.nan_to_num(context.jitter(condition.signal)))
    return float(np.hypot(error_95, noise))


def _of_far_leg(name: str | None, context: RepContext) -> bool:
    """Whether a side-view signal is made from the leg further from the camera."""
    if name is None or not SIGNALS[name].sagittal or not SIGNALS[name].of_leg:
        return False
    near_is_measured = context.shot.measured_leg == context.view.near_side
    return SIGNALS[name].legs != ("measured" if near_is_measured else "other")
