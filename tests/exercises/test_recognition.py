"""Which exercise a segment shows, the segments of a clip, and what is then counted where."""

import math
from itertools import pairwise

import pandas as pd
import pytest
from pydantic import ValidationError

from formcheck.exercises import exercise_ids
from formcheck.exercises.recognition import (
    EVERYWHERE,
    OTHER,
    Candidate,
    Profiles,
    Recognition,
    Segment,
    assignments,
    costs,
    load_profiles,
    recognise,
    recognise_clip,
)
from formcheck.motion.features import EXCURSIONS, POSTURE_SIGNALS, excursions
from formcheck.motion.shot import Shot, shots
from formcheck.pose.track import PoseTrack
from helpers import motions
from helpers.figure import Camera, joined

PROFILES = load_profiles()


def features(**known: float) -> pd.Series:
    return pd.Series(known, dtype=float).reindex(list(EXCURSIONS))


def textbook(exercise: str) -> pd.Series:
    """The middle of each band, and nothing known of the rest."""
    bands = PROFILES.exercises[exercise]
    return features(**{name: (low + high) / 2.0 for name, (low, high, _) in bands.items()})


def seen(track: PoseTrack) -> pd.Series:
    return excursions(Shot.of(track).signals(POSTURE_SIGNALS))


@pytest.mark.parametrize("heading_deg", [0.0, 20.0, 45.0, 90.0, 180.0])
@pytest.mark.parametrize("exercise", ["hip_hinge", "squat", "glute_bridge"])
def test_an_exercise_is_recognised_from_every_side(exercise: str, heading_deg: float) -> None:
    found = recognise(seen(motions.clip(exercise, camera=Camera(heading_deg=heading_deg))))
    assert found.exercise == exercise


def test_standing_still_is_the_standing_hold() -> None:
    still = motions.through((0, motions.STANDING), (8, motions.STANDING))
    assert recognise(seen(still)).exercise == "standing_posture"


def test_walking_is_none_of_the_exercises() -> None:
    assert recognise(seen(motions.walking(10.0))).exercise == OTHER


def test_sitting_down_and_lying_back_is_none_of_the_exercises() -> None:
    lying_down = motions.through(
        (0, motions.STANDING),
        (2, motions.STANDING),
        (5, motions.SITTING_LEGS_STRAIGHT),
        (8, motions.LYING_LEGS_STRAIGHT),
    )
    assert recognise(seen(lying_down)).exercise == OTHER


@pytest.mark.parametrize("exercise", list(PROFILES.exercises))
def test_nothing_speaks_against_an_exercise_within_its_own_bands(exercise: str) -> None:
    assert costs(textbook(exercise), PROFILES)[exercise] == 0.0


@pytest.mark.parametrize("exercise", list(PROFILES.exercises))
def test_far_outside_its_bands_an_exercise_is_not_recognised(exercise: str) -> None:
    bands = PROFILES.exercises[exercise]
    far = features(**{name: high + 10.0 * give for name, (_, high, give) in bands.items()})
    assert exercise not in {c.exercise for c in recognise(far).candidates}


def test_between_two_profiles_the_answer_is_unsure_and_names_both() -> None:
    both = Profiles.model_validate(
        {
            **PROFILES.model_dump(include={"decision", "windows"}),
            "exercises": {
                "low": {"trunk_high_deg": [0, 40, 5]},
                "high": {"trunk_high_deg": [50, 90, 5]},
            },
        }
    )
    found = recognise(features(trunk_high_deg=45.0), both)
    assert not found.sure
    assert found.exercise is None
    assert {c.exercise for c in found.candidates} == {"low", "high"}
    assert recognise(features(trunk_high_deg=30.0), both).exercise == "low"
    assert recognise(features(trunk_high_deg=150.0), both).exercise == OTHER


def test_confidence_follows_the_steps_outside_the_band() -> None:
    alone = Profiles.model_validate(
        {
            **PROFILES.model_dump(include={"decision", "windows"}),
            "exercises": {"only": {"trunk_high_deg": [0, 40, 5]}},
        }
    )
    # Two steps cost 2 against the cost of being none of the exercises.
    expected = math.exp(-2.0) / (math.exp(-2.0) + math.exp(-alone.decision.other_cost))
    assert recognise(features(trunk_high_deg=50.0), alone).confidence == pytest.approx(expected)


def test_what_was_not_seen_is_no_evidence() -> None:
    values = textbook("squat")
    values["hand_height_low"] = math.nan
    assert costs(values, PROFILES)["squat"] == 0.0


@pytest.mark.parametrize(
    ("band", "words"),
    [({"elbow_deg": [0, 1, 1]}, "elbow_deg"), ({"trunk_high_deg": [50, 40, 1]}, "must rise")],
)
def test_a_profile_with_a_mistake_is_refused(band: dict[str, list[float]], words: str) -> None:
    tables = PROFILES.model_dump(include={"decision", "windows"})
    with pytest.raises(ValidationError, match=words):
        Profiles.model_validate({**tables, "exercises": {"odd": band}})


# --- segments of a clip ----------------------------------------------------------------------


def segments(track: PoseTrack) -> tuple[Segment, ...]:
    return recognise_clip(track, shots(track))


def names(found: tuple[Segment, ...]) -> list[str | None]:
    return [segment.recognition.exercise for segment in found]


def test_a_short_clip_is_one_segment() -> None:
    track = motions.clip("squat", reps=1)
    found = segments(track)
    assert names(found) == ["squat"]
    assert (found[0].start_s, found[0].end_s) == (track.time[0], track.time[-1])


def test_a_long_set_of_one_exercise_is_one_segment() -> None:
    assert names(segments(motions.clip("hip_hinge", reps=8))) == ["hip_hinge"]


def test_a_circuit_is_told_apart_and_covered_without_holes() -> None:
    squats, hinges = motions.clip("squat", reps=4), motions.clip("hip_hinge", reps=4)
    bridges = motions.clip("glute_bridge", reps=4)
    track = joined(squats, hinges, bridges)
    found = segments(track)
    exercises = [name for name in names(found) if name not in (OTHER, None)]
    assert exercises == ["squat", "hip_hinge", "glute_bridge"]
    assert found[0].start_s == track.time[0]
    assert found[-1].end_s == track.time[-1]
    for before, after in pairwise(found):
        assert before.end_s == after.start_s
    change_s = float(squats.time[-1])
    hinge = next(p for p in found if p.recognition.exercise == "hip_hinge")
    assert abs(hinge.start_s - change_s) < 4.0


def test_standing_about_before_and_after_does_not_hide_a_set() -> None:
    still = motions.through((0, motions.STANDING), (20, motions.STANDING))
    found = segments(joined(still, motions.clip("squat", reps=3), still))
    assert names(found) == ["squat"]


def test_walking_in_is_not_part_of_the_exercise() -> None:
    track = joined(motions.walking(12.0), motions.clip("squat", reps=5))
    assert names(segments(track))[-1] == "squat"
    assert "hip_hinge" not in names(segments(track))


# --- assignments ----------------------------------------------------------------------------


def segment(start_s: float, end_s: float, exercise: str, *, sure: bool = True) -> Segment:
    return Segment(start_s, end_s, Recognition((Candidate(exercise, 0.8),), sure))


def test_each_exercise_is_looked_for_in_all_its_segments() -> None:
    plan = assignments(
        [
            segment(0.0, 10.0, "squat"),
            segment(10.0, 20.0, "hip_hinge"),
            segment(20.0, 30.0, "squat"),
        ]
    )
    assert [assigned.exercise.id for assigned in plan] == ["squat", "hip_hinge"]
    assert plan[0].spans == ((0.0, 10.0), (20.0, 30.0))


def test_what_is_unsure_or_none_of_them_is_not_looked_for() -> None:
    assert assignments([segment(0.0, 5.0, OTHER), segment(5.0, 9.0, "squat", sure=False)]) == []


def test_everywhere_takes_every_time() -> None:
    ((start_s, end_s),) = EVERYWHERE
    assert start_s == -math.inf
    assert end_s == math.inf


def test_whatever_can_be_recognised_can_be_judged() -> None:
    assert set(load_profiles().exercises) <= set(exercise_ids())
