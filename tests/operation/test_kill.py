"""``kill -9`` at any moment: nothing is lost, and nothing is done twice (a message may be)."""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
from collections import Counter
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.audit.models import Entry
from bot.channels.telegram import inbox
from bot.delivery.models import Parcel
from bot.delivery.models import State as ParcelState
from bot.dialogues.models import Dialogue
from bot.interactions.models import Interaction, Kind
from bot.language.speech import speech
from bot.people import service as people
from bot.people.models import Person
from bot.places.posts import appoint
from bot.places.service import Role
from bot.questions.models import Part, Question, Rating, Side, Status
from bot.simulator import Message, Phone, Phones, Simulator, running
from bot.store.database import Store, open_store
from tests.house import DATABASE, KEY, TOKEN, settings_for, template
from tests.operation.process import PATIENCE, Running, for_the_simulator
from tests.operation.warm import Warm
from tests.stories.deeds import number_in

KILLS = 20
VILLAGES = ("osh.nookat.toolos", "batken.kadamjay.kotormo", "chuy.kemin.kyzyl-oktyabr")
COLD_EVERY = 10
"""One in so many processes is begun from nothing; the others are forked with all imported."""
AT_WORK = 0.8
"""The share of kills that come after the start; the others come while it takes up its work."""
LONGEST_LIFE = 1.0
LONGEST_START = 0.5
"""Seconds until the kill. The moment is the subject here: nothing is waited for."""
_ = speech("ky").gettext


@dataclass
class Played:
    """What people have done on their phones: what has to be in the database at the end."""

    said: dict[int, tuple[str, str]] = field(default_factory=dict)
    """The number of each question: what was asked and what was answered."""
    askers: list[Phone] = field(default_factory=list)
    clerks: list[Phone] = field(default_factory=list)


async def test_killed_twenty_times_it_loses_nothing_and_does_nothing_twice(
    tmp_path: Path, record_property: Any
) -> None:
    seed = secrets.randbelow(10**9)
    print(f"seed {seed}")
    chance = random.Random(seed)
    shutil.copy(template(), tmp_path / DATABASE)
    simulator = Simulator(strict_limits=False)
    simulator.faults.repeat_updates_share = 0.3
    simulator.add_bot(TOKEN, username="kopuro_bot", name="Kopuro")
    played, enough = Played(), asyncio.Event()
    async with AsyncExitStack() as stack:
        base_url = await stack.enter_async_context(running(simulator))
        phones = await stack.enter_async_context(Phones(base_url))
        store = open_store(settings_for(base_url, tmp_path))
        async with asyncio.TaskGroup() as conversations:
            for village in VILLAGES:
                clerk = await _clerk(store, phones, village)
                played.clerks.append(clerk)
                going_on = _conversations(phones, village, clerk, played, enough)
                conversations.create_task(going_on)
            survivor = await _kill_again_and_again(stack, tmp_path, base_url, chance)
            enough.set()
        doubles = sum([await _said_twice(each) for each in (*played.askers, *played.clerks)])
        assert await survivor.stopped() == 0, survivor.said
        assert not [line for line in survivor.said if not line.startswith("{")]
    print(f"{len(played.said)} questions, {doubles} messages came twice")
    record_property("messages that came twice", doubles)
    assert len(played.said) >= len(VILLAGES), "the conversations hardly went on"
    with store.reading() as session:
        _each_question_and_answer_is_there_once(session, played)
        _each_step_is_noted_once(session, played)
        _nothing_waits(session)
    store.close()


async def _kill_again_and_again(
    stack: AsyncExitStack, folder: Path, base_url: str, chance: random.Random
) -> Running:
    """Start and kill; the last process, which lives on until the test ends."""
    ours = for_the_simulator(base_url, f"sqlite:///{folder / DATABASE}", KEY, TOKEN)
    run = ("run", "--no-console")
    for number in range(KILLS):
        process: Running | Warm
        if cold := number % COLD_EVERY == 0:
            process = await Running.start(*run, folder=folder, **ours)
        else:
            process = await Warm.start(*run, folder=folder, hurried=False, **ours)
        stack.push_async_callback(process.killed)
        if cold or chance.random() < AT_WORK:
            await process.ready()
            await asyncio.sleep(chance.uniform(0, LONGEST_LIFE))
        else:
            await asyncio.sleep(chance.uniform(0, LONGEST_START))
        assert not process.is_over, process.said
        await process.killed()
    survivor = await Running.start(*run, folder=folder, **ours)
    stack.push_async_callback(survivor.killed)
    return survivor


async def _clerk(store: Store, phones: Phones, village: str) -> Phone:
    phone = await phones.new("Clerk", language_code="ky")

    def appointed(session: Session) -> None:
        person = people.meet(session, str(phone.id), now=datetime.now(UTC))
        people.choose_language(session, person, "ky")
        people.choose_community(session, person, village)
        appoint(
            session, person, Role.FOCAL_POINT, village, appointed_by=None, now=datetime.now(UTC)
        )

    await store.write(appointed)
    await phone.starts()
    return phone


async def _conversations(
    phones: Phones, village: str, clerk: Phone, played: Played, enough: asyncio.Event
) -> None:
    """One newcomer after another asks, is answered and rates, until it is enough."""
    await _sees(clerk, _("☰ How can we help?"))
    while not enough.is_set():
        asker = await phones.new("Asker", language_code="ky")
        played.askers.append(asker)
        await _arrives(asker, village)
        question, answer = (f"{secrets.token_hex(8)}?", f"{secrets.token_hex(8)}.")
        number = await _asks(asker, question)
        played.said[number] = question, answer
        await _answers(clerk, number, answer)
        reply = await _sees(asker, answer)
        await _presses(asker, reply, _("Helped"))


async def _arrives(asker: Phone, village: str) -> None:
    await asker.starts(f"c-{village.replace('.', '_')}")
    await _presses(asker, await _sees(asker, "Тилди тандаңыз"), "Кыргызча")
    here = await _sees(asker, "📍")
    await _presses(asker, here, here.buttons[0])
    await _sees(asker, _("☰ How can we help?"))


async def _asks(asker: Phone, question: str) -> int:
    await asker.sends("/ask")
    await _sees(asker, _("❓ Write your question"))
    await asker.sends(question)
    await _presses(asker, await _sees(asker, _("✏️ We have it")), _("Check and send ›"))
    await _presses(asker, await _sees(asker, _("✏️ Check your question")), _("✅ Send"))
    return number_in(await _sees(asker, _("✅ Your question has been sent")))


async def _answers(clerk: Phone, number: int, answer: str) -> None:
    card = await _sees(clerk, _("❓ Question {number} · {community}"), number)
    await _presses(clerk, card, _("✏️ Answer"))
    await _sees(clerk, _("✏️ Question {number}: write your answer"), number)
    await clerk.sends(answer)
    draft = await _sees(clerk, _("💬 Question {number}: so your answer leaves"), number)
    await _presses(clerk, draft, _("✅ Send"))
    await _sees(clerk, _("✅ Question {number}: your answer has left"), number)


async def _sees(phone: Phone, words: str, number: int = 0) -> Message:
    begin = words.partition("{community}")[0].format(number=number).strip()
    return await phone.sees(begin, PATIENCE)


async def _presses(phone: Phone, message: Message, label: str) -> None:
    """Once and on this very message, however often it came: what was sent is never sent again."""
    buttons = [button for row in message.keyboard for button in row]
    data = next(button["callback_data"] for button in buttons if label in button["text"])
    await phone.forges_press(data, message.id, PATIENCE)


async def _said_twice(phone: Phone) -> int:
    await phone.looks()
    texts = Counter(each.text for each in phone.screen if each.from_bot)
    return sum(texts.values()) - len(texts)


# --- what stands in the database ---


def _each_question_and_answer_is_there_once(session: Session, played: Played) -> None:
    questions = session.scalars(select(Question)).all()
    found = {each.number: each for each in questions}
    assert len(questions) == len(found) == len(played.said)
    assert set(found) == set(played.said)
    for number, (question, answer) in played.said.items():
        row = found[number]
        assert (row.status, row.rating) == (Status.ANSWERED, Rating.HELPED)
        parts = session.scalars(
            select(Part).where(Part.question_id == row.id).order_by(Part.position)
        ).all()
        said = [(each.side, each.text) for each in parts]
        assert said == [(Side.ASKER, question), (Side.OFFICE, answer)]
        assert all(each.sent_at is not None for each in parts)


def _each_step_is_noted_once(session: Session, played: Played) -> None:
    askers, questions = len(played.askers), len(played.said)
    assert session.scalar(select(func.count()).select_from(Person)) == askers + len(VILLAGES)
    noted: Mapping[Kind, int] = dict(
        session.execute(select(Interaction.kind, func.count()).group_by(Interaction.kind)).all()
    )
    assert noted == {
        Kind.STARTED: askers,
        Kind.MENU_OPENED: askers + len(VILLAGES),
        Kind.QUESTION_ASKED: questions,
        Kind.QUESTION_ANSWERED: questions,
        Kind.ANSWER_RATED: questions,
    }
    verbs = Counter(session.scalars(select(Entry.verb).where(Entry.verb.like("question.%"))))
    assert verbs == {"question.answered": questions}


def _nothing_waits(session: Session) -> None:
    states = Counter(session.scalars(select(inbox.Update.state)))
    assert set(states) == {inbox.State.DONE}
    assert session.scalars(select(inbox.Update.body_sealed).distinct()).all() == [None]
    waiting = select(func.count()).where(Parcel.state != ParcelState.SENT)
    assert session.scalar(waiting) == 0
    assert session.scalar(select(func.count()).select_from(Dialogue)) == 0
