"""Time's side of the product: APScheduler only wakes it; what is due stands in tables."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime
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
TIDY_SECONDS = 3600
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

    def start(self) -> None:
        once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        self._scheduler.add_job(self.tick, "interval", seconds=TICK_SECONDS, **once)
        self._scheduler.add_job(self.tidy, "interval", seconds=TIDY_SECONDS, **once)
        self._scheduler.start()

    async def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
        await self._store.write(lambda s: leases.give_back(s, LEASE, self._holder))

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

    async def tidy(self) -> None:
        """Let go of what need not be kept any longer."""
        if not await self._mine():
            return
        now = self._now()

        def transaction(session: Session) -> None:
            inbox.prune(session, now=now)
            delivery.prune(session, now=now)
            places.expire(session, now=now)
            sign_in.expire(session, now=now)
            interactions.destroy_old_pseudonyms(session, now=now)

        await self._store.write(transaction)

    async def _mine(self) -> bool:
        now = self._now()
        return await self._store.write(lambda s: leases.hold(s, LEASE, self._holder, now=now))


def _climb(session: Session, *, now: datetime) -> bool:
    moved = questions.climb_next(session, now=now)
    delivery.leave_to_the_sweep(session, now=now)
    return moved
