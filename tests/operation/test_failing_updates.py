"""An update that cannot be answered: the person hears of it, nobody else suffers from it."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import logs
from bot.articles import chat as articles
from bot.channels.telegram import inbox, worker
from bot.channels.telegram.incoming import Incoming, What
from bot.channels.telegram.sending import Sender
from bot.delivery import service as delivery
from bot.delivery.models import Parcel
from bot.delivery.models import State as ParcelState
from bot.navigation import AskPerson
from bot.people import service as people
from bot.places.service import Role
from bot.questions import chat as asking
from bot.questions import service as questions
from bot.questions.models import Part
from bot.screens import Screen
from bot.store.database import Store
from bot.store.keys import Keyring
from tests.house import DATABASE, KEY, Reader, Story, story, template
from tests.stories.deeds import TOOLOS

WORDS = "what-only-this-person-wrote"
FRIENDLY = "⚠️ Something went wrong on our side"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_AFTER_FAILURE", 0.01)
    monkeypatch.setattr(worker, "SWEEP_EVERY", 0.1)


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path) as begun:
        yield begun


@contextmanager
def everything_logged() -> Iterator[None]:
    """As for an operator who wants to know it all."""
    root = logging.getLogger()
    before, level, raising = root.handlers, root.level, logging.raiseExceptions
    logs.set_up("DEBUG")
    yield
    root.handlers, logging.raiseExceptions = before, raising
    root.setLevel(level)
    structlog.reset_defaults()


class Broken:
    """A room that stumbles over these words, always or a few times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, times: int = 1000) -> None:
        self.left = times
        self.search = articles.search
        monkeypatch.setattr(articles, "search", self)

    def __call__(self, session: Session, person: Any, text: str, **given: Any) -> Any:
        if WORDS in text and self.left:
            self.left -= 1
            raise ValueError(f"{text} of {person.channel_id}")
        return self.search(session, person, text, **given)


async def test_after_three_failures_the_person_is_told_a_code_that_the_log_knows(
    st: Story, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reader = await st.reader(TOOLOS)
    Broken(monkeypatch)
    with everything_logged():
        await reader.sends(WORDS)
        message = await reader.sees(FRIENDLY)
        await st.quiet()
    words = capsys.readouterr().err
    (parked,) = [line for line in words.splitlines() if "update.parked" in line]
    (update,) = await st.store.read(_parked)
    assert update.reference
    assert update.reference in message.text
    assert f'"reference": "{update.reference}"' in parked
    assert '"level": "error"' in parked
    assert update.attempts == words.count('"event": "update.failed"') == inbox.ATTEMPTS
    assert "ValueError" in words
    for secret in (WORDS, str(reader.phone.id), st.settings.bot_token.get_secret_value()):  # type: ignore[union-attr]
        assert secret not in words


@dataclass(frozen=True)
class Parked:
    reference: str
    attempts: int
    has_body: bool


def _parked(session: Session) -> list[Parked]:
    query = select(inbox.Update).where(inbox.Update.state == inbox.State.PARKED)
    return [
        Parked(each.reference, each.attempts, each.body_sealed is not None)
        for each in session.scalars(query)
    ]


async def test_what_comes_after_it_is_answered_and_others_never_notice(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, neighbour = await st.reader(TOOLOS), await st.reader(TOOLOS)
    Broken(monkeypatch)
    await reader.sends(WORDS)
    await reader.sends("/my_data")
    await neighbour.sends("/my_data")
    await neighbour.sees("🔒 What is kept about you")
    await reader.sees("🔒 What is kept about you")
    await reader.sees(FRIENDLY)
    texts = [each.text for each in reader.phone.screen if each.from_bot]
    friendly, later = reader.words(FRIENDLY), reader.words("🔒 What is kept about you")
    places = [
        next(at for at, text in enumerate(texts) if sign in text) for sign in (friendly, later)
    ]
    assert places == sorted(places), "their order was lost"


async def test_a_failure_that_passes_is_never_seen(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await st.reader(TOOLOS)
    broken = Broken(monkeypatch, times=inbox.ATTEMPTS - 1)
    answer = await reader.new_screen(lambda: reader.sends(WORDS))
    await st.quiet()
    assert broken.left == 0
    assert reader.words(FRIENDLY) not in answer.text
    assert await st.store.read(_parked) == []


async def test_nothing_of_an_attempt_that_failed_stays(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half of the work was done, three times: none of it is there."""
    reader, clerk = await st.reader(TOOLOS), await st.clerk(TOOLOS, Role.FOCAL_POINT)
    begun = questions.begin

    def begins_and_stumbles(session: Session, *given: Any, **more: Any) -> Any:
        begun(session, *given, **more)
        session.flush()
        raise RuntimeError

    monkeypatch.setattr("bot.questions.service.begin", begins_and_stumbles)
    await reader.sends("/ask")
    await reader.sees(FRIENDLY)
    await st.quiet()
    monkeypatch.setattr("bot.questions.service.begin", begun)
    with st.store.reading() as session:
        person = people.find(session, str(reader.phone.id))
        assert person is not None
        assert questions.draft_of(session, person) is None
    assert len(clerk.phone.screen) == len((await clerk.phone.looks()).screen)


async def test_a_press_that_fails_does_not_spin_for_ever(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await st.reader(TOOLOS)

    def stumbles(*_given: Any, **_more: Any) -> Screen:
        raise RuntimeError

    monkeypatch.setattr("bot.questions.service.of_asker", stumbles)
    await reader.presses("💬 My questions")  # fails the test when it keeps spinning
    await reader.sees(FRIENDLY)


async def test_a_parked_update_stays_parked_over_a_restart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Broken(monkeypatch)
    async with story(tmp_path) as st:
        reader = await st.reader(TOOLOS)
        await reader.sends(WORDS)
        await reader.sees(FRIENDLY)
    tried = broken.left
    async with story(tmp_path) as st:
        await st.house.channel.worker.sweep()
        await st.quiet()
        assert broken.left == tried
        (update,) = await st.store.read(_parked)
        assert update.has_body  # two weeks for somebody to look at it
        st.clock.passes(days=15)
        await st.house.clock.tidy()
        assert await st.store.read(_parked) == []


async def test_a_message_that_cannot_be_put_into_words_does_not_hold_up_the_others(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await st.reader(TOOLOS)
    show = Sender._show_all
    tries = 0

    async def stumbles(self: Sender, departure: delivery.Departure) -> str:
        nonlocal tries
        if any(
            WORDS in answer.plain() for answer in departure.answers if isinstance(answer, Screen)
        ):
            tries += 1
            raise ValueError(WORDS)
        return await show(self, departure)

    monkeypatch.setattr(Sender, "_show_all", stumbles)
    await reader.sends("/ask")
    await reader.sees("❓ Write your question")
    await reader.sends(WORDS)
    await reader.presses("Check and send ›")
    await st.quiet()
    for _each in range(3):
        st.clock.passes(hours=1)
        await st.house.channel.worker.sweep()
        await st.quiet()
    assert tries < 60
    with st.store.reading() as session:
        left = session.scalars(select(Parcel).where(Parcel.state == ParcelState.WAITING)).all()
        assert left == []
    await reader.sends("/my_data")
    await reader.sees("🔒 What is kept about you")


async def test_what_a_crash_left_behind_comes_before_what_arrives_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process looks through its inbox slowly, and Telegram has new updates at once."""
    shutil.copy(template(), tmp_path / DATABASE)
    store = Store(f"sqlite:///{tmp_path / DATABASE}", Keyring(KEY))
    first_person = 500_000_001
    now = datetime.now(UTC) - timedelta(seconds=5)
    left = [
        Incoming(number, str(first_person), What.TEXT, f"part {number}") for number in (11, 12, 13)
    ]
    with store.transaction() as session:
        person = people.meet(session, str(first_person), now=now)
        people.choose_language(session, person, "ky")
        people.choose_community(session, person, TOOLOS)
        asking.ask(session, person, AskPerson(), now=now)
        inbox.store(session, left, now=now)
    store.close()
    waiting = inbox.waiting

    def slowly(session: Session, **given: Any) -> list[Incoming]:
        found = waiting(session, **given)
        until = time.monotonic() + 1
        while time.monotonic() < until and not _is_there(tmp_path, "the newest"):
            time.sleep(0.02)
        return found

    monkeypatch.setattr(inbox, "waiting", slowly)
    async with story(tmp_path) as st:
        reader = Reader(await st.phones.new("Somebody", language_code="ky"), "ky")
        assert reader.phone.id == first_person
        await reader.sends("the newest")
        got_it = reader.words("✏️ We have it")
        assert await reader.phone.waits_for(
            lambda: sum(got_it in each.text for each in reader.phone.screen) == 4, 20
        )
        await st.quiet()
        with st.store.reading() as session:
            texts = [each.text for each in session.scalars(select(Part).order_by(Part.position))]
        assert texts == ["part 11", "part 12", "part 13", "the newest"]


def _is_there(folder: Path, words: str) -> bool:
    store = Store(f"sqlite:///{folder / DATABASE}", Keyring(KEY))
    with store.reading() as session:
        found = any(each.text == words for each in session.scalars(select(Part)))
    store.close()
    return found
