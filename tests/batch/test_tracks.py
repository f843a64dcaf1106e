"""The track of a clip lies beside its results, and judging again needs no pose."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from formcheck import PoseTrack
from formcheck.batch.events import BatchEvent
from formcheck.batch.keys import Keys
from formcheck.batch.records import Record
from formcheck.batch.run import BatchResult, batch
from formcheck.batch.storage import Storage, content_hash
from formcheck.batch.tracks import TrackStore
from formcheck.errors import TrackError
from formcheck.pose.models import find_model
from formcheck.pose.track_file import track_from_bytes, track_to_bytes
from helpers.command import cut, run, truth
from helpers.rough_clips import without_model

SQUAT = "squat_good_male_yaw0"
HINGE = "hip_hinge_good_female_yaw0"
OWN = Path(__file__).resolve().parents[1] / "exercises" / "sound.toml"


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip with a repetition, and a shorter one without."""
    folder = tmp_path_factory.mktemp("clips")
    cut(SQUAT, truth(SQUAT)["reps"][0]["end_s"] + 0.5, folder / "squat.mp4")
    cut(HINGE, 1.0, folder / "moment.mp4")
    for lock in folder.glob("*.lock"):
        lock.unlink()
    return folder


@pytest.fixture(scope="module")
def squats(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a first run, for the squat and without reports."""
    return fresh(clips, tmp_path_factory.mktemp("squats"), "squat")


@pytest.fixture(scope="module")
def hinges(clips: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of a first run for another exercise, with reports."""
    return fresh(clips, tmp_path_factory.mktemp("hinges"), "hip_hinge", reports=True)


@pytest.fixture
def folder(squats: Path, tmp_path: Path) -> Path:
    """A copy of the results for the squat, to go on with."""
    return shutil.copytree(squats, tmp_path / "out")


def run_batch(
    clips: Path, folder: Path, exercise: str, **options: Any
) -> tuple[BatchResult, list[BatchEvent]]:
    events: list[BatchEvent] = []
    options = {"model": "lite", "reports": False, "workers": 1} | options
    result = batch([clips], folder, exercise=exercise, progress=events.append, **options)
    return result, events


def fresh(clips: Path, folder: Path, exercise: str, **options: Any) -> Path:
    result, events = run_batch(clips, folder, exercise, **options)
    assert (result.analysed, result.judged_again) == (result.clips, 0)
    assert all(event.frames > 0 for event in events if event.kind == "done")
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def of_kind(events: list[BatchEvent], kind: str) -> list[BatchEvent]:
    return [event for event in events if event.kind == kind]


def assert_no_pose(events: list[BatchEvent], count: int) -> None:
    done = of_kind(events, "done")
    assert len(done) == count
    assert all(event.from_track and event.frames == 0 for event in done)
    assert not of_kind(events, "progress")
    assert not of_kind(events, "warned")


def test_tracks_lie_beside_the_results(clips: Path, squats: Path) -> None:
    keys = Keys(find_model("lite"))
    wanted = {clip: content_hash(str(clip)) for clip in clips.iterdir()}
    tracks = {keys.track_key(sha256): sha256 for sha256 in wanted.values()}
    assert sorted(contents(squats / "tracks")) == sorted(f"{key}.npz" for key in tracks)
    for key, sha256 in tracks.items():
        assert PoseTrack.load(squats / "tracks" / f"{key}.npz").source.sha256 == sha256
    table = pd.read_csv(squats / "summary.csv")
    assert set(table["track"]) == {f"tracks/{key}.npz" for key in tracks}
    assert list(pd.read_parquet(squats / "summary.parquet")["track"]) == list(table["track"])
    assert "The pose tracks of 2 of them are kept" in (squats / "index.html").read_text("utf-8")


def test_without_the_model_there_is_no_pose(clips: Path, tmp_path: Path) -> None:
    """What the next test rests on."""
    result, _ = run_batch(clips, tmp_path, "squat", task=without_model)
    assert (result.analysed, result.judged_again) == (0, 0)
    assert all("nowhere" in reason for _, reason in result.failures)


def test_another_exercise_needs_no_pose(clips: Path, folder: Path, hinges: Path) -> None:
    before = contents(folder / "results")
    result, events = run_batch(clips, folder, "hip_hinge", task=without_model)
    assert (result.analysed, result.kept, result.judged_again) == (2, 0, 2)
    assert_no_pose(events, 2)
    # Byte for byte what a run without stored tracks says.
    assert contents(folder / "results") == before | contents(hinges / "results")
    assert contents(folder / "tracks") == contents(hinges / "tracks")


def test_another_definition_needs_no_pose(clips: Path, folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(OWN.read_text("utf-8"), "utf-8")
    assert run_batch(clips, folder, str(own), task=without_model)[0].judged_again == 2
    assert run_batch(clips, folder, str(own), task=without_model)[0].kept == 2
    own.write_text(own.read_text("utf-8").replace("name = ", "name = 'Our ' # ", 1), "utf-8")
    result, events = run_batch(clips, folder, str(own), task=without_model)
    assert (result.kept, result.judged_again) == (0, 2)
    assert_no_pose(events, 2)


def test_other_code_that_judges_needs_no_pose(clips: Path, folder: Path) -> None:
    """Results of an earlier version have other names; those of tracks stay the same."""
    wanted = contents(folder / "results")
    for path in (folder / "results").iterdir():
        path.rename(path.with_name(f"earlier {path.name}"))
    result, events = run_batch(clips, folder, "squat", task=without_model)
    assert (result.kept, result.judged_again) == (0, 2)
    assert_no_pose(events, 2)
    found = contents(folder / "results")
    assert {name: content for name, content in found.items() if name in wanted} == wanted


def test_a_report_later_needs_no_pose(clips: Path, folder: Path, hinges: Path) -> None:
    result, events = run_batch(clips, folder, "hip_hinge", task=without_model, reports=True)
    assert result.judged_again == 2
    assert_no_pose(events, 2)
    there, wanted = (contents(place / "reports") for place in (folder, hinges))
    assert there.keys() == wanted.keys()
    time = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d")
    for name, page in wanted.items():
        assert time.search(page)
        assert time.sub(b"", there[name]) == time.sub(b"", page)


def test_two_exercises_of_one_clip_need_pose_once(clips: Path, tmp_path: Path) -> None:
    table = tmp_path / "list.csv"
    rows = [
        f"{clips / name},{of}" for name in ("squat.mp4", "moment.mp4") for of in ("squat", "auto")
    ]
    table.write_text("\n".join(["file,exercise", *rows]), "utf-8")
    result, events = run_batch(table, tmp_path / "out", "auto")
    assert (result.analysed, result.judged_again) == (4, 2)
    assert [event.from_track for event in of_kind(events, "done")] == [False, False, True, True]
    assert len(contents(tmp_path / "out" / "tracks")) == 2


def test_a_renamed_clip_is_called_by_its_new_name(
    clips: Path, folder: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new name.mp4"
    shutil.copy(clips / "squat.mp4", new)
    result, events = run_batch(new, folder, "deadlift", task=without_model)
    assert result.judged_again == 1
    assert_no_pose(events, 1)
    (key,) = pd.read_csv(folder / "summary.csv")["key"]
    record = Record.model_validate_json((folder / "results" / f"{key}.json").read_bytes())
    assert record.analysis is not None
    assert record.analysis.clip.name == "new name.mp4"


@pytest.mark.parametrize("what", ["cut short", "of another clip", "a folder"])
def test_a_damaged_or_foreign_track_is_told_and_made_anew(
    what: str, clips: Path, folder: Path, hinges: Path
) -> None:
    table = pd.read_csv(folder / "summary.csv").set_index("file")
    mine, other = (folder / table.loc[name, "track"] for name in ("moment.mp4", "squat.mp4"))
    good = mine.read_bytes()
    mine.unlink()
    if what == "a folder":
        mine.mkdir()
    else:
        mine.write_bytes(other.read_bytes() if what == "of another clip" else good[:-100])
    result, events = run_batch(clips, folder, "hip_hinge")
    assert (result.analysed, result.judged_again) == (2, 1)
    (warned,) = of_kind(events, "warned")
    assert warned.file == "moment.mp4"
    assert warned.reason is not None
    assert f"tracks/{mine.name}: " in warned.reason
    assert warned.reason.endswith("; the clip was tracked anew")
    assert "\n" not in warned.reason
    assert contents(hinges / "results").items() <= contents(folder / "results").items()
    if what == "a folder":
        assert mine.is_dir()
    else:
        assert mine.read_bytes() == good


def test_strangers_among_the_tracks_are_kept(clips: Path, folder: Path) -> None:
    (folder / "tracks" / "mine.npz").write_bytes(b"of somebody else")
    (folder / "tracks" / "notes.txt").write_text("of last week")
    result, events = run_batch(clips, folder, "hip_hinge", task=without_model)
    assert result.judged_again == 2
    assert_no_pose(events, 2)
    assert (folder / "tracks" / "mine.npz").read_bytes() == b"of somebody else"
    assert (folder / "tracks" / "notes.txt").read_text() == "of last week"


def test_tracks_that_were_deleted_are_not_missed(clips: Path, folder: Path) -> None:
    shutil.rmtree(folder / "tracks")
    result, events = run_batch(clips, folder, "squat")
    assert (result.kept, result.judged_again) == (2, 0)
    assert not of_kind(events, "done")
    assert pd.read_csv(folder / "summary.csv")["track"].isna().all()
    assert "pose tracks" not in (folder / "index.html").read_text("utf-8")
    assert run_batch(clips, folder, "hip_hinge")[0].judged_again == 0
    assert len(contents(folder / "tracks")) == 2


def test_the_command_says_how_many(clips: Path, folder: Path) -> None:
    track = min((folder / "tracks").iterdir())
    track.write_bytes(b"")
    command = ("batch", clips, "-o", folder, "-m", "lite", "--no-reports", "-e")
    done = run(*command, "hip_hinge")
    assert done.returncode == 0, done.stderr
    assert "2 of 2 clips have a result, 1 judged again from stored tracks\n" in done.stdout
    (warning,) = [line for line in done.stderr.splitlines() if line.startswith("warning: ")]
    assert f"tracks/{track.name}: not a track of formcheck" in warning
    events = [json.loads(line) for line in run(*command, "deadlift", "--json").stdout.splitlines()]
    ended = [event for event in events if event["kind"] == "done"]
    assert ended == [
        {"kind": "done", "file": file, "from_track": True} for file in ("moment.mp4", "squat.mp4")
    ]
    assert events[-1]["judged_again"] == 2


@pytest.fixture(params=["folder", "memory"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "folder":
        yield str(tmp_path / "results of today")
        return
    fsspec = pytest.importorskip("fsspec")
    pytest.importorskip("upath")
    yield "memory://bucket/results of today"
    fsspec.filesystem("memory").rm("/bucket", recursive=True)


def unusable(good: bytes) -> Iterator[bytes]:
    archive = io.BytesIO()
    np.savez(archive, mine=np.arange(3))
    yield from (b"", b"my notes\n", archive.getvalue(), good[: len(good) // 2])
    for place in range(0, len(good), len(good) // 50):
        yield good[:place] + bytes([good[place] ^ 0xFF]) + good[place + 1 :]


def test_a_damaged_file_is_no_track_or_the_same(location: str, squats: Path) -> None:
    good = min((squats / "tracks").iterdir()).read_bytes()
    track = track_from_bytes(good, "good")
    storage = Storage(location)
    refused = 0
    for content in unusable(good):
        storage.write("tracks/k.npz", content)
        try:
            found = TrackStore(storage).read(
                "k", sha256=track.source.sha256, backend=track.source.backend
            )
        except TrackError as error:
            refused += 1
            assert str(error).startswith("tracks/k.npz: ")
            assert "\n" not in str(error)
        else:
            # Such as another date of a file inside, which nobody reads.
            assert found is not None
            assert track_to_bytes(found) == good
    assert refused > 40


def test_written_and_read(location: str, squats: Path) -> None:
    track = PoseTrack.load(min((squats / "tracks").iterdir()))
    source = {"sha256": track.source.sha256, "backend": track.source.backend}
    store = TrackStore(Storage(location))
    assert store.links() == {}
    assert store.read("k", **source) is None
    store.write("k", track)
    found = TrackStore(Storage(location)).read("k", **source)
    assert found is not None
    assert track_to_bytes(found) == track_to_bytes(track)
    assert store.links() == {"k": "tracks/k.npz"}
    for wrong in ({"sha256": "0"}, {"backend": "another"}):
        with pytest.raises(TrackError, match=r"tracks/k\.npz: the track of another clip"):
            store.read("k", **source | wrong)
