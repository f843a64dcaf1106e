#!/bin/sh
# Usage: tools/system_libs.sh [python3]
#
# OpenCV and MediaPipe load libraries of the system that a bare Debian or Ubuntu lacks, and die in
# the middle of an import without them; Debian also leaves the pip for new environments out of
# Python. This looks for them: as root on apt it installs what is missing, as anyone else it says
# what to run. Elsewhere it only gives a hint.
set -eu

python=${1:-python3}
[ "$(uname -s)" = Linux ] || exit 0

# Loading them is the test that holds on every distribution.
missing=$("$python" - <<'PYTHON'
import ctypes
import importlib.util
import sys

for soname, package in {
    "libEGL.so.1": "libegl1",
    "libGLESv2.so.2": "libgles2",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
}.items():
    try:
        ctypes.CDLL(soname)
    except OSError:
        print(package)
if importlib.util.find_spec("ensurepip") is None:
    print(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
PYTHON
)
[ -n "$missing" ] || exit 0
missing=$(echo $missing) # on one line

if ! command -v apt-get >/dev/null; then
    echo "formcheck may need libraries that Debian calls: $missing" >&2
    echo "If it fails to start, install them under the names of your distribution." >&2
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "formcheck needs system packages that are missing. Run this, then try again:" >&2
    echo "    sudo apt-get update && sudo apt-get install $missing" >&2
    exit 1
fi

echo "Installing system packages: $missing"
apt-get update -qq
# Debian 13 and Ubuntu 24.04 renamed this one when time_t grew to 64 bits.
if apt-cache show libglib2.0-0t64 >/dev/null 2>&1; then
    missing=$(echo "$missing" | sed 's/libglib2\.0-0/libglib2.0-0t64/')
fi
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null || {
    echo "apt-get could not install: $missing" >&2
    exit 1
}
