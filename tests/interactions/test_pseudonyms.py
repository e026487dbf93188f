"""Steps are counted under a name that lasts a quarter and then leads back to nobody (C37)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import assume, given, settings
from hypothesis.strategies import datetimes, just
from sqlalchemy.orm import Session

from bot.interactions import service as interactions
from bot.interactions.models import Interaction, Pseudonym
from bot.interactions.service import Kind, quarter_of
from bot.people import service as people
from bot.people.service import Person
from bot.questions import service as questions
from bot.store.database import Store
from bot.store.keys import Keyring, keyring
from bot.store.records import seal_place
from bot.tables import METADATA
from tests.house import DATABASE, KEY, template

NOVEMBER = datetime(2026, 11, 25, 9, 41, 27, 815_000, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
JANUARY = datetime(2027, 1, 1, 0, 0, tzinfo=UTC)
TOOLOS = "osh.nookat.toolos"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    shutil.copy(template(), tmp_path / DATABASE)
    store = Store(f"sqlite:///{tmp_path / DATABASE}", Keyring(KEY))
    with store.transaction() as session:
        yield session
    store.close()


def somebody(session: Session, name: str = "100") -> Person:
    person = people.meet(session, name, now=NOVEMBER)
    people.choose_community(session, person, TOOLOS)
    return person


def step(session: Session, person: Person, moment: datetime) -> bytes:
    """One step; under which name it went."""
    known = set(session.scalars(sa.select(Interaction.id)))
    interactions.record(session, person, Kind.MENU_OPENED, now=moment)
    (row,) = session.scalars(sa.select(Interaction).where(Interaction.id.not_in(known)))
    assert row.pseudonym is not None
    return row.pseudonym


def test_a_person_keeps_one_name_for_a_quarter_and_gets_another_in_the_next(
    session: Session,
) -> None:
    person = somebody(session)
    october = NOVEMBER.replace(month=10, day=1)
    autumn = {step(session, person, each) for each in (october, NOVEMBER, DECEMBER)}
    winter = {step(session, person, each) for each in (JANUARY, JANUARY + timedelta(days=89))}
    assert (len(autumn), len(winter)) == (1, 1)
    assert not autumn & winter


def test_two_people_never_share_a_name(session: Session) -> None:
    names = {step(session, somebody(session, str(each)), NOVEMBER) for each in range(200)}
    assert len(names) == 200
    assert min(map(len, names)) >= 12


def test_a_name_is_made_of_nothing_that_is_known_of_the_person(session: Session) -> None:
    """The same account at a fresh start: another name, since it is random and not a hash."""
    first = step(session, somebody(session), NOVEMBER)
    people.forget(session, somebody(session))
    session.flush()
    assert step(session, somebody(session), NOVEMBER) != first


def test_the_quarter_ends_at_midnight_utc_with_the_year(session: Session) -> None:
    person = somebody(session)
    assert step(session, person, DECEMBER) != step(session, person, JANUARY)


@settings(deadline=None)
@given(datetimes(timezones=just(UTC), allow_imaginary=False))
def test_quarters_follow_one_another(moment: datetime) -> None:
    quarter = quarter_of(moment)
    assume(moment.year > 1000)
    first = datetime(moment.year, (moment.month - 1) // 3 * 3 + 1, 1, tzinfo=UTC)
    assert quarter_of(first) == quarter
    assert quarter_of(first - timedelta(microseconds=1)) < quarter


def test_the_hour_is_kept_and_nothing_finer(session: Session) -> None:
    step(session, somebody(session), NOVEMBER)
    (hour,) = session.scalars(sa.select(Interaction.hour))
    assert hour == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_the_key_of_a_step_does_not_tell_whether_it_came_early_or_late(session: Session) -> None:
    person = somebody(session)
    higher_than_before = 0
    for _each in range(60):
        before = session.scalar(sa.select(sa.func.max(Interaction.id))) or 0
        interactions.record(session, person, Kind.MENU_OPENED, now=NOVEMBER)
        higher_than_before += (session.scalar(sa.select(sa.func.max(Interaction.id))) or 0) > before
    assert higher_than_before < 30  # of 60 random numbers some five are the highest so far


def test_with_key_and_database_nobody_can_lead_an_earlier_quarter_back(session: Session) -> None:
    persons = [somebody(session, str(each)) for each in range(5)]
    autumn = {step(session, each, NOVEMBER) for each in persons}
    for each in persons[:3]:  # the others do not come back
        step(session, each, JANUARY)
    assert interactions.destroy_old_pseudonyms(session, now=JANUARY) == 2
    session.flush()
    everything = _all_that_is_kept(session)
    for name in autumn:
        found = [place for place, value in everything if name in value]
        assert found
        assert set(found) == {"interactions.pseudonym"}
    tables_with_people = _columns_that_lead_to_people()
    assert not tables_with_people & {f"interactions.{each}" for each in _names(Interaction)}


def test_in_the_first_days_of_a_quarter_the_old_link_goes_even_without_a_step(
    session: Session,
) -> None:
    step(session, somebody(session), NOVEMBER)
    assert interactions.destroy_old_pseudonyms(session, now=DECEMBER) == 0
    assert interactions.destroy_old_pseudonyms(session, now=JANUARY) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Pseudonym)) == 0


def test_who_erases_themselves_leaves_steps_of_nobody(session: Session) -> None:
    person, other = somebody(session), somebody(session, "101")
    step(session, person, NOVEMBER)
    theirs = step(session, other, NOVEMBER)
    interactions.forget(session, person.id)
    assert set(session.scalars(sa.select(Interaction.pseudonym))) == {None, theirs}
    assert list(session.scalars(sa.select(Pseudonym.person_id))) == [other.id]


def test_a_question_is_counted_where_it_was_asked(session: Session) -> None:
    person = somebody(session)
    interactions.record(
        session,
        person,
        Kind.QUESTION_ASKED,
        topic="passport-lost-abroad",
        community="osh.ozgon.ak-jar",
        now=NOVEMBER,
    )
    row = session.scalars(sa.select(Interaction)).one()
    assert (row.community, row.topic) == ("osh.ozgon.ak-jar", "passport-lost-abroad")
    assert (row.kind, row.is_sample) == (Kind.QUESTION_ASKED, False)


def test_a_question_that_is_still_kept_does_not_lead_the_steps_of_its_quarter_back(
    session: Session,
) -> None:
    person = somebody(session)
    people.choose_language(session, person, "ky")
    step(session, person, NOVEMBER)
    question = questions.begin(session, person, topic="passport-lost-abroad", now=NOVEMBER)
    questions.write(session, person, question, "Where do I go?", now=NOVEMBER)
    questions.send(session, person, question.id, now=NOVEMBER)
    interactions.destroy_old_pseudonyms(session, now=JANUARY)
    session.flush()

    assert question.asked_at is not None
    led_back = session.scalars(
        sa.select(Interaction.pseudonym).where(
            Interaction.kind == Kind.QUESTION_ASKED,
            Interaction.topic == question.topic,
            Interaction.community == question.community,
            Interaction.hour == question.asked_at.replace(minute=0, second=0, microsecond=0),
        )
    ).all()
    read = sa.select(Interaction.pseudonym).where(Interaction.kind == Kind.MENU_OPENED)
    assert not set(led_back) & set(session.scalars(read))


def test_what_a_step_may_hold_is_a_short_list() -> None:
    """Whoever adds a column here has to ask what it tells of a person in a village."""
    assert set(_names(Interaction)) == {
        "id",
        "pseudonym",
        "hour",
        "kind",
        "topic",
        "community",
        "language",
        "detail",
        "is_sample",
    }


def _names(table: type[Interaction]) -> list[str]:
    return [column.name for column in table.__table__.columns]


def _all_that_is_kept(session: Session) -> list[tuple[str, bytes]]:
    """Every value of the whole database, opened where the key opens it."""
    found: list[tuple[str, bytes]] = []
    for table in METADATA.sorted_tables:
        for row in session.execute(sa.select(table)).mappings():
            for column, value in row.items():
                place = f"{table.name}.{column}"
                if column.endswith("_sealed") and value is not None:
                    opened = keyring().open(value, seal_place(table.name, column, row["id"]))
                    found.append((place, opened))
                else:
                    found.append(
                        (place, value if isinstance(value, bytes) else repr(value).encode())
                    )
    return found


def _columns_that_lead_to_people() -> set[str]:
    return {
        f"{table.name}.{key.parent.name}"
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
    }
