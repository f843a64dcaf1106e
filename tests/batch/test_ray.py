"""On Ray: the same results as on this machine, also when an actor is killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from formcheck.batch.events import Limits
from formcheck.batch.run import batch, engine_named
from formcheck.batch.supervisor import supervise
from formcheck.errors import FormcheckError
from helpers.batch_tasks import obey
from helpers.rough_clips import rough_clip

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """Two cores of this machine; actors import the helpers as this process does."""
    ray = pytest.importorskip("ray", reason="Ray is an extra: pip install '.[ray]'")
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    paths = os.pathsep.join(path for path in sys.path if path)
    ray.init(
        num_cpus=2,
        include_dashboard=False,
        log_to_driver=False,
        runtime_env={"env_vars": {"PYTHONPATH": paths}},
    )
    yield
    ray.shutdown()


def actors() -> set[int]:
    found = set()
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if b"_MapWorker" in command.read_bytes() or b"MapWorker(" in command.read_bytes():
                found.add(int(command.parent.name))
    return found


def test_needs_ray_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "formcheck.batch.ray", raising=False)
    with pytest.raises(FormcheckError, match="not installed"):
        engine_named("ray")


def test_engines_by_name() -> None:
    assert engine_named("local") is supervise
    with pytest.raises(FormcheckError, match="choose local or ray"):
        engine_named("cloud")
    with pytest.raises(FormcheckError, match="--engine ray"):
        engine_named("local", "auto")


@pytest.mark.usefixtures("cluster")
def test_jobs_that_fail_fail_alone() -> None:
    payloads = [
        *(("double", number) for number in range(6)),
        ("refuse",),
        ("cannot_write",),
        ("slip",),
        ("leave",),
        ("silence",),
    ]
    limits = Limits(silence_s=5.0)
    events = engine_named("ray")(obey, payloads, workers=2, limits=limits, stopped=lambda: False)
    ends = {event.job: event for event in events if event.kind in ("done", "failed")}
    assert [ends[job].value for job in range(6)] == [0, 2, 4, 6, 8, 10]
    assert [ends[job].cause for job in range(6, 11)] == [
        "refused",
        "unwritable",
        "defect",
        "died",
        "died",
    ]


@pytest.mark.usefixtures("cluster")
@pytest.mark.skipif(sys.platform != "linux", reason="looks for actors in /proc")
def test_same_files_as_the_local_engine(short_clips: Path, tmp_path: Path) -> None:
    clips = tmp_path / "clips"
    shutil.copytree(short_clips, clips, ignore=shutil.ignore_patterns("*.lock"))
    (clips / "unreadable.mp4").write_bytes(b"no clip at all")
    options = {"exercise": "squat", "model": "lite", "reports": False, "workers": 2}
    local, on_ray = tmp_path / "local", tmp_path / "ray"
    batch([clips], local, task=rough_clip, **options)

    killed: list[int] = []
    over = threading.Event()

    def kill_one() -> None:
        while not killed and not over.wait(0.05):
            if any((on_ray / "results").glob("*.json")):
                for pid in list(actors())[:1]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        batch([clips], on_ray.as_uri(), task=rough_clip, engine=engine_named("ray"), **options)
    finally:
        over.set()
        killer.join()
    assert killed
    for name in ("summary.csv", "failures.csv", "index.html"):
        assert (on_ray / name).read_bytes() == (local / name).read_bytes(), name
    for kind, count in (("results", 7), ("tracks", 6)):
        names, there = (
            sorted(path.name for path in (folder / kind).iterdir()) for folder in (local, on_ray)
        )
        assert names == there
        assert len(names) == count
        for name in names:
            assert (on_ray / kind / name).read_bytes() == (local / kind / name).read_bytes(), name


@pytest.mark.usefixtures("cluster")
def test_clips_and_results_on_an_s3_server(short_clips: Path, tmp_path: Path) -> None:
    server = pytest.importorskip("moto.server", reason="needs moto and s3fs")
    pytest.importorskip("s3fs")
    import fsspec

    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test")
    running = server.ThreadedMotoServer(port=0)
    running.start()
    try:
        host, port = running.get_host_and_port()
        os.environ["FSSPEC_S3_ENDPOINT_URL"] = f"http://{host}:{port}"
        fsspec.config.set_conf_env(fsspec.config.conf)
        system = fsspec.filesystem("s3")
        system.mkdir("uploads")
        names = sorted(path.name for path in short_clips.glob("*.mp4"))[:2]
        for name in names:
            system.put_file(str(short_clips / name), f"uploads/clips/{name}")
        options = {"exercise": "squat", "model": "lite", "reports": False}
        result = batch(["s3://uploads/clips"], "s3://uploads/out", workers=1, **options)
        assert (result.clips, result.analysed) == (2, 2)
        local = tmp_path / "local"
        batch([short_clips / name for name in names], local, **options)
        keys = sorted(path.name for path in (local / "results").iterdir())
        assert sorted(Path(path).name for path in system.ls("uploads/out/results")) == keys
        for key in keys:
            there = system.cat_file(f"uploads/out/results/{key}")
            assert there == (local / "results" / key).read_bytes()
        again = batch(["s3://uploads/clips/*.mp4"], "s3://uploads/out", workers=1, **options)
        assert again.kept == 2
        assert sorted(Path(path).name for path in system.ls("uploads/out/tracks")) == sorted(
            path.name for path in (local / "tracks").iterdir()
        )
        options["exercise"] = "hip_hinge"
        other = batch(["s3://uploads/clips"], "s3://uploads/out", workers=1, **options)
        assert (other.kept, other.judged_again) == (0, 2)
    finally:
        running.stop()
        fsspec.config.conf.pop("s3", None)
