"""Build a pose landmarker bundle from published packages: ``python tools/build_models.py heavy``.

`lite` and `full` come with formcheck as Google published them. `heavy` (30 MB) does not, and this
makes it, from weights that are all Apache-2.0:

- npm ``@mediapipe/pose`` has the landmark networks ``pose_landmark_{lite,full,heavy}.tflite``;
- the PyPI wheel of ``mediapipe`` 0.10.21 has the detector and the code that writes the metadata
  which the Tasks API wants (how to scale pixels), both left out of later wheels.

A bundle is an uncompressed zip of the two networks, and the same from run to run. `lite` and
`full` built here work like Google's but are packed differently, so they go by path, not by name.

Needs npm and pip, and Python 3.11 or 3.12 because mediapipe 0.10.21 stops there.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from formcheck.pose.models import KNOWN_SHA256, MEMBERS

NPM_PACKAGE = "@mediapipe/pose@0.5.1675469404"
PYPI_PACKAGE = "mediapipe==0.10.21"
DETECTOR = "mediapipe/modules/pose_detection/pose_detection.tflite"
METADATA_CODE = ("tasks/metadata", "tasks/cc/metadata", "tasks/python/metadata")
MODELS = Path(__file__).resolve().parents[1] / "models"

# Pixels arrive as 0-255. The detector was trained on [-1, 1], the landmark network on [0, 1].
DETECTOR_MEAN_STD = (127.5, 127.5)
LANDMARKS_MEAN_STD = (0.0, 255.0)


def main() -> None:
    arguments = parse_arguments()
    require(sys.version_info < (3, 13), f"{PYPI_PACKAGE} needs Python 3.11 or 3.12")
    with tempfile.TemporaryDirectory() as folder:
        landmarks = fetch_landmark_network(arguments.model, Path(folder))
        detector, metadata_writer = fetch_wheel(Path(folder))
        bundle = Path(folder) / "bundle.task"
        write_bundle(bundle, landmarks, detector, metadata_writer)
        # Moved when whole, so that a failure leaves no half-written model in its place.
        shutil.move(bundle, arguments.output)
    report(arguments.model, arguments.output)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("model", choices=list(KNOWN_SHA256), nargs="?", default="heavy")
    parser.add_argument("-o", "--output", type=Path, help="default: models/ for heavy, else here")
    arguments = parser.parse_args()
    if arguments.output is None:
        # models/ keeps Google's own lite and full; never replace those.
        folder = MODELS if arguments.model == "heavy" else Path()
        arguments.output = folder / f"pose_landmarker_{arguments.model}.task"
    return arguments


def fetch_landmark_network(model: str, folder: Path) -> bytes:
    npm = shutil.which("npm")
    require(npm is not None, "npm is not installed; it comes with Node.js")
    print(f"npm pack {NPM_PACKAGE}", flush=True)
    run([str(npm), "pack", "--silent", NPM_PACKAGE], folder)
    with tarfile.open(next(folder.glob("*.tgz"))) as package:
        member = package.extractfile(f"package/pose_landmark_{model}.tflite")
        assert member is not None
        return member.read()


def fetch_wheel(folder: Path) -> tuple[bytes, Any]:
    """The detector network, and the module that writes metadata."""
    print(f"pip download {PYPI_PACKAGE}", flush=True)
    run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", PYPI_PACKAGE], folder)
    code = folder / "code"
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        detector = wheel.read(DETECTOR)
        prefixes = tuple(f"mediapipe/{part}/" for part in METADATA_CODE)
        wheel.extractall(code, [name for name in wheel.namelist() if name.startswith(prefixes)])
    # Empty packages around the metadata code: the real ones import all of mediapipe and would
    # want its dependencies of that time (jax, numpy 1).
    for package in ("", "tasks", "tasks/cc", "tasks/python"):
        (code / "mediapipe" / package / "__init__.py").touch()
    sys.path.insert(0, str(code))
    return detector, importlib.import_module(
        "mediapipe.tasks.python.metadata.metadata_writers.metadata_writer"
    )


def write_bundle(output: Path, landmarks: bytes, detector: bytes, metadata_writer: Any) -> None:
    parts = ((detector, DETECTOR_MEAN_STD), (landmarks, LANDMARKS_MEAN_STD))
    with zipfile.ZipFile(output, "w", zipfile.ZIP_STORED) as bundle:
        for name, (network, (mean, std)) in zip(MEMBERS, parts, strict=True):
            writer = metadata_writer.MetadataWriter.create(bytearray(network))
            writer.add_general_info("pose", "")
            writer.add_image_input([mean], [std])
            # A fixed date for each entry makes the bundle, and so its checksum, reproducible.
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            bundle.writestr(entry, bytes(writer.populate()[0]))


def report(model: str, output: Path) -> None:
    checksum = hashlib.sha256(output.read_bytes()).hexdigest()
    print(f"{checksum}  {output}")
    require(
        model != "heavy" or checksum == KNOWN_SHA256["heavy"],
        "this is not the checksum in models/SHA256SUMS, so 'heavy' will be refused by name",
    )


def run(command: list[str], folder: Path) -> None:
    require(
        subprocess.run(command, cwd=folder, check=False).returncode == 0,
        f"'{' '.join(command)}' failed; is there a network?",
    )


def require(condition: bool, message: str) -> None:
    if not condition:
        sys.exit(f"build_models: {message}")


if __name__ == "__main__":
    main()
