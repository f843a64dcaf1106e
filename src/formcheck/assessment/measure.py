"""One condition measured on one repetition: find its window, reduce it, weigh it against error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from formcheck.assessment.findings import RANGE_UNIT, Reading
from formcheck.assessment.own_range import OwnRange, own_range
from formcheck.exercises.spec import LEVELS, Condition, PhaseNames, Reference, Statistic
from formcheck.motion.activity import speed_per_s
from formcheck.motion.back import REASONS, Hidden
from formcheck.motion.baseline import Neutral
from formcheck.motion.holding import held_level
from formcheck.motion.personal_range import RANGE_SIGNAL, PersonalRange
from formcheck.motion.signals import SIGNALS
from formcheck.motion.view import SIDE_YAW_DEG, WIDEST_YAW_DEG, CameraView
from formcheck.reps.tempo import Rep

__all__ = ["Evidence", "measure", "range_of"]

FloatArray = NDArray[np.float64]
Window = tuple[float, float]

Z_95 = 1.96
_OBLIQUE_ERROR_FACTOR = 1.5
# From the side the model guesses much of the leg behind the other one.
_FAR_LEG_ERROR_FACTOR = 1.5
_VISIBLE_SHARE = 0.8
_SLOWEST_FPS_FOR_TEMPO = 20.0
_TURN_HALF_WIDTH_S = 0.1
_FINISH_S = 0.6
_FINISH_LEAD_S = 0.1
# Smoothing at 4 Hz leaves about a quarter of the variance of frame noise.
_JITTER_LEFT = 0.5
# Below this the quotient of two excursions is noise, in the unit of the divisor.
_LEAST_DIVISOR = 5.0


@dataclass(frozen=True)
class Evidence:
    """All that checks may look at for one repetition.

    Attributes
    ----------
    signals : DataFrame
        Zero-lag signal table around the repetition.
    visible : DataFrame of bool
        Same index; one column for each signal: whether its landmarks were seen well enough.
    jitter : Series
        Standard deviation of frame-to-frame noise of each signal.
    neutral : Neutral or None
        The person's own neutral, where there is one.
    driving : str
        Name of the driving signal.
    frame_rate : float
        Frames a second that were really analysed.
    back_hidden : Series or None
        Same index; a `formcheck.motion.back.Hidden` for each frame, where the outline was read.
    leg : {0, 1} or None
        The measured leg as an index in (left, right); None for the one nearer to the camera.
    back_range : PersonalRange or None
        How far the person's back bends, where that is known.
    """

    signals: pd.DataFrame
    visible: pd.DataFrame
    jitter: pd.Series
    neutral: Neutral | None
    view: CameraView
    driving: str
    frame_rate: float
    back_hidden: pd.Series | None = None
    leg: int | None = None
    back_range: PersonalRange | None = None


class _Unmeasurable(Exception):  # noqa: N818 - an answer, not an error
    """Carries the reason, in plain words."""


def measure(
    condition: Condition,
    views: tuple[str, ...],
    rep: Rep,
    names: PhaseNames,
    evidence: Evidence,
) -> Reading:
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
    evidence : Evidence
        Signals around the repetition and what is known of view and neutral.

    Returns
    -------
    Reading
        With `value` None and a `reason` where view, sight or frame rate do not support it.

    Notes
    -----
    Uncertainty: u^2 = u_model^2 + u_jitter^2 with u_model widened between 15 and 30 deg of yaw,
    and for the leg further from the camera
    (JCGM 100; biomechanics section 5). Fault probability: P = Phi((x - threshold) / u).
    """
    missing_neutral = condition.reference is Reference.NEUTRAL and not _has_neutral(
        condition.signal, evidence
    )
    own = range_of(evidence) if condition.signal == RANGE_SIGNAL else None
    error_95 = _error_95(condition, missing_neutral, own, evidence)
    blank = Reading(
        signal=condition.signal,
        label=_label(condition),
        unit=_unit(condition),
        reference=Reference.ABSOLUTE if missing_neutral else condition.reference,
        threshold=condition.threshold,
        fault_above=condition.above is not None,
        error_95=error_95,
    )
    try:
        _check_view(views, evidence.view)
        value, time_s, window_s = _value(condition, rep, names, evidence)
        share = _share(value, condition, own, evidence)
        value = share if condition.needs_range and share is not None else value
    except _Unmeasurable as why:
        return blank.model_copy(update={"reason": str(why)})
    probability = float(ndtr(condition.sign * (value - condition.threshold) * Z_95 / error_95))
    found = {"value": value, "time_s": time_s, "window_s": window_s, "probability": probability}
    return blank.model_copy(update=found | {"range_percent": share})


def range_of(evidence: Evidence) -> OwnRange | None:
    """The person's range as it applies to this repetition; None where there is none to judge by."""
    return own_range(evidence.back_range, evidence.neutral)


def _error_95(
    condition: Condition, missing_neutral: bool, own: OwnRange | None, evidence: Evidence
) -> float:
    """Half-width of the 95 % interval in the unit of the value."""
    change = _widened(condition.error_95, condition, evidence)
    if condition.error_95_absolute is None:
        return change
    absolute = _widened(condition.error_95_absolute, condition, evidence)
    if condition.needs_range and own is not None:
        return own.error_percent(change, absolute, condition.threshold)
    return absolute if missing_neutral else change


def _widened(error_95: float, condition: Condition, evidence: Evidence) -> float:
    """An error of the file, with what this camera, leg and clip add to it."""
    is_angle = condition.signal is not None and SIGNALS[condition.signal].sagittal
    if is_angle and evidence.view.yaw_deg > SIDE_YAW_DEG:
        error_95 *= _OBLIQUE_ERROR_FACTOR
    if any(_of_far_leg(name, evidence) for name in (condition.signal, condition.per)):
        error_95 *= _FAR_LEG_ERROR_FACTOR
    if condition.signal is None or condition.per is not None:
        return error_95
    noise = _JITTER_LEFT * Z_95 * float(np.nan_to_num(evidence.jitter[condition.signal]))
    return float(np.hypot(error_95, noise))


def _share(
    value: float, condition: Condition, own: OwnRange | None, evidence: Evidence
) -> float | None:
    """The value as a share of the person's range; None where it has none."""
    if own is None:
        if condition.needs_range:
            raise _Unmeasurable("needs your own range; see 'formcheck calibrate'")
        return None
    if condition.stat not in LEVELS:
        return None
    counted_from = 0.0
    if condition.reference is Reference.NEUTRAL and _has_neutral(condition.signal, evidence):
        counted_from = own.neutral_deg
    return own.percent(value + counted_from)


def _of_far_leg(name: str | None, evidence: Evidence) -> bool:
    """Whether a side-view signal is made from the leg further from the camera."""
    if name is None or not SIGNALS[name].sagittal or not SIGNALS[name].of_leg:
        return False
    near_is_measured = evidence.leg is None or evidence.leg == evidence.view.near_side
    return SIGNALS[name].legs != ("measured" if near_is_measured else "other")


def _has_neutral(signal: str | None, evidence: Evidence) -> bool:
    """Whether there is a neutral to count from.

    For the back only a quiet start will do: at the top of a repetition arms and hips still move,
    and the outline with them. It may also be hidden there by hanging arms.
    """
    if evidence.neutral is None or signal is None:
        return False
    if not SIGNALS[signal].outline:
        return True
    known = np.isfinite(evidence.neutral.values[signal])
    return evidence.neutral.kind == "quiet_start" and bool(known)


def _needs_quiet_start(condition: Condition, evidence: Evidence) -> bool:
    """Backs differ in shape too much for a change to be read off without the person's own."""
    return (
        condition.signal is not None
        and SIGNALS[condition.signal].outline
        and condition.error_95_absolute is None
        and not _has_neutral(condition.signal, evidence)
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
        raise _Unmeasurable("the camera view could not be told")
    supported = ("side" in views and view.yaw_deg <= WIDEST_YAW_DEG) or (
        "front" in views and view.view == "front"
    )
    if not supported:
        wanted = " or ".join({"side": "side-on", "front": "from the front"}[v] for v in views)
        raise _Unmeasurable(
            f"needs the camera {wanted}; here it is {view.yaw_deg:.0f}° off side-on"
        )


def _value(
    condition: Condition, rep: Rep, names: PhaseNames, evidence: Evidence
) -> tuple[float, float, Window]:
    """Number, moment, and the window that it was read from."""
    if condition.signal is None:
        return _duration(condition, rep, evidence)
    if condition.reference is Reference.NEUTRAL and _needs_quiet_start(condition, evidence):
        raise _Unmeasurable("needs a quiet second in the start pose, side-on, arms off the back")
    window = _window(condition, rep, names, evidence)
    used = [name for name in (condition.signal, condition.per) if name is not None]
    seen = evidence.visible.loc[window.index, used].all(axis=1).to_numpy(dtype=bool)
    values = window[used].to_numpy(dtype=float)
    good = seen & np.isfinite(values).all(axis=1)
    if len(window) == 0 or good.mean() < _VISIBLE_SHARE:
        raise _Unmeasurable(_why_unseen(window, used, good, evidence))
    time = window.index.to_numpy(dtype=float)[good]
    value, at = _reduce(condition, time, values[good])
    if condition.reference is Reference.NEUTRAL and _has_neutral(condition.signal, evidence):
        assert evidence.neutral is not None
        value -= float(evidence.neutral.values[condition.signal])
        if not np.isfinite(value):
            raise _Unmeasurable("the body parts it needs were hidden while standing quietly")
    return value, at, (float(time[0]), float(time[-1]))


def _why_unseen(
    window: pd.DataFrame, used: list[str], good: NDArray[np.bool_], evidence: Evidence
) -> str:
    """The commonest reason why the back is hidden, else how little of the landmarks was seen."""
    if evidence.back_hidden is not None and any(SIGNALS[name].outline for name in used):
        codes = evidence.back_hidden.loc[window.index]
        codes = codes[codes != Hidden.NO]
        if len(codes):
            return REASONS[Hidden(int(codes.mode().iloc[0]))]
    share = 100 * good.mean() if len(window) else 0
    return f"the body parts it needs were in sight for only {share:.0f} % of the moment"


def _duration(condition: Condition, rep: Rep, evidence: Evidence) -> tuple[float, float, Window]:
    if evidence.frame_rate < _SLOWEST_FPS_FOR_TEMPO:
        raise _Unmeasurable(
            f"tempo needs {_SLOWEST_FPS_FOR_TEMPO:.0f} frames a second; "
            f"this clip has {evidence.frame_rate:.0f}"
        )
    if condition.phase == "rep":
        start, end = rep.start_s, rep.end_s
    else:
        start, end = rep.phase(condition.phase).start_s, rep.phase(condition.phase).end_s
    _check_shown(start, end, rep)
    part = condition.part[1] - condition.part[0]
    return (end - start) * part, (start + end) / 2.0, (start, end)


def _check_shown(start_s: float, end_s: float, rep: Rep) -> None:
    """A clip that opens or ends within the repetition does not show the phase there whole."""
    if (rep.opened and start_s <= rep.start_s) or (rep.cut and end_s >= rep.end_s):
        raise _Unmeasurable("the clip does not show this phase whole")


def _window(condition: Condition, rep: Rep, names: PhaseNames, evidence: Evidence) -> pd.DataFrame:
    """Rows of the signal table that the condition is about."""
    start, end = _span(condition.phase, rep, names)
    length = end - start
    start, end = start + condition.part[0] * length, start + condition.part[1] * length
    rows = evidence.signals.loc[start:end]
    to_turn = (rows[evidence.driving] - rep.turn_value).abs()
    if condition.first_deg is not None:
        rows = rows.loc[to_turn >= rep.excursion - condition.first_deg]
    if condition.last_deg is not None:
        rows = rows.loc[to_turn <= condition.last_deg]
    if condition.after_passing is not None:
        event = condition.after_passing
        rows = _from_first(rows, (rows[event.signal] > event.above).to_numpy(dtype=bool))
    if condition.after_stopping is not None:
        stop = condition.after_stopping
        values = rows[stop.signal].to_numpy(dtype=float)
        speed = np.abs(speed_per_s(values, rows.index.to_numpy(dtype=float)))
        # It has to have moved before it can stop.
        moving = np.maximum.accumulate(speed > stop.slower_than_deg_s)
        rows = _from_first(rows, moving & (speed <= stop.slower_than_deg_s))
    return rows


def _span(phase: str, rep: Rep, names: PhaseNames) -> tuple[float, float]:
    if phase == "rep":
        return rep.start_s, rep.end_s
    if phase == "finish":
        rest = rep.phase(names.rest)
        _check_shown(rest.start_s, rest.end_s, rep)
        latest = max(min(rest.end_s, rep.end_s + _FINISH_S), rep.end_s + _FINISH_LEAD_S)
        return rep.end_s - _FINISH_LEAD_S, latest
    span = rep.phase(phase)
    _check_shown(span.start_s, span.end_s, rep)
    if phase == names.turn:
        return (
            min(span.start_s, rep.turn_s - _TURN_HALF_WIDTH_S),
            max(span.end_s, rep.turn_s + _TURN_HALF_WIDTH_S),
        )
    return span.start_s, span.end_s


def _from_first(rows: pd.DataFrame, event: NDArray[np.bool_]) -> pd.DataFrame:
    if not event.any():
        raise _Unmeasurable("the moment it is about did not come in this repetition")
    return rows.iloc[int(event.argmax()) :]


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
    level, at = held_level(time, signal if upwards else -signal, condition.hold_s)
    level = level if upwards else -level
    if stat is Statistic.RISE:
        return level - float(signal[0]), at
    if stat is Statistic.DROP:
        return float(signal[0]) - level, at
    return level, at
