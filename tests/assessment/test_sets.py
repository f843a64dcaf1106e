"""Sets of a clip, and the quiet moment that each is counted from."""

import pytest

from formcheck.assessment.sets import judge_sets
from formcheck.exercises import load_exercise
from formcheck.motion.shot import shots
from formcheck.pose.track import PoseTrack
from formcheck.reps.rep import NeutralUsed, Rep, Void
from helpers.figure import Camera, figure, joined
from helpers.motions import POSES, clip, clock, hinge, progress


def judged(track: PoseTrack, exercise: str = "hip_hinge") -> list[tuple[Rep, ...]]:
    return judge_sets(shots(track), load_exercise(exercise))


def lean_deg(track: PoseTrack, neutral: NeutralUsed | None) -> float:
    """Lean of the trunk in the moment that was taken for neutral."""
    assert neutral is not None
    shot = next(s for s in shots(track) if s.start_s <= neutral.start_s <= s.end_s)
    trunk = shot.smoothed.signal("trunk_inclination_deg")
    return float(trunk.loc[neutral.start_s : neutral.end_s].median())


def standing(seconds: float, camera: Camera | None = None, **pose: float) -> PoseTrack:
    return figure(clock(seconds), camera=camera, **pose)


@pytest.mark.parametrize("exercise", POSES)
@pytest.mark.parametrize(("rest_s", "sizes"), [(3.0, [4]), (9.0, [2, 2])])
def test_a_long_rest_begins_a_new_set(exercise, rest_s, sizes) -> None:
    time = clock(2 * 10.0 + rest_s + 4.0)
    starts = [2.0, 7.0, 11.0 + rest_s, 16.0 + rest_s]
    found = judged(figure(time, **POSES[exercise](progress(time, starts))), exercise)
    assert [len(reps) for reps in found] == sizes
    assert [[rep.number for rep in reps] for reps in found] == [
        list(range(1, size + 1)) for size in sizes
    ]


def test_each_set_is_counted_from_the_quiet_moment_before_it() -> None:
    """Who stands 6 deg further forward in the second set has another neutral there."""
    time = clock(8.0)
    done = hinge(progress(time, [2.0]))
    leaning = figure(time, **{**done, "trunk": done["trunk"] + 6.0})
    track = joined(figure(time, **done), standing(9.0, trunk=6.0), leaning)
    first, second = judged(track)
    neutrals = [reps[0].neutral for reps in (first, second)]
    assert [neutral.kind for neutral in neutrals] == ["quiet_start"] * 2
    leans = [lean_deg(track, neutral) for neutral in neutrals]
    assert leans == pytest.approx([0.0, 6.0], abs=1.0)
    assert neutrals[1].start_s > first[-1].end_s


def test_a_set_without_a_quiet_moment_keeps_the_one_before() -> None:
    restless = clock(9.0)
    shaking = figure(restless, trunk=6.0 * (restless * 3.0 % 1.0 > 0.5), thigh=2.0, shin=0.0)
    once = clip("hip_hinge", 1)
    first, second = judged(joined(once.between(0.0, 6.3), shaking, once.between(1.8, 99.0)))
    kept, before = second[0].neutral, first[0].neutral
    assert kept is not None
    assert kept == before


def test_standing_turned_away_is_no_neutral_for_a_side_view() -> None:
    turned = standing(4.0, Camera(heading_deg=-60), thigh=2.0)
    side = standing(1.5, thigh=2.0)
    reps = clip("hip_hinge", 3, lead_s=0.1)
    (found,) = judged(joined(turned, side, reps))
    neutral = found[0].neutral
    assert neutral is not None
    assert neutral.start_s >= 4.0


def test_each_shot_is_counted_from_its_own_quiet_moment() -> None:
    """Another camera sees the same standing person differently."""
    rolled = clip("hip_hinge", 2)
    rolled.xy[..., 0] += 0.1 * rolled.xy[..., 1]
    track = joined(clip("hip_hinge", 2), rolled, cut=True)
    (found,) = judged(track)
    leans = [lean_deg(track, rep.neutral) for rep in found]
    assert leans[0] == pytest.approx(leans[1])
    assert leans[2] == pytest.approx(leans[0] - 5.7, abs=0.5)


def test_a_void_repetition_has_its_reason_and_no_findings() -> None:
    shot = clip("hip_hinge", 2)
    (found,) = judged(joined(shot.between(0.0, 4.0), shot, cut=True))
    assert [rep.void for rep in found] == [Void.CUT.value, None, None]
    assert found[0].findings == ()
    assert all(rep.findings for rep in found[1:])
    starts = [rep.start_s for rep in found]
    assert starts == sorted(starts)
    assert found[0].end_s <= 4.0 + 0.1
