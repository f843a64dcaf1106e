"""Single-leg bridge, hip thrust and bird-dog, as data."""

from __future__ import annotations

from synthetic.exercises import Exercise, Variant
from synthetic.motion import Goal, Rep

LIFT_TEMPO = (
    Rep(out_s=1.4, hold_s=0.9, back_s=1.9, rest_s=0.7, depth=0.0),
    Rep(out_s=1.5, hold_s=1.1, back_s=2.1, rest_s=0.9, depth=1.5),
    Rep(out_s=1.6, hold_s=0.8, back_s=1.8, rest_s=0.6, depth=-1.5),
)
LOW_LIFT_TEMPO = (
    Rep(out_s=1.7, hold_s=0.5, back_s=2.4, rest_s=0.7, depth=0.0),
    Rep(out_s=1.8, hold_s=0.6, back_s=2.6, rest_s=0.9, depth=1.5),
    Rep(out_s=1.6, hold_s=0.4, back_s=2.3, rest_s=0.6, depth=-1.5),
)
SINGLE_LEG_BRIDGE = Exercise(
    poser="one_leg_up",
    driving="trunk_thigh_deg",
    tempo=LIFT_TEMPO,
    one_sided=True,
    whole=True,
    variants={
        "good": Variant({"trunk_thigh": Goal(0.0, -1.0)}),
        "not_high_enough": Variant(
            {"trunk_thigh": Goal(36.5, -1.5)}, faults=("not_high_enough",), tempo=LOW_LIFT_TEMPO
        ),
    },
)

HIP_THRUST = Exercise(
    poser="thrust",
    driving="trunk_thigh_deg",
    tempo=LIFT_TEMPO,
    whole=True,
    variants={
        "good": Variant({"trunk_thigh": Goal(0.0, -1.0)}),
        "not_high_enough": Variant(
            {"trunk_thigh": Goal(36.5, -1.5)}, faults=("not_high_enough",), tempo=LOW_LIFT_TEMPO
        ),
        "over_extends": Variant(
            {"trunk_thigh": Goal(-23.0, -1.0), "lumbar": Goal(-30.0)},
            faults=("over_extends",),
            back="extended",
            feet_in=0.09,
        ),
    },
)

BIRD_DOG_TEMPO = (
    Rep(out_s=1.5, hold_s=2.7, back_s=1.6, rest_s=1.0, depth=0.0),
    Rep(out_s=1.7, hold_s=3.0, back_s=1.7, rest_s=1.2, depth=1.5),
    Rep(out_s=1.4, hold_s=2.6, back_s=1.5, rest_s=0.9, depth=-1.5),
)
BRIEF_TEMPO = (
    Rep(out_s=1.6, hold_s=0.15, back_s=1.7, rest_s=1.0, depth=0.0),
    Rep(out_s=1.7, hold_s=0.25, back_s=1.8, rest_s=1.2, depth=1.5),
    Rep(out_s=1.5, hold_s=0.10, back_s=1.6, rest_s=0.9, depth=-1.5),
)
IN_LINE = {"trunk_thigh": Goal(3.0, 1.0), "knee": Goal(4.0), "reach": Goal(94.0)}
BIRD_DOG = Exercise(
    poser="kneeling",
    driving="trunk_thigh_deg",
    tempo=BIRD_DOG_TEMPO,
    one_sided=True,
    whole=True,
    variants={
        "good": Variant(IN_LINE),
        "leg_too_high": Variant(
            IN_LINE | {"trunk_thigh": Goal(-25.0, 1.0)}, faults=("leg_too_high",)
        ),
        "short_hold": Variant(IN_LINE, faults=("short_hold",), tempo=BRIEF_TEMPO),
    },
)

FLOOR_WORK = {
    "single_leg_bridge": SINGLE_LEG_BRIDGE,
    "hip_thrust": HIP_THRUST,
    "bird_dog": BIRD_DOG,
}
