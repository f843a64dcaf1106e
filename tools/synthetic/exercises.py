"""The exercises and their faulty variants, as data: where each control goes."""

from __future__ import annotations

from dataclasses import dataclass, field

from synthetic.motion import Goal, Rep

STANDING = {
    "trunk": 1.0,
    "lumbar": 0.0,
    "thoracic": 0.0,
    "neck": 0.0,
    "knee": 4.5,
    "shin": 2.5,
    "arm": 0.0,
    "knees_out": 2.0,
}
EARLY = {"out": (0.0, 0.5), "back": (0.5, 1.0)}


@dataclass(frozen=True)
class Variant:
    """One way to do an exercise, good or with a fault.

    Parameters
    ----------
    goals
        Control name -> movement; controls not named stay at rest.
    faults
        Ids of the faults every repetition shows.
    back
        Shape of the back at the turn: ``neutral``, ``rounded`` or ``extended``.
    tempo
        Repetition timings; the exercise's default when empty.
    top_shin
        Lying exercises: shin inclination at the top of a straight bridge (places the feet).
    start
        Control values at rest that differ from the exercise's.
    feet_in
        Hip thrust: how much closer (m) the feet stand than for upright shins at the top.
    """

    goals: dict[str, Goal]
    faults: tuple[str, ...] = ()
    back: str = "neutral"
    tempo: tuple[Rep, ...] = ()
    top_shin: float = -7.5
    start: dict[str, float] = field(default_factory=dict)
    feet_in: float = 0.0


@dataclass(frozen=True)
class Exercise:
    """Start position, driving joint and variants of an exercise.

    ``poser`` names the pose maker and ``setting`` its lengths (both in :mod:`synthetic.posers`);
    ``one_sided``: the side near the camera works; ``held``: one still stand, no repetitions;
    ``whole``: the camera frames the turn as well as the start; ``kettlebell``: the hands carry one
    off the floor.
    """

    poser: str
    driving: str
    tempo: tuple[Rep, ...]
    variants: dict[str, Variant]
    start: dict[str, float] = field(default_factory=dict)
    stance: float = 0.11
    toe_out: float = 6.0
    setting: dict[str, float] = field(default_factory=dict)
    one_sided: bool = False
    held: bool = False
    whole: bool = False
    kettlebell: bool = False


HINGE_TEMPO = (
    Rep(out_s=2.1, hold_s=0.20, back_s=1.5, rest_s=0.7, depth=0.0),
    Rep(out_s=1.8, hold_s=0.35, back_s=1.3, rest_s=0.5, depth=-4.0),
    Rep(out_s=2.4, hold_s=0.15, back_s=1.7, rest_s=0.6, depth=4.0),
)
SQUAT_TEMPO = (
    Rep(out_s=2.0, hold_s=0.15, back_s=1.5, rest_s=0.6, depth=0.0),
    Rep(out_s=2.4, hold_s=0.30, back_s=1.8, rest_s=0.8, depth=3.5),
    Rep(out_s=1.7, hold_s=0.20, back_s=1.3, rest_s=0.5, depth=-3.0),
)
HIPS_UP_TEMPO = (
    Rep(out_s=1.9, hold_s=0.05, back_s=1.8, rest_s=0.6, depth=0.0),
    Rep(out_s=2.2, hold_s=0.10, back_s=1.9, rest_s=0.7, depth=2.5),
    Rep(out_s=1.75, hold_s=0.08, back_s=1.7, rest_s=0.5, depth=-2.5),
)
BRIDGE_TEMPO = (
    Rep(out_s=1.8, hold_s=0.65, back_s=2.4, rest_s=0.6, depth=0.0),
    Rep(out_s=1.7, hold_s=0.85, back_s=2.7, rest_s=0.8, depth=1.5),
    Rep(out_s=2.1, hold_s=0.45, back_s=2.3, rest_s=0.5, depth=-1.5),
)

LOW_BRIDGE_TEMPO = (
    Rep(out_s=2.2, hold_s=0.12, back_s=3.2, rest_s=0.6, depth=0.0),
    Rep(out_s=2.2, hold_s=0.20, back_s=3.4, rest_s=0.8, depth=1.5),
    Rep(out_s=2.1, hold_s=0.05, back_s=3.2, rest_s=0.5, depth=-1.5),
)

HIP_HINGE = Exercise(
    poser="upright",
    driving="trunk_inclination_deg",
    tempo=HINGE_TEMPO,
    start=STANDING,
    variants={
        "good": Variant({
            "trunk": Goal(67.0, 1.0),
            "knee": Goal(20.0, **EARLY),
            "shin": Goal(-3.0),
            "neck": Goal(-8.0),
        }),
        "back_rounds": Variant(
            {
                "trunk": Goal(58.0, 0.8),
                "lumbar": Goal(51.0, 0.6),
                "thoracic": Goal(12.0),
                "neck": Goal(-32.0),
                "knee": Goal(19.0, **EARLY),
                "shin": Goal(-2.0),
            },
            faults=("back_rounds",),
            back="rounded",
        ),
        "knees_locked": Variant(
            {
                "trunk": Goal(62.0, 1.0),
                "knee": Goal(-3.0, out=(0.0, 0.3), back=(0.7, 1.0)),
                "shin": Goal(-9.0),
                "neck": Goal(-6.0),
            },
            faults=("knees_locked",),
        ),
        "back_ladder": Variant({
            "trunk": Goal(67.0),
            "lumbar": Goal(0.0),
            "knee": Goal(20.0, **EARLY),
            "shin": Goal(-3.0),
            "neck": Goal(-8.0),
        }),
        "squats_the_hinge": Variant(
            {
                "trunk": Goal(48.0, 0.5),
                "knee": Goal(65.0, 1.0, out=(0.0, 0.65), back=(0.35, 1.0)),
                "shin": Goal(23.0, 0.3, out=(0.0, 0.65), back=(0.35, 1.0)),
                "neck": Goal(-8.0),
            },
            faults=("squats_the_hinge",),
        ),
    },
)  # fmt: skip

SQUAT_GOOD = {
    "trunk": Goal(38.0, 0.5),
    "knee": Goal(121.5, 1.0),
    "shin": Goal(31.5, 0.4),
    "neck": Goal(-12.0),
    "arm": Goal(82.0),
    "knees_out": Goal(14.0),
}
SQUAT = Exercise(
    poser="upright",
    driving="knee_flexion_deg",
    tempo=SQUAT_TEMPO,
    start=STANDING,
    stance=0.15,
    toe_out=12.0,
    variants={
        "good": Variant(SQUAT_GOOD),
        "too_shallow": Variant(
            SQUAT_GOOD
            | {"trunk": Goal(30.0, 0.3), "knee": Goal(73.0, 1.0), "shin": Goal(27.0, 0.4)},
            faults=("too_shallow",),
        ),
        "trunk_tips": Variant(
            SQUAT_GOOD | {"trunk": Goal(67.0, 0.6), "knee": Goal(109.0, 1.0),
                          "shin": Goal(22.5, 0.4), "neck": Goal(-18.0)},
            faults=("trunk_tips",),
        ),
        # The lumbar spine bends only near the bottom, too little to count as a rounded back.
        "tail_tucks": Variant(
            SQUAT_GOOD | {"lumbar": Goal(38.0, out=(0.66, 0.97), back=(0.03, 0.34))},
            faults=("tail_tucks",),
        ),
        "hips_shoot_up": Variant(
            SQUAT_GOOD | {
                "trunk": Goal(38.0, 0.5, detour=61.0),
                "knee": Goal(121.5, 1.0, detour=62.0, detour_parts=(0.38, 0.14)),
                "shin": Goal(31.5, 0.4, detour=10.0, detour_parts=(0.38, 0.14)),
            },
            faults=("hips_shoot_up",),
            tempo=HIPS_UP_TEMPO,
        ),
    },
)  # fmt: skip

GLUTE_BRIDGE = Exercise(
    poser="supine",
    driving="trunk_thigh_deg",
    tempo=BRIDGE_TEMPO,
    variants={
        "good": Variant({"trunk_thigh": Goal(0.0, -1.0)}),
        "not_high_enough": Variant(
            {"trunk_thigh": Goal(36.5, -1.5)}, faults=("not_high_enough",), tempo=LOW_BRIDGE_TEMPO
        ),
        "over_extends": Variant(
            {"trunk_thigh": Goal(-22.0, -1.0), "lumbar": Goal(-30.0)},
            faults=("over_extends",),
            back="extended",
        ),
        "feet_too_far": Variant(
            {"trunk_thigh": Goal(0.0, -1.0)},
            faults=("feet_too_far",),
            tempo=LOW_BRIDGE_TEMPO,
            top_shin=-54.0,
        ),
    },
)

EXERCISES = {"hip_hinge": HIP_HINGE, "squat": SQUAT, "glute_bridge": GLUTE_BRIDGE}
