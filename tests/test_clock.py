"""The clock: what is due is done, by one process, and what may be forgotten is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import clock as clocks
from bot.channels.telegram import inbox
from bot.channels.telegram.incoming import Incoming, What
from bot.clock import LEASE, Clock
from bot.interactions import service as interactions
from bot.interactions.models import Pseudonym
from bot.interactions.service import Kind
from bot.people import service as people
from bot.places import service as places
from bot.places.posts import appoint
from bot.places.service import Role
from bot.questions import service as questions
from bot.questions.models import Question
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.store.leases import HELD_FOR, Lease
from tests import house
from tests.house import DATABASE, KEY, template

WEDNESDAY = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
TOOLOS = "osh.nookat.toolos"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    (tmp_path / DATABASE).write_bytes(template().read_bytes())
    store = Store(f"sqlite:///{tmp_path / DATABASE}", Keyring(KEY))
    yield store
    store.close()


@pytest.fixture
def time() -> house.TestClock:
    time = house.TestClock()
    time.shows(WEDNESDAY)
    return time


def asked(session: Session, asker: str, now: datetime) -> int:
    """A question to the village office of Toolos; its number."""
    person = people.meet(session, asker, now=now)
    people.choose_community(session, person, TOOLOS)
    question = questions.begin(session, person, now=now)
    questions.write(session, person, question, "How long does it take?", now=now)
    questions.send(session, person, question.id, now=now)
    assert question.number is not None
    return question.number


def with_offices(session: Session, now: datetime) -> None:
    for name, role, place in (
        ("1", Role.FOCAL_POINT, TOOLOS),
        ("2", Role.COORDINATOR, "osh.nookat"),
        ("3", Role.COORDINATOR, "osh"),
    ):
        person = people.meet(session, name, now=now)
        appoint(session, person, role, place, appointed_by=None, now=now)


async def offices(store: Store) -> list[str | None]:
    return await store.read(lambda s: sorted(s.scalars(select(Question.office)), key=str))


async def test_what_is_late_climbs_one_rung_and_no_further_until_it_is_late_again(
    store: Store, time: house.TestClock
) -> None:
    woken = 0

    def wake() -> None:
        nonlocal woken
        woken += 1

    clock = Clock(store, time, wake)
    await store.write(lambda s: with_offices(s, time()))
    for asker in ("100", "101", "102"):
        await store.write(lambda s, asker=asker: asked(s, asker, time()))  # type: ignore[misc]
    assert await clock.tick() == 0
    assert (await offices(store), woken) == ([TOOLOS] * 3, 0)

    time.passes(days=3)
    assert await clock.tick() == 3
    assert await clock.tick() == 0
    assert (await offices(store), woken) == (["osh.nookat"] * 3, 1)

    time.passes(days=5)
    assert await clock.tick() == 3
    time.passes(days=5)
    assert await clock.tick() == 3
    time.passes(days=30)
    assert await clock.tick() == 0  # the nation's office is the last
    assert await offices(store) == ["kg"] * 3


async def test_of_two_clocks_one_is_at_work_and_hands_over_when_it_stops(
    store: Store, time: house.TestClock
) -> None:
    first, second = (Clock(store, time, lambda: None) for _each in range(2))
    await store.write(lambda s: with_offices(s, time()))
    await store.write(lambda s: asked(s, "100", time()))
    assert await first.tick() == 0
    time.passes(days=3)
    await first._mine()
    assert await second.tick() == 0  # it is late, but not the second one's to move
    assert await first.tick() == 1

    first.start()
    await first.stop()
    assert await store.read(lambda s: s.scalar(select(func.count()).select_from(Lease))) == 0
    time.passes(days=5)
    assert await second.tick() == 1


async def test_a_clock_that_fell_silent_is_followed_by_the_other(
    store: Store, time: house.TestClock
) -> None:
    silent, other = (Clock(store, time, lambda: None) for _each in range(2))
    await silent.tick()
    holder = await store.read(lambda s: s.scalar(select(Lease.holder)))
    await other.tick()
    assert await store.read(lambda s: s.scalar(select(Lease.holder))) == holder
    time.passes(seconds=HELD_FOR.total_seconds())
    await other.tick()
    assert await store.read(lambda s: s.scalar(select(Lease.holder))) != holder
    assert await silent.tick() == 0


async def test_updates_and_pseudonyms_are_let_go_in_their_time(
    store: Store, time: house.TestClock
) -> None:
    clock = Clock(store, time, lambda: None)

    def arrives(session: Session) -> None:
        updates = [Incoming(number, "100", What.TEXT, "words") for number in (1, 2, 3)]
        inbox.store(session, updates, now=time())
        inbox.take(session, updates[0], now=time())
        for _each in range(inbox.ATTEMPTS):
            inbox.fail(session, updates[1], reference="K7-4M2Q")
        person = people.meet(session, "100", now=time())
        interactions.record(session, person, Kind.MENU_OPENED, now=time())

    await store.write(arrives)
    for days, left in ((2, {1, 2, 3}), (2, {2, 3}), (9, {2, 3}), (2, {3})):
        time.passes(days=days)
        await clock.tidy()
        assert await store.read(lambda s: set(s.scalars(select(inbox.Update.id)))) == left
    count = select(func.count()).select_from(Pseudonym)
    assert await store.read(lambda s: s.scalar(count)) == 1
    time.shows(datetime(2027, 1, 1, 0, 1, tzinfo=UTC))
    await clock.tidy()
    assert await store.read(lambda s: s.scalar(count)) == 0


async def test_what_one_room_cannot_tidy_does_not_keep_the_others_from_it(
    store: Store, time: house.TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(session: Session, *, now: datetime) -> int:
        raise RuntimeError

    monkeypatch.setattr(places, "expire", stumbles)
    clock = Clock(store, time, lambda: None)
    update = Incoming(1, "100", What.TEXT, "words")
    await store.write(lambda s: inbox.store(s, [update], now=time()))
    await store.write(lambda s: inbox.take(s, update, now=time()))

    def known(session: Session) -> None:
        person = people.meet(session, "100", now=time())
        interactions.record(session, person, Kind.MENU_OPENED, now=time())

    await store.write(known)
    time.passes(days=100)
    await clock.tidy()
    for table in (inbox.Update, Pseudonym):
        count = select(func.count()).select_from(table)
        assert await store.read(lambda s, count=count: s.scalar(count)) == 0  # type: ignore[misc]


async def test_it_tidies_up_soon_after_the_start_and_then_once_an_hour(
    store: Store, time: house.TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that somebody restarts every half hour must not keep everything for ever."""
    times = 0

    def tidied(session: Session, *, now: datetime) -> None:
        nonlocal times
        times += 1

    monkeypatch.setattr(inbox, "prune", tidied)
    clock = Clock(store, time, lambda: None)
    await clock.beat()
    assert times == 1
    for minutes, expected in ((30, 1), (29, 1), (1, 2), (59, 2), (61, 3)):
        time.passes(minutes=minutes)
        await clock.beat()
        assert times == expected
    other = Clock(store, time, lambda: None)
    await other.beat()
    assert times == 3  # it is not the other one's to do, and is not taken for done
    time.passes(seconds=HELD_FOR.total_seconds())
    await other.beat()
    assert times == 4


async def test_it_stops_when_what_it_is_at_is_done(
    store: Store, time: house.TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_go_on = Event(), Event()
    done = False

    def slow(session: Session, *, now: datetime) -> bool:
        nonlocal done
        begun.set()
        assert may_go_on.wait(30)
        done = True
        return False

    monkeypatch.setattr("bot.questions.due.climb_next", slow)
    clock = Clock(store, time, lambda: None)
    clock.start()
    at_work = asyncio.create_task(clock.beat())
    await asyncio.to_thread(begun.wait, 30)
    stopping = asyncio.create_task(clock.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    may_go_on.set()
    await stopping
    assert done
    await at_work
    assert await store.read(lambda s: s.scalar(select(Lease.holder))) is None


async def test_an_error_in_one_beat_does_not_end_the_clock(
    store: Store, time: house.TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = asyncio.Queue[None]()
    loop = asyncio.get_running_loop()

    def stumbles(session: Session, *, now: datetime) -> bool:
        loop.call_soon_threadsafe(tries.put_nowait, None)
        raise RuntimeError

    monkeypatch.setattr("bot.questions.due.climb_next", stumbles)
    monkeypatch.setattr(clocks, "TICK_SECONDS", 0.05)
    clock = Clock(store, time, lambda: None)
    clock.start()
    async with asyncio.timeout(30):
        for _each in range(3):
            await tries.get()
    await clock.stop()


def test_the_lease_of_the_clock_is_named_as_it_always_was() -> None:
    """Two versions of the product side by side, during an update, must not both climb."""
    assert LEASE == "clock"
