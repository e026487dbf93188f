"""The sample: the same each time, marked throughout, and true to the product's own rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import application, sample
from bot.insights import service as insights
from bot.interactions.models import Interaction, Kind
from bot.people.models import Person
from bot.people.service import find
from bot.places.models import Post, PostState, Role
from bot.places.service import COUNTRY, add_administrator
from bot.questions import due
from bot.questions.models import Part, Question, Rating, Status
from bot.sample import texts
from bot.sample.communities import COMMUNITIES, TOPICS
from bot.sample.filling import FIRST_CHANNEL_ID
from bot.store.database import Store
from tests.house import settings_for

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
MOMENTS = (
    NOW,
    datetime(2027, 1, 1, 0, 5, tzinfo=UTC),  # a holiday, and a new quarter
    datetime(2026, 8, 31, 20, 0, tzinfo=UTC),  # a holiday that begins in Bishkek already
    datetime(2026, 6, 15, 3, 0, tzinfo=UTC),  # a Monday morning
)
ASKED_ABOUT = (Kind.ARTICLE_READ, Kind.SEARCH_FOUND, Kind.QUESTION_ASKED)
MARKED = (Person, Interaction, Question)


@contextmanager
def filled(folder: Path, now: datetime) -> Iterator[Store]:
    folder.mkdir(exist_ok=True)
    settings = settings_for("http://127.0.0.1:9", folder)
    store = application.open_checked_store(settings, demo=True)
    try:
        with store.transaction() as session:
            assert sample.fill(session, now=now)
        yield store
    finally:
        store.close()


@pytest.fixture(scope="module", params=MOMENTS, ids=lambda moment: f"{moment:%Y-%m-%d}")
def at(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Session, datetime]]:
    """A reading session over a sample, and the moment when it was made."""
    with (
        filled(tmp_path_factory.mktemp("sample"), request.param) as store,
        store.reading() as session,
    ):
        yield session, request.param


def written(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """What is the same each time: all but sealed columns and the ids of the cast."""
    return {
        "steps": sorted(
            (each.id, each.pseudonym, each.hour, each.kind, each.topic, each.community, each.detail)
            for each in session.scalars(select(Interaction))
        ),
        "people": sorted(
            (each.language or "", each.community or "", each.came_at, each.last_seen_on)
            for each in session.scalars(select(Person))
        ),
        "questions": sorted(
            (each.id, each.number, each.status, each.topic, each.office, each.due_at, each.rating)
            for each in session.scalars(select(Question))
        ),
        "texts": sorted((each.id, each.text) for each in session.scalars(select(Part))),
    }


def test_one_seed_gives_the_same_sample_each_time(tmp_path: Path) -> None:
    both = []
    for name in ("first", "second"):
        with filled(tmp_path / name, NOW) as store, store.reading() as session:
            both.append(written(session))
    assert both[0] == both[1]


def test_filling_twice_changes_nothing(tmp_path: Path) -> None:
    with filled(tmp_path, NOW) as store:
        with store.reading() as session:
            before = written(session)
        with store.transaction() as session:
            assert not sample.fill(session, now=NOW)
        with store.reading() as session:
            assert written(session) == before


def test_every_row_that_can_be_marked_is(at: tuple[Session, datetime]) -> None:
    session, _ = at
    for table in MARKED:
        marked = session.scalars(select(table.is_sample)).all()
        assert len(marked) > 100
        assert all(marked)


def test_real_counts_know_nothing_of_the_sample(tmp_path: Path) -> None:
    with filled(tmp_path, NOW) as store, store.transaction() as session:
        administrator = find(session, str(sample.ADMINISTRATOR.id))
        assert administrator is not None
        add_administrator(session, administrator, now=NOW)
        view = insights.View(COUNTRY, insights.offered(NOW)[0])
        marked, real = (
            insights.demand(session, administrator, view, with_sample=with_sample, now=NOW)
            for with_sample in (True, False)
        )
        assert (marked.total.people.value or 0) > 100
        assert len([each for each in marked.rows if each.people.value]) >= 10
        assert real.total.people.value is None
        assert real.topics == ()
        assert [week for week in real.weeks if week.people.value] == []


def test_nothing_lies_in_the_future(at: tuple[Session, datetime]) -> None:
    session, now = at
    latest = (
        select(func.max(Interaction.hour)),
        select(func.max(Person.last_seen_on)),
        select(func.max(Question.asked_at)),
        select(func.max(Question.answered_at)),
        select(func.max(Part.sent_at)),
    )
    for query in latest:
        moment = session.scalar(query)
        assert moment is not None
        assert moment <= now


def test_steps_are_kept_by_the_hour(at: tuple[Session, datetime]) -> None:
    session, _ = at
    for hour in session.scalars(select(Interaction.hour)):
        assert (hour.minute, hour.second, hour.microsecond) == (0, 0, 0)


def test_questions_stand_in_every_state(at: tuple[Session, datetime]) -> None:
    session, now = at
    questions = session.scalars(select(Question)).all()
    states = Counter(each.status for each in questions)
    assert states[Status.OPEN] >= 2
    assert states[Status.ANSWERED] > 100
    assert states[Status.CLOSED] >= 1
    assert {each.rating for each in questions} == {None, *Rating}
    assert any(
        each.status is Status.OPEN and each.due_at and each.due_at > now for each in questions
    )
    assert any(
        each.status is Status.OPEN and each.due_at and each.due_at < now for each in questions
    )
    assert any(each.urgent for each in questions)


def test_a_question_is_answered_after_it_was_asked_by_somebody_of_the_office(
    at: tuple[Session, datetime],
) -> None:
    session, _ = at
    answered = select(Question).where(Question.status == Status.ANSWERED)
    for question in session.scalars(answered):
        assert question.asked_at is not None
        assert question.answered_at is not None
        assert question.asked_at < question.answered_at
        post = session.scalar(
            select(Post).where(
                Post.person_id == question.answered_by_id,
                Post.place == question.office,
                Post.state == PostState.ACTIVE,
            )
        )
        assert post is not None
        assert post.role.value == question.office_role


def test_the_clock_finds_nothing_to_move_in_a_new_sample(tmp_path: Path) -> None:
    for moment in MOMENTS:
        with filled(tmp_path / f"{moment:%m}", moment) as store, store.transaction() as session:
            assert not due.climb_next(session, now=moment)


def test_both_sides_of_an_answered_question_have_a_text(at: tuple[Session, datetime]) -> None:
    session, _ = at
    count: Counter[int] = Counter(session.scalars(select(Part.question_id)))
    for question in session.scalars(select(Question)):
        expected = {Status.OPEN: 1, Status.ANSWERED: 2, Status.CLOSED: 0}[question.status]
        assert count[question.id] == expected
    for part in session.scalars(select(Part)):
        assert part.text
        assert "{" not in part.text


def test_some_figures_can_be_shown_and_some_are_withheld(at: tuple[Session, datetime]) -> None:
    session, _ = at
    cells = session.execute(
        select(func.count(Interaction.pseudonym.distinct()))
        .where(Interaction.kind.in_(ASKED_ABOUT), Interaction.topic.is_not(None))
        .group_by(
            func.strftime("%Y-%m", Interaction.hour), Interaction.community, Interaction.topic
        )
    )
    people = [count for (count,) in cells]
    assert sum(count >= 5 for count in people) >= 20
    assert sum(count < 5 for count in people) >= 20


def test_all_ten_communities_languages_and_topics_take_part(at: tuple[Session, datetime]) -> None:
    session, _ = at
    codes = {each.code for each in COMMUNITIES}
    assert len(codes - {None}) == 10
    assert set(session.scalars(select(Interaction.community).distinct())) == codes
    languages = set(session.scalars(select(Interaction.language).distinct()))
    assert languages == {"ky", "ru", "uz_Latn", "uz_Cyrl"}
    assert set(TOPICS) <= set(session.scalars(select(Interaction.topic).distinct()))


def test_sundays_are_fuller_than_mondays(at: tuple[Session, datetime]) -> None:
    session, _ = at
    visits = select(Interaction.hour).where(Interaction.kind == Kind.MENU_OPENED)
    by_day = Counter(hour.weekday() for hour in session.scalars(visits))
    assert by_day[6] > 1.3 * by_day[0]


def test_some_offices_are_held_and_some_are_vacant(at: tuple[Session, datetime]) -> None:
    session, _ = at
    held = set(
        session.scalars(
            select(Post.place).where(Post.role == Role.FOCAL_POINT, Post.state == PostState.ACTIVE)
        )
    )
    assert "osh.nookat.toolos" in held
    assert "talas.kara-buura.amanbaev" not in held
    assert len(held) >= 5


def test_no_sample_person_has_the_number_of_a_phone(at: tuple[Session, datetime]) -> None:
    session, _ = at
    phones = {each.id for each in sample.CAST}
    assert max(phones) < FIRST_CHANNEL_ID
    for holder in sample.CAST:
        assert find(session, str(holder.id)) is not None


@pytest.mark.parametrize("topic", [*TOPICS, None])
@pytest.mark.parametrize("language", ["ky", "ru", "uz_Latn", "uz_Cyrl"])
def test_every_topic_is_asked_and_answered_in_every_language(
    topic: str | None, language: str
) -> None:
    chance = Random(1)
    for _ in range(20):
        asked = texts.question(chance, topic, language)
        given = texts.answer(chance, topic, language, urgent=False)
        for text in (asked, given):
            # A figure in it would be an invented fact.
            assert not re.search(r"\d", text)
            assert bool(re.search("[а-яёүөңқғҳў]", text)) is (language != "uz_Latn")
