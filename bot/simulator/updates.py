"""What waits for one bot: updates in order, until the bot says that it has them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import orjson

from bot.simulator.errors import ApiError, conflict
from bot.simulator.faults import Faults

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    ]
)
ONLY_WHEN_ASKED = frozenset(("chat_member", "message_reaction", "message_reaction_count"))
MAX_AT_ONCE = 100
MAX_WAIT_SECONDS = 50


class Update(NamedTuple):
    id: int
    chat_id: int
    body: bytes


class Updates:
    """One bot's queue. An update is written down once, as the bytes that the bot will get."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._waiting: OrderedDict[int, Update] = OrderedDict()
        self._repeats: list[Update] = []
        self._next_id = 100_000_001
        self._poller: asyncio.Future[ApiError | None] | None = None
        self.wanted: frozenset[str] = KINDS - ONLY_WHEN_ASKED
        self.delivers: Callable[[Update], None] | None = None

    def count_from(self, number: int) -> None:
        self._next_id = number

    def __len__(self) -> int:
        return len(self._waiting)

    def want(self, kinds: Iterable[str]) -> None:
        """Which kinds come from now on; none named means all but three, as Telegram has it."""
        named = KINDS.intersection(kinds)
        self.wanted = named or KINDS - ONLY_WHEN_ASKED

    def add(self, kind: str, content: dict[str, Any], chat_id: int) -> None:
        if kind not in self.wanted:
            return
        update_id = self._next_id
        self._next_id += 1
        update = Update(update_id, chat_id, orjson.dumps({"update_id": update_id, kind: content}))
        self._waiting[update_id] = update
        if self.delivers is not None:
            self.delivers(update)
        elif self._poller is not None:
            self._wake(None)

    def waiting(self) -> list[Update]:
        return list(self._waiting.values())

    def forget(self, update_id: int) -> None:
        self._waiting.pop(update_id, None)

    def forget_all(self) -> None:
        self._waiting.clear()
        self._repeats.clear()

    def interrupt(self, reason: str) -> None:
        """End the long poll that is under way, if any, with a conflict."""
        self._wake(conflict(reason))

    def release(self) -> None:
        """Let the long poll that is under way answer with what there is."""
        self._wake(None)

    async def poll(self, *, offset: int, limit: int, seconds: float) -> list[bytes]:
        """The next updates as JSON; ``offset`` confirms what is before it, or counts from the end.

        A second poll ends the first with Telegram's conflict, raised there as ApiError.
        """
        self.interrupt(
            "terminated by other getUpdates request; make sure that only one bot instance is "
            "running"
        )
        self._confirm(offset)
        if not self._waiting and not self._repeats and seconds > 0:
            await self._wait(seconds)
        ready = list(self._waiting.values())[:limit] if self._waiting else []
        if self._repeats:
            ready = (self._repeats + ready)[:limit]
            self._repeats = []
        if self._faults.reorder_updates:
            self._faults.random.shuffle(ready)
        return [update.body for update in ready]

    def _confirm(self, offset: int) -> None:
        waiting = self._waiting
        if offset < 0:
            offset = next(reversed(waiting)) + 1 + offset if waiting else 0
        while waiting and next(iter(waiting)) < offset:
            _, update = waiting.popitem(last=False)
            if self._faults.repeats_update():
                self._repeats.append(update)

    async def _wait(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        poller: asyncio.Future[ApiError | None] = loop.create_future()
        self._poller = poller
        timer = loop.call_later(seconds, _finish, poller)
        try:
            error = await poller
        finally:
            timer.cancel()
            if self._poller is poller:
                self._poller = None
        if error is not None:
            raise error

    def _wake(self, error: ApiError | None) -> None:
        poller, self._poller = self._poller, None
        if poller is not None and not poller.done():
            poller.set_result(error)


def _finish(poller: asyncio.Future[ApiError | None]) -> None:
    if not poller.done():
        poller.set_result(None)
