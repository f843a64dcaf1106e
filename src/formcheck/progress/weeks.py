"""Training days: how many in a week, and what was done on each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from formcheck.store.record import PerformedSet, Session

__all__ = ["WEEKLY_SESSIONS", "days_this_week", "done_locally", "sets_by_day", "training_day"]

WEEKLY_SESSIONS = (2, 3)
"""Days of strength training a week that general guidance for adults asks for [C50]."""


def days_this_week(sessions: Sequence[Session], now: datetime | None = None) -> int:
    """Number of days with a session since Monday, in the time zone of this machine."""
    today = (now or datetime.now(UTC)).astimezone().date()
    monday = today - timedelta(days=today.weekday())
    days = {training_day(one) for one in sessions}
    return sum(monday <= day <= today for day in days)


def done_locally(session: Session) -> datetime:
    """When it was by the clock of this machine; without a time zone, as summer has another one."""
    return session.done.astimezone().replace(tzinfo=None)


def training_day(session: Session) -> date:
    """The day of a session in the time zone of this machine."""
    return done_locally(session).date()


def sets_by_day(sessions: Sequence[Session], exercise: str) -> dict[date, list[PerformedSet]]:
    """Sets of an exercise on each day it was done, in order of time."""
    found: dict[date, list[PerformedSet]] = {}
    for session in sorted(sessions, key=lambda one: one.done):
        for part in session.sets:
            if part.exercise == exercise:
                found.setdefault(training_day(session), []).append(part)
    return found
