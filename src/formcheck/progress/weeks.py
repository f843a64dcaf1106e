"""Training days: their number in a week, and the sets of each day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from formcheck.store.record import PerformedSet, Session

__all__ = ["WEEKLY_SESSIONS", "days_this_week", "done_locally", "sets_by_day", "training_day"]

WEEKLY_SESSIONS = (2, 3)
"""Days of strength training per week in general guidance for adults [C50]."""


def days_this_week(sessions: Sequence[Session], now: datetime | None = None) -> int:
    """Number of days with a session since Monday, in the time zone of this machine."""
    today = (now or datetime.now(UTC)).astimezone().date()
    monday = today - timedelta(days=today.weekday())
    days = {training_day(session) for session in sessions}
    return sum(monday <= day <= today for day in days)


def done_locally(session: Session) -> datetime:
    """Time of a session by the clock of this machine, without a time zone: summer has another."""
    return session.done.astimezone().replace(tzinfo=None)


def training_day(session: Session) -> date:
    """The day of a session in the time zone of this machine."""
    return done_locally(session).date()


def sets_by_day(sessions: Sequence[Session], exercise: str) -> dict[date, list[PerformedSet]]:
    """Sets of an exercise on each day it was done, in order of time."""
    days: dict[date, list[PerformedSet]] = {}
    for session in sorted(sessions, key=lambda session: session.done):
        for performed in session.sets:
            if performed.exercise == exercise:
                days.setdefault(training_day(session), []).append(performed)
    return days
