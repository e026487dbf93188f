"""What people do in more than one story: ask, answer, and look into what was kept."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.people import service as people
from bot.people.service import Person
from bot.questions.models import Question
from bot.simulator import Message
from tests.house import WAIT, Reader, Story

TOOLOS = "osh.nookat.toolos"
AK_JAR = "osh.ozgon.ak-jar"
NOOKAT = "osh.nookat"
OSH = "osh"
KG = "kg"


async def writes(asker: Reader, *parts: str) -> None:
    """Write a question, up to where it can be checked."""
    begun = await asker.new_screen(partial(asker.sends, "/ask"))
    assert begun.text.startswith(asker.words("❓ Write your question")), asker.phone.drawn()
    await adds(asker, *parts)


async def adds(asker: Reader, *parts: str) -> None:
    for part in parts:
        got = await asker.new_screen(partial(asker.sends, part))
        assert got.text.startswith(asker.words("✏️ We have it")), asker.phone.drawn()


async def checks_and_sends(asker: Reader) -> Message:
    """Press both buttons; the receipt, which may take the place of what was read back."""
    await asker.presses("Check and send ›")
    before = {(each.id, each.text) for each in asker.phone.screen}
    sent = asker.words("✅ Your question has been sent")
    await asker.presses("✅ Send")
    receipt: Message | None = await asker.phone.waits_for(
        lambda: next(
            (
                each
                for each in asker.phone.screen
                if each.text.startswith(sent) and (each.id, each.text) not in before
            ),
            None,
        ),
        WAIT,
    )
    assert receipt is not None, asker.phone.drawn()
    return receipt


async def asks(asker: Reader, *parts: str) -> int:
    """Ask a question of one or several messages; its number."""
    await writes(asker, *parts)
    return number_in(await checks_and_sends(asker))


async def answers(clerk: Reader, number: int, answer: str) -> None:
    """Answer by replying to the card, and send what is read back."""
    card = await card_of(clerk, number)
    await clerk.sends(answer, replying_to=card)
    await clerk.sees("💬 Question {number}: so your answer leaves", number=number)
    await clerk.presses("✅ Send")
    await clerk.sees("✅ Question {number}: your answer has left", number=number)


async def card_of(clerk: Reader, number: int) -> Message:
    """The card of a question, once it has come."""
    sign = clerk.words("❓ Question {number} · {community}", number=number, community="")
    return await clerk.phone.sees(sign.rstrip(" ·"), WAIT)


def number_in(message: Message) -> int:
    found = re.search(r"\b\d{4,}\b", message.text)
    assert found is not None, message.text
    return int(found[0])


def person_of(session: Session, reader: Reader) -> Person:
    person = people.find(session, str(reader.phone.id))
    assert person is not None
    return person


def question_numbered(session: Session, number: int) -> Question:
    return session.query(Question).filter_by(number=number).one()


async def office_of(story: Story, number: int) -> tuple[str | None, str | None]:
    """Where a question is: place and post."""

    def look(session: Session) -> tuple[str | None, str | None]:
        question = question_numbered(session, number)
        return question.office, question.office_role

    return await story.store.read(look)


async def count(story: Story, table: str) -> int:
    def look(session: Session) -> int:
        return int(session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608

    return await story.store.read(look)


async def in_store(story: Story, work: Any) -> Any:
    """Do something in one transaction, as a console or a command would."""
    return await story.store.write(work)
