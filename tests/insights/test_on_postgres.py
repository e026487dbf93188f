"""The same figures from PostgreSQL as from SQLite."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.insights import service as insights
from bot.insights.service import Demand
from bot.interactions.models import Kind
from bot.people.service import Person
from bot.places import service as places
from bot.questions.models import Rating
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.tables import METADATA
from tests.insights.conftest import (
    KOTORMO,
    NOOKAT,
    NOOKAT_TOWN,
    NOW,
    PASSPORT,
    TOOLOS,
    VIOLENCE,
    Life,
    person,
    seen,
)


def happens(session: Session) -> Person:
    life = Life(session)
    for language in ("ky", "ru", "uz_Latn"):
        life.acts(7, TOOLOS, language=language, times=2)
    life.acts(6, NOOKAT_TOWN, Kind.SEARCH_FAILED, None)
    life.acts(8, NOOKAT_TOWN, Kind.SEARCH_FOUND)
    life.acts(9, KOTORMO, topic=VIOLENCE)
    for community in ("osh.nookat.kok-bel", "osh.nookat.kenesh", "osh.nookat.bel"):
        life.acts(3, community, Kind.MENU_OPENED, None)
    life.asks(12, TOOLOS, answered_after=timedelta(hours=5), rating=Rating.HELPED)
    life.asks(6, TOOLOS, answered_after=timedelta(days=5), rating=Rating.DID_NOT_HELP)
    life.asks(6, TOOLOS, urgent="violence")
    administrator = person(session, "administrator")
    places.add_administrator(session, administrator, now=NOW)
    return administrator


def views(session: Session) -> list[Demand]:
    actor = happens(session)
    return [
        seen(session, actor),
        seen(session, actor, NOOKAT),
        seen(session, actor, language="uz"),
        seen(session, actor, topic=PASSPORT),
        seen(session, actor, topic=VIOLENCE, language="ky"),
        seen(session, actor, TOOLOS, period="2026-W44"),
    ]


@pytest.mark.postgres
def test_postgres_and_sqlite_tell_the_same(session: Session, postgres_url: str) -> None:
    store = Store(postgres_url, Keyring("k" * 32))
    METADATA.create_all(store.engine)
    with store.transaction() as other:
        places.load_defaults(other, now=NOW)
        assert views(other) == views(session)
        actor = person(other, "administrator")
        assert insights.listed(other, actor, with_sample=False, now=NOW).total == 24
        assert insights.head_count(other, actor, with_sample=False, now=NOW) is not None
    store.close()
