"""True times from the clock of a container: from zero, forward, across restarts, at real speed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["Clock", "PlayedSpeed", "played_speed"]

# Containers in the wild repeat or turn back a timestamp; the pose tracker needs time to go forward.
_SMALLEST_STEP_S = 0.001
# Pictures out of order turn back by a few frames; a clock that turns back further began anew.
_RESTART_S = 0.3
# Where a container may begin its clock anew, ten seconds without a picture are a restart as well.
_LEAP_S = 10.0
_LONGEST_USUAL_STEP_S = 1.0
_USUAL_STEP_S = 1.0 / 30.0

_CAPTURE_RATE_TAG = "com.android.capture.fps"
# Slow motion shows at most a third of the pictures a second that were filmed. Between that and
# ordinary, phones also lower the rate in bad light, and then nothing was slowed.
_SURELY_SLOWED = 3.0
_PERHAPS_SLOWED = 1.6
# What phones write into this tag for ordinary clips.
_ORDINARY_RATE = 31.0
_FASTEST_CAMERA = 10_000.0


class Clock:
    """Turns presentation times, in order of their showing, into seconds of the clip.

    Parameters
    ----------
    tick_s : float
        Seconds in a unit of the presentation times; slow motion makes it shorter.
    step_s : float
        Usual time from one picture to the next, 0 where unknown.
    may_leap : bool
        The container's clock may jump ahead where pieces were joined.

    Attributes
    ----------
    began_anew : bool
        The container's clock was set anew on the way, so that it does not tell the length.
    """

    def __init__(self, tick_s: float, step_s: float = 0.0, *, may_leap: bool = False) -> None:
        self._tick_s = tick_s
        self._step_s = step_s if 0.0 < step_s <= _LONGEST_USUAL_STEP_S else _USUAL_STEP_S
        self._may_leap = may_leap
        self.began_anew = False
        # Added to the container's time; unknown before the first picture.
        self._offset_s: float | None = None
        self._last_s = -_SMALLEST_STEP_S

    def read(self, pts: int | None, *, joined: bool = False) -> float:
        """Seconds since the first picture, at least 1 ms after the picture before.

        Parameters
        ----------
        pts : int or None
            Presentation time of the next picture. Where the container has none, the picture
            follows the one before after the usual time.
        joined : bool
            Another recording may begin here: then any step back is a restart.
        """
        begun = self._last_s >= 0.0
        expected_s = self._last_s + self._step_s if begun else 0.0
        if pts is None:
            return self._advance(expected_s)
        shown_s = pts * self._tick_s
        if self._offset_s is None:
            self._offset_s = expected_s - shown_s
        elif self._jumps(shown_s + self._offset_s - self._last_s, joined):
            self._offset_s = expected_s - shown_s
            self.began_anew = True
        time_s = shown_s + self._offset_s
        step_s = time_s - self._last_s
        if begun and _SMALLEST_STEP_S < step_s <= _LONGEST_USUAL_STEP_S:
            self._step_s = step_s
        return self._advance(time_s)

    def _jumps(self, step_s: float, joined: bool) -> bool:
        back = step_s < (0.0 if joined else -_RESTART_S)
        return back or (self._may_leap and step_s > _LEAP_S)

    def _advance(self, time_s: float) -> float:
        self._last_s = max(self._last_s + _SMALLEST_STEP_S, time_s)
        return self._last_s


@dataclass(frozen=True)
class PlayedSpeed:
    """How a clip plays against the movement it shows.

    Attributes
    ----------
    slowed : float
        How often slower than the movement it plays; 1 where it plays as it was filmed.
    warning : str
        A sentence for the owner of the clip, empty where there is nothing to say.
    """

    slowed: float = 1.0
    warning: str = ""


def played_speed(tags: Mapping[str, str], rate: float) -> PlayedSpeed:
    """Tell slow motion by the rate of the camera, where the phone noted it.

    Parameters
    ----------
    tags : mapping
        Metadata of the container.
    rate : float
        Pictures a second that the clip shows, 0 where unknown.
    """
    try:
        filmed = float(tags.get(_CAPTURE_RATE_TAG, 0.0))
    except ValueError:
        return PlayedSpeed()
    if rate <= 0.0 or not _ORDINARY_RATE < filmed <= _FASTEST_CAMERA:
        return PlayedSpeed()
    slowed = filmed / rate
    rates = f"{filmed:.0f} pictures a second were filmed, and it shows {rate:.0f}"
    if slowed >= _SURELY_SLOWED:
        return PlayedSpeed(
            slowed,
            f"The clip is slow motion: {rates}. All times are those of the movement itself, "
            f"{slowed:.2g} times as fast as the clip plays.",
        )
    if slowed >= _PERHAPS_SLOWED:
        return PlayedSpeed(
            warning=f"The clip may be slow motion: {rates}. If it plays slower than the movement "
            f"was, all times are {slowed:.2g} times too long; give the original clip instead."
        )
    return PlayedSpeed()
