"""The line that clips wait in: one for the server, with a few places at the front.

Clips are analysed in processes of their own (`formcheck.batch.supervisor`), so that no page ever
waits for a model, and whatever a clip does costs that clip only. A ticket belongs to a visitor:
when they are gone for a while, their work is stopped and their files are removed.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from formcheck.app.jobs import ClipRequest, ClipResult, Progress, check_clip
from formcheck.batch.events import Limits, Task
from formcheck.batch.supervisor import supervise
from formcheck.errors import FormcheckError

__all__ = ["Line", "Ticket"]

State = Literal["waiting", "working", "done", "failed", "cancelled"]

_LOOK_EVERY_S = 1.0
_LIMITS = Limits(job_s=1800.0, silence_s=120.0)


@dataclass
class Ticket:
    """One clip in the line, and what became of it.

    Attributes
    ----------
    state : str
        ``waiting``, ``working``, ``done``, ``failed`` or ``cancelled``.
    ahead : int
        How many clips are before it in the line.
    progress : Progress
        Of the work.
    result : ClipResult or None
        Once it is done.
    reason : str or None
        Why it failed, or was given up for the visitor.
    """

    request: ClipRequest
    is_here: Callable[[], bool]
    state: State = "waiting"
    ahead: int = 0
    progress: Progress = field(default_factory=lambda: Progress(0.0, "Waiting"))
    result: ClipResult | None = None
    reason: str | None = None
    last_here_s: float = field(default_factory=time.monotonic)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ("done", "failed", "cancelled")


class Line:
    """A bounded line of clips and the threads that see to them.

    Parameters
    ----------
    places : int
        Clips analysed at a time.
    longest : int
        Clips that may wait.
    patience_s : float
        A visitor gone for longer has left.
    task : callable
        What is done with a clip, in a process of its own.
    """

    def __init__(
        self, places: int, longest: int, patience_s: float = 60.0, task: Task = check_clip
    ) -> None:
        self._longest = longest
        self._patience_s = patience_s
        self._task = task
        self._tickets: list[Ticket] = []
        self._changed = threading.Condition()
        for _ in range(places):
            threading.Thread(target=self._serve, daemon=True).start()
        threading.Thread(target=self._sweep, daemon=True).start()

    def join(self, request: ClipRequest, is_here: Callable[[], bool]) -> Ticket:
        """Put a clip at the end of the line.

        Parameters
        ----------
        request : ClipRequest
            The clip; its folder is removed when the ticket is given up.
        is_here : callable
            Whether the visitor is still there; asked from another thread.

        Raises
        ------
        FormcheckError
            The line is full.
        """
        with self._changed:
            if len(self._waiting()) >= self._longest:
                raise FormcheckError(
                    f"{self._longest} clips are waiting already; try again in a few minutes"
                )
            ticket = Ticket(request, is_here)
            self._tickets.append(ticket)
            self._count()
            self._changed.notify()
            return ticket

    def give_up(self, ticket: Ticket) -> None:
        """Stop the work on a clip and forget its files; done or not."""
        with self._changed:
            ticket.state, ticket.result = "cancelled", None
            if ticket in self._tickets:
                self._tickets.remove(ticket)
            self._count()
        shutil.rmtree(ticket.request.folder, ignore_errors=True)

    def _waiting(self) -> list[Ticket]:
        return [one for one in self._tickets if one.state == "waiting"]

    def _count(self) -> None:
        working = sum(one.state == "working" for one in self._tickets)
        for place, one in enumerate(self._waiting()):
            one.ahead = place + working

    def _serve(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._waiting)
                ticket = self._waiting()[0]
                ticket.state = "working"
                self._count()
            try:
                self._work(ticket)
            except FormcheckError as error:
                self._end(ticket, "failed", reason=str(error))
            except Exception as error:
                self._end(ticket, "failed", reason=_defect(ticket, str(error)))

    def _work(self, ticket: Ticket) -> None:
        def stopped() -> bool:
            return ticket.state == "cancelled"

        for event in supervise(
            self._task, [ticket.request], workers=1, limits=_LIMITS, stopped=stopped
        ):
            if event.kind == "progress":
                ticket.progress = event.value
            elif event.kind == "done":
                self._end(ticket, "done", result=event.value)
            elif event.kind == "failed":
                told = event.cause in ("refused", "unwritable")
                reason = str(event.reason)
                self._end(ticket, "failed", reason=reason if told else _defect(ticket, reason))
        if stopped():
            # Whatever it wrote between being asked to stop and stopping.
            shutil.rmtree(ticket.request.folder, ignore_errors=True)

    def _end(self, ticket: Ticket, state: State, *, result: Any = None, reason: Any = None) -> None:
        with self._changed:
            if ticket.state != "cancelled":
                ticket.state, ticket.result, ticket.reason = state, result, reason
            self._count()

    def _sweep(self) -> None:
        """Let those go whose visitor has left."""
        while True:
            time.sleep(min(_LOOK_EVERY_S, self._patience_s))
            now_s = time.monotonic()
            for one in list(self._tickets):
                if one.is_here():
                    one.last_here_s = now_s
                elif now_s - one.last_here_s > self._patience_s:
                    one.reason = f"{one.request.name}: removed, because the page was closed"
                    self.give_up(one)


def _defect(ticket: Ticket, reason: str) -> str:
    return (
        f"{ticket.request.name}: formcheck itself failed on this clip ({reason}); "
        "try again, or another clip"
    )
