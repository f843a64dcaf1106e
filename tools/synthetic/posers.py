"""Which pose maker an exercise uses, the controls at its rest, and the things in the room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from synthetic.body import SIDES, Body, Posed
from synthetic.exercises import Exercise, Variant
from synthetic.kneeling import Kneeling
from synthetic.props import BLACK, WOOD, Prop, box, kettlebell
from synthetic.stepping import Stepping
from synthetic.supine import Supine
from synthetic.thrust import Thrust
from synthetic.upright import Upright

LOW_CAMERA = frozenset({"supine", "one_leg_up", "thrust", "kneeling"})
ON_MAT = frozenset({"supine", "one_leg_up", "kneeling"})
BENCH_DEPTH_M, BENCH_HALF_WIDTH_M = 0.42, 0.34
STEP_DEPTH, STEP_HALF_WIDTH_M = 0.62, 0.30  # depth in leg lengths
STEP_EDGE = 0.11  # leg lengths from the lead ankle back to the edge of the step


class Poser(Protocol):
    """Turns control values into a pose."""

    def pose(self, controls: Mapping[str, float], core_only: bool = False) -> Posed:
        """Pose in the subject's own axes, resting on the floor."""
        ...


def make_poser(
    body: Body, exercise: Exercise, variant: Variant, arms: str, near: str
) -> tuple[Poser, dict[str, float]]:
    """Return the pose maker of an exercise and its control values at rest.

    ``near`` is the side toward the camera, which works when the exercise is one-sided.
    """
    far = next(side for side in SIDES if side != near)
    start = exercise.start | variant.start
    match exercise.poser:
        case "upright":
            return Upright(body, arms, exercise.stance, exercise.toe_out), start
        case "stepping":
            return Stepping(body, arms, near, **exercise.setting), start
        case "kneeling":
            kneeling = Kneeling(body, near)
            return kneeling, kneeling.rest()
        case "thrust":
            resting: Thrust | Supine = Thrust(body, feet_in=variant.feet_in)
        case "supine":
            resting = Supine(body, top_shin=variant.top_shin)
        case "one_leg_up":
            resting = Supine(body, top_shin=variant.top_shin, free=far)
        case _:
            raise ValueError(f"No pose maker is called {exercise.poser!r}.")
    return resting, {"trunk_thigh": resting.rest_trunk_thigh(), "lumbar": 0.0}


def things(poser: Poser, exercise: Exercise, grip: np.ndarray) -> list[Prop]:
    """The things an exercise needs, in the subject's axes; ``grip`` is between the hands."""
    if isinstance(poser, Thrust):
        return [box(poser.bench_m, 0.0, -BENCH_DEPTH_M, BENCH_HALF_WIDTH_M, BLACK)]
    if isinstance(poser, Stepping) and poser.step:
        front = (STEP_DEPTH - STEP_EDGE) * poser.leg_m
        return [box(poser.step_m, front, -STEP_EDGE * poser.leg_m, STEP_HALF_WIDTH_M, WOOD)]
    return [kettlebell(grip)] if exercise.kettlebell else []
