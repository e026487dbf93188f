"""Time's side of the product: APScheduler only wakes it; what is due stands in tables."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.orm import Session

from bot.channels.telegram import inbox
from bot.delivery import service as delivery
from bot.interactions import service as interactions
from bot.people import sign_in
from bot.places import service as places
from bot.questions import due as questions
from bot.store import leases
from bot.store.database import Store

log = structlog.get_logger()

TICK_SECONDS = 20
TIDY_EVERY = timedelta(hours=1)
MOST_A_TICK = 200
LEASE = "clock"


class Clock:
    """Does what is due, in one process at a time."""

    def __init__(self, store: Store, now: Callable[[], datetime], wake: Callable[[], None]) -> None:
        self._store = store
        self._now = now
        self._wake = wake
        self._holder = secrets.token_hex(8)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._at_work = asyncio.Lock()
        self._tidied_at: datetime | None = None

    def start(self) -> None:
        once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self.beat, "interval", seconds=TICK_SECONDS, **once)
        self._scheduler.start()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what has begun."""
        self._scheduler.shutdown(wait=False)
        async with self._at_work:
            await self._store.write(lambda s: leases.give_back(s, LEASE, self._holder))

    async def beat(self) -> None:
        """What the scheduler calls: look for what is due, and now and then tidy up.

        Tidying hangs on no schedule of its own, since a process may be restarted more often.
        """
        async with self._at_work:
            await self.tick()
            now = self._now()
            long_ago = self._tidied_at is None or now - self._tidied_at >= TIDY_EVERY
            if long_ago and await self.tidy():
                self._tidied_at = now

    async def tick(self) -> int:
        """Move up what is late, one transaction each; how many there were."""
        if not await self._mine():
            return 0
        done = 0
        while done < MOST_A_TICK:
            if not await self._store.write(partial(_climb, now=self._now())):
                break
            done += 1
        if done:
            log.info("questions.moved_up", count=done)
            self._wake()
        return done

    async def tidy(self) -> bool:
        """Let go of what need not be kept any longer; False when another process does it."""
        if not await self._mine():
            return False
        for let_go in (
            inbox.prune,
            delivery.prune,
            places.expire,
            sign_in.expire,
            interactions.destroy_old_pseudonyms,
        ):
            work: Callable[[Session], object] = partial(let_go, now=self._now())
            try:
                await self._store.write(work)
            except Exception as error:
                room = let_go.__module__
                log.error("clock.not_tidied", room=room, error=type(error).__name__)
        return True

    async def _mine(self) -> bool:
        now = self._now()
        return await self._store.write(lambda s: leases.hold(s, LEASE, self._holder, now=now))


def _climb(session: Session, *, now: datetime) -> bool:
    moved = questions.climb_next(session, now=now)
    delivery.leave_to_the_sweep(session, now=now)
    return moved
