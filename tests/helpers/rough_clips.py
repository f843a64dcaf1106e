"""The real analysis, but for clips that break their process, and for models that are not there."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from formcheck.batch.task import ClipEnding, ClipJob, analyse_clip

__all__ = ["rough_clip", "without_model"]


def rough_clip(job: ClipJob, report: Callable[[float], None]) -> ClipEnding:
    """Analyse, but a clip named crash or hang does so to its process."""
    stem = Path(job.source).stem
    if stem.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if stem.startswith("hang"):
        time.sleep(3600)
    return analyse_clip(job, report)


def without_model(job: ClipJob, report: Callable[[float], None]) -> ClipEnding:
    """Analyse where there is no pose model: any clip that needs pose is refused."""
    return analyse_clip(replace(job, model=Path("nowhere") / job.model.name), report)
