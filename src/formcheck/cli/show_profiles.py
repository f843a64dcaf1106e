"""What the command line shows of a person's range."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from formcheck._util.text import printable
from formcheck.cli.console import console, say
from formcheck.motion.personal_range import PersonalRange, Posture
from formcheck.store.record import Profile

__all__ = ["print_calibration", "print_profiles"]

_POSTURES: dict[Posture, str] = {"standing": "standing", "all_fours": "on all fours"}
_RULER_WIDTH = 41


def print_calibration(back: PersonalRange, name: str) -> None:
    """The range as a ruler and in words, and what it is good for."""
    screen = console()
    screen.print(_ruler(back), end="\n\n")
    neutral = {
        "quiet": "your back while you were quiet at the start",
        "middle": "the middle of your range, as the clip has no quiet second at the start",
    }[back.neutral_from]
    for words in (
        f"The curve of your back covers {back.width_deg:.0f}° {_POSTURES[back.posture]}: "
        f"hollow {_deg(back.hollow_deg)} ({back.hollow_times} times), "
        f"round {_deg(back.round_deg)} ({back.round_times} times), "
        f"each ±{back.error_deg:.0f}°.",
        f"Neutral is {_deg(back.neutral_deg)}: {neutral}.",
        f"Kept as '{name}'. With --profile {name}, 'formcheck analyze' also tells how much of the "
        "way from neutral to your roundest your back goes, and judges rounding by that as well.",
    ):
        say(screen, words)


def print_profiles(found: Sequence[Profile]) -> None:
    """Name, range and date of each profile."""
    screen = console()
    if not found:
        say(screen, "No profiles yet; make one with 'formcheck calibrate CLIP'.")
        return
    table = Table("profile", "hollow to round", "neutral", "error", "posture", "clip", "date")
    for profile in found:
        table.add_row(profile.name, *_range_cells(profile))
    screen.print(table)


def _range_cells(profile: Profile) -> tuple[str, ...]:
    back = profile.back
    if back is None:
        return ()
    return (
        f"{_deg(back.hollow_deg)} to {_deg(back.round_deg)}",
        _deg(back.neutral_deg),
        f"±{back.error_deg:.0f}°",
        _POSTURES[back.posture],
        printable(profile.clip or ""),
        f"{profile.calibrated:%Y-%m-%d}" if profile.calibrated else "",
    )


def _ruler(back: PersonalRange) -> Text:
    """``hollow ├───●──────┤ round``, neutral where it lies between the ends."""
    share = (back.neutral_deg - back.hollow_deg) / back.width_deg
    # Standing quietly may be a little hollower than standing tall.
    at = round(min(max(share, 0.0), 1.0) * (_RULER_WIDTH - 1))
    line = ["─"] * _RULER_WIDTH
    line[0], line[-1] = "├", "┤"
    line[at] = "●"
    under = " " * (len("hollow ") + at - len("neutral") // 2) + "neutral"
    return Text(f"hollow {''.join(line)} round\n{under}")


def _deg(value: float) -> str:
    # Adding 0 turns -0 into 0.
    return f"{round(value) + 0:.0f}°".replace("-", "\N{MINUS SIGN}")
