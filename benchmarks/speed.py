"""Speed against a bare pose loop, as ratios within one run: ``python -m benchmarks.speed``.

The clip is a rendered sample brought to 1920 x 1080. The bare loop reads each frame with OpenCV and
hands it to MediaPipe at full size without masks; formcheck does all its work in the same process.
"""

from __future__ import annotations

import argparse
import statistics
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


def make_full_hd(source: Path, target: Path, seconds: float) -> int:
    """Repeat a clip, enlarged and centred, until it lasts so long; returns the frames written."""
    frames = 0
    with av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=30, options={"preset": "veryfast"})
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
    measured = analyze(clip, "hip_hinge", model=model)
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


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Time the three in turn, so that a slow minute of the machine hits all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp4"
        frames = make_full_hd(bundled("samples") / f"{SAMPLE}.mp4", clip, options.seconds)
        works: dict[str, Callable[[], None]] = {
            "bare loop": lambda: bare_loop(clip, find_model(options.model)),
            "analyze": lambda: analyse(clip, options.model, None),
            "analyze with video and report": lambda: analyse(
                clip, options.model, Path(folder) / "out"
            ),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(options.rounds):
            for name, work in works.items():
                times[name].append(_timed(work))
    bare = statistics.median(times["bare loop"])
    print(f"{frames} frames of {WIDTH} x {HEIGHT}, model {options.model}, {options.rounds} rounds")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(
            f"{name}: {middle:.2f} s, {1000 * middle / frames:.1f} ms a frame, "
            f"{middle / bare:.2f} x"
        )


if __name__ == "__main__":
    main()
