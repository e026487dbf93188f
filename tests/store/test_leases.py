"""Work for one process at a time: held, renewed, handed on when its holder has fallen silent."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from bot.store import leases
from bot.store.database import Store
from bot.tables import METADATA

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def store(store: Store) -> Store:
    METADATA.create_all(store.engine)
    return store


def holds(store: Store, holder: str, now: datetime = NOW) -> bool:
    with store.transaction() as session:
        return leases.hold(session, "clock", holder, now=now)


def test_who_holds_it_goes_on_holding_it_and_nobody_else_gets_it(store: Store) -> None:
    assert holds(store, "first")
    for minute in range(5):
        now = NOW + timedelta(minutes=minute)
        assert holds(store, "first", now)
        assert not holds(store, "second", now + leases.HELD_FOR / 2)


def test_a_silent_holder_loses_it_and_does_not_get_it_back(store: Store) -> None:
    assert holds(store, "first")
    assert not holds(store, "second", NOW + leases.HELD_FOR - timedelta(seconds=1))
    assert holds(store, "second", NOW + leases.HELD_FOR)
    assert not holds(store, "first", NOW + leases.HELD_FOR)


def test_who_gives_it_back_lets_the_next_one_begin_at_once(store: Store) -> None:
    assert holds(store, "first")
    with store.transaction() as session:
        leases.give_back(session, "clock", "second")  # not theirs to give
    assert not holds(store, "second")
    with store.transaction() as session:
        leases.give_back(session, "clock", "first")
    assert holds(store, "second")


def test_of_many_that_begin_together_one_gets_it(store: Store) -> None:
    count = 6
    at_once = Barrier(count)

    def begins(number: int) -> bool:
        at_once.wait()
        return holds(store, f"process {number}")

    with ThreadPoolExecutor(count) as threads:
        assert sum(threads.map(begins, range(count))) == 1
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(leases.Lease)) == 1


def test_the_longest_pause_of_the_clock_is_shorter_than_a_lease() -> None:
    from bot import clock

    assert timedelta(seconds=3 * clock.TICK_SECONDS) < leases.HELD_FOR
