"""The registry of signals: name, unit, label, landmarks and the function that computes each one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from formcheck.motion.shot import Shot

__all__ = ["Legs", "Signal", "any_view", "registered", "sagittal_signal"]

FloatArray = NDArray[np.float64]
Legs = Literal["measured", "other", "both"]
Function = Callable[["Shot"], FloatArray]

_TRUNK_AND_HEAD = {"ear", "shoulder", "hip", "wrist"}
_REGISTRY: dict[str, Signal] = {}


@dataclass(frozen=True)
class Signal:
    """One signal that rules and recognition may ask for.

    Attributes
    ----------
    name : str
        Also the name of `function`.
    unit : str
        ``"deg"`` or ``"% height"``, ``"% leg"``, ``"% trunk"``, ``"% stance"``, ``"leg"``;
        empty for a plain ratio.
    label : str
        Plain words for reports.
    parts : tuple of str
        Body parts whose landmarks it is made from.
    function : callable
        Takes a `Shot`, returns one value for each frame, shape (T,), NaN where the landmarks were
        not seen. Its docstring has the formula, and it or that of its module the source.
    sagittal : bool
        True where the value has meaning only with the camera near side-on.
    legs : {"measured", "other", "both"}
        Whose landmarks it is made from, where it needs a leg: the measured leg is the one nearer
        to the camera unless the shot is read on another.
    outline : bool
        True where the value comes from the outline of the back, and is NaN where that is hidden.
    """

    name: str
    unit: str
    label: str
    parts: tuple[str, ...]
    function: Function
    sagittal: bool = True
    legs: Legs = "measured"
    outline: bool = False

    @property
    def of_leg(self) -> bool:
        """Whether landmarks of a leg below the hip take part."""
        return not set(self.parts) <= _TRUNK_AND_HEAD

    @property
    def formula(self) -> str:
        """How it is computed: the docstring of its function."""
        return (self.function.__doc__ or "").strip()


def sagittal_signal(
    unit: str, label: str, *parts: str, legs: Legs = "measured", outline: bool = False
) -> Callable[[Function], Function]:
    """Register a function as a signal that means something with the camera near side-on."""
    return _registering(unit, label, parts, sagittal=True, legs=legs, outline=outline)


def any_view(
    unit: str, label: str, *parts: str, legs: Legs = "both"
) -> Callable[[Function], Function]:
    """Register a function as a signal that means the same from wherever the camera stands."""
    return _registering(unit, label, parts, sagittal=False, legs=legs, outline=False)


def registered() -> dict[str, Signal]:
    """All signals registered so far, by name, in the order of their definition."""
    return _REGISTRY


def _registering(
    unit: str, label: str, parts: tuple[str, ...], *, sagittal: bool, legs: Legs, outline: bool
) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        name = function.__name__
        if name in _REGISTRY:
            raise ValueError(f"Expected signals of different names but got '{name}' twice.")
        _REGISTRY[name] = Signal(name, unit, label, parts, function, sagittal, legs, outline)
        return function

    return register
