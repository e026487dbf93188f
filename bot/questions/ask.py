"""Asking: a draft of one or several messages, sent to exactly one office."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.delivery import service as delivery
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.people.service import Person
from bot.questions import notices, offices
from bot.questions.access import question_for
from bot.questions.models import Part, Question, Side, Status
from bot.questions.refusals import NothingWritten, TooManyOpen, TooManyParts, TooManyToday
from bot.questions.routing import Owner
from bot.questions.working_days import due_at, urgent_due_at
from bot.screens import Media

PARTS_AT_MOST = 10
OPEN_AT_MOST = 3
A_DAY_AT_MOST = 5
URGENT_AT_MOST = 12
FEWEST_DIGITS = 4
TRIES = 12


def draft_of(session: Session, asker: Person) -> Question | None:
    """The question that this person has begun and not sent."""
    return session.scalar(
        select(Question).where(Question.asker_id == asker.id, Question.status == Status.DRAFT)
    )


def begin(
    session: Session,
    asker: Person,
    *,
    topic: str | None = None,
    urgent: bool = False,
    now: datetime,
) -> Question:
    """A draft: the one begun before, or a new one. Raises TooManyOpen, TooManyToday."""
    draft = draft_of(session, asker)
    if draft is None:
        _refuse_too_many(session, asker, now, urgent=urgent)
        draft = Question(
            asker_id=asker.id,
            status=Status.DRAFT,
            language=asker.language or "ky",
            began_at=now,
            not_the_village=False,
            is_sample=asker.is_sample,
        )
        session.add(draft)
    if topic is not None:
        draft.topic = topic
    session.flush()
    return draft


def write(
    session: Session,
    author: Person,
    question: Question,
    what: str | Media,
    *,
    side: Side = Side.ASKER,
    now: datetime,
) -> Part:
    """Add a message or a file to what is not yet sent. Raises TooManyParts."""
    count = session.scalar(
        select(func.count()).where(
            Part.question_id == question.id, Part.side == side, Part.sent_at.is_(None)
        )
    )
    if (count or 0) >= PARTS_AT_MOST:
        raise TooManyParts
    position = session.scalar(
        select(func.coalesce(func.max(Part.position), 0)).where(Part.question_id == question.id)
    )
    part = Part(
        question_id=question.id,
        side=side,
        author_id=author.id,
        position=(position or 0) + 1,
    )
    if isinstance(what, str):
        part.text = what
    else:
        part.file_id = delivery.keep_file(session, author, what, now=now)
    session.add(part)
    session.flush()
    return part


def unsent(session: Session, question: Question, side: Side) -> Sequence[Part]:
    return session.scalars(
        select(Part)
        .where(Part.question_id == question.id, Part.side == side, Part.sent_at.is_(None))
        .order_by(Part.position)
    ).all()


def said(session: Session, question: Question) -> Sequence[Part]:
    """The whole thread, in order, without what is still a draft."""
    return session.scalars(
        select(Part)
        .where(Part.question_id == question.id, Part.sent_at.is_not(None))
        .order_by(Part.position)
    ).all()


def rewrite(session: Session, asker: Person, question_id: int) -> Question:
    """Empty a draft, to write it anew. Raises NotFound."""
    question = question_for(session, asker, question_id)
    _drop_unsent(session, question, Side.ASKER)
    return question


def discard(session: Session, asker: Person, question_id: int) -> None:
    """Leave no text of a draft anywhere. Raises NotFound for what is sent already."""
    question = question_for(session, asker, question_id)
    _drop_unsent(session, question, Side.ASKER)
    if question.status is Status.DRAFT:
        session.delete(question)


def send(session: Session, asker: Person, question_id: int, *, now: datetime) -> Question:
    """Hand a draft, or what was added to an answered question, to its office.

    A second press finds it sent and changes nothing. Raises NotFound, NothingWritten, TooManyOpen,
    TooManyToday.
    """
    question = question_for(session, asker, question_id)
    parts = unsent(session, question, Side.ASKER)
    if not parts:
        if question.status is Status.DRAFT:
            raise NothingWritten
        return question
    if question.status is Status.DRAFT:
        _refuse_too_many(session, asker, now, urgent=question.urgent is not None)
        question.number = free_number(session)
        question.community = asker.community
        question.language = asker.language or question.language
        question.asked_at = now
    for part in parts:
        part.sent_at = now
    again = question.status is not Status.DRAFT
    if not _stays_where_it_is(session, question, now=now):
        hand_over(session, question, now=now)
    if question.urgent:
        # After one urgent question whoever holds this phone must not read answers in a push.
        asker.quiet = True
    interactions.record(
        session,
        asker,
        Kind.QUESTION_ASKED,
        topic=question.topic,
        community=question.community,
        detail="again" if again else "",
        now=now,
    )
    return question


def would_go_to(session: Session, asker: Person, question: Question) -> tuple[str, str]:
    """Place and post of the office that would get it if it were sent now."""
    if question.status is Status.DRAFT:
        question.community = asker.community
    if kept := _office_that_keeps_it(session, question):
        return kept
    owner = offices.owner(session, question)
    return owner.place, owner.role


def hand_over(
    session: Session, question: Question, *, now: datetime, above: str | None = None
) -> Owner:
    """Give a question to the office that has it from now on, with a new due time.

    ``above``: not to this place or one below it.
    """
    owner = offices.owner(session, question, above=above)
    question.status = Status.OPEN
    question.office, question.office_role = owner.place, owner.role
    question.due_at = urgent_due_at(now) if question.urgent else due_at(now)
    question.answered_at = question.answered_by_id = question.rating = None
    session.flush()
    _tell(session, question, owner.place, owner.role, now=now)
    return owner


def _office_that_keeps_it(session: Session, question: Question) -> tuple[str, str] | None:
    """Words added to an open question change neither its office nor its due time."""
    if question.status is not Status.OPEN or not question.office or not question.office_role:
        return None
    office = question.office, question.office_role
    return office if offices.people_in(session, *office, but=question.asker_id) else None


def _stays_where_it_is(session: Session, question: Question, *, now: datetime) -> bool:
    office = _office_that_keeps_it(session, question)
    if office is None:
        return False
    session.flush()
    _tell(session, question, *office, now=now)
    return True


def _tell(session: Session, question: Question, place: str, role: str, *, now: datetime) -> None:
    """Bring the card to everybody of an office but the asker."""
    for answerer in offices.people_in(session, place, role, but=question.asker_id):
        notices.arrived(session, question, answerer, said(session, question), now=now)


def free_number(session: Session) -> int:
    """A random number that no question has; a digit longer when the short ones run out."""
    digits = FEWEST_DIGITS
    while True:
        smallest: int = 10 ** (digits - 1)
        for _ in range(TRIES):
            number = smallest + secrets.randbelow(9 * smallest)
            if session.scalar(select(Question.id).where(Question.number == number)) is None:
                return number
        digits += 1


def _refuse_too_many(session: Session, asker: Person, now: datetime, *, urgent: bool) -> None:
    """Danger is not turned away by what somebody asked before; a flood of it is (C44, C45)."""
    open_at_most = URGENT_AT_MOST if urgent else OPEN_AT_MOST
    a_day_at_most = URGENT_AT_MOST if urgent else A_DAY_AT_MOST
    own = select(func.count()).where(Question.asker_id == asker.id)
    if (session.scalar(own.where(Question.status == Status.OPEN)) or 0) >= open_at_most:
        raise TooManyOpen
    today = own.where(Question.asked_at > now - timedelta(days=1))
    if (session.scalar(today) or 0) >= a_day_at_most:
        raise TooManyToday


def _drop_unsent(session: Session, question: Question, side: Side) -> None:
    parts = unsent(session, question, side)
    files = [part.file_id for part in parts if part.file_id is not None]
    session.execute(delete(Part).where(Part.id.in_([part.id for part in parts])))
    delivery.drop_files(session, files)
