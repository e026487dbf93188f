"""How fast a bot may send, as Telegram's "Bots FAQ" says it.

About 30 messages a second in all, one a second in a chat with a small burst, 20 a minute in a
group. Telegram does not publish how large the burst is; five is what bots see in practice.
"""

from __future__ import annotations

import math

from bot.simulator.errors import too_many_requests

IN_ALL = (30.0, 30.0)  # messages a second, and how many may come at once
IN_CHAT = (1.0, 5.0)
IN_GROUP = (20 / 60, 20.0)

_ROUNDING = 1e-6


class Bucket:
    """Fills steadily up to its size; each message takes one."""

    __slots__ = ("_filled_at", "_level", "_per_second", "_size")

    def __init__(self, per_second: float, size: float, now: float) -> None:
        self._per_second = per_second
        self._size = size
        self._level = size
        self._filled_at = now

    def wait_for(self, count: int, now: float) -> float:
        """Seconds until that many may be sent; 0 when they may now."""
        passed = max(now - self._filled_at, 0.0)
        self._level = min(self._size, self._level + passed * self._per_second)
        self._filled_at = now
        missing = min(float(count), self._size) - self._level
        return missing / self._per_second if missing > _ROUNDING else 0.0

    def take(self, count: int) -> None:
        self._level -= count


class Pace:
    """One bot's buckets."""

    def __init__(self, now: float) -> None:
        self._all = Bucket(*IN_ALL, now)
        self._chats: dict[int, Bucket] = {}

    def spend(self, chat_id: int, count: int, now: float) -> None:
        """Count messages to a chat; raises ApiError 429 with the seconds to wait."""
        chat = self._chats.get(chat_id)
        if chat is None:
            chat = self._chats[chat_id] = Bucket(*(IN_CHAT if chat_id > 0 else IN_GROUP), now)
        wait = max(self._all.wait_for(count, now), chat.wait_for(count, now))
        if wait > 0:
            raise too_many_requests(math.ceil(wait))
        self._all.take(count)
        chat.take(count)
