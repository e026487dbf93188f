"""What is kept about a person, and forgetting it: gathered from what each room declares."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import service as delivery
from bot.dialogues import service as dialogues
from bot.interactions import service as interactions
from bot.people import service as people
from bot.people.service import Person
from bot.places import service as places
from bot.questions import service as questions

Forget = Callable[[Session, Person], None]

FORGET: tuple[Forget, ...] = (
    questions.forget,
    places.forget,
    lambda session, person: dialogues.forget(session, person.id),
    lambda session, person: delivery.forget(session, person.id),
    lambda session, person: interactions.forget(session, person.id),
    people.forget,
)
"""What each room does when somebody erases themselves; the person's own row goes last."""

FORGOTTEN = "forgotten"


@dataclass(frozen=True, slots=True)
class Kept:
    """What there is about a person, as they are told."""

    language: str | None
    community: str | None
    questions: int
    posts: int


def kept(session: Session, person: Person) -> Kept:
    return Kept(
        person.language,
        person.community,
        questions.how_many_of(session, person),
        places.kept(session, person)["posts"],
    )


def erase(session: Session, person: Person, *, now: datetime) -> None:
    """Erase everything about a person. The channel erases its own by what this notes.

    Open questions of the offices they held go to whoever answers there now.
    """
    session.info[FORGOTTEN] = str(person.channel_id)
    desks = questions.desks_of(session, person)
    for forget in FORGET:
        forget(session, person)
    session.flush()
    for place, role in desks:
        questions.rehome(session, place, role, now=now)
