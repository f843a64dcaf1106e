"""Send files through the processes of a batch, and watch what each does to its worker."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from formcheck.batch.events import JobEvent, Limits
from formcheck.batch.storage import content_hash
from formcheck.batch.supervisor import supervise
from formcheck.batch.task import ClipJob, analyse_clip
from formcheck.pose.models import find_model

__all__ = ["Ordeal", "run_gauntlet", "summary"]

_LOOK_EVERY_S = 0.02


@dataclass
class Ordeal:
    """What became of one file.

    Attributes
    ----------
    outcome : str
        ``analysed``, or why not, see `formcheck.batch.events.Cause`.
    reason : str
        As people are told; empty where it was analysed.
    seconds : float
        With all tries.
    peak_mb : float
        The most its worker held resident while it was at it.
    """

    name: str
    outcome: str = ""
    reason: str = ""
    seconds: float = 0.0
    peak_mb: float = 0.0
    tries: list[str] = field(default_factory=list)


class _Watch:
    """Looks at what the workers hold, many times a second."""

    def __init__(self) -> None:
        self._at: dict[int, Ordeal] = {}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *of: object) -> None:
        self._over.set()
        self._thread.join()

    def begins(self, worker: int, ordeal: Ordeal) -> None:
        # The kernel's own high-water mark begins anew, so that no peak between two looks is lost.
        with suppress(OSError):
            Path(f"/proc/{worker}/clear_refs").write_text("5")
        self._at[worker] = ordeal

    def ends(self, ordeal: Ordeal) -> None:
        for worker in [number for number, one in self._at.items() if one is ordeal]:
            self._see(worker, ordeal)
            del self._at[worker]

    def _look(self) -> None:
        while not self._over.wait(_LOOK_EVERY_S):
            for worker, ordeal in list(self._at.items()):
                self._see(worker, ordeal)

    @staticmethod
    def _see(worker: int, ordeal: Ordeal) -> None:
        with suppress(OSError):
            for line in Path(f"/proc/{worker}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    ordeal.peak_mb = max(ordeal.peak_mb, int(line.split()[1]) / 1024)


def run_gauntlet(
    files: Sequence[Path], output: Path, *, workers: int = 2, limits: Limits | None = None
) -> list[Ordeal]:
    """Analyse every file as a batch does, told no exercise, with the small model and a report.

    Parameters
    ----------
    files : sequence of Path
        What to analyse; the same content twice is analysed twice.
    output : Path
        Folder for results.

    Returns
    -------
    list of Ordeal
        One for each file, in their order.
    """
    model = find_model("lite")
    ordeals = [Ordeal(path.name) for path in files]
    jobs = [
        ClipJob(
            source=str(path),
            sha256=content_hash(str(path)),
            exercise="auto",
            model=model,
            key=f"{number:05d}",
            track_key=f"{number:05d}",
            output=str(output),
            report=True,
        )
        for number, path in enumerate(files)
    ]
    began: dict[int, float] = {}
    with (
        _Watch() as watch,
        closing(supervise(analyse_clip, jobs, workers=workers, limits=limits)) as events,
    ):
        for event in events:
            _take(event, ordeals[event.job], began, watch)
    return ordeals


def _take(event: JobEvent, ordeal: Ordeal, began: dict[int, float], watch: _Watch) -> None:
    if event.kind == "started":
        began[event.job] = time.monotonic()
        watch.begins(event.worker or 0, ordeal)
    elif event.kind != "progress":
        ordeal.seconds += time.monotonic() - began[event.job]
        watch.ends(ordeal)
        if event.kind == "retried":
            ordeal.tries.append(f"{event.cause}: {event.reason}")
        else:
            ordeal.outcome = "analysed" if event.kind == "done" else str(event.cause)
            ordeal.reason = event.reason or ""


def summary(ordeals: Sequence[Ordeal]) -> str:
    """Outcomes, and the worst of time and memory, for people."""
    count = Counter(one.outcome for one in ordeals)
    slowest = max(ordeals, key=lambda one: one.seconds)
    largest = max(ordeals, key=lambda one: one.peak_mb)
    return (
        f"{len(ordeals)} files: {', '.join(f'{n} {what}' for what, n in count.most_common())}; "
        f"longest {slowest.seconds:.1f} s ({slowest.name!r}), "
        f"most {largest.peak_mb:.0f} MB ({largest.name!r})"
    )
