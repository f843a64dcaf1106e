"""All benchmarks in turn: ``python -m benchmarks``; each can be run alone, see RESULTS.md.

Left out is `rendered_backs`, whose clips have to be rendered first.
"""

from __future__ import annotations

import subprocess
import sys

BENCHMARKS = (
    "samples",
    "judging",
    "rates",
    "bias",
    "back",
    "clips",
    "recognition",
    "outline",
    "speed",
    "memory",
    "batch",
    "app",
    "live",
    "parity",
)


def main() -> None:
    """Run each in a process of its own, so that one's memory and caches do not help the next."""
    for name in BENCHMARKS:
        print(f"\n## {name}", flush=True)
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False)


if __name__ == "__main__":
    main()
