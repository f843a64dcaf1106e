"""Every signal says what it is, how it is computed, and where that comes from."""

import inspect
import sys
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from formcheck.exercises.references import cited, load_methods, load_references
from formcheck.motion import signals
from formcheck.motion.features import POSTURE_SIGNALS
from formcheck.motion.registry import Signal, any_view, registered, sagittal_signal
from formcheck.motion.shot import Shot
from formcheck.motion.signals import SIGNALS
from formcheck.pose.landmarks import side_landmarks
from helpers.motions import clip

UNITS = {"deg", "% height", "% leg", "% trunk", "% stance", "leg"}
# A share of a distance by itself.
RATIOS = {"shoulder_stack_3d"}
WORD_IN_NAME = {
    "deg": "_deg",
    "% height": "_percent_height",
    "% leg": "_percent_leg",
    "% stance": "_percent_stance",
    "leg": "_leg",
}

every_signal = pytest.mark.parametrize("signal", SIGNALS.values(), ids=list(SIGNALS))


@every_signal
def test_a_signal_has_a_unit_that_its_name_repeats(signal: Signal) -> None:
    assert signal.unit in UNITS or signal.name in RATIOS
    # The height of an arc is in trunk lengths too, where the name says percent alone.
    assert signal.name.endswith(WORD_IN_NAME.get(signal.unit, ("_percent_trunk", "_percent", "3d")))


@every_signal
def test_a_signal_has_a_label_in_plain_words(signal: Signal) -> None:
    assert signal.label.strip() == signal.label != ""
    assert "_" not in signal.label
    assert "\n" not in signal.label


@every_signal
def test_a_signal_has_its_formula_and_unit_in_words(signal: Signal) -> None:
    assert signal.formula == (signal.function.__doc__ or "").strip()
    first = signal.formula.splitlines()[0]
    assert first.endswith(".")
    assert len(first.split()) >= 5


@every_signal
def test_the_source_of_a_signal_can_be_opened(signal: Signal) -> None:
    """Sections and codes lead somewhere; what has no published source says that it is a default."""
    module = sys.modules[signal.function.__module__].__doc__ or ""
    for text in (signal.formula, module):
        found = cited(text)
        assert set(found.sections) <= set(load_methods())
        assert set(found.codes) <= set(load_references())
    text = f"{signal.formula} {module}"
    assert cited(text).sections or cited(text).codes or "engineering default" in text


@every_signal
def test_a_signal_is_made_from_landmarks_that_exist(signal: Signal) -> None:
    assert signal.parts
    assert all(len(side_landmarks(part)) == 2 for part in signal.parts)


@every_signal
def test_a_signal_is_a_public_function_of_a_shot_under_its_own_name(signal: Signal) -> None:
    assert getattr(signals, signal.name) is signal.function
    assert signal.name in signals.__all__
    assert len(inspect.signature(signal.function).parameters) == 1


def test_a_signal_has_one_number_for_each_frame() -> None:
    shot = Shot.of(clip("squat", 1))
    shapes = {name: np.shape(signal.function(shot)) for name, signal in SIGNALS.items()}
    assert set(shapes.values()) == {shot.time.shape}


def test_labels_tell_signals_of_one_view_apart() -> None:
    for sagittal in (True, False):
        labels = [signal.label for signal in SIGNALS.values() if signal.sagittal is sagittal]
        repeated = {label for label in labels if labels.count(label) > 1}
        assert repeated == set()


def test_recognition_asks_for_signals_of_the_registry_that_hold_in_any_view() -> None:
    assert set(POSTURE_SIGNALS) <= set(SIGNALS)
    assert not any(SIGNALS[name].sagittal for name in POSTURE_SIGNALS)


def test_only_the_back_needs_an_outline() -> None:
    outline = {name for name, signal in SIGNALS.items() if signal.outline}
    assert outline == {"back_curve_deg", "back_convexity_percent", "dowel_gap_percent_trunk"}


@pytest.mark.parametrize("register", [sagittal_signal, any_view])
def test_two_signals_cannot_have_one_name(register) -> None:
    def knee_flexion_deg(shot: Shot) -> np.ndarray:
        return shot.time

    before = SIGNALS["knee_flexion_deg"]
    with pytest.raises(ValueError, match="'knee_flexion_deg' twice") as error:
        register("deg", "knee bend", "knee")(knee_flexion_deg)
    assert "\n" not in str(error.value)
    assert SIGNALS["knee_flexion_deg"] is before


def test_the_registry_cannot_be_changed_by_its_readers() -> None:
    with pytest.raises(TypeError):
        SIGNALS["knee_flexion_deg"] = SIGNALS["yaw_deg"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        SIGNALS["yaw_deg"].unit = "rad"  # type: ignore[misc]
    assert list(SIGNALS) == list(registered())
