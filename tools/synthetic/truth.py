"""The truth of a clip: joint angles, repetition times, and the JSON that holds them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

REST_SPEED = 10.0  # deg/s: below this the driving joint counts as resting
FINE_HZ = 120.0


def signed_turn(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Angle (deg) from 2D vector ``first`` to ``second``, signed, between -180 and 180."""
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    return np.degrees(np.arctan2(cross, np.sum(first * second, axis=-1)))


def limb_angles(
    shoulder: np.ndarray, hip: np.ndarray, knee: np.ndarray, ankle: np.ndarray
) -> dict[str, np.ndarray]:
    """Angles from 2D joint centres with axes (to the front, up).

    Forward and flexion are positive and 0 is anatomical straight: a knee ahead of the line
    hip-ankle and a thigh ahead of the line of the trunk are flexed.
    """
    trunk, thigh, shin = shoulder - hip, hip - knee, knee - ankle
    return {
        "knee_flexion_deg": signed_turn(shin, thigh),
        "trunk_thigh_deg": signed_turn(trunk, thigh),
        "trunk_inclination_deg": _from_up(trunk),
        "shin_inclination_deg": _from_up(shin),
        "thigh_inclination_deg": -_from_up(thigh),
    }


def _from_up(vector: np.ndarray) -> np.ndarray:
    return np.degrees(np.arctan2(vector[..., 0], vector[..., 1]))


def rep_times(
    times: np.ndarray, angle: np.ndarray, windows: list[tuple[float, float]]
) -> list[tuple[float, float, float]]:
    """Start, turn and end (s) of each repetition from the finely sampled driving angle.

    A repetition starts where the angular speed first exceeds 10 deg/s and ends where it last
    falls below. The turn is the extreme, or the middle of the stretch around the extreme in
    which the speed stays below 10 deg/s.

    Parameters
    ----------
    times, angle
        Evenly sampled driving joint, seconds and degrees.
    windows
        Scripted begin and end of each repetition, which may only be narrowed.
    """
    speed = np.abs(np.gradient(angle, times))
    found = []
    for begin, end in windows:
        inside = np.flatnonzero((times >= begin - 0.05) & (times <= end + 0.05))
        moving = inside[speed[inside] > REST_SPEED]
        start, stop = moving[0], moving[-1]
        middle = np.arange(start, stop + 1)
        extreme = middle[np.argmax(np.abs(angle[middle] - angle[inside[0]]))]
        before = moving[moving < extreme][-1]
        after = moving[moving > extreme][0]
        crossings = (
            _crossing(times, speed, start - 1),
            0.5 * (_crossing(times, speed, before) + _crossing(times, speed, after - 1)),
            _crossing(times, speed, stop),
        )
        found.append(crossings)
    return found


def _crossing(times: np.ndarray, speed: np.ndarray, i: int) -> float:
    """Time between samples ``i`` and ``i + 1`` at which the speed crosses the rest speed."""
    part = (REST_SPEED - speed[i]) / (speed[i + 1] - speed[i])
    return float(times[i] + part * (times[i + 1] - times[i]))


def rounded(values: Mapping[str, np.ndarray], decimals: int) -> dict[str, list]:
    """Arrays as plain lists with sensible decimals, for JSON."""
    return {name: np.round(array, decimals).tolist() for name, array in values.items()}
