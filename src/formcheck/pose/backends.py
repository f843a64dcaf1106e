"""Backends by name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from formcheck.errors import ModelError
from formcheck.pose.backend import PoseBackend
from formcheck.pose.litert import LiteRTBackend
from formcheck.pose.mediapipe import MediaPipeBackend
from formcheck.pose.models import find_model

__all__ = ["DEFAULT_BACKEND", "find_backend"]

DEFAULT_BACKEND = "litert"

_BACKENDS: dict[str, Callable[[Path], PoseBackend]] = {
    DEFAULT_BACKEND: LiteRTBackend,
    "mediapipe": MediaPipeBackend,
}


def find_backend(name: str, model: str | Path) -> PoseBackend:
    """A backend around a pose model.

    Parameters
    ----------
    name : {"litert", "mediapipe"}
        ``mediapipe`` is the reference that ``litert`` is compared with: slower, and it follows one
        person alone.
    model : str or Path
        As for `formcheck.pose.models.find_model`.

    Raises
    ------
    ModelError
        There is no such backend, or the model cannot be used.
    """
    if name not in _BACKENDS:
        raise ModelError(f"unknown backend {name!r}: use one of {', '.join(_BACKENDS)}")
    return _BACKENDS[name](find_model(model))
