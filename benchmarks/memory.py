"""Peak memory against the length of a clip: ``python -m benchmarks.memory``.

Each clip is analysed in a process of its own; the longer one repeats the same sample.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import av

from formcheck._util.resources import bundled

SAMPLE = "squat_good_female_yaw0"
_CHILD = """
import resource, sys
from formcheck import analyze
measured = analyze(sys.argv[1], "squat", model=sys.argv[2])
print(len(measured.reps), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def repeat(source: Path, target: Path, seconds: float) -> None:
    """Copy the packets of a clip again and again, without decoding, until it lasts so long."""
    with av.open(str(source)) as first, av.open(str(target), "w") as container:
        template = first.streams.video[0]
        stream = container.add_stream_from_template(template)
        packets = [packet for packet in first.demux(template) if packet.dts is not None]
        length = max(packet.pts + packet.duration for packet in packets)
        blobs = [(bytes(p), p.pts, p.dts, p.duration, p.is_keyframe) for p in packets]
        base = template.time_base
        for turn in range(int(seconds / float(length * base)) + 1):
            for data, pts, dts, duration, key in blobs:
                packet = av.Packet(data)
                packet.stream, packet.time_base = stream, base
                packet.pts, packet.dts = pts + turn * length, dts + turn * length
                packet.duration, packet.is_keyframe = duration, key
                if float(packet.pts * base) < seconds:
                    container.mux(packet)


def main() -> None:
    """Print the peak of a 10 second and of a 10 minute clip."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="lite")
    options = parser.parse_args()
    peaks = []
    with tempfile.TemporaryDirectory() as folder:
        for seconds in (10, 600):
            clip = Path(folder) / f"{seconds}.mp4"
            repeat(bundled("samples") / f"{SAMPLE}.mp4", clip, seconds)
            command = [sys.executable, "-c", _CHILD, str(clip), options.model]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            reps, peak = done.stdout.split()
            peaks.append(float(peak))
            print(f"{seconds} s: {reps} repetitions, peak {float(peak):.0f} MB", flush=True)
    print(f"difference: {peaks[1] - peaks[0]:.0f} MB, model {options.model}")


if __name__ == "__main__":
    main()
