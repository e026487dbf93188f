"""Bad days of Telegram's: errors, time-outs, repeats, limits, a second reader of our updates."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from telegram.error import InvalidToken

from bot import logs
from bot.channels.telegram import inbox, polling, worker
from bot.channels.telegram.incoming import Incoming
from bot.delivery import retries
from bot.delivery.models import Parcel
from bot.delivery.models import State as ParcelState
from bot.interactions.models import Interaction, Kind
from bot.questions.models import Part, Question, Rating, Side, Status
from bot.simulator import Message
from tests.house import TOKEN, Reader, Story, story
from tests.stories.deeds import TOOLOS, number_in

LONG = 60.0


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses between attempts, a twentieth of their length."""
    monkeypatch.setattr(retries, "PAUSES", (0.05, 0.15, 0.5))
    monkeypatch.setattr(polling, "PAUSES", (0.05, 0.1, 0.2))
    monkeypatch.setattr(worker, "SWEEP_EVERY", 0.1)


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path) as begun:
        yield begun


@pytest.fixture
def log() -> Iterator[list[dict[str, Any]]]:
    """What was logged so far."""
    root = logging.getLogger()
    before, level = root.handlers, root.level
    logs.set_up("INFO")
    lines: list[dict[str, Any]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if isinstance(record.msg, dict):
                lines.append(record.msg)

    root.addHandler(Keep())
    yield lines
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


async def test_errors_lost_answers_and_repeats_lose_nothing_and_do_nothing_twice(
    st: Story,
) -> None:
    clerk = await st.clerk(TOOLOS)
    askers = [await st.reader(TOOLOS) for _each in range(3)]
    await st.phones.faults(error_share=0.2, drop_share=0.1, repeat_updates_share=0.3)
    numbers = await asyncio.gather(
        *(_asks(asker, f"question {at}") for at, asker in enumerate(askers))
    )
    for number in numbers:
        await _answers(clerk, number, f"answer to {number}")
    await asyncio.gather(
        *(
            _rates(asker, number, f"answer to {number}")
            for asker, number in zip(askers, numbers, strict=True)
        )
    )
    await st.phones.faults(error_share=0, drop_share=0, repeat_updates_share=0)
    await _until(lambda: _is_rated(st, numbers))  # until then the press may still be at Telegram
    await _until_nothing_waits(st)

    with st.store.reading() as session:
        questions = {each.number: each for each in session.scalars(select(Question))}
        assert sorted(filter(None, questions)) == sorted(numbers)
        for at, number in enumerate(numbers):
            question = questions[number]
            assert (question.status, question.rating) == (Status.ANSWERED, Rating.HELPED)
            parts = session.scalars(
                select(Part).where(Part.question_id == question.id).order_by(Part.position)
            )
            assert [(each.side, each.text) for each in parts] == [
                (Side.ASKER, f"question {at}"),
                (Side.OFFICE, f"answer to {number}"),
            ]
        steps = Counter(session.scalars(select(Interaction.kind)))
        for kind in (Kind.QUESTION_ASKED, Kind.QUESTION_ANSWERED, Kind.ANSWER_RATED):
            assert steps[kind] == len(askers)
        assert set(session.scalars(select(inbox.Update.state))) == {inbox.State.DONE}


def _is_rated(st: Story, numbers: list[int]) -> bool:
    with st.store.reading() as session:
        rated = select(Question.number).where(Question.rating.is_not(None))
        return set(session.scalars(rated)) == set(numbers)


async def _asks(asker: Reader, words: str) -> int:
    await asker.sends("/ask")
    await asker.sees("❓ Write your question", LONG)
    await asker.sends(words)
    await _presses(asker, await asker.sees("✏️ We have it", LONG), "Check and send ›")
    await _presses(asker, await asker.sees("✏️ Check your question", LONG), "✅ Send")
    return number_in(await asker.sees("✅ Your question has been sent", LONG))


async def _answers(clerk: Reader, number: int, words: str) -> None:
    sign = clerk.words("❓ Question {number} · {community}", number=number, community="")
    card = await clerk.phone.sees(sign.strip(), LONG)
    await _presses(clerk, card, "✏️ Answer")
    await clerk.sees("✏️ Question {number}: write your answer", LONG, number=number)
    await clerk.sends(words)
    draft = await clerk.sees("💬 Question {number}: so your answer leaves", LONG, number=number)
    await _presses(clerk, draft, "✅ Send")
    await clerk.sees("✅ Question {number}: your answer has left", LONG, number=number)


async def _rates(asker: Reader, number: int, words: str) -> None:
    reply = await asker.phone.sees(words, LONG)
    await _presses(asker, reply, "Helped")


async def _presses(reader: Reader, message: Message, label: str) -> None:
    """Once, on this very message; the word that flashes up may be lost on such a line."""
    buttons = [button for row in message.keyboard for button in row]
    label = reader.words(label)
    data = next(button["callback_data"] for button in buttons if label in button["text"])
    with suppress(AssertionError):
        await reader.phone.forges_press(data, message.id, 0.01)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(LONG):
        while not condition():
            await asyncio.sleep(0.01)


async def _until_nothing_waits(st: Story) -> None:
    """Everything was taken in, answered, sent and noted."""

    def waits(session: Session) -> int:
        updates = select(func.count()).where(inbox.Update.state == inbox.State.WAITING)
        parcels = select(func.count()).where(Parcel.state == ParcelState.WAITING)
        return (session.scalar(updates) or 0) + (session.scalar(parcels) or 0)

    async with asyncio.timeout(LONG):
        while await st.store.read(waits):
            await st.quiet()
            await asyncio.sleep(0.05)
    await st.quiet()


async def test_when_telegram_is_down_for_a_while_all_of_it_arrives_afterwards(st: Story) -> None:
    reader = await st.reader(TOOLOS)
    await st.quiet()
    await st.phones.faults(error_share=1.0)
    for command in ("/help", "/my_data", "/ask"):
        await reader.sends(command)
    await _until(lambda: st.house.channel.worker.unsent >= 3)
    await st.phones.faults(error_share=0.0)
    for words in ("🔒 What is kept about you", "❓ Write your question"):
        await reader.sees(words, LONG)
    await _until_nothing_waits(st)


async def test_too_many_requests_are_waited_out_and_nothing_is_left_out(st: Story) -> None:
    reader = await st.reader(TOOLOS)
    await reader.sends("/ask")
    await reader.sees("❓ Write your question")
    await st.phones.faults(strict_limits=True)
    for number in range(8):  # three more than the burst that a chat has
        await reader.sends(f"part {number}")
    got_it = reader.words("✏️ We have it")
    arrived = await reader.phone.waits_for(
        lambda: sum(each.text.startswith(got_it) for each in reader.phone.screen) == 8, LONG
    )
    assert arrived, reader.phone.drawn()
    assert st.house.channel.worker.unsent > 0, "no limit was met"
    await _until_nothing_waits(st)
    with st.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Part)) == 8


async def test_a_second_reader_of_our_updates_is_told_loudly_and_survived(
    st: Story, log: list[dict[str, Any]]
) -> None:
    reader = await st.reader(TOOLOS)
    async with aiohttp.ClientSession() as thief:
        async with thief.get(f"{st.base_url}/bot{TOKEN}/getUpdates") as answer:
            assert answer.status == 200
        await _until(lambda: any(each["event"] == "token.used_elsewhere" for each in log))
    (loud,) = [each for each in log if each["event"] == "token.used_elsewhere"]
    assert loud["level"] == "error"
    assert "/revoke" in loud["what_to_do"]
    await reader.sends("/my_data")
    await reader.sees("🔒 What is kept about you", LONG)


async def test_a_webhook_that_somebody_else_has_set_is_told_loudly(
    st: Story, log: list[dict[str, Any]]
) -> None:
    reader = await st.reader(TOOLOS)
    async with aiohttp.ClientSession() as thief:
        theirs = {"url": "https://thief.example"}
        async with thief.post(f"{st.base_url}/bot{TOKEN}/setWebhook", json=theirs) as answer:
            assert answer.status == 200
        await _until(lambda: any(each["event"] == "token.used_elsewhere" for each in log))
        async with thief.post(f"{st.base_url}/bot{TOKEN}/deleteWebhook") as answer:
            assert answer.status == 200
    await reader.sends("/my_data")
    await reader.sees("🔒 What is kept about you", LONG)


async def test_a_database_that_stumbles_does_not_end_the_fetching(
    st: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await st.reader(TOOLOS)
    await st.quiet()
    stumbled = False
    store = inbox.store

    def stumbles(session: Session, batch: list[Incoming], **more: Any) -> None:
        nonlocal stumbled
        if not stumbled:
            stumbled = True
            raise OSError("no space left on device")
        store(session, batch, **more)

    monkeypatch.setattr(inbox, "store", stumbles)
    await reader.sends("/my_data")
    await reader.sees("🔒 What is kept about you")
    assert stumbled


async def test_a_token_that_was_revoked_is_told_loudly(
    st: Story, log: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = await st.reader(TOOLOS)

    async def revoked(*_given: object) -> int:
        raise InvalidToken

    monkeypatch.setattr(polling, "_fetch", revoked)
    await reader.sends("/my_data")  # ends the poll that is under way
    await _until(lambda: all(each.done() for each in _polling(st)))
    assert [each for each in log if each["event"] == "token.refused"]


def _polling(st: Story) -> list[asyncio.Task[None]]:
    return [each for each in st.house.channel._running if each.get_name() == "polling"]
