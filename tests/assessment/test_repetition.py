"""From a posed figure to named faults: what a person would be told."""

from dataclasses import replace

import numpy as np
import pytest

from formcheck.assessment.repetition import judge_rep
from formcheck.exercises import load_exercise
from formcheck.motion.neutral import Neutral, quiet_start
from formcheck.motion.shot import Shot
from formcheck.pose.landmarks import Landmark
from formcheck.pose.track import PoseTrack
from formcheck.reps.findings import Verdict
from formcheck.reps.rep import Rep
from helpers.counting import counted
from helpers.figure import Camera, figure, lose_sight, mirrored, with_noise
from helpers.motions import POSES, Tempo, bridge, clip, clock, hinge, progress, squat

TEMPO = Tempo(2.0, 1.0, 2.0)
TIME = clock(9.0)
DONE = progress(TIME, [2.0], TEMPO)


def judged(track: PoseTrack, exercise: str, with_neutral: bool = True) -> Rep:
    """The first repetition of a clip."""
    definition, shot = load_exercise(exercise), Shot.of(track)
    detected = counted(track, exercise)
    neutral: Neutral | None = None
    if with_neutral and definition.neutral == "standing":
        early = shot.smoothed.between(0.0, detected[0].start_s)
        neutral = quiet_start(early, lambda span: True)
    return judge_rep(
        shot,
        detected[0],
        definition,
        number=1,
        neutral=neutral,
        next_start_s=detected[1].start_s if len(detected) > 1 else None,
    )


def verdicts(one: Rep) -> dict[str, Verdict]:
    return {finding.check: finding.verdict for finding in one.findings}


def clear(one: Rep) -> set[str]:
    return {check for check, verdict in verdicts(one).items() if verdict is Verdict.CLEAR}


@pytest.mark.parametrize("exercise", POSES)
def test_good_form_has_no_fault_and_full_points(exercise) -> None:
    one = judged(clip(exercise, 1, tempo=TEMPO), exercise)
    assert clear(one) == set()
    assert one.score is not None
    assert one.score.value == 100.0
    assert Verdict.POSSIBLE not in verdicts(one).values()


@pytest.mark.parametrize(
    ("fault", "exercise", "pose", "tempo"),
    [
        ("squats_the_hinge", "hip_hinge", hinge(DONE) | {"thigh": 75 * DONE}, TEMPO),
        ("knees_locked", "hip_hinge", hinge(DONE) | {"thigh": -8 * DONE, "shin": -2 * DONE}, TEMPO),
        ("leans_back_at_top", "hip_hinge", hinge(DONE), TEMPO),
        ("not_finished", "hip_hinge", hinge(DONE), TEMPO),
        ("lowers_too_fast", "hip_hinge", hinge(progress(TIME, [2.0], Tempo(0.7, 1, 2))), TEMPO),
        ("too_shallow", "squat", squat(DONE, depth_deg=70), TEMPO),
        ("trunk_tips", "squat", squat(DONE) | {"trunk": 75 * DONE}, TEMPO),
        ("not_high_enough", "glute_bridge", bridge(DONE, top_deg=27), TEMPO),
        ("over_extends", "glute_bridge", bridge(DONE, top_deg=-25), TEMPO),
        ("feet_too_far", "glute_bridge", bridge(DONE) | {"shin": -50 + 0 * DONE}, TEMPO),
        ("feet_too_close", "glute_bridge", bridge(DONE) | {"shin": 35 * DONE}, TEMPO),
        ("rushed", "glute_bridge", bridge(progress(TIME, [2.0], Tempo(0.5, 1, 0.6))), TEMPO),
        ("no_hold", "glute_bridge", bridge(progress(TIME, [2.0], Tempo(1, 0, 1.2))), TEMPO),
    ],
)
def test_a_fault_is_named(fault, exercise, pose, tempo) -> None:
    if fault == "leans_back_at_top":
        pose = pose | {"trunk": pose["trunk"] - 16.0 * (TIME > 5.0) * (1.0 - DONE)}
    if fault == "not_finished":
        pose = pose | {"trunk": pose["trunk"] + 19.0 * (TIME > 5.0) * (1.0 - DONE)}
    one = judged(figure(TIME, **pose), exercise)
    assert fault in clear(one)
    assert one.score is not None
    assert one.score.value is not None
    assert one.score.value < 100.0


def test_heels_that_lift_are_named() -> None:
    lifting = figure(TIME, **squat(DONE), heel_lift_m=0.07 * DONE)
    assert "heels_lift" in clear(judged(lifting, "squat"))


def test_hips_that_rise_first_are_named() -> None:
    pose = squat(DONE)
    rising = (TIME > 5.0) & (TIME < 7.0)
    early = np.where(rising, np.sin(np.pi * (TIME - 5.0) / 2.0), 0.0)
    pose["trunk"] = pose["trunk"] + 30.0 * early
    pose["thigh"] = pose["thigh"] - 30.0 * early
    assert "hips_shoot_up" in clear(judged(figure(TIME, **pose), "squat"))


def test_a_head_that_hangs_is_named() -> None:
    pose = hinge(DONE)
    hanging = figure(TIME, **pose, head=pose["trunk"] + 55.0 * DONE)
    assert "head_position" in clear(judged(hanging, "hip_hinge"))


@pytest.mark.parametrize("heading_deg", [-90, 90])
def test_knees_that_move_in_are_named_from_front_and_rear_only(heading_deg) -> None:
    def seen_from(heading: float) -> Rep:
        camera = Camera(heading_deg=heading)
        return judged(figure(TIME, **squat(DONE), knees_in_m=0.08 * DONE, camera=camera), "squat")

    assert "knees_in" in clear(seen_from(heading_deg))
    assert verdicts(seen_from(0))["knees_in"] is Verdict.NOT_MEASURABLE


def test_from_the_front_nothing_sagittal_is_judged() -> None:
    track = clip("squat", 1, tempo=TEMPO, camera=Camera(heading_deg=-90))
    one = judged(track, "squat")
    assert verdicts(one)["too_shallow"] is Verdict.NOT_MEASURABLE
    assert verdicts(one)["trunk_tips"] is Verdict.NOT_MEASURABLE
    assert one.score is not None
    assert one.score.value is None


@pytest.mark.parametrize("exercise", POSES)
def test_a_mirrored_clip_is_judged_the_same(exercise) -> None:
    track = with_noise(clip(exercise, 1, tempo=TEMPO), 0.5)
    here, there = judged(track, exercise), judged(mirrored(track), exercise)
    assert verdicts(here) == verdicts(there)
    assert here.score is not None
    assert there.score is not None
    assert there.score.value == pytest.approx(here.score.value, abs=0.01)


@pytest.mark.parametrize("exercise", POSES)
def test_good_form_stays_good_with_the_noise_of_a_good_clip(exercise) -> None:
    for seed in range(4):
        one = judged(with_noise(clip(exercise, 1, tempo=TEMPO), 0.5, seed), exercise)
        assert clear(one) == set()


def test_without_a_quiet_start_the_top_of_the_repetition_is_neutral() -> None:
    one = judged(clip("hip_hinge", 1, lead_s=0.3, tempo=TEMPO), "hip_hinge", with_neutral=False)
    assert one.neutral is not None
    assert one.neutral.kind == "rep_top"
    assert clear(one) == set()


def test_a_clip_that_opens_bent_takes_neutral_from_standing_at_the_end() -> None:
    track = clip("hip_hinge", 1, tempo=TEMPO).between(3.0, 99.0)
    rep = judged(track, "hip_hinge", with_neutral=False)
    assert rep.neutral is not None
    middle = (rep.neutral.start_s + rep.neutral.end_s) / 2.0
    trunk = Shot.of(track).smoothed.signal("trunk_inclination_deg")
    assert middle == pytest.approx(rep.end_s, abs=0.1)
    assert trunk.loc[middle - 0.1 : middle + 0.1].median() == pytest.approx(0.0, abs=2.0)


def test_a_bridge_has_no_neutral() -> None:
    assert judged(clip("glute_bridge", 1), "glute_bridge").neutral is None


def test_a_way_of_standing_is_no_fault() -> None:
    """Leaning and bent throughout, as a person or a tilted phone may: counted from neutral."""
    pose = hinge(DONE)
    tilted = figure(TIME, trunk=pose["trunk"] + 14, thigh=pose["thigh"] + 12, shin=12.0)
    found = verdicts(judged(tilted, "hip_hinge"))
    assert not {Verdict.CLEAR, Verdict.POSSIBLE} & set(found.values())


def test_a_void_repetition_is_not_judged() -> None:
    track = lose_sight(clip("squat", 1, tempo=Tempo(1.8, 0.2, 1.6)), 3.6, 4.6)
    one = judged(track, "squat")
    assert one.void is not None
    assert one.findings == ()
    assert one.score is None


def test_hidden_feet_are_not_measurable_and_say_so() -> None:
    track = clip("squat", 1, tempo=TEMPO)
    visibility = track.visibility.copy()
    visibility[:, [Landmark.LEFT_HEEL, Landmark.RIGHT_HEEL]] = 0.2
    one = judged(replace(track, visibility=visibility), "squat")
    (heels,) = [finding for finding in one.findings if finding.check == "heels_lift"]
    assert heels.verdict is Verdict.NOT_MEASURABLE
    assert heels.reason is not None
    assert "0 %" in heels.reason


def test_a_clip_that_ends_before_standing_tall_is_not_blamed_for_it() -> None:
    track = clip("hip_hinge", 1, tempo=TEMPO).between(0.0, 6.3)
    one = judged(track, "hip_hinge")
    assert one.ends_after_clip
    assert verdicts(one)["not_finished"] is Verdict.NOT_MEASURABLE
    assert clear(one) == set()


def test_a_clip_that_opens_on_the_way_up_is_not_called_shallow() -> None:
    track = clip("squat", 1, tempo=TEMPO).between(5.6, 99.0)
    one = judged(track, "squat")
    assert one.starts_before_clip
    assert verdicts(one)["too_shallow"] is Verdict.NOT_MEASURABLE


def test_headline_rows_are_read_where_the_file_asks() -> None:
    one = judged(clip("squat", 1, tempo=TEMPO), "squat")
    asked = {name for name, row in load_exercise("squat").headline.items() if row.pending is None}
    assert set(one.headline) == asked
    # The figure has no outline, so its back cannot be read.
    read = {name for name, reading in one.headline.items() if reading.value is not None}
    assert read == asked - {"spine_neutrality", "pelvic_tilt"}
