"""The line that clips wait in: one for the server, with a few places at the front.

Visitors are served in turn: whoever has many clips in the line holds up nobody who has one. Clips
are analysed in processes of their own (`formcheck.batch.supervisor`), which wait for them with all
they need loaded, so that no page ever waits for a model, and whatever a clip does costs that clip
only. A ticket belongs to a visitor: when they are gone for a while, their work is stopped and their
files are removed.
"""

from __future__ import annotations

import itertools
import math
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Literal

from formcheck.app.jobs.work import ClipRequest, ClipResult, Progress, check_clip, make_ready
from formcheck.batch.events import JobEvent, Limits, Task
from formcheck.batch.supervisor import supervise_line
from formcheck.errors import FormcheckError

__all__ = ["Line", "Ticket"]

State = Literal["waiting", "working", "done", "failed", "cancelled"]

_LOOK_EVERY_S = 1.0
# Time for the first page to be drawn: on few cores it would wait for what workers load.
_FIRST_BREATH_S = 2.0
_LIMITS = Limits(job_s=1800.0, silence_s=120.0)


@dataclass
class Ticket:
    """One clip in the line, and what became of it.

    Attributes
    ----------
    owner : str
        Whose it is.
    state : str
        ``waiting``, ``working``, ``done``, ``failed`` or ``cancelled``.
    ahead : int
        How many clips are before it, as things stand: those worked on, and those whose turn is
        earlier.
    progress : Progress
        Of the work.
    result : ClipResult or None
        Once it is done.
    reason : str or None
        Why it failed, or was given up for the visitor.
    """

    request: ClipRequest
    is_here: Callable[[], bool]
    owner: str = ""
    number: int = 0
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
    share : int, optional
        Clips of one visitor that may wait; as many as of all if None.
    patience_s : float
        A visitor gone for longer has left.
    task : callable
        What is done with a clip, in a process of its own.
    prepare : callable or None
        What each of these processes does before its first clip.
    """

    def __init__(
        self,
        places: int,
        longest: int,
        share: int | None = None,
        patience_s: float = 60.0,
        task: Task = check_clip,
        prepare: Callable[[], None] | None = make_ready,
    ) -> None:
        self._longest = longest
        self._share = longest if share is None else min(share, longest)
        self._patience_s = patience_s
        self._tickets: list[Ticket] = []
        self._given: dict[int, Ticket] = {}
        self._numbers = itertools.count()
        # When, in numbers, an owner's last clip came to its end.
        self._last_turn: dict[str, int] = {}
        self._changed = threading.Condition()
        self._closed = False
        self._crew = threading.Thread(
            target=self._serve, args=(task, places, prepare), daemon=True, name="line"
        )
        self._crew.start()
        threading.Thread(target=self._sweep, daemon=True).start()

    def join(self, request: ClipRequest, is_here: Callable[[], bool], owner: str = "") -> Ticket:
        """Put a clip into the line, behind all of its owner.

        Parameters
        ----------
        request : ClipRequest
            The clip; its folder is removed when the ticket is given up.
        is_here : callable
            Whether the visitor is still there; asked from another thread.
        owner : str
            Whose it is; owners are served in turn.

        Raises
        ------
        FormcheckError
            The line is full, or its owner's share of it.
        """
        with self._changed:
            waiting = self._waiting()
            if len(waiting) >= self._longest:
                raise FormcheckError(
                    f"{self._longest} clips are waiting already; try again in a few minutes"
                )
            if sum(one.owner == owner for one in waiting) >= self._share:
                raise FormcheckError(
                    f"{self._share} of your clips are waiting already, which is as many as one "
                    "visitor may have in the line; send the others when these are done"
                )
            ticket = Ticket(request, is_here, owner, next(self._numbers))
            self._tickets.append(ticket)
            self._count()
            self._changed.notify_all()
            return ticket

    def give_up(self, ticket: Ticket) -> None:
        """Stop the work on a clip and forget its files; done or not."""
        with self._changed:
            ticket.state, ticket.result = "cancelled", None
            if ticket in self._tickets:
                self._tickets.remove(ticket)
            self._count()
        shutil.rmtree(ticket.request.folder, ignore_errors=True)

    def close(self) -> None:
        """End all work, as when the server ends."""
        self._closed = True
        with self._changed:
            self._changed.notify_all()
        self._crew.join()

    def take(self) -> tuple[int, ClipRequest] | None:
        """For the supervisor: whose turn it is, if anyone waits."""
        with self._changed:
            waiting = self._waiting()
            if not waiting:
                return None
            ticket = waiting[0]
            ticket.state, ticket.progress = "working", Progress(0.0, "Starting")
            self._given[ticket.number] = ticket
            self._count()
            return ticket.number, ticket.request

    def is_dropped(self, job: int) -> bool:
        """For the supervisor: whether a clip was given up."""
        return self._given[job].state == "cancelled"

    def let_go(self, job: int) -> None:
        """For the supervisor: nobody works any more on a clip that was given up."""
        self._end(self._given.pop(job), "cancelled")

    def _waiting(self) -> list[Ticket]:
        return _in_turn(self._tickets, self._last_turn)

    def _count(self) -> None:
        working = sum(one.state == "working" for one in self._tickets)
        for place, one in enumerate(self._waiting()):
            one.ahead = place + working

    def _serve(self, task: Task, places: int, prepare: Callable[[], None] | None) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting(), _FIRST_BREATH_S)
        while not self._closed:
            events = supervise_line(
                task,
                self,
                workers=places,
                limits=_LIMITS,
                stopped=lambda: self._closed,
                prepare=prepare,
            )
            try:
                with closing(events):
                    for event in events:
                        self._happened(event)
            except Exception as error:
                self._out_of_order(str(error))

    def _happened(self, event: JobEvent) -> None:
        if event.kind == "progress":
            self._given[event.job].progress = event.value
        elif event.kind == "done":
            self._end(self._given.pop(event.job), "done", result=event.value)
        elif event.kind == "failed":
            ticket, reason = self._given.pop(event.job), str(event.reason)
            told = event.cause in ("refused", "unwritable")
            self._end(ticket, "failed", reason=reason if told else _defect(ticket, reason))

    def _out_of_order(self, reason: str) -> None:
        """No worker can be started: a clip is told so, and only the next one lets us try again."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._given or self._waiting())
        if not self._given:
            self.take()
        for ticket in self._given.values():
            self._end(ticket, "failed", reason=_defect(ticket, reason))
        self._given.clear()

    def _end(self, ticket: Ticket, state: State, *, result: Any = None, reason: Any = None) -> None:
        with self._changed:
            self._last_turn[ticket.owner] = next(self._numbers)
            if ticket.state != "cancelled":
                # The state last: pages look without waiting, and not again once it has ended.
                ticket.result, ticket.reason, ticket.state = result, reason, state
            self._count()
        if ticket.result is None:
            # The upload of a clip that failed, or what was written after it was given up.
            shutil.rmtree(ticket.request.folder, ignore_errors=True)

    def _sweep(self) -> None:
        """Let those go whose visitor has left."""
        while not self._closed:
            time.sleep(min(_LOOK_EVERY_S, self._patience_s))
            now_s = time.monotonic()
            for one in list(self._tickets):
                if one.is_here():
                    one.last_here_s = now_s
                elif now_s - one.last_here_s > self._patience_s:
                    one.reason = f"{one.request.name}: removed, because the page was closed"
                    self.give_up(one)
            with self._changed:
                owners = {one.owner for one in self._tickets}
                self._last_turn = {
                    one: turn for one, turn in self._last_turn.items() if one in owners
                }


def _in_turn(tickets: Sequence[Ticket], last_turn: Mapping[str, int]) -> list[Ticket]:
    """Those who wait, in the order of their turns.

    First the first clip of every owner, then the second of each. Within a round whoever has waited
    longest since their last turn comes first, and whoever is being served comes last.
    """
    since: dict[str, float] = {one.owner: math.inf for one in tickets if one.state == "working"}
    rounds: Counter[str] = Counter()
    turns = {}
    for one in tickets:
        if one.state == "waiting":
            waits_since = max(last_turn.get(one.owner, -1), one.number)
            turns[one.number] = (rounds[one.owner], since.setdefault(one.owner, waits_since))
            rounds[one.owner] += 1
    waiting = [one for one in tickets if one.state == "waiting"]
    return sorted(waiting, key=lambda one: (*turns[one.number], one.number))


def _defect(ticket: Ticket, reason: str) -> str:
    return (
        f"{ticket.request.name}: formcheck itself failed on this clip ({reason}); "
        "try again, or another clip"
    )
