"""Every call by which a program could reach another computer, native code included."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from functools import cache
from pathlib import Path

__all__ = ["can_record", "outside", "recorder"]

_CALLS = "connect,sendto,sendmsg,sendmmsg"
_LOOPBACK = re.compile(r'inet_addr\("127\.|"::1"|"::ffff:127\.')
# Names are also looked up by asking a service of this machine, which asks others.
_ASKS_FOR_A_NAME = re.compile(r'htons\(53\)|sun_path=@?"[^"]*resolve')
_WITHIN_S = 30.0


def recorder(trace: Path) -> list[str]:
    """Command to put before another, whose process number stays the one that is started."""
    # Only these calls stop the program: anything else runs at full speed.
    return ["strace", "-D", "-f", "--seccomp-bpf", "-q", "-e", f"trace={_CALLS}", "-o", str(trace)]


@cache
def can_record() -> bool:
    """Whether strace is there, and allowed to watch."""
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(["strace", "-f", "true"], capture_output=True, check=False).returncode == 0
    )


def outside(trace: Path) -> list[str]:
    """Recorded calls to anywhere but this machine, and questions for the address of a name."""
    calls = _whole(trace).splitlines()
    abroad = [one for one in calls if "sa_family=AF_INET" in one and not _LOOPBACK.search(one)]
    return abroad + [one for one in calls if one not in abroad and _ASKS_FOR_A_NAME.search(one)]


def _whole(trace: Path) -> str:
    """The record once the first process of it has ended."""
    until_s = time.monotonic() + _WITHIN_S
    while True:
        text = trace.read_text("utf-8", "replace") if trace.exists() else ""
        first = text.partition(" ")[0]
        if first and re.search(rf"^{first} +\+\+\+ ", text, re.MULTILINE):
            return text
        assert time.monotonic() < until_s, "the record does not come to its end"
        time.sleep(0.1)
