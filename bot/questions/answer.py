"""Answering: written at the desk, read back, sent once; then rated by the one who asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, and_, delete, or_, select
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.people.service import Person, person_for
from bot.questions import ask, notices, offices
from bot.questions.access import desk_question_for, question_for
from bot.questions.models import Part, Question, Rating, Side, Status
from bot.questions.refusals import (
    AlreadyAnswered,
    AlreadyClosed,
    NothingToRate,
    NothingWritten,
)


def desk(session: Session, answerer: Person) -> Sequence[Question]:
    """Open questions of this person's offices, the most pressing first."""
    mine = [
        and_(Question.office == place, Question.office_role == role)
        for place, role in offices.desks_of(session, answerer)
    ]
    return session.scalars(
        select(Question)
        .where(
            Question.status == Status.OPEN,
            or_(False, *mine),
            or_(Question.asker_id.is_(None), Question.asker_id != answerer.id),
        )
        .order_by(Question.due_at, Question.number)
    ).all()


def open_card(
    session: Session, answerer: Person, question_id: int, *, now: datetime
) -> tuple[Question, Sequence[Part]]:
    """A question as its office reads it; each opening is noted. Raises NotFound."""
    question = desk_question_for(session, answerer, question_id)
    _noted(session, answerer, question, "question.opened", now)
    return question, ask.said(session, question)


def to_answer(session: Session, answerer: Person, question_id: int) -> Question:
    """A question that may be answered. Raises NotFound, AlreadyAnswered, AlreadyClosed."""
    question = desk_question_for(session, answerer, question_id)
    if question.status is Status.ANSWERED:
        raise AlreadyAnswered(by_a_colleague=question.answered_by_id != answerer.id)
    if question.status is Status.CLOSED:
        raise AlreadyClosed
    return question


def write(
    session: Session, answerer: Person, question_id: int, text: str, *, now: datetime
) -> Question:
    """Keep a draft of an answer in place of the one before. Raises as ``to_answer``."""
    question = to_answer(session, answerer, question_id)
    if not text.strip():
        raise NothingWritten
    _drop_draft(session, answerer, question)
    ask.write(session, answerer, question, text, side=Side.OFFICE, now=now)
    return question


def draft(session: Session, answerer: Person, question: Question) -> str:
    """The draft of this person's answer; empty when there is none."""
    part = session.scalar(_draft_of(answerer, question))
    return (part.text or "") if part is not None else ""


def send(session: Session, answerer: Person, question_id: int, *, now: datetime) -> Question:
    """Send the draft. Raises as ``to_answer``, and NothingWritten."""
    question = to_answer(session, answerer, question_id)
    part = session.scalar(_draft_of(answerer, question))
    if part is None:
        raise NothingWritten
    part.sent_at = now
    question.status = Status.ANSWERED
    question.answered_at, question.answered_by_id = now, answerer.id
    session.flush()
    _noted(session, answerer, question, "question.answered", now)
    if question.asker_id is not None:
        asker = person_for(session, question.asker_id)
        interactions.record(
            session,
            asker,
            Kind.QUESTION_ANSWERED,
            topic=question.topic,
            community=question.community,
            now=now,
        )
        notices.answered(session, question, asker, part.text or "", now=now)
    return question


def drop_draft(session: Session, answerer: Person, question_id: int) -> None:
    question = desk_question_for(session, answerer, question_id)
    _drop_draft(session, answerer, question)


def rate(
    session: Session, asker: Person, question_id: int, rating: Rating, *, now: datetime
) -> Question:
    """Note whether the answer helped; the last word counts. Raises NotFound, NothingToRate."""
    question = question_for(session, asker, question_id)
    if question.status is not Status.ANSWERED:
        raise NothingToRate
    if question.rating is rating:
        return question
    question.rating = rating
    interactions.record(
        session,
        asker,
        Kind.ANSWER_RATED,
        topic=question.topic,
        community=question.community,
        detail=rating.value,
        now=now,
    )
    return question


def _draft_of(answerer: Person, question: Question) -> Select[Part]:
    return select(Part).where(
        Part.question_id == question.id,
        Part.side == Side.OFFICE,
        Part.author_id == answerer.id,
        Part.sent_at.is_(None),
    )


def _drop_draft(session: Session, answerer: Person, question: Question) -> None:
    session.execute(
        delete(Part).where(
            Part.question_id == question.id,
            Part.side == Side.OFFICE,
            Part.author_id == answerer.id,
            Part.sent_at.is_(None),
        )
    )


def _noted(
    session: Session, answerer: Person, question: Question, verb: str, now: datetime
) -> None:
    audit.record(
        session,
        actor_id=answerer.id,
        verb=verb,
        subject=f"question {question.number}",
        place=question.office,
        now=now,
    )
