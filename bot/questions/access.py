"""The only ways from an id from outside to a question. Unknown and forbidden look the same (C8)."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.people.service import Person
from bot.questions.models import Question, Status
from bot.questions.offices import desks_of


def question_for(session: Session, asker: Person, question_id: int) -> Question:
    """The asker's own question, locked. Raises NotFound."""
    question = session.scalar(
        select(Question)
        .where(Question.id == question_id, Question.asker_id == asker.id)
        .with_for_update()
    )
    if question is None:
        raise NotFound(question_id)
    return question


def desk_question_for(session: Session, answerer: Person, question_id: int) -> Question:
    """A question that an office of this person has, locked. Raises NotFound."""
    offices = [
        and_(Question.office == place, Question.office_role == role)
        for place, role in desks_of(session, answerer)
    ]
    question = session.scalar(
        select(Question)
        .where(
            Question.id == question_id,
            Question.status != Status.DRAFT,
            or_(False, *offices),
            or_(Question.asker_id.is_(None), Question.asker_id != answerer.id),
        )
        .with_for_update()
    )
    if question is None:
        raise NotFound(question_id)
    return question
