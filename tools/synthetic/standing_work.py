"""Deadlift, split squat, step-up and standing posture, as data."""

from __future__ import annotations

from synthetic.exercises import STANDING, Exercise, Variant
from synthetic.motion import Goal, Rep

DEADLIFT_TEMPO = (
    Rep(out_s=1.6, hold_s=0.45, back_s=1.7, rest_s=0.7, depth=0.0),
    Rep(out_s=1.8, hold_s=0.60, back_s=1.9, rest_s=0.9, depth=0.0),
    Rep(out_s=1.5, hold_s=0.40, back_s=1.6, rest_s=0.6, depth=0.0),
)
SLOW_DEADLIFT_TEMPO = (
    Rep(out_s=2.3, hold_s=0.45, back_s=1.8, rest_s=0.7, depth=0.0),
    Rep(out_s=2.5, hold_s=0.55, back_s=2.0, rest_s=0.8, depth=0.0),
    Rep(out_s=2.2, hold_s=0.40, back_s=1.7, rest_s=0.6, depth=0.0),
)
AT_THE_BELL = STANDING | {
    "trunk": 58.0,
    "knee": 84.0,
    "shin": 20.0,
    "neck": -14.0,
    "arm": -7.0,
    "knees_out": 16.0,
}
LOCKOUT = {
    "trunk": Goal(1.0),
    "knee": Goal(4.5),
    "shin": Goal(2.5),
    "neck": Goal(0.0),
    "arm": Goal(13.0),
    "knees_out": Goal(4.0),
}
DEADLIFT = Exercise(
    poser="upright",
    driving="trunk_inclination_deg",
    tempo=DEADLIFT_TEMPO,
    start=AT_THE_BELL,
    stance=0.20,
    toe_out=16.0,
    whole=True,
    kettlebell=True,
    variants={
        "good": Variant(LOCKOUT),
        "hips_shoot_up": Variant(
            LOCKOUT
            | {
                "trunk": Goal(1.0, detour=79.0, detour_parts=(0.34, 0.22), detour_on="out"),
                "knee": Goal(4.5, detour=38.0, detour_parts=(0.34, 0.22), detour_on="out"),
                "shin": Goal(2.5, detour=6.0, detour_parts=(0.34, 0.22), detour_on="out"),
            },
            faults=("hips_shoot_up",),
            tempo=SLOW_DEADLIFT_TEMPO,
        ),
        "back_rounds": Variant(
            LOCKOUT | {"lumbar": Goal(0.0), "thoracic": Goal(0.0)},
            faults=("back_rounds",),
            back="rounded",
            start={"lumbar": 51.0, "thoracic": 12.0, "neck": -34.0},
        ),
    },
)

SPLIT_TEMPO = (
    Rep(out_s=1.6, hold_s=0.20, back_s=1.4, rest_s=0.7, depth=0.0),
    Rep(out_s=1.8, hold_s=0.35, back_s=1.6, rest_s=0.9, depth=2.0),
    Rep(out_s=1.5, hold_s=0.15, back_s=1.3, rest_s=0.6, depth=-2.0),
)
LUNGE = {
    "trunk": Goal(10.0),
    "neck": Goal(-6.0),
    "knee": Goal(97.0, 1.0),
    "shin": Goal(13.0),
    "rear_foot": Goal(62.0),
}
SPLIT_SQUAT = Exercise(
    poser="stepping",
    driving="knee_flexion_deg",
    tempo=SPLIT_TEMPO,
    start={
        "trunk": 3.0,
        "lumbar": 0.0,
        "neck": 0.0,
        "knee": 13.0,
        "shin": -18.0,
        "rear_foot": 40.0,
        "arm": 0.0,
        "swing": 0.0,
    },
    setting={"rear": 0.78},
    one_sided=True,
    whole=True,
    variants={
        "good": Variant(LUNGE),
        "too_shallow": Variant(
            LUNGE
            | {
                "trunk": Goal(6.0),
                "knee": Goal(48.0, 0.5),
                "shin": Goal(-4.0),
                "rear_foot": Goal(46.0),
            },
            faults=("too_shallow",),
        ),
        "trunk_tips": Variant(
            LUNGE | {"trunk": Goal(63.0, 0.5), "neck": Goal(-22.0)}, faults=("trunk_tips",)
        ),
    },
)

STEP_TEMPO = (
    Rep(out_s=1.8, hold_s=0.40, back_s=1.9, rest_s=0.8, depth=0.0),
    Rep(out_s=2.0, hold_s=0.55, back_s=2.1, rest_s=1.0, depth=0.0),
    Rep(out_s=1.7, hold_s=0.35, back_s=1.8, rest_s=0.7, depth=0.0),
)
DROP_TEMPO = (
    Rep(out_s=1.8, hold_s=0.50, back_s=0.62, rest_s=1.2, depth=0.0),
    Rep(out_s=2.0, hold_s=0.60, back_s=0.66, rest_s=1.4, depth=0.0),
    Rep(out_s=1.7, hold_s=0.45, back_s=0.60, rest_s=1.1, depth=0.0),
)
ON_TOP = {
    "trunk": Goal(2.0),
    "neck": Goal(0.0),
    "knee": Goal(5.0),
    "shin": Goal(2.5),
    "rear_foot": Goal(0.0),
    "swing": Goal(1.0, out=(0.05, 1.0), back=(0.0, 0.95)),
}
STEP_UP = Exercise(
    poser="stepping",
    driving="knee_flexion_deg",
    tempo=STEP_TEMPO,
    start={
        "trunk": 14.0,
        "lumbar": 0.0,
        "neck": -8.0,
        "knee": 98.0,
        "shin": 15.0,
        "rear_foot": 12.0,
        "arm": 0.0,
        "swing": 0.0,
    },
    setting={"rear": 0.30, "step": 0.43},
    one_sided=True,
    whole=True,
    variants={
        "good": Variant(ON_TOP),
        "trunk_tips": Variant(
            ON_TOP | {"trunk": Goal(2.0, detour=66.0, detour_parts=(0.5, 0.45), detour_on="out")},
            faults=("trunk_tips",),
        ),
        "drops_down": Variant(ON_TOP, faults=("drops_down",), tempo=DROP_TEMPO),
        "not_finished": Variant(
            ON_TOP | {"trunk": Goal(20.0), "knee": Goal(38.0), "shin": Goal(12.0)},
            faults=("not_finished",),
        ),
    },
)

SWAY_TEMPO = (Rep(out_s=1.4, hold_s=0.0, back_s=1.4, rest_s=0.3),)
STANDING_POSTURE = Exercise(
    poser="upright",
    driving="trunk_inclination_deg",
    tempo=SWAY_TEMPO,
    held=True,
    start=STANDING,
    variants={
        "good": Variant({"trunk": Goal(1.8), "shin": Goal(2.8)}),
        "hips_forward": Variant(
            {"trunk": Goal(-11.2), "shin": Goal(10.3)},
            faults=("hips_forward",),
            start={"trunk": -12.0, "knee": 2.0, "shin": 10.0, "neck": 14.0},
        ),
        "knees_locked": Variant(
            {"trunk": Goal(2.8), "shin": Goal(-8.7)},
            faults=("knees_locked",),
            start={"trunk": 2.0, "knee": -16.0, "shin": -9.0},
        ),
    },
)

STANDING_WORK = {
    "deadlift": DEADLIFT,
    "split_squat": SPLIT_SQUAT,
    "step_up": STEP_UP,
    "standing_posture": STANDING_POSTURE,
}
