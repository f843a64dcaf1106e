"""Write the golden results anew, after a change that means to move them.

``python tools/make_golden.py`` reads the tracks in tests/golden/tracks; with ``--tracks`` it makes
them too, by the pose model.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from formcheck import PoseTrack, assess, track_video  # noqa: E402
from helpers import golden  # noqa: E402

_DIGITS = 9


def rounded(value: Any) -> Any:
    """The same with floats of so many digits as the comparison looks at."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: rounded(inside) for name, inside in value.items()}
    if isinstance(value, list):
        return [rounded(inside) for inside in value]
    return value


def write(kind: str, name: str, document: Any) -> None:
    path = golden.FOLDER / kind / f"{name}.json"
    text = json.dumps(rounded(document), ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tracks", action="store_true", help="make the tracks too (minutes)")
    options = parser.parse_args()
    for name in golden.samples("told"):
        if options.tracks:
            track_video(ROOT / "sample_videos" / f"{name}.mp4").save(golden.track_path(name))
        track = PoseTrack.load(golden.track_path(name))
        write("told", name, assess(track, golden.exercise_of(name)).model_dump(mode="json"))
        write("untold", name, assess(track).model_dump(mode="json"))
        print(name)
    for name in golden.samples("live"):
        write("live", name, golden.live_events(name))


if __name__ == "__main__":
    main()
