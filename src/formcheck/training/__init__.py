"""Sessions that a person chose to keep, and what they say over the weeks."""

from formcheck.training.export import export_sessions, import_sessions
from formcheck.training.record import PerformedSet, Session
from formcheck.training.store import (
    delete_session,
    keep_session,
    ladder_rule,
    list_sessions,
    set_ladder_rule,
)
from formcheck.training.weeks import WEEKLY_SESSIONS, days_this_week, done_locally

__all__ = [
    "WEEKLY_SESSIONS",
    "PerformedSet",
    "Session",
    "days_this_week",
    "delete_session",
    "done_locally",
    "export_sessions",
    "import_sessions",
    "keep_session",
    "ladder_rule",
    "list_sessions",
    "set_ladder_rule",
]
