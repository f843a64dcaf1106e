"""`formcheck live` on a rendered clip at its own pace, and without a camera."""

import json
import os
import signal
import subprocess

import pytest

from formcheck.store.sessions import list_sessions
from helpers.command import COMMAND, SAMPLES, environment, run, truth

# What happens in real time is missed by a machine that is busy with other tests.
pytestmark = pytest.mark.alone

SAMPLE = "squat_hips_shoot_up_male_yaw0"
CUE = "Rise with chest and hips together."


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("FORMCHECK_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.slow
def test_a_clip_is_coached_as_events_and_its_set_is_kept(home, tmp_path) -> None:
    done = run(
        "live", "-e", "squat", "--source", SAMPLES / f"{SAMPLE}.mp4", "--headless", "--events",
        "--keep", "me", "-m", "lite", cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["kind"] for event in events if event["kind"] not in ("phase", "framing")]
    reps = len(truth(SAMPLE)["reps"])
    assert kinds == ["ready", *["count", "rep"] * reps, "set_end"]
    assert [event["time_s"] for event in events] == sorted(event["time_s"] for event in events)
    (session,) = list_sessions("me")
    assert len(session.sets[0].reps) == reps


@pytest.mark.slow
def test_without_events_it_speaks_like_a_coach(tmp_path) -> None:
    clip = SAMPLES / f"{SAMPLE}.mp4"
    done = run("live", "-e", "squat", "--source", clip, "--headless", "-m", "lite", cwd=tmp_path)
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.isdigit()] == ["1", "2", "3"]
    assert CUE in lines
    assert lines[-1].startswith("Set done: 3 repetitions.")


@pytest.mark.slow
def test_ctrl_c_ends_the_set_under_way_and_loses_nothing(home, tmp_path) -> None:
    command = [
        str(COMMAND), "live", "-e", "squat", "--source", str(SAMPLES / f"{SAMPLE}.mp4"),
        "--headless", "--at-once", "--keep", "me", "-m", "lite",
    ]  # fmt: skip
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip() == "2":
                break
        os.kill(process.pid, signal.SIGINT)
        rest = process.stdout.read()
        assert process.wait(30) == 130
    assert "Set done: 2 repetitions" in rest
    assert len(list_sessions("me")[0].sets[0].reps) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-e", "squat", "--camera", "77"], "camera 77 cannot be opened"),
        (["-e", "squat", "--source", "nowhere.mp4"], "no such file"),
        (["-e", "swimming"], "unknown exercise"),
        (["-e", "squat", "--keep", "a\nb"], "printable characters"),
    ],
)
def test_what_cannot_be_watched_is_one_line(tmp_path, arguments, words) -> None:
    done = run("live", *arguments, "--headless", cwd=tmp_path)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout
