"""Whether the person is there, told once each time that changes."""

from __future__ import annotations

import math

from formcheck.live.events import Back, Lost
from formcheck.live.framing import DARK_LEVEL

__all__ = ["Presence"]

_GONE_AFTER_S = 1.0
_BACK_AFTER_S = 0.3


class Presence:
    """Tell it every frame; it tells who came and went."""

    def __init__(self) -> None:
        self.there = True
        self._seen_s = math.nan
        self._again_s = math.nan

    def look(self, time_s: float, seen: bool, brightness: float) -> Lost | Back | None:
        """One frame.

        Parameters
        ----------
        time_s : float
            Seconds of the session.
        seen : bool
            Whether the person was found in it.
        brightness : float
            Mean, 0-255.
        """
        if math.isnan(self._seen_s) and not seen:
            # Nobody has come yet.
            return None
        if not seen:
            self._again_s = math.nan
            if self.there and time_s - self._seen_s > _GONE_AFTER_S:
                return self._lost(time_s, brightness)
            return None
        if math.isnan(self._again_s):
            self._again_s = time_s
        self._seen_s = time_s
        if not self.there and time_s - self._again_s >= _BACK_AFTER_S:
            self.there = True
            return Back(time_s=time_s)
        return None

    def _lost(self, time_s: float, brightness: float) -> Lost:
        self.there = False
        if brightness < DARK_LEVEL:
            words = "The picture is dark. Is something in front of the camera?"
            return Lost(time_s=time_s, reason="dark", words=words)
        words = "I have lost you. Step back into the picture, and we go on."
        return Lost(time_s=time_s, reason="nobody", words=words)
