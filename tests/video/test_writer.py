from pathlib import Path

import av
import numpy as np
import pytest

from formcheck.errors import OutputError, VideoError
from formcheck.video.writer import VideoWriter


def picture(width: int, height: int, shade: int) -> np.ndarray:
    image = np.full((height, width, 3), 40, np.uint8)
    image[:, : width // 2] = (shade % 256, 80, 160)
    return image


def write(path: Path, times: list[float], width: int = 64, height: int = 48) -> None:
    with VideoWriter(path, width, height) as writer:
        for number, time in enumerate(times):
            writer.write(picture(width, height, 10 * number), time)


def shown_times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        return [float(frame.pts * frame.time_base) for frame in container.decode(video=0)]


def test_frames_are_shown_at_their_own_uneven_times(tmp_path: Path) -> None:
    times = [0.0, 0.0333, 0.0667, 0.2, 0.25, 0.5, 0.5417]
    write(tmp_path / "clip.mp4", times)
    assert shown_times(tmp_path / "clip.mp4") == pytest.approx(times, abs=1e-4)


def test_the_last_frame_lasts_like_the_one_before(tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4", [index / 25 for index in range(50)])
    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        assert float(stream.duration * stream.time_base) == pytest.approx(2.0, abs=1e-3)
        assert container.duration / av.time_base == pytest.approx(2.0, abs=2e-3)


def test_browsers_can_play_it_from_the_first_bytes(tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4", [0.0, 0.04, 0.08])
    data = (tmp_path / "clip.mp4").read_bytes()
    assert data.find(b"moov") < data.find(b"mdat")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        assert stream.codec_context.pix_fmt == "yuv420p"
        assert stream.start_time == 0


def test_odd_sizes_are_padded_and_not_distorted(tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4", [0.0, 0.04], width=61, height=47)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        frame = next(container.decode(video=0))
        assert (frame.width, frame.height) == (62, 48)
        assert container.streams.video[0].sample_aspect_ratio in (None, 1)


@pytest.mark.parametrize("size", [(128, 96), (72, 148), (62, 50)])
def test_colours_come_back_where_they_were(tmp_path: Path, size: tuple[int, int]) -> None:
    width, height = size
    image = np.full((height, width, 3), (40, 40, 160), np.uint8)
    image[height // 2 :, width // 2 :] = (180, 60, 40)
    with VideoWriter(tmp_path / "clip.mp4", width, height) as writer:
        for number in range(3):
            writer.write(image, number / 30)
    with av.open(str(tmp_path / "clip.mp4")) as container:
        shown = next(container.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    # Colour has half the resolution: not the pixels next to the edges.
    inside = np.ones((height, width), bool)
    inside[height // 2 - 3 : height // 2 + 3] = inside[:, width // 2 - 3 : width // 2 + 3] = False
    assert np.abs(shown - image)[inside].max() < 25


def test_a_single_frame_is_a_video(tmp_path: Path) -> None:
    write(tmp_path / "clip.mp4", [0.0])
    assert shown_times(tmp_path / "clip.mp4") == [0.0]


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
def test_nothing_is_left_when_the_block_fails(tmp_path: Path, error: type[BaseException]) -> None:
    with pytest.raises(error), VideoWriter(tmp_path / "clip.mp4", 64, 48) as writer:
        for number in range(40):
            writer.write(picture(64, 48, number), number / 30)
        raise error
    assert list(tmp_path.iterdir()) == []


def test_an_older_file_survives_a_failure(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"older")
    with pytest.raises(RuntimeError), VideoWriter(target, 64, 48) as writer:
        writer.write(picture(64, 48, 0), 0.0)
        raise RuntimeError
    assert target.read_bytes() == b"older"


def test_no_frames_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="no frame"), VideoWriter(tmp_path / "clip.mp4", 64, 48):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said_before_any_work(tmp_path: Path) -> None:
    with (
        pytest.raises(OutputError, match="no folder"),
        VideoWriter(tmp_path / "not" / "there.mp4", 64, 48),
    ):
        pytest.fail("the block must not run")


def test_a_full_disk_is_one_line(tmp_path: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("needs /dev/full")
    with pytest.raises(OutputError, match="not a regular file"), VideoWriter(full, 64, 48):
        pytest.fail("the block must not run")


def test_a_picture_of_another_size_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(ValueError, match="Expected a picture of shape"),
        VideoWriter(tmp_path / "clip.mp4", 64, 48) as writer,
    ):
        writer.write(picture(32, 48, 0), 0.0)
    assert list(tmp_path.iterdir()) == []
