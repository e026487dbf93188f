"""Long polling: fetch, keep, and only then confirm."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import orjson
import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter

from bot.channels.telegram.incoming import ALLOWED_UPDATES, read
from bot.channels.telegram.worker import Worker

log = structlog.get_logger()

WAIT = 25
"""Seconds that a poll stays open; proxies on the way close idle connections at 30 or 60."""
BATCH = 100
PAUSES = (1, 2, 5, 10, 30)
MOST_IN_HAND = 2000
"""With more updates than this at work fetching waits: Telegram keeps what is not fetched."""


async def poll(bot: Bot, worker: Worker, stop: asyncio.Event) -> None:
    """Fetch until told to stop. Raises InvalidToken; every other trouble is waited out."""
    offset, failures = 0, 0
    while not stop.is_set():
        try:
            offset = await _fetch(bot, worker, offset, stop)
            failures = 0
        except InvalidToken:
            log.error("token.refused", what_to_do="copy it again from @BotFather, then restart")
            raise
        except Exception as error:  # also the database's: what was not stored is fetched again
            pause = PAUSES[min(failures, len(PAUSES) - 1)]
            failures += 1
            if isinstance(error, Conflict):
                # Somebody else reads our updates: a second copy, or a thief of the token (A10).
                log.error("token.used_elsewhere", what_to_do="stop the other copy, or /revoke")
            elif isinstance(error, RetryAfter):
                pause = max(pause, int(float(str(error.retry_after))))
            else:
                log.warning("polling.failed", error=type(error).__name__, again_in=pause)
            await _pause(stop, pause)


async def _fetch(bot: Bot, worker: Worker, offset: int, stop: asyncio.Event) -> int:
    query = {
        "timeout": WAIT,
        "limit": BATCH,
        "allowed_updates": orjson.dumps(ALLOWED_UPDATES).decode(),
    }
    if offset:
        query["offset"] = offset
    address = f"{bot.base_url}/getUpdates?{urlencode(query)}"
    polling = asyncio.ensure_future(bot.request.post(address, read_timeout=WAIT + 10))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not polling.done():
        polling.cancel()
        return offset
    updates = polling.result()
    if not isinstance(updates, list) or not updates:
        return offset
    await worker.accept([each for each in map(read, updates) if each is not None])
    await worker.room_for_more(MOST_IN_HAND)
    return int(updates[-1]["update_id"]) + 1


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
