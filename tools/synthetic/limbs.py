"""Legs that reach a given place: two-segment inverse kinematics in the side plane."""

from __future__ import annotations

import numpy as np

from synthetic.body import Body
from synthetic.posture import Leg
from synthetic.rotations import pitch

SOLE_M = 0.006


def ankle_height(body: Body) -> float:
    """Height of the ankle joint of a flat foot above the ground it stands on, metres."""
    return float(body.head_of("foot.L")[1] - body.points[:, 1].min() + SOLE_M)


def leg_lengths(body: Body, leg: Leg) -> tuple[float, float]:
    """Side-plane lengths of thigh and shin for the outward lean of ``leg``, metres."""
    hip, knee, ankle = (body.head_of(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))
    thigh = np.linalg.norm(knee - hip) / np.hypot(1.0, leg.thigh_out)
    return float(thigh), float(np.linalg.norm(ankle - knee) / np.hypot(1.0, leg.shin_out))


def leg_angles(body: Body, leg: Leg, hip: np.ndarray, ankle: np.ndarray) -> tuple[float, float]:
    """Thigh and shin angle (deg) with the knee to the front.

    Parameters
    ----------
    body, leg
        The person, and a leg whose outward leans hold.
    hip, ankle
        Joint centres (up, to the front), metres. An ankle out of reach gets a straight leg.
    """
    thigh_m, shin_m = leg_lengths(body, leg)
    to_ankle = ankle - hip
    far = np.hypot(*to_ankle)
    reach = min(far, thigh_m + shin_m - 1e-6)
    bend = (thigh_m**2 + reach**2 - shin_m**2) / (2.0 * thigh_m * reach)
    rise = np.arctan2(to_ankle[0], to_ankle[1]) + np.arccos(np.clip(bend, -1.0, 1.0))
    knee = hip + thigh_m * np.array([np.sin(rise), np.cos(rise)])
    end = hip + to_ankle * (reach / far)
    shin = np.degrees(np.arctan2(knee[1] - end[1], knee[0] - end[0]))
    return float(90.0 + np.degrees(rise)), float(shin)


def ankle_above_ball(body: Body, foot: float) -> np.ndarray:
    """Ankle relative to the ball of a foot tipped by ``foot`` degrees: (up, to the front), m."""
    ankle, ball = body.head_of("foot.L"), body.head_of("toe2-1.L")
    return (pitch(foot) @ (ankle - ball))[1:]


def ball_height(body: Body) -> float:
    """Height of the ball joint of a foot above the ground it stands on, metres."""
    return ankle_height(body) - float(ankle_above_ball(body, 0.0)[0])
