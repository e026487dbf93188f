"""The log of actions: who did what where, in ids and verbs, and nothing that can be taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.people import service as people
from bot.store.database import Store
from bot.store.keys import Keyring
from tests.house import DATABASE, KEY, template

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    shutil.copy(template(), tmp_path / DATABASE)
    store = Store(f"sqlite:///{tmp_path / DATABASE}", Keyring(KEY))
    with store.transaction() as session:
        for entry in audit.entries(session):
            session.delete(entry)  # that the places were loaded
        session.flush()
        yield session
    store.close()


def record(session: Session, verb: str, place: str | None, minutes: int = 0) -> None:
    audit.record(
        session,
        actor_id=None,
        verb=verb,
        subject="post:1",
        place=place,
        now=NOW + timedelta(minutes=minutes),
    )
    session.flush()


def verbs(session: Session, *places: str, limit: int = 50, offset: int = 0) -> list[str]:
    found = audit.entries(session, places=places or None, limit=limit, offset=offset)
    return [entry.verb for entry in found]


def test_the_newest_comes_first_page_by_page(session: Session) -> None:
    for number in range(5):
        record(session, f"deed {number}", "osh", minutes=number)
    assert verbs(session) == [f"deed {number}" for number in (4, 3, 2, 1, 0)]
    assert verbs(session, limit=2) == ["deed 4", "deed 3"]
    assert verbs(session, limit=2, offset=4) == ["deed 0"]


def test_a_coordinator_sees_their_own_area_and_what_lies_in_it(session: Session) -> None:
    for place in ("osh.nookat", "osh.nookat.toolos", "osh.nookat-city", "osh", "kg", None):
        record(session, f"in {place}", place)
    assert set(verbs(session, "osh.nookat")) == {"in osh.nookat", "in osh.nookat.toolos"}
    assert set(verbs(session, "osh.nookat.toolos", "kg")) == {"in osh.nookat.toolos", "in kg"}
    assert len(verbs(session)) == 6


def test_who_holds_no_place_sees_nothing(session: Session) -> None:
    record(session, "deed", "osh")
    assert audit.entries(session, places=[]) == []


@pytest.mark.parametrize("place", ["%", "_", "osh.%", "osh_nookat", ""])
def test_a_place_is_a_name_and_no_pattern(session: Session, place: str) -> None:
    record(session, "deed", "osh.nookat.toolos")
    assert audit.entries(session, places=[place]) == []


def test_the_deed_stays_when_its_doer_is_erased(session: Session) -> None:
    person = people.meet(session, "100", now=NOW)
    audit.record(session, actor_id=person.id, verb="deed", subject="post:1", place="osh", now=NOW)
    session.flush()
    people.forget(session, person)
    session.flush()
    session.expire_all()
    (entry,) = audit.entries(session)
    assert (entry.verb, entry.actor_id) == ("deed", None)


def test_there_is_no_way_to_change_or_remove_an_entry() -> None:
    assert set(audit.__all__) == {"Entry", "entries", "how_often", "record"}
