import numpy as np

from formcheck.drawing.timeline import Timeline
from formcheck.result.result import Result


def test_the_counter_follows_the_repetitions(hinge: Result) -> None:
    timeline = Timeline(hinge)
    first, second = (result for result in hinge.reps)
    assert timeline.at(0.0).count == "Rep 0 / 2"
    assert timeline.at(first.turn_s).count == "Rep 1 / 2"
    assert timeline.at(second.start_s - 0.05).count == "Rep 1 / 2"
    assert timeline.at(second.turn_s).count == "Rep 2 / 2"


def test_phases_are_named_as_the_exercise_does(hinge: Result) -> None:
    timeline = Timeline(hinge)
    for result in hinge.reps:
        for phase in result.phases:
            middle = (phase.start_s + phase.end_s) / 2
            assert timeline.at(middle).phase == phase.name
    assert timeline.at(0.0).phase == ""


def test_the_cue_comes_after_the_repetition_and_goes_again(faulty: Result) -> None:
    timeline = Timeline(faulty)
    last = faulty.reps[-1]
    assert (banner := timeline.at(last.end_s + 0.5).banner) is not None
    assert (banner.text, banner.kind) == (last.cue, "cue")
    assert timeline.at(last.end_s + 2.6).banner is None


def test_a_good_repetition_is_praised(hinge: Result) -> None:
    timeline = Timeline(hinge)
    banner = timeline.at(hinge.reps[0].end_s + 0.1).banner
    assert banner is not None
    assert banner.kind == "good"
    assert banner.text.startswith("\N{CHECK MARK}")


def test_the_joint_is_marked_around_the_moment_of_its_fault(faulty: Result) -> None:
    timeline = Timeline(faulty)
    result = faulty.reps[0]
    [fault] = [one for one in result.findings if one.check == "squats_the_hinge"]
    at = fault.reading.time_s
    assert at is not None
    assert "knee" in timeline.at(at + 0.3).marks
    assert timeline.at(result.start_s).marks == ()
    assert timeline.at(result.end_s).marks == ()


def test_every_text_shown_was_announced(faulty: Result) -> None:
    timeline = Timeline(faulty)
    moments = [timeline.at(float(t)) for t in np.arange(0.0, 10.0, 0.02)]
    assert {now.banner for now in moments} - {None} <= timeline.banners()
    assert {now.title for now in moments} <= timeline.titles()
    assert {now.phase for now in moments} - {""} <= timeline.phases()


def test_without_repetitions_it_says_so(standing: Result) -> None:
    now = Timeline(standing).at(1.0)
    assert now.title == "No repetition found"
    assert now.banner is None
