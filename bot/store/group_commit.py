"""Many small transactions, one commit: what waits for SQLite's one writer is written together.

A commit waits for the disk, and a thread that wakes up waits for the interpreter. Both are paid
once for all that stand in line instead of once each; with nobody in line nothing waits for company.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from bot.store.keys import Keyring, using

T = TypeVar("T")
LONGEST_GROUP = 0.01
"""Seconds after which a group takes in nobody else: the first of it has waited long enough."""


@dataclass(slots=True)
class _Work:
    do: Callable[[Session], Any]
    done: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop
    result: Any = None
    error: BaseException | None = None


class GroupCommit:
    """One writer thread. Each work is whole or not at all; what one does wrong touches no other."""

    def __init__(self, engine: Engine, keys: Keyring) -> None:
        self._engine = engine
        self._keys = keys
        self._thread = ThreadPoolExecutor(1, "store-writer")
        self._waiting: deque[_Work] = deque()
        self._lock = threading.Lock()
        self._writing = False

    def write(self, work: Callable[[Session], T]) -> asyncio.Future[T]:
        """Done when the work is committed, with what it returned or raised."""
        loop = asyncio.get_running_loop()
        one = _Work(work, loop.create_future(), loop)
        with self._lock:
            self._waiting.append(one)
            begin, self._writing = not self._writing, True
        if begin:
            self._thread.submit(self._write_all)
        return one.done

    def close(self) -> None:
        self._thread.shutdown(wait=True)

    def _write_all(self) -> None:
        with using(self._keys):
            while (first := self._next()) is not None:
                group = [first]
                try:
                    with self._engine.begin() as connection:
                        for work in self._in_line(first, group):
                            self._do(connection, work)
                except BaseException as error:  # the commit itself: nobody's work is kept
                    for work in group:
                        work.error = work.error or error
                _tell(group)

    def _in_line(self, first: _Work, group: list[_Work]) -> Iterator[_Work]:
        until = time.monotonic() + LONGEST_GROUP
        yield first
        while time.monotonic() < until and self._waiting:
            # Only this thread takes from the line: what was there a moment ago is still there.
            work = self._waiting.popleft()
            group.append(work)
            yield work

    def _do(self, connection: Connection, work: _Work) -> None:
        """In a savepoint, which a session makes by itself where a transaction is under way."""
        try:
            with Session(
                connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            ) as session:
                work.result = work.do(session)
                session.commit()
        except BaseException as error:
            work.error = error

    def _next(self) -> _Work | None:
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._writing = False
            return None


def _tell(group: list[_Work]) -> None:
    """One call into each loop for a whole group: waking a loop costs as much as a statement."""
    loops = {id(work.loop): work.loop for work in group}
    for loop in loops.values():
        try:
            loop.call_soon_threadsafe(_settle, [work for work in group if work.loop is loop])
        except RuntimeError:  # the loop has ended, and nobody waits there any more
            continue


def _settle(group: list[_Work]) -> None:
    for work in group:
        if work.done.done():
            continue
        if work.error is not None:
            work.done.set_exception(work.error)
        else:
            work.done.set_result(work.result)
