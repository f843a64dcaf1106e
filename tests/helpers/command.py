"""The installed `formcheck` command in a process of its own, and clips cut from the samples."""

from __future__ import annotations

import json
import os
import subprocess
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import av

from formcheck import Result

__all__ = ["COMMAND", "SAMPLES", "CommandResult", "cut", "once", "run", "start", "truth"]

COMMAND = Path(sysconfig.get_path("scripts")) / "formcheck"
SAMPLES = Path(__file__).resolve().parents[2] / "sample_videos"

_LONGEST_RUN_S = 300


@dataclass(frozen=True)
class CommandResult:
    """What a run of the command left behind.

    Attributes
    ----------
    code, stdout, stderr
        Of the process.
    folder : Path
        What was given as `-o`.
    clip : Path
        What was analysed.
    """

    code: int
    stdout: str
    stderr: str
    folder: Path
    clip: Path

    def file(self, suffix: str) -> Path:
        return self.folder / f"{self.clip.stem}.{suffix}"

    @cached_property
    def analysis(self) -> Result:
        return Result.model_validate_json(self.file("json").read_text("utf-8"))


def environment(**changes: str) -> dict[str, str]:
    """As on a plain machine: nothing that colours or widens the output, and UTF-8."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "PYTHONPATH", "TTY_COMPATIBLE")
    }
    return {**kept, "PYTHONUTF8": "1", **changes}


def run(
    *arguments: str | Path,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    encoding: str = "utf-8",
) -> subprocess.CompletedProcess[str]:
    """Run the command to its end; `encoding` is what its output is read with."""
    return subprocess.run(
        [COMMAND, *arguments],
        cwd=cwd,
        env=environment(**(env or {})),
        capture_output=True,
        encoding=encoding,
        timeout=_LONGEST_RUN_S,
        check=False,
    )


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Start the command and go on."""
    return subprocess.Popen(
        [COMMAND, *arguments],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def once(folder: Path, clip: Path, options: Sequence[str]) -> CommandResult:
    """Analyse a clip into a folder, or find what another test process has analysed there."""
    finished = folder.with_name(folder.name + ".run.json")

    def analyse() -> None:
        done = run("analyze", clip, *options, "-o", folder)
        finished.write_text(json.dumps([done.returncode, done.stdout, done.stderr]), "utf-8")

    _only_one_of_many(finished, analyse)
    code, stdout, stderr = json.loads(finished.read_text("utf-8"))
    return CommandResult(code, stdout, stderr, folder, clip)


def cut(sample: str, end_s: float, target: Path) -> Path:
    """The beginning of a sample, not encoded anew."""

    def copy() -> None:
        with (
            av.open(str(SAMPLES / f"{sample}.mp4")) as source,
            av.open(str(target), "w", options={"movflags": "faststart"}) as container,
        ):
            stream = source.streams.video[0]
            copied = container.add_stream_from_template(stream)
            for packet in source.demux(stream):
                if packet.pts is not None and packet.pts * packet.time_base <= end_s:
                    packet.stream = copied
                    container.mux(packet)

    _only_one_of_many(target, copy)
    return target


def truth(sample: str) -> dict[str, Any]:
    """What is known of a sample."""
    known: dict[str, Any] = json.loads((SAMPLES / f"{sample}.truth.json").read_text("utf-8"))
    return known


def _only_one_of_many(product: Path, make: Callable[[], None]) -> None:
    """Test processes share their results; the first to ask for one makes it."""
    import fcntl

    product.parent.mkdir(exist_ok=True)
    with product.with_name(product.name + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not product.exists():
            make()
