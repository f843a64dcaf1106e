"""The installed command on rendered clips: what a person gets, and what they are told otherwise."""

import json
import subprocess
import sys
from pathlib import Path

import av
import pytest

from formcheck import Result
from formcheck._util.resources import bundled

COMMAND = Path(sys.executable).with_name("formcheck")
SAMPLES = bundled("samples")
ROWS = ["spine_neutrality", "hip_extension", "knee_lock", "pelvic_tilt"]


def formcheck(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [str(COMMAND), *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=200, check=False
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "hip_hinge_squats_the_hinge_female_yaw0",
        "squat_good_male_yaw0",
        "glute_bridge_over_extends_male_yaw0",
    ],
)
def test_a_clip_becomes_counted_judged_and_written_results(name, tmp_path) -> None:
    truth = json.loads((SAMPLES / f"{name}.truth.json").read_text())
    done = formcheck(
        "analyze",
        SAMPLES / f"{name}.mp4",
        "-e",
        truth["exercise"],
        "-o",
        "out",
        "--video",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"{name}.{suffix}" for suffix in ("json", "csv", "parquet", "html", "mp4")
    }
    analysis = Result.model_validate_json((tmp_path / "out" / f"{name}.json").read_text())
    assert [row.id for row in analysis.headline] == ROWS
    assert len(analysis.reps) == len(truth["reps"])
    for result, true in zip(analysis.reps, truth["reps"], strict=True):
        assert result.turn_s == pytest.approx(true["turn_s"], abs=0.3)
        clear = [one.check for one in result.findings if one.verdict == "clear"]
        assert clear == true["faults"]
    with av.open(str(tmp_path / "out" / f"{name}.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert container.duration / av.time_base == pytest.approx(
            analysis.clip.duration_s, abs=0.05
        )
    page = (tmp_path / "out" / f"{name}.html").read_text()
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "Spine neutrality" in done.stdout
    assert "Set:" in done.stdout


def bad_inputs(folder: Path) -> dict[str, list[object]]:
    (folder / "empty.mp4").touch()
    (folder / "text.mp4").write_text("this is no video")
    (folder / "broken.task").write_bytes(b"no model")
    clip = SAMPLES / "squat_good_male_yaw0.mp4"
    squat = ["-e", "squat"]
    return {
        "missing file": ["analyze", "nothing.mp4", *squat],
        "folder": ["analyze", folder, *squat],
        "0 bytes": ["analyze", "empty.mp4", *squat],
        "text": ["analyze", "text.mp4", *squat],
        "unknown exercise": ["analyze", clip, "-e", "sqat"],
        "corrupt model": ["analyze", clip, *squat, "--model", "broken.task"],
        "output below a file": ["analyze", clip, *squat, "-o", "text.mp4/out"],
        "video without a folder": ["analyze", clip, *squat, "--video"],
    }


CASES = [
    "missing file",
    "folder",
    "0 bytes",
    "text",
    "unknown exercise",
    "corrupt model",
    "output below a file",
    "video without a folder",
]


@pytest.mark.parametrize("case", CASES)
def test_bad_input_ends_in_one_line_and_exit_code_two(case, tmp_path) -> None:
    arguments = bad_inputs(tmp_path)[case]
    before = sorted(tmp_path.rglob("*"))
    done = formcheck(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.slow
def test_a_cut_clip_is_analysed_up_to_the_cut(tmp_path) -> None:
    whole = (SAMPLES / "squat_good_male_yaw0.mp4").read_bytes()
    (tmp_path / "cut.mp4").write_bytes(whole[: int(0.6 * len(whole))])
    done = formcheck("analyze", "cut.mp4", "-e", "squat", "-m", "lite", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "could be decoded" in " ".join(done.stdout.split())
