"""A question's way: asked, routed to one office, answered, rated. The face of the room."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.people.service import Person
from bot.places import service as places
from bot.questions import offices
from bot.questions.access import desk_question_for, question_for
from bot.questions.answer import desk, drop_draft, open_card, rate, to_answer
from bot.questions.answer import draft as draft_answer
from bot.questions.answer import send as send_answer
from bot.questions.answer import write as write_answer
from bot.questions.ask import (
    begin,
    discard,
    draft_of,
    hand_over,
    rewrite,
    said,
    send,
    unsent,
    would_go_to,
    write,
)
from bot.questions.models import Part, Question, Rating, Side, Status
from bot.questions.offices import desks_of, name_of, office_name
from bot.questions.refusals import (
    AlreadyAnswered,
    AlreadyClosed,
    NothingToRate,
    NothingWritten,
    TooManyOpen,
    TooManyParts,
    TooManyToday,
)

__all__ = [
    "AlreadyAnswered",
    "AlreadyClosed",
    "NothingToRate",
    "NothingWritten",
    "Part",
    "Question",
    "Rating",
    "Side",
    "Status",
    "TooManyOpen",
    "TooManyParts",
    "TooManyToday",
    "begin",
    "desk",
    "desk_question_for",
    "desks_of",
    "discard",
    "draft_answer",
    "draft_of",
    "drop_draft",
    "forget",
    "hand_over",
    "has_desk",
    "how_many_of",
    "mark_urgent",
    "name_of",
    "of_asker",
    "office_name",
    "open_card",
    "question_for",
    "rate",
    "rehome",
    "rewrite",
    "said",
    "send",
    "send_answer",
    "to_answer",
    "unsent",
    "would_go_to",
    "write",
    "write_answer",
]


def has_desk(session: Session, person: Person) -> bool:
    """Whether this person answers for an office."""
    return places.holds_any(session, person) and bool(desks_of(session, person))


def of_asker(session: Session, asker: Person) -> list[Question]:
    """What this person asked, the newest first; drafts left out."""
    return list(
        session.scalars(
            select(Question)
            .where(Question.asker_id == asker.id, Question.status != Status.DRAFT)
            .order_by(Question.asked_at.desc())
        )
    )


def how_many_of(session: Session, asker: Person) -> int:
    return (
        session.scalar(
            select(func.count()).where(
                Question.asker_id == asker.id, Question.status != Status.DRAFT
            )
        )
        or 0
    )


def mark_urgent(
    session: Session, asker: Person, question_id: int, kind: str, *, may_the_village_know: bool
) -> Question:
    """What the asker chose for an urgent draft. Raises NotFound."""
    question = question_for(session, asker, question_id)
    if question.status is Status.DRAFT:
        question.urgent = kind
        question.not_the_village = not may_the_village_know
    return question


def rehome(session: Session, place: str, role: str, *, now: datetime) -> int:
    """After somebody left an office: hand its open questions to whoever has them now.

    Nothing moves while a colleague is there.
    """
    if offices.people_in(session, place, role):
        return 0
    held = session.scalars(
        select(Question).where(
            Question.office == place,
            Question.office_role == role,
            Question.status == Status.OPEN,
        )
    ).all()
    for question in held:
        due = question.due_at
        hand_over(session, question, now=now)
        if due is not None and question.due_at is not None:
            # A change of hands is no reason to let the asker wait longer.
            question.due_at = min(due, question.due_at) if due > now else question.due_at
    return len(held)


def forget(session: Session, asker: Person) -> None:
    """Erase what a person asked: texts go, the count of a closed question stays."""
    questions = session.scalars(select(Question).where(Question.asker_id == asker.id)).all()
    for question in questions:
        for part in session.scalars(select(Part).where(Part.question_id == question.id)):
            session.delete(part)
        if question.status is Status.DRAFT:
            session.delete(question)
            continue
        question.status, question.asker_id = Status.CLOSED, None
    session.execute(delete(Part).where(Part.author_id == asker.id, Part.sent_at.is_(None)))
    # Answers this person gave as staff stay with those who got them, and lose their author.
    session.execute(update(Part).where(Part.author_id == asker.id).values(author_id=None))
    session.flush()
