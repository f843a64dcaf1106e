"""Tracks as files: they come back as they were, and no file does more harm than a TrackError."""

from __future__ import annotations

import json
import os
import tracemalloc
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formcheck import PoseTrack
from formcheck.errors import OutputError, TrackError
from formcheck.pose.track import SegmentBias, TrackSource, TrunkEdges
from formcheck.pose.track_content import TRACK_VERSION
from formcheck.pose.track_file import on_grid, track_from_bytes, track_to_bytes
from helpers.figure import figure, lose_sight

FRAMES = 40
TIME = np.arange(FRAMES) / 30.0
NO_TRACK = "not a track of formcheck; tracks are written by PoseTrack.save"


def a_track(**changes: Any) -> PoseTrack:
    """One with everything that a track can have."""
    offset = np.linspace(-0.3, 0.3, FRAMES * 2 * 64, dtype=np.float32).reshape(FRAMES, 2, 64)
    offset[5:9] = np.nan
    track = replace(
        lose_sight(figure(TIME, trunk=40 * TIME), 0.2, 0.5),
        edges=TrunkEdges(offset, np.abs(offset)),
        bias=SegmentBias(1.5, -0.5, 0.25),
        cuts=(0.7, 1.0),
        source=TrackSource("clip.mp4", "ab" * 32, "pose_landmarker_full", ("Ends early.",)),
    )
    return replace(track, **changes)


CONTENT = track_to_bytes(a_track())


with np.load(BytesIO(CONTENT)) as file:
    ARRAYS: dict[str, Any] = dict(file)
ABOUT = json.loads(str(ARRAYS["about"]))
NAMES, STEPS = ABOUT["landmarks"], ABOUT["steps"]


def rewritten(changes: dict[str, Any] | None = None, **arrays: Any) -> bytes:
    """The same file with something in it changed; None takes an array out."""
    about = json.dumps(ABOUT | (changes or {}))
    whole = ARRAYS | {"about": np.array(about)} | arrays
    buffer = BytesIO()
    np.savez_compressed(
        buffer, **{name: values for name, values in whole.items() if values is not None}
    )
    return buffer.getvalue()


def said(content: bytes) -> str:
    """The one line that is said of a file."""
    with pytest.raises(TrackError) as caught:
        track_from_bytes(content, "mine.npz")
    (line,) = str(caught.value).splitlines()
    assert line.startswith("mine.npz: ")
    return line.removeprefix("mine.npz: ")


def same(one: PoseTrack, other: PoseTrack) -> bool:
    arrays = ("time", "xy", "world", "visibility")
    pairs = [(getattr(one, name), getattr(other, name)) for name in arrays]
    assert one.edges is not None and other.edges is not None
    pairs += [(one.edges.offset, other.edges.offset), (one.edges.slope, other.edges.slope)]
    about = ("width", "height", "bias", "cuts", "source")
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs) and all(
        getattr(one, name) == getattr(other, name) for name in about
    )


def test_a_file_gives_back_the_track_on_its_grid(tmp_path: Path) -> None:
    track = a_track()
    path = track.save(tmp_path / "mine.npz")
    found = PoseTrack.load(path)
    assert same(found, on_grid(track))
    assert np.nanmax(np.abs(found.xy - track.xy)) < 0.05
    assert np.isnan(found.xy).any()


def test_a_track_without_an_outline_comes_back_without_one() -> None:
    assert track_from_bytes(track_to_bytes(a_track(edges=None)), "mine.npz").edges is None


def test_landmarks_that_a_file_does_not_have_are_not_seen() -> None:
    content = rewritten({"landmarks": ["left_antenna", *NAMES[1:]]})
    found = track_from_bytes(content, "mine.npz")
    assert np.isnan(found.xy[:, 0]).all()
    assert (found.visibility[:, 0] == 0).all()
    assert np.array_equal(found.xy[:, 1:], on_grid(a_track()).xy[:, 1:], equal_nan=True)


def test_where_a_file_cannot_be_read(tmp_path: Path) -> None:
    for name, words in (
        ("nowhere.npz", "there is no such file"),
        (".", "not a file"),
        ("x" * 300, "cannot be read"),
        ("a\0b", "cannot be read"),
    ):
        with pytest.raises(TrackError, match=words):
            PoseTrack.load(tmp_path / name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.npz")
    with pytest.raises(TrackError, match="not a file"):
        PoseTrack.load(tmp_path / "pipe.npz")


def test_where_a_track_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        a_track().save(tmp_path / "nowhere" / "mine.npz")


@pytest.mark.parametrize(
    "changes",
    [
        {"source": TrackSource(warnings=("a", 1))},
        {"bias": SegmentBias(float("nan"))},
        {"xy": np.full((FRAMES, 33, 2), np.inf)},
    ],
)
def test_a_track_that_could_not_be_read_again_is_not_written(tmp_path: Path, changes) -> None:
    with pytest.raises(TrackError):
        a_track(**changes).save(tmp_path / "mine.npz")
    assert list(tmp_path.iterdir()) == []


def an_npy() -> bytes:
    buffer = BytesIO()
    np.save(buffer, np.zeros(3))
    return buffer.getvalue()


def a_zip(**members: bytes) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"{name}.npy", content)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"time,x,y\n0,1,2\n",
        an_npy(),
        a_zip(),
        a_zip(about=b"\x93NUMPY"),
        CONTENT[: len(CONTENT) // 2],
        CONTENT[:-1],
        rewritten({"format": "another"}),
        rewritten(about=np.array("[" * 100_000)),
        rewritten(about=np.array("7")),
        rewritten(about=np.array([1, 2])),
        rewritten(about=np.array({"format": "pickled"}, dtype=object)),
        rewritten(time=None),
        rewritten(xy=None),
        rewritten(xy_known=None),
        rewritten(slope=None),
        rewritten(time=np.zeros((FRAMES, 2))),
        rewritten(time=TIME.astype(complex)),
        rewritten(time=np.array(["now"] * FRAMES)),
        rewritten(time=TIME[:-1]),
        rewritten(xy=np.zeros((66, FRAMES - 1), np.int16)),
        rewritten(xy=np.zeros((66, FRAMES))),
        rewritten(xy_shape=np.array([FRAMES, 66])),
        rewritten(xy_shape=np.array([FRAMES, 2, 33])),
        rewritten(xy_shape=np.array([FRAMES, -33, -2])),
        rewritten(xy_known=np.zeros(1, np.uint8)),
        rewritten(offset_shape=np.array([FRAMES, 64, 2])),
        rewritten({"landmarks": ["left_hip"]}),
    ],
    ids=range(28),
)
def test_what_is_no_track(content: bytes) -> None:
    assert said(content) == NO_TRACK


def test_a_newer_version_is_named_whatever_else_is_in_it() -> None:
    content = rewritten({"version": TRACK_VERSION + 1, "landmarks": {"new": "layout"}})
    assert said(content).startswith(f"written by a newer formcheck (track version {2}; this one")


def test_the_landmarks_that_are_missing_are_named() -> None:
    names = [f"{name}_joint" if name.endswith("knee") else name for name in NAMES]
    assert said(rewritten({"landmarks": names})) == (
        "has no left_knee and no right_knee, which the signals need"
    )


@pytest.mark.parametrize(
    "time",
    [
        TIME[::-1],
        np.zeros(FRAMES),
        [*TIME[:7], np.nan, *TIME[8:]],
        [*TIME[:-1], np.inf],
        [*TIME[:20], -1.0, *TIME[21:]],
    ],
    ids=["backwards", "still", "nan", "inf", "one step back"],
)
def test_times_that_do_not_increase(time) -> None:
    assert "increase from frame to frame" in said(rewritten(time=np.array(time)))


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({"version": "1"}, "version: Input should be a valid integer"),
        ({"version": 0}, "version: "),
        ({"cuts": ["soon"]}, "cuts.0: Input should be a valid number"),
        ({"cuts": [float("nan")]}, "cuts.0: "),
        ({"cuts": 3}, "cuts: "),
        ({"width": 10**12}, "width: Input should be less than or equal to 65535"),
        ({"width": 10**400}, "width: "),
        ({"height": 0}, "height: "),
        ({"height": 12.5}, "height: "),
        ({"landmarks": [1, 2]}, "landmarks.0: "),
        ({"steps": STEPS | {"xy": -0.1}}, "steps.xy: Input should be greater than 0"),
        ({"steps": STEPS | {"world": 1e300}}, "steps.world: "),
        ({"steps": STEPS | {"offset": float("inf")}}, "steps.offset: "),
        ({"steps": {}}, "steps.xy: Field required"),
        ({"bias": {"trunk_deg": "a lot"}}, "bias.trunk_deg: "),
        ({"bias": None}, "bias: "),
        ({"source": {"warnings": [1]}}, "source.warnings.0: "),
        ({"source": {"clip": 7}}, "source.clip: "),
    ],
)
def test_what_a_file_says_of_itself_must_make_sense(about, words) -> None:
    line = said(rewritten(about))
    assert line.startswith("does not hold together (") or line == NO_TRACK
    assert words in line or line == NO_TRACK


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (rewritten({"steps": STEPS | {"xy": 900.0}}), "further than 1e+06 pixels away"),
        (rewritten({"steps": STEPS | {"visibility": 0.5}}), "visibilities that are not 0 to 1"),
        (rewritten(time=TIME * 1e4), "lasts for over an hour"),
        (rewritten(time=TIME * 1e300), "lasts for over an hour"),
    ],
)
def test_values_that_no_camera_gives(content, words) -> None:
    assert words in said(content)


def declared(shape: tuple[int, ...], dtype: str, zeros: int = 0) -> bytes:
    """An array whose header says more than follows."""
    buffer = BytesIO()
    header = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(buffer, header)
    return buffer.getvalue() + bytes(zeros)


def with_member(name: str, content: bytes) -> bytes:
    """The same file with one member put in the place of another."""
    with zipfile.ZipFile(BytesIO(CONTENT)) as archive:
        members = {Path(member).stem: archive.read(member) for member in archive.namelist()}
    return a_zip(**(members | {name: content}))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("time", declared((10**12,), "<f8")),
        ("time", declared((10**6,), "<f8", zeros=8 * 10**6)),
        ("time", declared((-5,), "<f8")),
        ("xy", declared((66, 10**12), "<i2")),
        ("xy", declared((10**9, 10**9, 10**9), "<i2")),
        ("xy_known", declared((10**12,), "|u1")),
        ("xy_shape", declared((10**12,), "<i8")),
        ("about", declared((), "<U900000000")),
        ("about", declared((), "<U0")),
        ("about", declared((), "<U16000000", zeros=64 * 10**6)),
        ("about", declared((10**12,), "<U10")),
        ("left_over", bytes(64 * 10**6)),
    ],
)
def test_a_small_file_does_not_take_a_large_memory(name: str, content: bytes) -> None:
    bomb = with_member(name, content)
    del content
    assert len(bomb) < 200_000
    tracemalloc.start()
    try:
        if name == "left_over":
            assert same(track_from_bytes(bomb, "mine.npz"), on_grid(a_track()))
        else:
            said(bomb)
        assert tracemalloc.get_traced_memory()[1] < 30e6
    finally:
        tracemalloc.stop()


@given(st.data())
def test_damage_anywhere_is_told_in_one_line_or_does_no_harm(data) -> None:
    content = bytearray(CONTENT)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert len(track_from_bytes(bytes(content[: data.draw(st.integers(0, 99_999))]), "x")) > 0
    except TrackError as error:
        assert len(str(error).splitlines()) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
KEYS = ("version", "landmarks", "width", "height", "cuts", "steps", "bias", "source")


@given(st.sampled_from(KEYS), JSON)
def test_anything_may_be_said_in_a_file(key, value) -> None:
    try:
        track_from_bytes(rewritten({key: value}), "mine.npz")
    except TrackError as error:
        assert len(str(error).splitlines()) == 1
