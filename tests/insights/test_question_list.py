"""Questions from above: state and due time; the text only for a reason that is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import Page, Reason, State
from bot.people.service import Person
from bot.questions.models import Part, Question, Side, Status
from tests.insights.conftest import KOTORMO, NOOKAT, NOW, PASSPORT, TOOLOS, Life


def the_list(
    session: Session,
    actor: Person,
    place: str | None = None,
    state: State | None = None,
    page: int = 1,
) -> Page:
    return insights.listed(
        session, actor, place=place, state=state, page=page, with_sample=False, now=NOW
    )


def with_text(session: Session, question: Question, text: str) -> int:
    session.flush()
    session.add(Part(question_id=question.id, side=Side.ASKER, text=text, position=1, sent_at=NOW))
    session.flush()
    assert question.number is not None
    return question.number


def test_late_ones_come_first(session: Session, life: Life, administrator: Person) -> None:
    (answered,) = life.asks(1, TOOLOS, answered_after=timedelta(hours=1))
    (waiting,) = life.asks(1, TOOLOS, due_after=timedelta(days=100))
    (late,) = life.asks(1, TOOLOS)
    found = the_list(session, administrator)
    assert [each.number for each in found.rows] == [late.number, waiting.number, answered.number]
    assert [each.state for each in found.rows] == [State.LATE, State.WAITING, State.ANSWERED]
    assert found.total == 3
    only_late = the_list(session, administrator, state=State.LATE)
    assert [each.number for each in only_late.rows] == [late.number]
    assert insights.how_many_wait(session, administrator, with_sample=False) == 2


def test_a_coordinator_sees_what_offices_of_the_area_have(
    session: Session, life: Life, coordinator: Person, focal_point: Person
) -> None:
    (mine,) = life.asks(1, TOOLOS, office=TOOLOS)
    (passed_above,) = life.asks(1, TOOLOS, office="kg")
    life.asks(1, KOTORMO, office=KOTORMO)
    assert [each.number for each in the_list(session, coordinator).rows] == [mine.number]
    assert the_list(session, coordinator, place=NOOKAT).total == 1
    for place in (KOTORMO, "kg", "nowhere"):
        with pytest.raises(NotFound):
            the_list(session, coordinator, place=place)
    assert the_list(session, focal_point).total == 0
    assert passed_above.number is not None
    for number in (passed_above.number, 1, -1, 10**30):
        with pytest.raises(NotFound):
            insights.one(session, coordinator, number, with_sample=False, now=NOW)


def test_drafts_and_ones_own_questions_are_in_no_list(
    session: Session, life: Life, administrator: Person
) -> None:
    draft, own = life.asks(2, TOOLOS)
    draft.status = Status.DRAFT
    own.asker_id = administrator.id
    session.flush()
    assert the_list(session, administrator).total == 0


def test_an_urgent_question_tells_no_topic_in_a_list(
    session: Session, life: Life, administrator: Person
) -> None:
    life.asks(1, TOOLOS, urgent="violence", topic="domestic-violence")
    life.asks(1, TOOLOS)
    topics = {each.urgent: each.topic for each in the_list(session, administrator).rows}
    assert topics == {True: None, False: PASSPORT}


def test_reading_a_text_is_written_down_with_its_reason(
    session: Session, life: Life, administrator: Person, coordinator: Person, focal_point: Person
) -> None:
    (question,) = life.asks(1, TOOLOS)
    number = with_text(session, question, "what she wrote")
    assert insights.may_read_text(session, coordinator, number, with_sample=False)
    (part,) = insights.read_text(
        session, coordinator, number, Reason.COMPLAINT, with_sample=False, now=NOW
    )
    assert part.text == "what she wrote"
    (entry,) = [each for each in audit.entries(session) if each.verb.startswith("question")]
    assert (entry.verb, entry.actor_id) == ("question.text_read", coordinator.id)
    assert entry.subject == f"question {number} complaint"
    assert entry.place == TOOLOS
    with pytest.raises(NotFound):
        insights.read_text(
            session, focal_point, number, Reason.COMPLAINT, with_sample=False, now=NOW
        )
    assert not insights.may_read_text(session, focal_point, number, with_sample=False)


def test_fifty_on_a_page(session: Session, life: Life, administrator: Person) -> None:
    life.asks(51, TOOLOS)
    first, second = the_list(session, administrator), the_list(session, administrator, page=2)
    assert (len(first.rows), len(second.rows), first.pages, first.total) == (50, 1, 2, 51)
    assert the_list(session, administrator, page=99).number == 2
