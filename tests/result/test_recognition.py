from formcheck.exercises.recognition import OTHER, Candidate, Recognition, Segment
from formcheck.result.recognition import recognised_parts, recognition_words, unrecognised


def passage(start_s: float, end_s: float, *candidates: tuple[str, float], sure: bool) -> Segment:
    named = tuple(Candidate(name, confidence) for name, confidence in candidates)
    return Segment(start_s, end_s, Recognition(named, sure))


SQUAT = passage(0.0, 19.6, ("squat", 0.97), sure=True)
HINGE = passage(24.2, 40.0, ("hip_hinge", 0.88), sure=True)
WALK = passage(19.6, 24.2, (OTHER, 0.9), sure=True)
TORN = passage(0.0, 9.0, ("squat", 0.5), ("hip_hinge", 0.4), sure=False)


def test_a_recognised_clip_says_what_and_how_surely() -> None:
    parts = recognised_parts([SQUAT])
    assert parts[0].exercise == "squat"
    assert recognition_words(parts) == "Recognised: Squat (97 % sure)"
    assert unrecognised(parts) == []


def test_a_circuit_says_when_and_is_silent_on_what_lies_between() -> None:
    parts = recognised_parts([SQUAT, WALK, HINGE])
    words = recognition_words(parts)
    assert "Squat (97 % sure, 0-20 s)" in words
    assert "(88 % sure, 24-40 s)" in words
    assert "None" not in words
    assert unrecognised(parts) == []


def test_unsure_names_both_and_the_way_out() -> None:
    parts = recognised_parts([TORN])
    (sentence,) = unrecognised(parts)
    assert parts[0].exercise is None
    assert sentence.startswith("Unsure between Squat (50 %) and Hip hinge")
    assert "--exercise" in sentence
    assert recognition_words(parts) == ""


def test_unsure_about_a_part_says_which_part() -> None:
    (sentence,) = unrecognised(recognised_parts([TORN, HINGE]))
    assert "at 0-9 s" in sentence


def test_none_of_the_exercises_is_said_once() -> None:
    parts = recognised_parts([WALK, WALK])
    assert recognition_words(parts) == ""
    (sentence,) = unrecognised(parts)
    assert "None of the exercises was recognised" in sentence


def test_nothing_is_said_where_the_exercise_was_given() -> None:
    assert recognition_words(()) == ""
    assert unrecognised(()) == []
