from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.drawing.overlay import Annotator, write_overlay
from formcheck.drawing.panel import GROUND, Panel
from formcheck.drawing.text import text_patch
from formcheck.drawing.timeline import Timeline
from formcheck.errors import Cancelled, OutputError
from formcheck.result.result import Result
from helpers.figure import scaled


def length_s(path: Path) -> float:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return float(stream.duration * stream.time_base)


def frame_times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


def picture_of(measured: Result) -> np.ndarray:
    return np.full((measured.track.height, measured.track.width, 3), 120, np.uint8)


def bounds(annotator: Annotator) -> tuple[int, int, int, int]:
    layout = annotator.layout
    left, top = layout.panel_at
    return left, top, left + layout.panel.width, top + layout.panel.height


@pytest.fixture(scope="module")
def annotated(hinge: Result, hinge_clip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("overlay") / "annotated.mp4"
    write_overlay(hinge_clip, target, hinge)
    return target


def test_it_lasts_as_long_as_the_clip_and_shows_its_frames_at_their_times(
    annotated: Path, hinge_clip: Path
) -> None:
    assert length_s(annotated) == pytest.approx(length_s(hinge_clip), abs=1 / 30)
    assert frame_times(annotated) == pytest.approx(frame_times(hinge_clip), abs=1e-3)


def test_the_panel_is_in_the_video(annotated: Path, hinge: Result) -> None:
    left, top, _, bottom = bounds(Annotator(hinge))
    with av.open(str(annotated)) as container:
        image = next(container.decode(video=0)).to_ndarray(format="rgb24")
    edge = image[(top + bottom) // 2, left + 4]
    assert np.abs(edge.astype(int) - GROUND).max() < 12


def test_the_panel_has_room_for_values_in_other_units(hinge: Result) -> None:
    timeline, text = Timeline(hinge), "142 % trunk"
    panel = Panel(timeline, ["knees_apart_percent_trunk"], 1.0, columns=False)

    def drawn(value: str) -> np.ndarray:
        image = np.zeros((panel.height, panel.width, 3), np.uint8)
        panel.draw(image, 0, 0, timeline.at(0.0), [value])
        return image

    def width(ink: np.ndarray) -> int:
        return int(np.ptp(np.flatnonzero(ink.any(axis=(0, 2)))))

    whole = text_patch(text, 24, True, (240, 245, 250), GROUND)
    assert width(drawn(text) != drawn("")) == width(whole != GROUND)


@pytest.mark.parametrize("name", ["hinge", "faulty", "filling", "standing"])
def test_the_panel_never_touches_the_body(name: str, request: pytest.FixtureRequest) -> None:
    measured: Result = request.getfixturevalue(name)
    annotator = Annotator(measured)
    left, top, right, bottom = bounds(annotator)
    assert 0 <= left < right <= annotator.width
    assert 0 <= top < bottom <= annotator.height
    scale = annotator.picture_size[0] / measured.track.width
    body = measured.track.xy * scale
    picture = np.array(annotator.picture_size)
    low, high = body.min(axis=1), np.minimum(body.max(axis=1), picture)
    overlaps = (low[:, 0] < right) & (high[:, 0] > left) & (low[:, 1] < bottom) & (high[:, 1] > top)
    assert not overlaps.any()


def test_no_cue_ever_covers_the_body(faulty: Result) -> None:
    annotator = Annotator(faulty)
    layout = annotator.layout
    top, bottom = layout.banner_at[1], layout.banner_at[1] + layout.banner.height
    scale = annotator.picture_size[1] / faulty.track.height
    y = faulty.track.xy[..., 1] * scale
    x = faulty.track.xy[..., 0] * scale
    aside = (layout.banner_width - layout.banner.width) / 2
    hidden = (y > top) & (y < bottom) & (x > aside) & (x < annotator.width - aside)
    assert layout.banner.height > 0
    assert not hidden.any()


def test_a_body_that_fills_the_picture_gets_a_bar_below_it(filling: Result) -> None:
    annotator = Annotator(filling)
    assert annotator.width == annotator.picture_size[0]
    assert annotator.height > annotator.picture_size[1]
    assert annotator.layout.panel_at[1] >= annotator.picture_size[1]


@pytest.mark.parametrize("name", ["hinge", "faulty", "filling", "standing"])
def test_every_moment_can_be_drawn(name: str, request: pytest.FixtureRequest) -> None:
    measured: Result = request.getfixturevalue(name)
    annotator = Annotator(measured)
    for time in np.arange(-0.5, measured.track.time[-1] + 1.0, 0.21):
        image = annotator.draw(picture_of(measured), float(time))
        assert image.shape == (annotator.height, annotator.width, 3)


def test_a_fault_puts_a_ring_on_the_picture(faulty: Result) -> None:
    [fault] = [one for one in faulty.reps[0].findings if one.check == "squats_the_hinge"]
    assert fault.reading.time_s is not None
    image = Annotator(faulty).draw(picture_of(faulty), fault.reading.time_s)
    orange = (image[..., 0] > 230) & (image[..., 2] < 90) & (image[..., 1] < 130)
    assert orange.sum() > 100


def test_it_never_replaces_the_clip(hinge: Result, hinge_clip: Path) -> None:
    before = hinge_clip.read_bytes()
    with pytest.raises(OutputError, match="the clip itself"):
        write_overlay(hinge_clip, hinge_clip, hinge)
    assert hinge_clip.read_bytes() == before


def test_stopping_leaves_nothing(hinge: Result, hinge_clip: Path, tmp_path: Path) -> None:
    seen: list[float] = []
    with pytest.raises(Cancelled):
        write_overlay(
            hinge_clip,
            tmp_path / "out.mp4",
            hinge,
            progress=lambda done, whole: seen.append(done / whole),
            cancelled=lambda: len(seen) >= 5,
        )
    assert len(seen) == 5
    assert list(tmp_path.iterdir()) == []


def test_the_clips_picture_is_as_large_as_asked_for_and_960_pixels_else(hinge, measure) -> None:
    large = measure(scaled(hinge.track, 4.0), "hip_hinge")
    longer = max(large.track.width, large.track.height)
    assert max(Annotator(large).picture_size) == 960 < longer
    assert max(Annotator(large, 640).picture_size) == 640
    assert max(Annotator(large, 3840).picture_size) == longer
