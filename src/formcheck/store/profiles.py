"""What formcheck keeps of people between runs: profiles, with the range of their back."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from importlib.metadata import version

from formcheck._util.text import shown
from formcheck.errors import HistoryError
from formcheck.motion.personal_range import PersonalRange
from formcheck.store.database import is_there, opened

__all__ = [
    "Profile",
    "delete_profile",
    "list_profiles",
    "load_profile",
    "save_profile",
    "usable_name",
]

_LONGEST_NAME = 60
# The columns of the range have the names of its attributes.
_RANGE = tuple(field.name for field in fields(PersonalRange))


@dataclass(frozen=True)
class Profile:
    """One person, as far as formcheck remembers them.

    Attributes
    ----------
    name : str
        As the person chose it.
    created : datetime
        When the profile was first stored, UTC.
    back : PersonalRange or None
        Their range of the back.
    clip : str or None
        File name of the clip that the range was read from.
    calibrated : datetime or None
        When that was, UTC.
    formcheck_version : str
        That stored it last.
    """

    name: str
    created: datetime
    back: PersonalRange | None
    clip: str | None
    calibrated: datetime | None
    formcheck_version: str


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

    Raises
    ------
    HistoryError
        The name cannot be used, or the file cannot be written.
    """
    name = usable_name(name)
    columns = (*_RANGE, "clip", "calibrated", "formcheck_version")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    values = (*(getattr(back, part) for part in _RANGE), shown(clip), now, version("formcheck"))
    replaced = ", ".join(f"{column} = excluded.{column}" for column in columns)
    with opened("write") as database:
        row = database.execute(
            f"INSERT INTO profile (name, created, {', '.join(columns)}) "
            f"VALUES (?, ?{', ?' * len(columns)}) "
            f"ON CONFLICT (name) DO UPDATE SET {replaced} RETURNING *",
            (name, now, *values),
        ).fetchone()
        return _profile(row)


def load_profile(name: str) -> Profile:
    """The profile of this name.

    Raises
    ------
    HistoryError
        There is none (the error names those that there are), or the file cannot be read.
    """
    known = {profile.name: profile for profile in list_profiles()}
    if name.strip() not in known:
        raise _unknown(name, list(known))
    return known[name.strip()]


def list_profiles() -> tuple[Profile, ...]:
    """All profiles by name; none where nothing was ever stored.

    Raises
    ------
    HistoryError
        The file cannot be read.
    """
    if not is_there():
        return ()
    with opened("read") as database:
        rows = database.execute("SELECT * FROM profile ORDER BY name COLLATE NOCASE, name")
        return tuple(_profile(row) for row in rows)


def delete_profile(name: str) -> None:
    """Forget a profile, its range and all its sessions.

    No trace of it stays on the disk, nor a backup from before it was deleted.

    Raises
    ------
    HistoryError
        There is none of this name, or the file cannot be written.
    """
    profile = load_profile(name)
    with opened("erase") as database:
        database.execute("DELETE FROM profile WHERE name = ?", (profile.name,))


def _profile(row: sqlite3.Row) -> Profile:
    known = row["hollow_deg"] is not None
    return Profile(
        name=row["name"],
        created=datetime.fromisoformat(row["created"]),
        back=PersonalRange(**{part: row[part] for part in _RANGE}) if known else None,
        clip=row["clip"],
        calibrated=datetime.fromisoformat(row["calibrated"]) if row["calibrated"] else None,
        formcheck_version=row["formcheck_version"],
    )


def usable_name(name: str) -> str:
    """The name as it is stored.

    Raises
    ------
    HistoryError
        It is empty, too long, or not printable.
    """
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise HistoryError(
            f"a profile needs a name of 1 to {_LONGEST_NAME} printable characters, e.g. 'me'"
        )
    return name


def _unknown(name: str, known: list[str]) -> HistoryError:
    there = f"there are {', '.join(known)}" if known else "there are none yet"
    return HistoryError(
        f"no profile is called '{name}' ({there}); make one with "
        f"'formcheck calibrate CLIP --profile {name}'"
    )
