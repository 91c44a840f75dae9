"""Let threads that want the same kind of write at the same moment share one: one of them does it for all."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

MOST_AT_ONCE = 32


@dataclass(eq=False)
class _Ticket:
    """What a thread brings, and what came of it: an outcome or the error that it raises."""

    item: Any
    called: threading.Event = field(default_factory=threading.Event)
    is_done: bool = False
    outcome: Any = None
    error: BaseException | None = None


class Gathering(Generic[T, R]):
    """A place where threads bring items; whoever comes first writes, and takes along all who came meanwhile.

    Nobody waits for company: a thread that comes alone writes at once. While it writes, others gather, and
    the first of them writes for all of those.
    """

    def __init__(self, write_all: Callable[[Sequence[T]], Sequence[R]]) -> None:
        self._write_all = write_all
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []
        self._is_busy = False

    def write(self, item: T) -> R:
        """Write the item, alone or among others, and return its outcome or raise its error."""
        ticket = _Ticket(item)
        with self._lock:
            self._waiting.append(ticket)
            leads, self._is_busy = not self._is_busy, True
        if not leads:
            ticket.called.wait()
        if not ticket.is_done:
            self._lead()
        if ticket.error is not None:
            raise ticket.error
        return ticket.outcome

    def _lead(self) -> None:
        with self._lock:
            tickets, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
        try:
            self._settle(tickets)
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                self._is_busy = following is not None
            if following:
                following.called.set()
            for ticket in tickets:
                ticket.called.set()

    def _settle(self, tickets: list[_Ticket]) -> None:
        try:
            outcomes = self._write_all([ticket.item for ticket in tickets])
        except BaseException as error:
            if len(tickets) == 1:
                tickets[0].error, tickets[0].is_done = error, True
                return
            # What is wrong with one must not cost the others theirs.
            for ticket in tickets:
                self._settle([ticket])
            return
        for ticket, outcome in zip(tickets, outcomes, strict=True):
            ticket.outcome, ticket.is_done = outcome, True
