"""Every signal that can be read off a shot: the registry, and each one as a function.

`SIGNALS` has the name, unit, label and landmarks of each; `formcheck.motion.shot.Shot.signal` asks
for one by name. Rules and recognition use the same ones.
"""

from __future__ import annotations

from types import MappingProxyType

from formcheck.motion.back import *  # noqa: F403
from formcheck.motion.frontal import *  # noqa: F403
from formcheck.motion.postures import *  # noqa: F403
from formcheck.motion.registry import Signal, registered
from formcheck.motion.sagittal import *  # noqa: F403

SIGNALS = MappingProxyType(registered())
"""Every signal by name."""

__all__ = ["SIGNALS", "Signal", *SIGNALS]  # noqa: PLE0604
