"""One condition measured on one repetition: find its window, reduce it, weigh it against error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from formcheck.assessment.context import RepContext, Unmeasurable
from formcheck.assessment.own_range import OwnRange
from formcheck.assessment.uncertainty import Z_95, half_width_95
from formcheck.assessment.windows import check_shown, window_of
from formcheck.exercises.spec import LEVELS, Condition, PhaseNames, Reference, Statistic
from formcheck.motion.back import REASONS, Hidden, back_of
from formcheck.motion.filtering import sustained_extreme
from formcheck.motion.personal_range import RANGE_SIGNAL
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import WIDEST_YAW_DEG, CameraView
from formcheck.reps.findings import RANGE_UNIT, Measurement
from formcheck.reps.rep import Rep

__all__ = ["measure"]

FloatArray = NDArray[np.float64]
Window = tuple[float, float]

# Of the frames of a window, and frames a second (docs/methods.md 4).
_VISIBLE_SHARE = 0.8
_SLOWEST_FPS_FOR_TEMPO = 20.0
# Below this the quotient of two excursions is noise, in the unit of the divisor.
_LEAST_DIVISOR = 5.0


def measure(
    condition: Condition,
    views: tuple[str, ...],
    rep: Rep,
    names: PhaseNames,
    context: RepContext,
) -> Measurement:
    """Measure one condition.

    Parameters
    ----------
    condition : Condition
        Signal, window, statistic, threshold and error from the exercise file.
    views : tuple of str
        Cameras from which it can be seen.
    rep : Rep
        The repetition.
    names : PhaseNames
        The exercise's names for the phases.
    context : RepContext
        Signals around the repetition and what is known of view and neutral.

    Returns
    -------
    Measurement
        With `value` None and a `reason` where view, sight or frame rate do not support it.

    Notes
    -----
    Uncertainty: u^2 = u_model^2 + u_jitter^2 with u_model widened between 15 and 30 deg of yaw,
    and for the leg further from the camera
    ([K10]; docs/methods.md 5). Fault probability: P = Phi((x - threshold) / u).
    """
    missing_neutral = condition.reference is Reference.NEUTRAL and not _has_neutral(
        condition.signal, context
    )
    own = context.own_range if condition.signal == RANGE_SIGNAL else None
    error_95 = half_width_95(condition, missing_neutral, own, context)
    blank = Measurement(
        signal=condition.signal,
        label=_label(condition),
        unit=_unit(condition),
        reference=Reference.ABSOLUTE if missing_neutral else condition.reference,
        threshold=condition.threshold,
        fault_above=condition.above is not None,
        error_95=error_95,
    )
    try:
        _check_view(views, context.view)
        value, time_s, window_s = _value(condition, rep, names, context)
        share = _share(value, condition, own, context)
        value = share if condition.needs_range and share is not None else value
    except Unmeasurable as why:
        return blank.model_copy(update={"reason": str(why)})
    probability = float(ndtr(condition.sign * (value - condition.threshold) * Z_95 / error_95))
    found = {"value": value, "time_s": time_s, "window_s": window_s, "probability": probability}
    return blank.model_copy(update=found | {"range_percent": share})


def _share(
    value: float, condition: Condition, own: OwnRange | None, context: RepContext
) -> float | None:
    """The value as a share of the person's range; None where it has none."""
    if own is None:
        if condition.needs_range:
            raise Unmeasurable("needs your own range; see 'formcheck calibrate'")
        return None
    if condition.stat not in LEVELS:
        return None
    counted_from = 0.0
    if condition.reference is Reference.NEUTRAL and _has_neutral(condition.signal, context):
        counted_from = own.neutral_deg
    return own.percent(value + counted_from)


def _has_neutral(signal: str | None, context: RepContext) -> bool:
    """Whether there is a neutral to count from.

    For the back only a quiet start will do: at the top of a repetition arms and hips still move,
    and the outline with them. It may also be hidden there by hanging arms.
    """
    if context.neutral is None or signal is None:
        return False
    if not SIGNALS[signal].outline:
        return True
    known = np.isfinite(context.neutral.values[signal])
    return context.neutral.kind == "quiet_start" and bool(known)


def _needs_quiet_start(condition: Condition, context: RepContext) -> bool:
    """Backs differ in shape too much for a change to be read off without the person's own."""
    return (
        condition.signal is not None
        and SIGNALS[condition.signal].outline
        and condition.error_95_absolute is None
        and not _has_neutral(condition.signal, context)
    )


def _label(condition: Condition) -> str:
    if condition.signal is None:
        return f"time for {condition.phase}"
    if condition.per is not None:
        return f"{SIGNALS[condition.signal].label} per {SIGNALS[condition.per].label}"
    change = {Statistic.RISE: "rise in ", Statistic.DROP: "drop in "}.get(condition.stat, "")
    return change + SIGNALS[condition.signal].label


def _unit(condition: Condition) -> str:
    if condition.signal is None:
        return "s"
    if condition.needs_range:
        return RANGE_UNIT
    return "" if condition.per is not None else SIGNALS[condition.signal].unit


def _check_view(views: tuple[str, ...], view: CameraView) -> None:
    if not np.isfinite(view.yaw_deg):
        raise Unmeasurable("the camera view could not be told")
    supported = ("side" in views and view.yaw_deg <= WIDEST_YAW_DEG) or (
        "front" in views and view.view == "front"
    )
    if not supported:
        wanted = " or ".join({"side": "side-on", "front": "from the front"}[v] for v in views)
        raise Unmeasurable(f"needs the camera {wanted}; here it is {view.yaw_deg:.0f}° off side-on")


def _value(
    condition: Condition, rep: Rep, names: PhaseNames, context: RepContext
) -> tuple[float, float, Window]:
    """Number, moment, and the window that it was read from."""
    if condition.signal is None:
        return _duration(condition, rep, context)
    if condition.reference is Reference.NEUTRAL and _needs_quiet_start(condition, context):
        raise Unmeasurable("needs a quiet second in the start pose, side-on, arms off the back")
    used = [name for name in (condition.signal, condition.per) if name is not None]
    window = window_of(condition, rep, names, context)
    shot = context.shot
    values = np.stack([shot.values(name)[window] for name in used], axis=1)
    seen = np.all([shot.visible(name)[window] for name in used], axis=0)
    good = seen & np.isfinite(values).all(axis=1)
    if len(window) == 0 or good.mean() < _VISIBLE_SHARE:
        raise Unmeasurable(_why_unseen(window, used, good, context))
    time = shot.time[window][good]
    value, at = _reduce(condition, time, values[good])
    neutral = context.neutral
    if (
        neutral is not None
        and condition.reference is Reference.NEUTRAL
        and _has_neutral(condition.signal, context)
    ):
        value -= float(neutral.values[condition.signal or ""])
        if not np.isfinite(value):
            raise Unmeasurable("the body parts it needs were hidden while standing quietly")
    return value, at, (float(time[0]), float(time[-1]))


def _why_unseen(
    window: NDArray[np.intp], used: list[str], good: NDArray[np.bool_], context: RepContext
) -> str:
    """The commonest reason why the back is hidden, else how little of the landmarks was seen."""
    if any(SIGNALS[name].outline for name in used):
        codes = context.shot.once(back_of).hidden[window]
        codes = codes[codes != Hidden.NO]
        if len(codes):
            return REASONS[Hidden(int(np.bincount(codes).argmax()))]
    share = 100 * good.mean() if len(window) else 0
    return f"the body parts it needs were in sight for only {share:.0f} % of the moment"


def _duration(condition: Condition, rep: Rep, context: RepContext) -> tuple[float, float, Window]:
    if context.frame_rate < _SLOWEST_FPS_FOR_TEMPO:
        raise Unmeasurable(
            f"tempo needs {_SLOWEST_FPS_FOR_TEMPO:.0f} frames a second; "
            f"this clip has {context.frame_rate:.0f}"
        )
    if condition.phase == "rep":
        start, end = rep.start_s, rep.end_s
    else:
        start, end = rep.phase(condition.phase).start_s, rep.phase(condition.phase).end_s
    check_shown(start, end, rep)
    part = condition.part[1] - condition.part[0]
    return (end - start) * part, (start + end) / 2.0, (start, end)


def _reduce(condition: Condition, time: FloatArray, values: FloatArray) -> tuple[float, float]:
    """Number and moment; `values` has one column for each signal used."""
    signal = values[:, 0]
    stat = condition.stat
    if stat is Statistic.MEDIAN:
        return float(np.median(signal)), float(time[len(time) // 2])
    if stat is Statistic.RATIO:
        divisor = max(float(np.ptp(values[:, 1])), _LEAST_DIVISOR)
        return float(np.ptp(signal)) / divisor, float(time[np.argmax(np.abs(signal - signal[0]))])
    upwards = stat in (Statistic.HIGHEST, Statistic.RISE)
    level, at = sustained_extreme(time, signal if upwards else -signal, condition.hold_s)
    level = level if upwards else -level
    if stat is Statistic.RISE:
        return level - float(signal[0]), at
    if stat is Statistic.DROP:
        return float(signal[0]) - level, at
    return level, at
