"""Profiles: list, store and delete what formcheck keeps of a person besides sessions.

Each function raises `HistoryError` where the file cannot be read or written, or where a name
cannot be used: one of 1 to 60 printable characters can.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from formcheck._util.text import shown
from formcheck.errors import HistoryError
from formcheck.exercises.ladder import CleanRule
from formcheck.motion.personal_range import PersonalRange
from formcheck.result.schema import RangeUsed
from formcheck.store.database import INSERT_PROFILE, opened, read_rows
from formcheck.store.record import Profile, from_document, profile_row

__all__ = [
    "Calibrated",
    "calibrated",
    "delete_profile",
    "ladder_rule",
    "list_profiles",
    "load_profile",
    "make_profile",
    "save_profile",
    "set_ladder_rule",
    "usable_name",
]

_LONGEST_NAME = 60
_DOCUMENT = "SELECT document FROM profile WHERE name = ?"


def save_profile(name: str, back: PersonalRange, clip: str) -> Profile:
    """Store a person's range under a name; a range that was there before is replaced.

    Parameters
    ----------
    name : str
        At most 60 printable characters.
    back : PersonalRange
        From `formcheck.calibrate`.
    clip : str
        File name of the clip it was read from.
    """
    return _changed(name, back=back, clip=shown(clip), calibrated=_now())


def load_profile(name: str) -> Profile:
    """The profile of this name; where there is none, the error names those that there are."""
    (row,) = read_rows(_DOCUMENT, _known(name))
    return from_document(Profile, row["document"])


@dataclass(frozen=True)
class Calibrated:
    """A person's range, and what a result says of where it comes from."""

    back: PersonalRange
    used: RangeUsed


def calibrated(profile: str) -> Calibrated:
    """The range stored under a name; `HistoryError` where the profile has none yet."""
    person = load_profile(profile)
    back = person.back
    if back is None:
        raise HistoryError(
            f"the profile '{person.name}' has no range of the back yet; "
            f"make one with 'formcheck calibrate CLIP --profile {person.name}'"
        )
    used = RangeUsed(
        profile=person.name,
        hollow_deg=back.hollow_deg,
        round_deg=back.round_deg,
        neutral_deg=back.neutral_deg,
        error_deg=back.error_deg,
        posture=back.posture,
        clip=person.clip or "",
    )
    return Calibrated(back, used)


def list_profiles() -> tuple[Profile, ...]:
    """All profiles by name; none where nothing was ever stored."""
    rows = read_rows("SELECT document FROM profile ORDER BY name COLLATE NOCASE, name")
    return tuple(from_document(Profile, row["document"]) for row in rows)


def delete_profile(name: str) -> None:
    """Forget a profile, its range and all its sessions.

    No trace of it stays on the disk, nor a backup from before it was deleted.
    """
    known = _known(name)
    with opened("erase") as database:
        database.execute("DELETE FROM profile WHERE name = ?", (known,))


def ladder_rule(name: str) -> CleanRule | None:
    """The rule that a person has set for themselves; None where they have set none."""
    rows = read_rows(_DOCUMENT, name.strip())
    return from_document(Profile, rows[0]["document"]).ladder_rule if rows else None


def set_ladder_rule(name: str, rule: CleanRule | None) -> None:
    """Store a person's own rule, or with None forget it."""
    _changed(name, ladder_rule=rule)


def make_profile(database: sqlite3.Connection, name: str) -> str:
    """The name as it is stored; its profile is made where there is none."""
    name = usable_name(name)
    new = Profile(name=name, created=_now(), formcheck_version=version("formcheck"))
    database.execute(INSERT_PROFILE, profile_row(new))
    return name


def usable_name(name: str) -> str:
    """The name as it is stored."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise HistoryError(
            f"a profile needs a name of 1 to {_LONGEST_NAME} printable characters, e.g. 'me'"
        )
    return name


def _changed(name: str, **fields: object) -> Profile:
    """Store a profile with other values in some fields."""
    with opened("write") as database:
        name = make_profile(database, name)
        (document,) = database.execute(_DOCUMENT, (name,)).fetchone()
        before = dict(from_document(Profile, document))
        fields["formcheck_version"] = version("formcheck")
        profile = Profile.model_validate(before | fields)
        database.execute(
            "UPDATE profile SET document = ? WHERE name = ?", (profile.model_dump_json(), name)
        )
    return profile


def _known(name: str) -> str:
    """The name of a stored profile; its document is not read, as it need not be readable."""
    rows = read_rows("SELECT name FROM profile ORDER BY name COLLATE NOCASE, name")
    names = [row["name"] for row in rows]
    if name.strip() in names:
        return name.strip()
    there = f"there are {', '.join(names)}" if names else "there are none yet"
    raise HistoryError(
        f"no profile is called '{name}' ({there}); make one with "
        f"'formcheck calibrate CLIP --profile {name}'"
    )


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
