"""News for whoever watches the phones: what the event stream of the page carries."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson

MAX_BACKLOG = 1000


class Events:
    """Sends each event to every listener; one that does not read is dropped."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[bytes | None]] = set()

    def listen(self) -> asyncio.Queue[bytes | None]:
        """A queue of events as they go over the wire; None means that there will be no more."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[bytes | None]) -> None:
        self._listeners.discard(queue)

    def send(self, name: str, data: dict[str, Any]) -> None:
        if not self._listeners:
            return
        event = b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps(data))
        for queue in list(self._listeners):
            if queue.qsize() > MAX_BACKLOG:
                self._listeners.discard(queue)
                queue.put_nowait(None)
            else:
                queue.put_nowait(event)

    def close(self) -> None:
        for queue in self._listeners:
            queue.put_nowait(None)
        self._listeners.clear()
