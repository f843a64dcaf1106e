"""A shot whose signals are given instead of computed from landmarks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from formcheck.motion.back import BackShape, back_of
from formcheck.motion.shot import SCORED_VISIBILITY, Shot
from formcheck.motion.view import CameraView

__all__ = ["SIDE", "GivenShot"]

Array = NDArray[np.float64]
SIDE = CameraView("side", 0.0, 1, 1.0)


class GivenShot(Shot):
    """Signals at these times; those that are not given are 0 throughout.

    Parameters
    ----------
    time : array
        Seconds.
    signals : mapping of str to array or number
        Values by name.
    view, leg
        As of a `Shot`.
    hidden : mapping of str to array of bool
        Frames in which the landmarks of a signal are out of sight.
    back_hidden : array of int
        A `Hidden` for each frame.
    """

    def __init__(
        self,
        time: ArrayLike,
        signals: Mapping[str, ArrayLike] | None = None,
        *,
        view: CameraView = SIDE,
        leg: int | None = None,
        hidden: Mapping[str, NDArray[np.bool_]] | None = None,
        back_hidden: NDArray[np.int8] | None = None,
    ) -> None:
        at = np.asarray(time, dtype=float)
        given = {
            name: np.broadcast_to(np.asarray(values, dtype=float), at.shape).copy()
            for name, values in (signals or {}).items()
        }
        for name, value in (
            ("_time", at),
            ("_given", given),
            ("view", view),
            ("leg", leg),
            ("_hidden", dict(hidden or {})),
            ("_back_hidden", np.zeros(len(at), np.int8) if back_hidden is None else back_hidden),
        ):
            object.__setattr__(self, name, value)

    @property
    def track(self) -> Array:  # type: ignore[override]
        return self._time

    @property
    def time(self) -> Array:
        return self._time

    @property
    def start_s(self) -> float:
        return float(self._time[0])

    @property
    def end_s(self) -> float:
        return float(self._time[-1])

    @property
    def smoothed(self) -> GivenShot:  # type: ignore[override]
        return self

    @property
    def table(self) -> pd.DataFrame:
        return pd.DataFrame(self._given, index=self._time)

    def between(self, start_s: float, end_s: float) -> GivenShot:
        rows = (self._time >= start_s) & (self._time <= end_s)
        return GivenShot(
            self._time[rows],
            {name: values[rows] for name, values in self._given.items()},
            view=self.view,
            leg=self.leg,
            hidden={name: values[rows] for name, values in self._hidden.items()},
            back_hidden=self._back_hidden[rows],
        )

    def changed(self, **changes: Any) -> GivenShot:
        """The same with other arguments."""
        fields: dict[str, Any] = {
            "time": self._time,
            "signals": self._given,
            "view": self.view,
            "leg": self.leg,
            "hidden": self._hidden,
            "back_hidden": self._back_hidden,
        }
        return GivenShot(**(fields | changes))

    def values(self, name: str) -> Array:
        return self._given.get(name, np.zeros(len(self._time)))

    def signal(self, name: str) -> pd.Series:
        return pd.Series(self.values(name), index=self._time)

    def visible(self, name: str, least: float = SCORED_VISIBILITY) -> NDArray[np.bool_]:
        return ~self._hidden.get(name, np.zeros(len(self._time), dtype=bool))

    def once(self, function: Callable[[Shot], Any]) -> Any:
        if function is back_of:
            curve = self.values("back_curve_deg")
            return BackShape(curve, curve, curve, self._back_hidden)
        return self.values(function.__name__)
