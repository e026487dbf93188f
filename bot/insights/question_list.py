"""Questions as those see them who look after offices: state and due time, nothing of the asker.

The text is another right: it is read for a reason that is named before, and each reading is
written down (A4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.language.dates import BISHKEK
from bot.people.service import Person
from bot.places import service as places
from bot.places.service import Right
from bot.questions import service as questions
from bot.questions.service import Part, Question, Status

A_PAGE = 50
HIGHEST_NUMBER = 2**31
"""No question can have this one: the column ends before it."""


class State(StrEnum):
    """What can be asked of the list; an open question is late once its due time has passed."""

    LATE = "late"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why a text is read; kept in the log, so none of them tells anything of the question."""

    COMPLAINT = "complaint"
    LATE = "late"
    ANSWER_CHECK = "answer_check"
    SAFETY = "safety"


@dataclass(frozen=True, slots=True)
class Listed:
    """One question. ``topic`` is empty for an urgent one: it would tell too much in a list."""

    number: int
    state: State
    urgent: bool
    topic: str | None
    language: str
    office: str
    office_role: str
    asked_on: date | None
    due_at: datetime | None
    answered_on: date | None


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Listed, ...]
    total: int
    number: int
    pages: int


def listed(
    session: Session,
    actor: Person,
    *,
    place: str | None = None,
    state: State | None = None,
    page: int = 1,
    with_sample: bool,
    now: datetime,
) -> Page:
    """Questions that an office in the actor's area has: late ones first, then by due time.

    Raises NotFound for a ``place`` where the actor may not see them.
    """
    where = and_(
        _seen(session, actor, Right.SEE_QUESTIONS, with_sample=with_sample), _is(state, now)
    )
    if place is not None:
        found = places.place_for(session, actor, place, Right.SEE_QUESTIONS)
        where = and_(where, Question.office.in_(places.area_of(session, found.code)))
    total = session.scalar(select(func.count()).select_from(Question).where(where)) or 0
    pages = max(1, -(-total // A_PAGE))
    page = min(max(page, 1), pages)
    rows = session.scalars(
        select(Question)
        .where(where)
        .order_by(
            case((Question.status == Status.OPEN, 0), else_=1),
            case((Question.status == Status.OPEN, Question.due_at), else_=None),
            Question.asked_at.desc(),
            Question.number,
        )
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
    )
    return Page(tuple(_listed(each, now) for each in rows), total, page, pages)


def how_many_wait(session: Session, actor: Person, *, with_sample: bool) -> int:
    """Open questions in the actor's area: for the number beside the menu's item."""
    seen = _seen(session, actor, Right.SEE_QUESTIONS, with_sample=with_sample)
    waiting = select(func.count()).select_from(Question)
    return session.scalar(waiting.where(seen, Question.status == Status.OPEN)) or 0


def question_seen_by(
    session: Session, actor: Person, number: int, right: Right, *, with_sample: bool
) -> Question:
    """The question of this number, if the actor has ``right`` over its office. Raises NotFound."""
    seen = _seen(session, actor, right, with_sample=with_sample)
    wanted = number if 0 < number < HIGHEST_NUMBER else 0
    question = session.scalar(select(Question).where(Question.number == wanted, seen))
    if question is None:
        raise NotFound(number)
    return question


def one(
    session: Session, actor: Person, number: int, *, with_sample: bool, now: datetime
) -> Listed:
    """A question without its text. Raises NotFound."""
    return _listed(
        question_seen_by(session, actor, number, Right.SEE_QUESTIONS, with_sample=with_sample), now
    )


def may_read_text(session: Session, actor: Person, number: int, *, with_sample: bool) -> bool:
    try:
        question_seen_by(session, actor, number, Right.READ_QUESTION_TEXT, with_sample=with_sample)
    except NotFound:
        return False
    return True


def read_text(
    session: Session,
    actor: Person,
    number: int,
    reason: Reason,
    *,
    with_sample: bool,
    now: datetime,
) -> Sequence[Part]:
    """What was said in it, for a reason that goes into the log first. Raises NotFound."""
    question = question_seen_by(
        session, actor, number, Right.READ_QUESTION_TEXT, with_sample=with_sample
    )
    audit.record(
        session,
        actor_id=actor.id,
        verb="question.text_read",
        subject=f"question {number} {reason.value}",
        place=question.office,
        now=now,
    )
    session.flush()
    return questions.said(session, question)


def _seen(
    session: Session, actor: Person, right: Right, *, with_sample: bool
) -> ColumnElement[bool]:
    """By the office that has it today: who looks after the village alone loses sight of a question
    that was kept from the village. One's own question is not seen from above either."""
    codes = places.where_may(session, actor, right)
    seen = and_(
        Question.status != Status.DRAFT,
        Question.office.is_not(None),
        or_(Question.asker_id.is_(None), Question.asker_id != actor.id),
    )
    if codes is not None:
        seen = and_(seen, Question.office.in_(codes))
    return seen if with_sample else and_(seen, Question.is_sample.is_(False))


def _is(state: State | None, now: datetime) -> ColumnElement[bool]:
    match state:
        case State.LATE:
            return and_(Question.status == Status.OPEN, Question.due_at < now)
        case State.WAITING:
            return Question.status == Status.OPEN
        case State.ANSWERED:
            return Question.status == Status.ANSWERED
        case State.CLOSED:
            return Question.status == Status.CLOSED
    return true()


def _listed(question: Question, now: datetime) -> Listed:
    return Listed(
        number=question.number or 0,
        state=_state(question, now),
        urgent=question.urgent is not None,
        topic=None if question.urgent else question.topic,
        language=question.language,
        office=question.office or "",
        office_role=question.office_role or "",
        asked_on=_day(question.asked_at),
        due_at=question.due_at,
        answered_on=_day(question.answered_at),
    )


def _state(question: Question, now: datetime) -> State:
    if question.status is Status.OPEN:
        late = question.due_at is not None and question.due_at < now
        return State.LATE if late else State.WAITING
    return State.ANSWERED if question.status is Status.ANSWERED else State.CLOSED


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(BISHKEK).date()
