"""Many clips: throughput, scaling and memory: ``python -m benchmarks.batch``.

Clips are samples brought to 1920 x 1080 and repeated until each lasts long enough, no two alike to
the last byte. In one run: a bare loop of one process (cv2 read and `detect_for_video` on full
frames, no masks), two such loops side by side, which is as fast as two cores can do it, the batch
with one worker, with one that has a single core, and with two; no reports, tables written.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

import cv2
import mediapipe as mp
from mediapipe.tasks import python as tasks
from mediapipe.tasks.python import vision

from benchmarks.speed import make_full_hd
from formcheck.batch.events import BatchEvent
from formcheck.batch.run import batch
from formcheck.pose.models import find_model

SAMPLES = Path(__file__).resolve().parents[1] / "sample_videos"
SAMPLES_OF = ("squat_good_male_yaw0", "hip_hinge_good_female_yaw0", "glute_bridge_good_male_yaw0")


def make_clips(folder: Path, number: int, seconds: float) -> list[Path]:
    """So many clips, each with a box of its own at the end, which players skip."""
    bases = []
    for sample in SAMPLES_OF:
        bases.append(folder / f"{sample}.base")
        copy = folder / f"{sample}.mp4"
        make_full_hd(SAMPLES / f"{sample}.mp4", copy, seconds)
        copy.rename(bases[-1])
    clips = []
    for place in range(number):
        clip = folder / f"{place:04d}.mp4"
        mark = f"{place:08d}".encode()
        box = (8 + len(mark)).to_bytes(4, "big") + b"free" + mark
        clip.write_bytes(bases[place % len(bases)].read_bytes() + box)
        clips.append(clip)
    for base in bases:
        base.unlink()
    return clips


def bare_loop(clips: Sequence[Path], model: Path) -> tuple[int, float]:
    """What cannot be left out: number of frames, and seconds of a core that they took."""
    frames, before_s = 0, time.process_time()
    for clip in clips:
        options = vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_path=str(model)),
            running_mode=vision.RunningMode.VIDEO,
        )
        capture = cv2.VideoCapture(str(clip))
        with vision.PoseLandmarker.create_from_options(options) as landmarker:
            while True:
                there, image = capture.read()
                if not there:
                    break
                picture = mp.Image(mp.ImageFormat.SRGB, cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
                landmarker.detect_for_video(picture, 33 * frames)
                frames += 1
        capture.release()
    return frames, time.process_time() - before_s


def bare_loops(clips: Sequence[Path], model: Path, loops: int) -> float:
    """Frames a second of so many loops side by side, each over all clips."""
    with ProcessPoolExecutor(loops, mp_context=get_context("spawn")) as pool:
        # Started and imported before the clock runs.
        list(pool.map(time.sleep, [0.5] * loops))
        began_s = time.perf_counter()
        done = list(pool.map(bare_loop, [clips] * loops, [model] * loops))
        took_s = time.perf_counter() - began_s
    frames = sum(count for count, _ in done)
    rate = frames / took_s
    used_ms = 1000 * sum(core_s for _, core_s in done) / frames
    print(f"bare loop, {loops} at once: {rate:.1f} fps, {used_ms:.1f} ms of a core a frame")
    return rate


class Memory:
    """Watches a process, by default this one, and its workers from a thread."""

    def __init__(self, process: int | None = None) -> None:
        self._process = os.getpid() if process is None else process
        self.own_mb: list[float] = []
        self.peak_mb = 0.0
        self.workers_mb: dict[int, float] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *of: object) -> None:
        self._over.set()
        self._thread.join()

    def see(self, event: BatchEvent) -> None:
        if event.kind == "done":
            self.own_mb.append(_status(self._process).get("VmRSS", 0.0))

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self.peak_mb = max(self.peak_mb, _status(self._process).get("VmRSS", 0.0))
            for place in Path("/proc").glob("[0-9]*"):
                status = _status(int(place.name))
                if status.get("PPid") == self._process:
                    peak = max(self.workers_mb.get(int(place.name), 0.0), status.get("VmRSS", 0.0))
                    self.workers_mb[int(place.name)] = peak


def _status(process: int) -> dict[str, float]:
    """Numbers of a process; memory in MB."""
    found = {}
    try:
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            name, _, value = line.partition(":")
            if name in ("VmRSS", "PPid"):
                number, *unit = value.split()
                found[name] = int(number) / (1024 if unit else 1)
    except OSError:
        pass
    return found


def _core_seconds() -> float:
    """Of this process and of its workers that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def one_batch(clips: Sequence[Path], workers: int, model: str, folder: Path) -> float:
    """Frames a second, from the first look at the files to the last table."""
    frames = 0
    with Memory() as memory:

        def take(event: BatchEvent) -> None:
            nonlocal frames
            frames += event.frames if event.kind == "done" else 0
            memory.see(event)

        began_s, before_s = time.perf_counter(), _core_seconds()
        result = batch(
            clips,
            folder,
            exercise="auto",
            model=model,
            workers=workers,
            reports=False,
            progress=take,
        )
        rate = frames / (time.perf_counter() - began_s)
        used_ms = 1000 * (_core_seconds() - before_s) / max(frames, 1)
    grown = max(memory.own_mb) - memory.own_mb[0] if memory.own_mb else 0.0
    peak = max(memory.workers_mb.values(), default=0.0)
    print(
        f"batch, {workers} workers: {result.analysed} of {result.clips} clips, {frames} frames, "
        f"{rate:.1f} fps, {used_ms:.1f} ms of a core a frame; "
        f"parent grew {grown:.0f} MB, largest worker {peak:.0f} MB",
        flush=True,
    )
    return rate


@contextmanager
def limited_to_cores(number: int) -> Iterator[None]:
    """This process, and all that it starts meanwhile, with the first so many of its cores."""
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(mine)[:number])
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def main() -> None:
    """Print frames a second and what they are of the bare loop."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=int, default=30, help="1000 for the long run")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--model", default="full")
    parser.add_argument("--bare", type=int, default=3, help="clips of the loop; 0: leave it out")
    parser.add_argument("--single", type=int, default=6, help="clips of one worker; 0: leave out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        clips = make_clips(Path(name), options.clips, options.seconds)
        bare = ceiling = single = alone = 0.0
        if options.bare:
            few, model = clips[: options.bare], find_model(options.model)
            bare, ceiling = (bare_loops(few, model, loops) for loops in (1, 2))
        if options.single:
            some = clips[: options.single]
            single = one_batch(some, 1, options.model, Path(name) / "one")
            with limited_to_cores(1):
                alone = one_batch(some, 1, options.model, Path(name) / "alone")
        double = one_batch(clips, 2, options.model, Path(name) / "two")
        if bare:
            print(f"two workers: {double / bare:.2f} of the bare loop (aim: 1.9)")
            print(f"two bare loops: {ceiling / bare:.2f} of one")
        if single:
            print(f"scaling from one to two workers: {double / single / 2:.2f} (aim: 0.9)")
            print(f"the same with a core for each worker: {double / alone / 2:.2f}")


if __name__ == "__main__":
    main()
