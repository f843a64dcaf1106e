"""What was filmed between two cuts: signals when asked for, read with its own view and scale."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from formcheck.exercises import load_exercise
from formcheck.motion import back
from formcheck.motion.back import back_of
from formcheck.motion.shot import Shot, clip_signals, shots, smoothed_track
from formcheck.motion.signals import SIGNALS
from formcheck.motion.smoothing import RATE_HZ, CausalSmoother, smooth
from formcheck.pose.landmarks import Landmark
from formcheck.reps.counter import count_reps
from helpers.figure import Camera, figure, joined, lose_sight, mirrored, scaled, with_noise
from helpers.motions import clip, clock

SIDE = clip("squat", 2)
FRONT = clip("squat", 2, camera=Camera(heading_deg=-90))
OUTLINE = [name for name, signal in SIGNALS.items() if signal.outline]


# --- signals of one shot ---------------------------------------------------------------------


def test_a_signal_is_a_series_over_the_seconds_of_the_clip() -> None:
    shot = Shot.of(SIDE)
    knee = shot.signal("knee_flexion_deg")
    assert (knee.name, knee.index.name) == ("knee_flexion_deg", "time_s")
    assert (knee.index == SIDE.time).all()
    assert knee.max() == pytest.approx(110.0, abs=0.5)
    assert (knee.to_numpy() == shot.values("knee_flexion_deg")).all()


def test_a_table_has_the_signals_that_were_asked_for_in_that_order() -> None:
    names = ["trunk_inclination_deg", "knee_flexion_deg"]
    table = Shot.of(SIDE).signals(names)
    assert (list(table), table.index.name) == (names, "time_s")
    assert list(Shot.of(SIDE).signals()) == list(SIGNALS)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("knee_flexion", "did you mean 'knee_flexion_deg'?"), ("back_\ncurve_deg", "back_curve_deg")],
)
def test_an_unknown_signal_is_told_in_one_line_with_the_nearest_name(name, hint) -> None:
    shot = Shot.of(SIDE)
    for ask in (shot.signal, shot.values, shot.visible, lambda name: shot.signals([name])):
        with pytest.raises(KeyError, match="unknown signal") as error:
            ask(name)
        assert "\n" not in error.value.args[0]
        assert hint in error.value.args[0]


def test_a_name_like_no_signal_has_no_hint() -> None:
    with pytest.raises(KeyError) as error:
        Shot.of(SIDE).signal("xyz")
    assert "did you mean" not in error.value.args[0]
    assert "SIGNALS" in error.value.args[0]


@pytest.fixture
def no_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody may read the back."""
    monkeypatch.setattr(back, "back_shape", lambda *_: pytest.fail("nobody asked for the back"))


@pytest.mark.usefixtures("no_back")
@pytest.mark.parametrize("track", [SIDE, FRONT], ids=["side", "front"])
def test_counting_a_squat_does_not_compute_the_back(track) -> None:
    assert len(count_reps(Shot.of(track), load_exercise("squat"))) == 2


@pytest.mark.usefixtures("no_back")
def test_a_signal_computes_no_other_than_those_it_is_made_of() -> None:
    made = []

    class Told(Shot):
        def once(self, function):
            made.append(function.__name__)
            return super().once(function)

    shot = Shot.of(SIDE)
    Told(SIDE, shot.view, shot.scale).signal("knee_flexion_deg")
    expected = {"knee_flexion_deg", "thigh_inclination_deg", "shin_inclination_deg"}
    assert set(made) == expected


def test_each_signal_is_computed_once(monkeypatch) -> None:
    read, calls = back.back_shape, []
    monkeypatch.setattr(back, "back_shape", lambda *given: calls.append(given) or read(*given))
    shot = Shot.of(SIDE)
    shot.signals(OUTLINE)
    shot.signals(OUTLINE)
    shot.once(back_of)
    assert len(calls) == 1
    assert shot.values("knee_flexion_deg") is shot.values("knee_flexion_deg")


# --- the same shot smoothed, shorter, or read on another leg -----------------------------------


def test_a_smoothed_shot_keeps_the_view_and_scale_that_were_read_before() -> None:
    raw = Shot.of(with_noise(clip("squat", 1, fps=24.0), 2.0))
    smoothed = raw.smoothed
    assert (smoothed.view, smoothed.scale, smoothed.leg) == (raw.view, raw.scale, raw.leg)
    assert np.diff(smoothed.time) == pytest.approx(1.0 / RATE_HZ)
    assert smoothed.track.xy == pytest.approx(smooth(raw.track).xy)
    assert raw.smoothed is smoothed


def test_signals_are_as_smooth_as_the_shot_they_are_asked_of() -> None:
    true = Shot.of(SIDE).values("knee_flexion_deg")
    raw = Shot.of(with_noise(SIDE, 3.0))
    scatter = [
        float(np.std(shot.values("knee_flexion_deg") - true))
        for shot in (raw, raw.causal(), raw.smoothed)
    ]
    assert scatter == sorted(scatter, reverse=True)
    assert scatter[2] < 0.65 * scatter[0]


def test_a_causal_shot_goes_on_from_the_frames_before_it() -> None:
    shot = Shot.of(with_noise(clip("hip_hinge", 1), 2.0))
    whole = shot.causal().values("trunk_inclination_deg")
    smoother = CausalSmoother()
    edges = [0.0, 1.0, 2.5, shot.end_s + 1.0]
    pieces = [
        shot.between(first, last - 1e-6).causal(smoother).values("trunk_inclination_deg")
        for first, last in pairwise(edges)
    ]
    assert np.concatenate(pieces) == pytest.approx(whole)
    # A smoother of its own begins anew.
    assert shot.between(2.5, 9.0).causal().values("trunk_inclination_deg")[0] == pytest.approx(
        shot.between(2.5, 9.0).values("trunk_inclination_deg")[0]
    )


def test_a_causal_shot_does_not_see_what_comes_after() -> None:
    track = with_noise(clip("squat", 1), 2.0)
    whole, early = (Shot.of(track).between(0.0, end_s).causal() for end_s in (9.0, 3.0))
    rows = len(early.track)
    assert whole.values("knee_flexion_deg")[:rows] == pytest.approx(
        early.values("knee_flexion_deg")
    )


def test_between_keeps_both_ends_and_the_view_and_scale_of_the_whole() -> None:
    shot = Shot.of(SIDE)
    # At the bottom nobody's leg is seen at its length.
    part = shot.between(3.0, 4.0)
    assert (part.start_s, part.end_s) == pytest.approx((3.0, 4.0))
    assert (part.view, part.scale) == (shot.view, shot.scale)
    for name in ("knee_flexion_deg", "hip_height_percent_leg", "heel_rise_percent_height"):
        rows = (shot.time >= 3.0) & (shot.time <= 4.0)
        assert part.values(name) == pytest.approx(shot.values(name)[rows])


def test_a_part_of_a_shot_does_not_take_over_what_the_whole_has_computed() -> None:
    shot = Shot.of(SIDE)
    shot.signals()
    part = shot.between(3.0, 4.0)
    assert {len(part.values(name)) for name in SIGNALS} == {len(part.time)}


def test_nothing_between_is_a_shot_without_frames() -> None:
    nothing = Shot.of(SIDE).between(100.0, 200.0)
    assert len(nothing.track) == 0
    assert len(nothing.signal("knee_flexion_deg")) == 0
    assert len(nothing.visible("knee_flexion_deg")) == 0


def test_a_shot_may_be_read_on_either_leg() -> None:
    """The far leg bends its knee by 60 deg; the near one stands straight."""
    track = figure(clock(0.2))
    knee, ankle = Landmark.LEFT_KNEE, Landmark.LEFT_ANKLE
    shin_px = np.linalg.norm(track.xy[0, ankle] - track.xy[0, knee])
    track.xy[:, ankle] = track.xy[:, knee] + shin_px * np.array([-np.sin(np.pi / 3), 0.5])
    shot = replace(Shot.of(figure(clock(0.2))), track=track)
    assert (shot.measured_leg, shot.other.measured_leg, shot.read_on(0).measured_leg) == (1, 0, 0)
    for far in (shot.other, shot.read_on(0)):
        assert far.values("knee_flexion_deg") == pytest.approx(60.0)
        assert far.values("other_knee_flexion_deg") == pytest.approx(0.0, abs=1e-6)
    assert shot.values("knee_flexion_deg") == pytest.approx(0.0, abs=1e-6)
    assert shot.read_on(None) is shot
    assert shot.between(0.0, 0.1).read_on(0).smoothed.measured_leg == 0


# --- shots of a clip -------------------------------------------------------------------------


def test_a_clip_without_cuts_is_one_shot() -> None:
    (only,) = shots(SIDE)
    assert only.track is SIDE
    assert (only.start_s, only.end_s) == (SIDE.time[0], SIDE.time[-1])


def test_each_shot_has_its_own_view_facing_and_scale() -> None:
    near = scaled(mirrored(SIDE), 2.0)
    near = replace(near, width=SIDE.width, height=SIDE.height)
    left, front = shots(joined(near, FRONT, cut=True))
    (right,) = shots(SIDE)
    assert (right.view.facing, left.view.facing) == (1, -1)
    assert (left.view.view, front.view.view) == ("side", "front")
    assert left.scale.leg_px == pytest.approx(2.0 * right.scale.leg_px)


def test_a_shot_without_anyone_is_none_and_reads_nothing() -> None:
    nobody = lose_sight(SIDE, 0.0, 99.0)
    track = joined(nobody, SIDE, cut=True)
    found = shots(track)
    assert [shot.start_s for shot in found] == [pytest.approx(track.cuts[0])]
    table = clip_signals(track, found, ["knee_flexion_deg"])
    assert table.loc[: track.cuts[0] - 0.01, "knee_flexion_deg"].isna().all()
    assert table.loc[track.cuts[0] + 0.1 :, "knee_flexion_deg"].notna().all()


def test_the_table_of_a_clip_has_a_row_for_every_smoothed_frame() -> None:
    track = joined(SIDE, FRONT, SIDE, cut=True)
    table = clip_signals(track, shots(track))
    assert list(table) == list(SIGNALS)
    assert table.index.to_numpy() == pytest.approx(smooth(track).time)
    assert table.index.to_numpy() == pytest.approx(smoothed_track(track, shots(track)).time)


def test_a_smoothed_clip_is_its_smoothed_shots_with_the_cuts_between_them() -> None:
    track = joined(lose_sight(SIDE, 0.0, 99.0), FRONT, SIDE, cut=True)
    whole, found = smooth(track), smoothed_track(track, shots(track))
    assert found.xy == pytest.approx(whole.xy, nan_ok=True)
    assert found.world == pytest.approx(whole.world, nan_ok=True)
    assert found.visibility == pytest.approx(whole.visibility)
    assert found.cuts == track.cuts


def test_the_table_of_a_clip_reads_each_shot_as_if_it_were_alone() -> None:
    near = replace(scaled(mirrored(SIDE), 2.0), width=SIDE.width, height=SIDE.height)
    track = joined(SIDE, near, cut=True)
    names = ["knee_flexion_deg", "hip_height_percent_leg"]
    table = clip_signals(track, shots(track), names)
    (alone,) = shots(SIDE)
    expected = alone.smoothed.signals(names).to_numpy()
    assert table.to_numpy() == pytest.approx(np.concatenate([expected, expected]), abs=1e-6)


@pytest.mark.parametrize("smoother", [smooth, CausalSmoother()], ids=["zero lag", "causal"])
def test_nothing_is_smoothed_over_a_cut(smoother) -> None:
    """Each shot comes out as if there were no other."""
    bent = clip("hip_hinge", 1).between(3.8, 4.4)
    track = joined(bent, SIDE, cut=True)
    together = smoother(track)
    first, second = (part.xy for part in together.uncut())
    fresh = smooth if smoother is smooth else CausalSmoother()
    alone = fresh(SIDE).xy
    assert second == pytest.approx(alone, abs=1e-6)
    assert np.abs(first[-1] - second[0]).max() > 50.0


def test_uncut_parts_hold_every_frame_once() -> None:
    track = joined(SIDE, FRONT, SIDE, cut=True)
    assert np.concatenate([part.time for part in track.uncut()]) == pytest.approx(track.time)
    assert all(part.cuts == () for part in track.uncut())


def test_a_window_keeps_the_cuts_inside_it() -> None:
    track = joined(SIDE, FRONT, cut=True)
    (cut,) = track.cuts
    assert track.between(cut - 1.0, cut + 1.0).cuts == (cut,)
    assert track.between(0.0, cut - 0.01).cuts == ()
    assert track.between(cut, cut + 1.0).cuts == ()
