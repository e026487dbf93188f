"""What the clock does with questions: those not answered in time climb to the next office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people.service import person_for
from bot.questions import notices, offices
from bot.questions.ask import hand_over
from bot.questions.models import Question, Status
from bot.questions.routing import NATION


def climb_next(session: Session, *, now: datetime) -> bool:
    """Move one overdue question a rung up and say so to both sides; False when none is due.

    The nation's office is the last: there a question stays, late for everybody to see.
    """
    late = (
        select(Question)
        .where(Question.status == Status.OPEN, Question.due_at < now, Question.office != NATION)
        .order_by(Question.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    question = session.scalar(late)
    if question is None or question.office is None or question.office_role is None:
        return False
    before, role = question.office, question.office_role
    losers = offices.people_in(session, before, role, but=question.asker_id)
    hand_over(session, question, now=now, above=before)
    for answerer in losers:
        notices.lost(session, question, answerer, now=now)
    if question.asker_id is not None:
        asker = person_for(session, question.asker_id)
        notices.moved_up(session, question, asker, before, role, now=now)
    return True
