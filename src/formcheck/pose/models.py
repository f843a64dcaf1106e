"""Find a pose model and make sure that it is whole before MediaPipe is handed the file.

MediaPipe answers a damaged bundle with a page of native log, or with landmarks that are wrong, so
every file is checked first: the known ones by checksum, a person's own by its structure.
"""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

from formcheck._util.resources import bundled
from formcheck.errors import ModelError

__all__ = [
    "DEFAULT_MODEL",
    "KNOWN_SHA256",
    "MEMBERS",
    "ModelFile",
    "available_models",
    "find_model",
]

DEFAULT_MODEL = "full"

KNOWN_SHA256 = {
    "lite": "59929e1d1ee95287735ddd833b19cf4ac46d29bc7afddbbf6753c459690d574a",
    "full": "5134a3aad27a58b93da0088d431f366da362b44e3ccfbe3462b3827a839011b1",
    "heavy": "59f77a83041c2281f54171ffaa3e74fb9dd9ce59bea2583a2a3fdbb13bb003dc",
}
"""Checksum of each model formcheck knows by name; `models/SHA256SUMS` lists the same."""

MEMBERS = ("pose_detector.tflite", "pose_landmarks_detector.tflite")
"""What a pose landmarker bundle, an uncompressed zip, contains."""


@dataclass(frozen=True)
class ModelFile:
    """A pose model that formcheck knows by name.

    Attributes
    ----------
    name : str
        ``"lite"``, ``"full"`` or ``"heavy"``.
    path : Path
        Where the file is, or should be.
    size : int
        Bytes; 0 if the file is missing.
    sha256 : str
        The checksum the file must have.
    problem : str or None
        What is wrong with the file and what to do about it, in one line; None if it is whole.
    """

    name: str
    path: Path
    size: int
    sha256: str
    problem: str | None

    @property
    def verified(self) -> bool:
        """Whether the file is there and has the right checksum."""
        return self.problem is None


def available_models() -> list[ModelFile]:
    """List the models that can be asked for by name, from the fastest to the slowest.

    Returns
    -------
    list of ModelFile
        ``lite`` and ``full`` always, as every installation should have them; ``heavy`` only where
        somebody has built it.
    """
    models = [_known(name) for name in KNOWN_SHA256]
    return [model for model in models if model.name != "heavy" or model.path.exists()]


def find_model(name_or_path: str | Path = DEFAULT_MODEL) -> Path:
    """Find a pose model and verify it.

    Parameters
    ----------
    name_or_path : str or Path
        ``"lite"``, ``"full"``, ``"heavy"``, or the path of a ``.task`` file.

    Returns
    -------
    Path
        A file that is safe to load.

    Raises
    ------
    ModelError
        The model is unknown, missing, or not the file it should be.
    """
    name = str(name_or_path)
    if name in KNOWN_SHA256:
        model = _known(name)
        path, problem = model.path, model.problem
    elif name.endswith(".task") or isinstance(name_or_path, Path):
        path = Path(name_or_path)
        problem = _bundle_problem(path)
    else:
        names = ", ".join(KNOWN_SHA256)
        raise ModelError(f"unknown model {name!r}: use one of {names}, or the path of a .task file")
    if problem is not None:
        raise ModelError(problem)
    return path


def _known(name: str) -> ModelFile:
    path = bundled("models") / f"pose_landmarker_{name}.task"
    return ModelFile(
        name=name,
        path=path,
        size=path.stat().st_size if path.is_file() else 0,
        sha256=KNOWN_SHA256[name],
        problem=_checksum_problem(name, path),
    )


def _checksum_problem(name: str, path: Path) -> str | None:
    if name == "heavy":
        remedy = "build it with tools/build_models.py from a checkout of formcheck, or use 'full'"
    else:
        remedy = "install formcheck again, or in a checkout run 'git checkout -- models'"
    if not path.is_file():
        return f"{path}: the model '{name}' is not there; {remedy}"
    try:
        with path.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return _unreadable(path, error)
    if actual != KNOWN_SHA256[name]:
        return (
            f"{path}: the model '{name}' is damaged (its sha256 begins {actual[:8]}, "
            f"not {KNOWN_SHA256[name][:8]}); {remedy}"
        )
    return None


def _bundle_problem(path: Path) -> str | None:
    try:
        if not path.is_file():
            return f"{path}: there is no such model file; check the path, or use 'lite' or 'full'"
        with zipfile.ZipFile(path) as bundle:
            problem = _problem_inside(bundle)
    except OSError as error:
        return _unreadable(path, error)
    # What the standard library says to damaged and encrypted files, besides its own error.
    except (zipfile.BadZipFile, EOFError, RuntimeError, ValueError):
        problem = (
            "not a pose landmarker bundle, or cut short; "
            "download or build it again, or use 'lite' or 'full'"
        )
    return None if problem is None else f"{path}: {problem}"


def _problem_inside(bundle: zipfile.ZipFile) -> str | None:
    missing = sorted(set(MEMBERS) - set(bundle.namelist()))
    if missing:
        return (
            f"not a pose landmarker bundle ({', '.join(missing)} missing inside); "
            "use a pose_landmarker .task file"
        )
    if any(one.compress_type != zipfile.ZIP_STORED for one in bundle.infolist()):
        return "compressed inside, which MediaPipe cannot read; download or build it again"
    damaged = bundle.testzip()
    if damaged is not None:
        return f"damaged inside {damaged}; download or build it again"
    return None


def _unreadable(path: Path, error: OSError) -> str:
    return f"{path}: cannot be read ({error.strerror}); check its name and permissions"
