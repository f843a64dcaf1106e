"""Pictures of each fault, and of each exercise done well: ``python -m tools.picture_faults``.

From the rendered samples, as a report shows them: the body drawn in, and a ring at the fault. They
go to ``src/formcheck/app/pictures``, as ``<exercise>__<fault>.jpg`` and ``<exercise>__good.jpg``,
for the Learn page. A fault of tempo has none: nothing in a picture shows it.
"""

from __future__ import annotations

import argparse
import base64
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from formcheck.drawing.keyframes import Picture, take_pictures
from formcheck.pipeline import analyze
from formcheck.report.fix_first import fix_of
from formcheck.result.schema import SetResult

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_videos"
PICTURES = ROOT / "src" / "formcheck" / "app" / "pictures"
GOOD = "good"
# From the side its thighs cover each other, and the pose model swaps the legs.
INSTEAD = {"single_leg_bridge_good_male_yaw0": "single_leg_bridge_good_male_yaw20"}
LONGER_SIDE_PX = 320
QUALITY = 82


def wanted() -> Iterator[tuple[str, str, Path]]:
    """Exercise, fault or ``good``, and the clip: the first by name that is seen from the side."""
    taken = set()
    for path in sorted(SAMPLES.glob("*.truth.json")):
        truth = json.loads(path.read_text())
        what = truth["exercise"], (truth["faults"] or [GOOD])[0]
        if truth["yaw_deg"] == 0 and what not in taken:
            taken.add(what)
            yield *what, SAMPLES / f"{INSTEAD.get(truth['name'], truth['name'])}.mp4"


def picture_of(clip: Path, exercise: str, fault: str, model: str) -> Picture | None:
    """The picture that shows the fault best; None if none does."""
    measured = analyze(clip, exercise, model=model)
    strips = take_pictures(clip, measured)
    result = measured.sets[0]
    if fault == GOOD:
        middle = strips[len(result.reps) // 2]
        return next(picture for picture in middle if picture.moment.label == "turning point")
    fix = fix_of(_with_fix(result, fault), strips[: len(result.reps)])
    return fix.picture if fix is not None and _is_ringed(fix.picture, fault) else None


def _with_fix(result: SetResult, fault: str) -> SetResult:
    """The set with this fault as the one to fix; another one may cost more points."""
    found = next((summary for summary in result.faults if summary.check == fault), None)
    return result.model_copy(update={"fix_first": found})


def _is_ringed(picture: Picture | None, fault: str) -> bool:
    shown = picture.moment.fault if picture is not None else None
    return shown is not None and shown.check == fault


def small_jpeg(picture: Picture) -> bytes:
    """The picture with its longer side as the page shows it."""
    data = np.frombuffer(base64.b64decode(picture.uri.partition(",")[2]), np.uint8)
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    shrink = min(1.0, LONGER_SIDE_PX / max(picture.width, picture.height))
    size = (round(picture.width * shrink), round(picture.height * shrink))
    small = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return cv2.imencode(".jpg", small, [int(cv2.IMWRITE_JPEG_QUALITY), QUALITY])[1].tobytes()


def main() -> None:
    """Take all pictures, or those whose name contains a word."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a part of the name, such as 'squat__'")
    parser.add_argument("--folder", type=Path, default=PICTURES)
    parser.add_argument("--model", default="full")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for exercise, fault, clip in wanted():
        name = f"{exercise}__{fault}.jpg"
        if options.only not in name:
            continue
        picture = picture_of(clip, exercise, fault, options.model)
        if picture is None:
            print(f"{name}: not taken, {clip.name} has no ring at this fault", flush=True)
            continue
        data = small_jpeg(picture)
        (options.folder / name).write_bytes(data)
        print(f"{name}: {len(data) / 1024:.0f} KB", flush=True)


if __name__ == "__main__":
    main()
