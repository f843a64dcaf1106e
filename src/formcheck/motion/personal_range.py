"""How far one person's back bends, from hollowest to roundest, and where between a value lies.

Read from a clip in which the person slumps and stands tall, or does cat-cow on all fours, slowly
and without load. Backs and clothes differ in outline; a share of the person's own range compares
better than degrees do (docs/methods.md 1: the literature normalises by maximal flexion).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from formcheck.errors import CalibrationError
from formcheck.motion.back import REASONS, Hidden, back_of
from formcheck.motion.filtering import bridge_gaps, runs, sustained_extreme, zero_lag
from formcheck.motion.neutral import QUIET_S
from formcheck.motion.rest import RESTING_DEG_S, resting, speed_per_s
from formcheck.motion.shot import Shot, shots
from formcheck.motion.smoothing import RATE_HZ
from formcheck.pose.track import PoseTrack

__all__ = [
    "BACK_CHANGE_ERROR_DEG",
    "RANGE_SIGNAL",
    "PersonalRange",
    "Posture",
    "posture_span_s",
    "range_in",
    "read_personal_range",
    "share_percent",
]

FloatArray = NDArray[np.float64]
Posture = Literal["standing", "all_fours"]

RANGE_SIGNAL = "back_curve_deg"
"""What the range is of."""
BACK_CHANGE_ERROR_DEG = 8.0
"""95 % half-width of a change of the back's curve within a clip (docs/methods.md 5)."""

# Lean of trunk, thigh and shin in each posture, degrees; defaults, wide enough for a slump and for
# the sway of cat-cow, and apart from sitting, kneeling upright and bending over.
_POSTURES: dict[Posture, dict[str, tuple[float, float]]] = {
    "standing": {
        "trunk_inclination_deg": (-30.0, 45.0),
        "thigh_inclination_deg": (-35.0, 35.0),
        "shin_inclination_deg": (-35.0, 35.0),
    },
    "all_fours": {
        "trunk_inclination_deg": (55.0, 125.0),
        "thigh_inclination_deg": (-35.0, 35.0),
        "shin_inclination_deg": (60.0, 130.0),
    },
}
# Kept as long as a rounding must be kept to be a fault (docs/methods.md 2.1).
_HOLD_S = 0.3
# A range that its own error could make up says nothing about a share of it.
_LEAST_RANGE_DEG = 2.0 * BACK_CHANGE_ERROR_DEG
# Of the development clips of other movements three bent as far, but none of them twice each way.
_LEAST_TIMES = 2
_LEAST_MEASURED_S = 3.0
_LEAST_MEASURED_SHARE = 0.6
# Frame noise of the outline turns faster than the back; below this what is left is the back.
_STILL_CUTOFF_HZ = 1.0


@dataclass(frozen=True)
class PersonalRange:
    """Range of ``back_curve_deg`` of one person.

    Attributes
    ----------
    posture : {"standing", "all_fours"}
        What it was read in. Slumping while standing covers less than cat-cow does.
    hollow_deg, round_deg : float
        Ends of the range: medians of what was kept for 0.3 s each time; hollow < round.
    neutral_deg : float
        Between them, see `neutral_from`.
    neutral_from : {"quiet", "middle"}
        A quiet second before the first movement, or the middle of the range.
    error_deg : float
        95 % half-width of an end against neutral.
    hollow_times, round_times : int
        How often each end was reached, at least twice.
    """

    posture: Posture
    hollow_deg: float
    round_deg: float
    neutral_deg: float
    neutral_from: Literal["quiet", "middle"]
    error_deg: float
    hollow_times: int
    round_times: int

    @property
    def width_deg(self) -> float:
        """From hollowest to roundest."""
        return self.round_deg - self.hollow_deg

    def share_percent(
        self, change_deg: FloatArray | float, neutral_deg: float | None = None
    ) -> FloatArray:
        """A change from neutral as a share of the way from there to the roundest.

        Parameters
        ----------
        change_deg : ndarray or float
            Change of ``back_curve_deg`` from neutral, + = rounder; NaN stays NaN.
        neutral_deg : float, optional
            Neutral that it was counted from, instead of that of this range: a quiet start in
            another clip.

        Returns
        -------
        ndarray
            0 at neutral, 100 at the roundest, negative where hollower than neutral. NaN where the
            roundest is not even an error width (`BACK_CHANGE_ERROR_DEG`) rounder than neutral.

        Notes
        -----
        100 (x - n) / (R - n), as in normalising by maximal flexion (docs/methods.md 1, [C1]).
        """
        return share_percent(change_deg, self.way_deg(neutral_deg))

    def way_deg(self, neutral_deg: float | None = None) -> float:
        """From neutral to the roundest, degrees."""
        return self.round_deg - (self.neutral_deg if neutral_deg is None else neutral_deg)


def share_percent(change_deg: FloatArray | float, way_deg: float) -> FloatArray:
    """A change from neutral as a share of the way to the roundest, %.

    NaN where the way is shorter than an error (`BACK_CHANGE_ERROR_DEG`).
    """
    if not way_deg >= BACK_CHANGE_ERROR_DEG:
        return np.full_like(change_deg, np.nan, dtype=float)
    return np.asarray(100.0 * np.asarray(change_deg) / way_deg)


def read_personal_range(shot: Shot) -> PersonalRange:
    """Find a person's range in a shot made for it.

    Parameters
    ----------
    shot : Shot
        Zero-lag at 30 Hz.

    Returns
    -------
    PersonalRange

    Raises
    ------
    CalibrationError
        The person neither stands nor is on all fours, the back is hidden for too much of the clip,
        or it bends too little.
    """
    posture, posed = _posture(shot)
    time = shot.time
    curve = np.where(posed, shot.values(RANGE_SIGNAL), np.nan)
    _check_measured(curve, posed, shot.once(back_of).hidden)
    curve = bridge_gaps(time, curve)
    hollow = -_highest_kept(time, -curve)
    rounded = _highest_kept(time, curve)
    _check_width(rounded - hollow)
    low, high = (2.0 * hollow + rounded) / 3.0, (hollow + 2.0 * rounded) / 3.0
    # Standing tall is close to standing quietly; cat and cow are both far from neutral.
    bounds = (low if posture == "all_fours" else -np.inf, high)
    visits = _visits(curve, low, high)
    quiet_deg = _quiet_start_deg(shot, curve, bounds, before=visits[0][2])
    kept = [
        (side, side * _highest_kept(time[first:last], side * curve[first:last]))
        for side, first, last in visits
    ]
    # A quiet start that lies close to an end is no visit to it, nor is leaving it.
    if quiet_deg is not None and kept[0][0] * (kept[0][1] - quiet_deg) < (high - low) / 3.0:
        kept = kept[1:]
    hollows, rounds = (
        [level for side, level in kept if side == end and np.isfinite(level)] for end in (-1, 1)
    )
    _check_times(len(hollows), len(rounds))
    hollow, rounded = float(np.median(hollows)), float(np.median(rounds))
    _check_width(rounded - hollow)
    return PersonalRange(
        posture=posture,
        hollow_deg=hollow,
        round_deg=rounded,
        neutral_deg=(hollow + rounded) / 2.0 if quiet_deg is None else quiet_deg,
        neutral_from="middle" if quiet_deg is None else "quiet",
        error_deg=max(_error_deg(hollows), _error_deg(rounds)),
        hollow_times=len(hollows),
        round_times=len(rounds),
    )


def range_in(track: PoseTrack) -> PersonalRange:
    """The range in a raw track, from its longest shot.

    Raises
    ------
    CalibrationError
        As for `read_personal_range`, or nobody is in the track.
    """
    longest = max(shots(track), key=lambda shot: shot.end_s - shot.start_s, default=None)
    if longest is None:
        raise CalibrationError("nobody is seen in this track")
    start_s, end_s = posture_span_s(longest.smoothed)
    # Walking up to the place turns every way, and must not spoil the view of what is done there.
    return read_personal_range(Shot.of(longest.track.between(start_s, end_s)).smoothed)


def posture_span_s(shot: Shot) -> tuple[float, float]:
    """First and last moment in the posture that a clip is about, seconds.

    Raises
    ------
    CalibrationError
        The person neither stands nor is on all fours.
    """
    _, posed = _posture(shot)
    time = shot.time[posed]
    return float(time[0]), float(time[-1])


def _posture(shot: Shot) -> tuple[Posture, NDArray[np.bool_]]:
    """The posture the clip is about, and the rows that are in it."""
    rows = {
        posture: np.all(
            [
                (shot.values(name) >= low) & (shot.values(name) <= high)
                for name, (low, high) in _POSTURES[posture].items()
            ],
            axis=0,
        )
        for posture in get_args(Posture)
    }
    # Everyone stands before and after; nobody gets down on all fours but for this.
    for posture in ("all_fours", "standing"):
        if rows[posture].sum() >= _LEAST_MEASURED_S * RATE_HZ:
            return posture, rows[posture]
    raise CalibrationError(
        "nobody stands upright or is on all fours, seen from the side, for "
        f"{_LEAST_MEASURED_S:.0f} seconds; film slumping and standing tall, or cat-cow"
    )


def _check_measured(curve: FloatArray, posed: NDArray[np.bool_], hidden: NDArray[np.int8]) -> None:
    """Refuse a clip in which the back is hidden most of the time, with the commonest reason."""
    measured = int(np.isfinite(curve).sum())
    if measured >= max(_LEAST_MEASURED_S * RATE_HZ, _LEAST_MEASURED_SHARE * posed.sum()):
        return
    codes = hidden[posed & (hidden != Hidden.NO)]
    reason = f": {REASONS[Hidden(int(np.bincount(codes).argmax()))]}" if len(codes) else ""
    raise CalibrationError(
        f"the back could be read for only {measured / RATE_HZ:.1f} of "
        f"{posed.sum() / RATE_HZ:.1f} seconds{reason}; film side-on with the whole body in the "
        "picture, arms crossed in front or hands on the floor"
    )


def _check_width(width_deg: float) -> None:
    if not width_deg >= _LEAST_RANGE_DEG:
        raise CalibrationError(
            f"the back bends by only {max(width_deg, 0.0):.0f}°, and {_LEAST_RANGE_DEG:.0f}° are "
            "needed; round it and hollow it as far as is comfortable, and stay a second each time"
        )


def _check_times(hollows: int, rounds: int) -> None:
    if min(hollows, rounds) < _LEAST_TIMES:
        raise CalibrationError(
            f"the back was hollowest {_times(hollows)} and roundest {_times(rounds)}; "
            "go to both at least twice, about as far each time, and stay a second each time"
        )


def _times(count: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _highest_kept(time: FloatArray, values: FloatArray) -> float:
    """Highest level kept for `_HOLD_S` anywhere between gaps; NaN where nothing lasts as long."""
    kept = [
        sustained_extreme(time[first:last], values[first:last], _HOLD_S)[0]
        for first, last in runs(np.isfinite(values))
        if last - first > _HOLD_S * RATE_HZ
    ]
    return max(kept, default=float("nan"))


def _visits(curve: FloatArray, low: float, high: float) -> list[tuple[int, int, int]]:
    """Stays at the ends of the range: +1 (round) or -1 (hollow), first row, one past the last row.

    A stay begins in an outer third and lasts until the opposite third is reached.
    """
    side = np.where(curve >= high, 1, np.where(curve <= low, -1, 0))
    at = np.flatnonzero(side)
    turns = np.flatnonzero(np.diff(side[at])) + 1
    firsts = at[np.concatenate([[0], turns])]
    lasts = np.concatenate([firsts[1:], [len(curve)]])
    return [(int(side[a]), int(a), int(b)) for a, b in zip(firsts, lasts, strict=True)]


def _quiet_start_deg(
    shot: Shot, curve: FloatArray, bounds: tuple[float, float], before: int
) -> float | None:
    """Median of the back in a quiet second before the first swing between the ends.

    None where the person was not quiet, or quiet with the back outside `bounds`.
    """
    time = shot.time
    speed = speed_per_s(zero_lag(curve, RATE_HZ, _STILL_CUTOFF_HZ), time)
    still = resting(shot) & (np.abs(np.nan_to_num(speed, nan=np.inf)) < RESTING_DEG_S)
    for first, last in runs(still[:before]):
        value = float(np.median(curve[first:last]))
        if last - first > QUIET_S * RATE_HZ and bounds[0] <= value <= bounds[1]:
            return value
    return None


def _error_deg(levels: list[float]) -> float:
    """Half-width of an end: the method's own, and how much the person varied."""
    return float(np.hypot(BACK_CHANGE_ERROR_DEG, np.ptp(levels) / 2.0))
