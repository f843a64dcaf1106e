"""The real analysis, but for clips that break the process they are analysed in."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from formcheck.batch.task import ClipJob, analyse_clip

__all__ = ["rough_clip"]


def rough_clip(job: ClipJob, report: Callable[[float], None]) -> int:
    """Analyse, but a clip named crash or hang does so to its process."""
    stem = Path(job.source).stem
    if stem.startswith("crash"):
        os.kill(os.getpid(), signal.SIGSEGV)
    if stem.startswith("hang"):
        time.sleep(3600)
    return analyse_clip(job, report)
