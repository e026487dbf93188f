"""Where a person stands, and which inputs the wait they stand at accepts.

A dialogue always stands at a wait. A wait that gets something it does not accept says what it
waits for and offers to leave; nothing is guessed and nothing swallowed.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from bot.dialogues.models import Dialogue
from bot.people.service import Person

__all__ = ["Dialogue", "Wait", "current", "finish", "forget", "stands_at", "wait_for"]


_OF = select(Dialogue).where(Dialogue.person_id == bindparam("person"))
_TABLE = cast(Table, Dialogue.__table__)
_END = delete(_TABLE).where(_TABLE.c.person_id == bindparam("person"))


class Wait(StrEnum):
    """Each point at which a dialogue may stand, and wait for what a person sends."""

    COMMUNITY = "community"  # a name of a village or town
    QUESTION = "question"  # parts of a question
    ANSWER = "answer"  # the focal point's words
    READING = "reading"  # a page of an article: takes no input, and is where a reader comes back to


def current(session: Session, person: Person) -> Dialogue | None:
    """The wait that takes what the person sends next; None where nothing waits."""
    standing = stands_at(session, person)
    return None if standing is None or standing.wait == Wait.READING else standing


def stands_at(session: Session, person: Person) -> Dialogue | None:
    """Where the person is, reading included: what is shown again in a language just chosen."""
    return session.scalar(_OF, {"person": person.id})


def wait_for(
    session: Session,
    person: Person,
    wait: Wait,
    data: dict[str, Any] | None = None,
    *,
    now: datetime,
) -> Dialogue:
    """From now on the person stands here, wherever they stood before."""
    dialogue = stands_at(session, person)
    if dialogue is None:
        dialogue = Dialogue(person_id=person.id, wait=wait, data=data or {}, since=now)
        session.add(dialogue)
    else:
        dialogue.wait, dialogue.data, dialogue.since = wait, data or {}, now
    session.flush()
    return dialogue


def finish(session: Session, person: Person) -> None:
    session.connection().execute(_END, {"person": person.id})


def forget(session: Session, person_id: int) -> None:
    session.execute(delete(Dialogue).where(Dialogue.person_id == person_id))
