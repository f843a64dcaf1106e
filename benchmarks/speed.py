"""Speed against a bare pose loop, as ratios within one run: ``python -m benchmarks.speed``.

The clip is a rendered sample brought to 1920 x 1080. The bare loop reads each frame with OpenCV and
hands it to MediaPipe at full size without masks; formcheck does all its work in the same process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import av
import cv2
import numpy as np

from formcheck import analyze
from formcheck._util.resources import bundled
from formcheck.pose.mediapipe import MediaPipePose
from formcheck.pose.models import find_model
from formcheck.report.files import plan_outputs, write_results

SAMPLE = "hip_hinge_good_female_yaw0"
WIDTH, HEIGHT = 1920, 1080


def make_full_hd(source: Path, target: Path, seconds: float, bit_rate: str = "") -> int:
    """Repeat a clip, enlarged and centred, until it lasts so long; returns the frames written."""
    frames = 0
    with av.open(str(target), "w") as container:
        options = {"preset": "veryfast"} | (
            {"b": bit_rate, "minrate": bit_rate} if bit_rate else {}
        )
        stream = container.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        while frames < seconds * 30:
            capture = cv2.VideoCapture(str(source))
            while frames < seconds * 30:
                decoded, picture = capture.read()
                if not decoded:
                    break
                frame = av.VideoFrame.from_ndarray(_centred(picture), format="bgr24")
                container.mux(stream.encode(frame))
                frames += 1
            capture.release()
        container.mux(stream.encode(None))
    return frames


def bare_loop(clip: Path, model: Path) -> None:
    """The least that any pose program does."""
    capture = cv2.VideoCapture(str(clip))
    with MediaPipePose(model, masks=False) as pose:
        while True:
            decoded, picture = capture.read()
            if not decoded:
                break
            pose.estimate(
                cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            )
    capture.release()


def analyse(clip: Path, model: str, folder: Path | None) -> None:
    """`formcheck analyze`, with all files and the annotated video where a folder is given."""
    measured = analyze(clip, model=model)
    if folder is not None:
        write_results(measured, clip, plan_outputs(clip, folder, video=True))


def _centred(picture: np.ndarray) -> np.ndarray:
    scale = min(WIDTH / picture.shape[1], HEIGHT / picture.shape[0])
    size = (round(picture.shape[1] * scale), round(picture.shape[0] * scale))
    large = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    left, top = (WIDTH - size[0]) // 2, (HEIGHT - size[1]) // 2
    return cv2.copyMakeBorder(
        large, top, HEIGHT - size[1] - top, left, WIDTH - size[0] - left, cv2.BORDER_REPLICATE
    )


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock, and of all cores together."""
    began, began_cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - began_cpu


def compare(clip: Path, model: str, rounds: int, *, video: bool) -> None:
    """Time the loop and formcheck in turn, so that a slow minute of the machine hits all."""
    with tempfile.TemporaryDirectory() as folder:
        works: dict[str, Callable[[], None]] = {
            "bare loop": lambda: bare_loop(clip, find_model(model)),
            "analyze": lambda: analyse(clip, model, None),
        }
        if video:
            works["analyze with video and report"] = lambda: analyse(clip, model, Path(folder))
        times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
        for _ in range(rounds):
            for name, work in works.items():
                times[name].append(_timed(work))
    middle = {name: np.median(taken, axis=0) for name, taken in times.items()}
    for name, (wall, cpu) in middle.items():
        bare_wall, bare_cpu = middle["bare loop"]
        print(
            f"| {clip.stem} | {name} | {wall:.2f} | {cpu:.2f} | {wall / bare_wall:.2f} "
            f"| {cpu / bare_cpu:.2f} |",
            flush=True,
        )


def main() -> None:
    """Compare on a clip in full HD, and on others that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--model", default="full")
    parser.add_argument("--rate", default="", help="of the full-HD clip, such as 15M; a bit rate")
    parser.add_argument("clips", nargs="*", type=Path, help="others besides the full-HD clip")
    options = parser.parse_args()
    print("| clip | work | s | CPU s | of the bare loop | CPU of the bare loop |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "full_hd.mp4"
        make_full_hd(bundled("samples") / f"{SAMPLE}.mp4", clip, options.seconds, options.rate)
        compare(clip, options.model, options.rounds, video=True)
        for other in options.clips:
            compare(other, options.model, options.rounds, video=False)


if __name__ == "__main__":
    main()
