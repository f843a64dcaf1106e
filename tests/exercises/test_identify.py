import math

import pandas as pd
import pytest
from pydantic import ValidationError

from formcheck.exercises.recognition import (
    OTHER,
    Profiles,
    load_profiles,
    misfits,
    recognise,
)
from formcheck.motion.features import EXCURSIONS, excursions, posture_table
from formcheck.pose.track import PoseTrack
from helpers import motions
from helpers.figure import Camera

PROFILES = load_profiles()


def features(**known: float) -> pd.Series:
    return pd.Series(known, dtype=float).reindex(list(EXCURSIONS))


def textbook(exercise: str) -> pd.Series:
    """The middle of each band, and nothing known of the rest."""
    bands = PROFILES.exercises[exercise]
    return features(**{name: (low + high) / 2.0 for name, (low, high, _) in bands.items()})


def seen(track: PoseTrack) -> pd.Series:
    return excursions(posture_table(track))


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
    assert misfits(textbook(exercise), PROFILES)[exercise] == 0.0


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
    one = Profiles.model_validate(
        {
            **PROFILES.model_dump(include={"decision", "windows"}),
            "exercises": {"only": {"trunk_high_deg": [0, 40, 5]}},
        }
    )
    # Two steps cost 2 against the cost of being none of the exercises.
    expected = math.exp(-2.0) / (math.exp(-2.0) + math.exp(-one.decision.other_cost))
    assert recognise(features(trunk_high_deg=50.0), one).confidence == pytest.approx(expected)


def test_what_was_not_seen_is_no_evidence() -> None:
    values = textbook("squat")
    values["hand_height_low"] = math.nan
    assert misfits(values, PROFILES)["squat"] == 0.0


@pytest.mark.parametrize(
    ("band", "words"),
    [({"elbow_deg": [0, 1, 1]}, "elbow_deg"), ({"trunk_high_deg": [50, 40, 1]}, "must rise")],
)
def test_a_profile_with_a_mistake_is_refused(band: dict[str, list[float]], words: str) -> None:
    tables = PROFILES.model_dump(include={"decision", "windows"})
    with pytest.raises(ValidationError, match=words):
        Profiles.model_validate({**tables, "exercises": {"odd": band}})
