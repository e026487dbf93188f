"""Two webhook processes on one PostgreSQL: nobody's updates change places, nothing is done twice.

Telegram sends one person's updates one after another, each when the one before was taken; the
balancer gives every second one to the other process.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.channels.telegram import inbox
from bot.interactions.models import Interaction, Kind
from bot.language.speech import speech
from bot.people import service as people
from bot.places.posts import appoint
from bot.places.service import Role
from bot.questions import service as questions
from bot.questions.models import Part, Question
from bot.simulator import Phone, Phones, Simulator
from bot.simulator import running as simulating
from bot.store import leases
from bot.store.database import Store, open_store
from tests.house import KEY, TOKEN, settings_for
from tests.operation.balancer import Balancer, balancing
from tests.operation.process import PATIENCE, for_the_simulator
from tests.operation.warm import Warm

pytestmark = pytest.mark.postgres

SECRET = "two_processes_one_database"
TOOLOS = "osh.nookat.toolos"
T = TypeVar("T")
_ = speech("ky").gettext


@dataclass
class Pair:
    """Two processes, what stands before them, and who writes to them."""

    simulator: Simulator
    phones: Phones
    balancer: Balancer
    store: Store
    processes: dict[str, Warm]

    async def looks_until(self, look: Callable[[Session], T]) -> T:
        """Look into the database, again and again, until there is what is looked for."""
        async with asyncio.timeout(PATIENCE):
            # What is waited for happens in another process: nothing here could tell of it.
            while not (found := await self.store.read(look)):
                await asyncio.sleep(0.05)
        return found


@asynccontextmanager
async def _pair(folder: Path, database_url: str) -> AsyncIterator[Pair]:
    simulator = Simulator(strict_limits=False, webhook_pause_seconds=0.05)
    simulator.add_bot(TOKEN, username="kopuro_bot", name="Kopuro")
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(simulating(simulator))
        phones = await stack.enter_async_context(Phones(base_url))
        balancer = await stack.enter_async_context(balancing())
        processes: dict[str, Warm] = {}
        for _each in range(2):
            address = f"127.0.0.1:{_free_port()}"
            ours = for_the_simulator(
                base_url,
                database_url,
                KEY,
                TOKEN,
                KOPURO_LISTEN=address,
                KOPURO_WEBHOOK_URL=balancer.url,
                KOPURO_WEBHOOK_SECRET=SECRET,
            )
            process = await Warm.start("run", "--no-console", folder=folder, hurried=True, **ours)
            stack.push_async_callback(process.killed)
            processes[f"http://{address}"] = process
        # Both begin at once on an empty database: the schema is made by one of them.
        await asyncio.gather(*(each.ready() for each in processes.values()))
        balancer.addresses = list(processes)
        store = open_store(settings_for(base_url, folder, database_url=SecretStr(database_url)))
        stack.callback(store.close)
        yield Pair(simulator, phones, balancer, store, processes)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def _somebody(pair: Pair, role: Role | None = None) -> Phone:
    phone = await pair.phones.new("Somebody", language_code="ky")

    def known(session: Session) -> None:
        person = people.meet(session, str(phone.id), now=datetime.now(UTC))
        people.choose_language(session, person, "ky")
        people.choose_community(session, person, TOOLOS)
        if role is not None:
            appoint(session, person, role, TOOLOS, appointed_by=None, now=datetime.now(UTC))

    await pair.store.write(known)
    return phone


async def test_two_processes_keep_each_persons_order_and_do_each_thing_once(
    tmp_path: Path, postgres_url: str
) -> None:
    async with _pair(tmp_path, postgres_url) as pair:
        askers = [await _somebody(pair) for _each in range(4)]
        await asyncio.gather(*(_says_ten_things(asker) for asker in askers))
        assert min(pair.balancer.taken[each] for each in pair.processes) > 10

        with pair.store.reading() as session:
            for asker in askers:
                assert _words_of(session, asker) == [str(each) for each in range(1, 11)]
            assert session.scalar(select(func.count()).select_from(Question)) == len(askers)
            asked = select(func.count()).where(Interaction.kind == Kind.QUESTION_ASKED)
            assert session.scalar(asked) == len(askers)
            assert Counter(session.scalars(select(inbox.Update.state))) == {
                inbox.State.DONE: len(askers) * 13
            }


async def _says_ten_things(asker: Phone) -> None:
    """Without waiting for an answer to any: «/ask», ten messages, and both buttons."""
    await asker.sends("/ask")
    for number in range(1, 11):
        await asker.sends(str(number))
    await asker.presses(_("Check and send ›"), PATIENCE)
    await asker.presses(_("✅ Send"), PATIENCE)
    await asker.sees(_("✅ Your question has been sent"), PATIENCE)


def _words_of(session: Session, asker: Phone) -> list[str | None]:
    person = people.find(session, str(asker.id))
    assert person is not None
    parts = select(Part).join(Question).where(Question.asker_id == person.id)
    return [each.text for each in session.scalars(parts.order_by(Part.position))]


async def test_what_a_killed_process_had_in_hand_is_done_by_the_other_in_order(
    tmp_path: Path, postgres_url: str
) -> None:
    async with _pair(tmp_path, postgres_url) as pair:
        first, second = pair.processes
        asker = await _somebody(pair)
        pair.balancer.addresses = [first]
        await pair.phones.faults(latency_ms=1000)  # it waits for Telegram, and the line grows
        await asker.sends("/ask")
        for number in range(1, 6):
            await asker.sends(str(number))
        await pair.balancer.has_passed_on(6)
        await pair.processes[first].killed()
        with pair.store.reading() as session:
            waiting = select(func.count()).where(inbox.Update.state == inbox.State.WAITING)
            assert (session.scalar(waiting) or 0) > 0, "nothing was left in its hand"

        await pair.phones.faults(latency_ms=0)
        pair.balancer.addresses = [second]
        await asker.sends("6")  # straight to the other one: it has to come last all the same
        await asker.presses(_("Check and send ›"), PATIENCE)
        await asker.sees(_("❓ Write your question"), PATIENCE)  # what it had not sent has come
        await asker.waits_for(lambda: _how_often(asker, _("✏️ We have it")) >= 5, PATIENCE)
        with pair.store.reading() as session:
            assert _words_of(session, asker) == [str(each) for each in range(1, 7)]
            assert session.scalar(waiting) == 0
            assert session.scalar(select(func.count()).select_from(Question)) == 1


def _how_often(phone: Phone, words: str) -> int:
    return sum(words in each.text for each in phone.screen if each.from_bot)


async def test_one_clock_climbs_and_when_it_dies_the_other_goes_on(
    tmp_path: Path, postgres_url: str
) -> None:
    async with _pair(tmp_path, postgres_url) as pair:
        asker, clerk = await _somebody(pair), await _somebody(pair, Role.FOCAL_POINT)
        await asyncio.gather(asker.starts(), clerk.starts())
        holder = await pair.looks_until(lambda s: s.scalar(select(leases.Lease.holder)))

        first = await pair.store.write(lambda s: _asked_long_ago(s, asker))
        await asker.sees(_moved_up(first), PATIENCE)
        assert _how_often(asker, _moved_up(first)) == 1
        assert await pair.store.read(lambda s: s.scalar(select(leases.Lease.holder))) == holder

        climbing = [each for each in pair.processes.values() if each.events("questions.moved_up")]
        assert len(climbing) == 1
        await climbing[0].killed()
        pair.balancer.addresses = [
            address for address, each in pair.processes.items() if each is not climbing[0]
        ]
        second = await pair.store.write(lambda s: _asked_long_ago(s, asker))
        await asker.sees(_moved_up(second), PATIENCE)
        assert await pair.store.read(lambda s: s.scalar(select(leases.Lease.holder))) != holder
        assert _how_often(asker, _moved_up(second)) == 1
        offices = await pair.store.read(lambda s: set(s.scalars(select(Question.office))))
        assert offices == {"kg"}


def _asked_long_ago(session: Session, asker: Phone) -> int:
    """A question whose time is over; its number."""
    now = datetime.now(UTC)
    person = people.find(session, str(asker.id))
    assert person is not None
    question = questions.begin(session, person, now=now)
    questions.write(session, person, question, "How long?", now=now)
    questions.send(session, person, question.id, now=now)
    question.due_at = now - timedelta(minutes=1)
    assert question.number is not None
    return question.number


def _moved_up(number: int) -> str:
    return _("⏳ Question {number} was moved up").format(number=number)
