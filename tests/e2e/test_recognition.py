"""The command tells the exercise itself, or says that it cannot."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np
import pytest

import formcheck
from formcheck.exercises.recognition import OTHER
from helpers.command import SAMPLES, CommandResult, once, run, truth

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sample", ["squat_good_female_yaw0", "glute_bridge_good_female_yaw0"])
def test_a_sample_is_recognised_and_counted_without_being_told(sample: str, shared: Path) -> None:
    told = truth(sample)
    done = once(shared / f"auto_{sample}", SAMPLES / f"{sample}.mp4", ["--model", "lite"])
    assert done.code == 0, done.stderr
    (part,) = done.analysis.recognised
    assert part.exercise == told["exercise"]
    assert part.confidence > 0.9
    assert {one.exercise for one in done.analysis.sets} == {told["exercise"]}
    assert len(done.analysis.reps) == len(told["reps"])
    assert "Recognised: " in done.stdout
    assert "Recognised: " in (done.folder / f"{sample}.html").read_text("utf-8")


def test_recognised_it_is_judged_as_if_it_had_been_given(
    one_rep: Path, one_rep_result: CommandResult
) -> None:
    given = one_rep_result.analysis
    found = formcheck.analyze(one_rep, model="lite")
    assert [part.exercise for part in found.recognised] == ["hip_hinge"]
    assert given.recognised == ()
    assert found.model_copy(update={"recognised": ()}) == given


def on_its_side(sample: str, target: Path) -> Path:
    """The sample turned by a quarter: floor and wall change places, and nothing in it fits."""
    with av.open(str(SAMPLES / f"{sample}.mp4")) as source, av.open(str(target), "w") as container:
        upright, stream = source.streams.video[0], container.add_stream("libx264", rate=30)
        stream.width, stream.height = upright.height, upright.width
        stream.pix_fmt = "yuv420p"
        for frame in source.decode(upright):
            image = np.ascontiguousarray(np.rot90(frame.to_ndarray(format="rgb24")))
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        container.mux(stream.encode())
    return target


def test_none_of_the_exercises_is_a_result_not_an_error(tmp_path: Path) -> None:
    clip = on_its_side("squat_good_female_yaw0", tmp_path / "side.mp4")
    done = run("analyze", clip, "--model", "lite", "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "None of the exercises was recognised" in done.stdout
    assert "--exercise" in done.stdout
    analysis = formcheck.Result.model_validate_json(
        (tmp_path / "out" / "side.json").read_text("utf-8")
    )
    assert analysis.sets == ()
    assert {part.exercise for part in analysis.recognised} == {OTHER}
    assert {row.reason for row in analysis.headline} == {"the exercise was not recognised"}
