"""Real places in a SQLite file, and people who do things in some weeks of autumn."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.insights import service as insights
from bot.insights.periods import period_named
from bot.insights.service import Demand, View
from bot.interactions.models import Interaction, Kind
from bot.people import service as people
from bot.people.service import Person
from bot.places import posts
from bot.places import service as places
from bot.places.service import COUNTRY, Role
from bot.questions.models import Question, Rating, Status
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.tables import METADATA

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
OCTOBER = "2026-10"
IN_OCTOBER = datetime(2026, 10, 14, 6, 0, tzinfo=UTC)
TOOLOS = "osh.nookat.toolos"
NOOKAT = "osh.nookat"
NOOKAT_TOWN = "osh.nookat.nookat-city"
KOTORMO = "batken.kadamjay.kotormo"
PASSPORT, BENEFITS, VIOLENCE = "passport-lost-abroad", "social-benefits", "domestic-violence"


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("insights") / "loaded.sqlite3"
    store = Store(f"sqlite:///{path}", Keyring("k" * 32))
    METADATA.create_all(store.engine)
    with store.transaction() as session:
        places.load_defaults(session, now=NOW)
    store.close()
    return path


@pytest.fixture
def session(loaded_file: Path, tmp_path: Path) -> Iterator[Session]:
    copied = shutil.copy(loaded_file, tmp_path / "kopuro.sqlite3")
    store = Store(f"sqlite:///{copied}", Keyring("k" * 32))
    with store.transaction() as session:
        yield session
    store.close()


@dataclass
class Life:
    """What people do, told in short."""

    session: Session

    def acts(
        self,
        people: int,
        community: str | None,
        kind: Kind = Kind.ARTICLE_READ,
        topic: str | None = PASSPORT,
        *,
        language: str = "ky",
        at: datetime = IN_OCTOBER,
        times: int = 1,
        sample: bool = False,
        detail: str = "1",
    ) -> None:
        """So many people, each somebody else, do this so many times."""
        for _ in range(people):
            somebody = os.urandom(12)
            for _ in range(times):
                self.session.add(
                    Interaction(
                        pseudonym=somebody,
                        hour=at,
                        kind=kind,
                        topic=topic,
                        community=community,
                        language=language,
                        detail=detail if kind is Kind.ARTICLE_READ else "",
                        is_sample=sample,
                    )
                )

    def asks(
        self,
        people: int,
        community: str | None,
        *,
        answered_after: timedelta | None = None,
        topic: str | None = PASSPORT,
        urgent: str | None = None,
        rating: Rating | None = None,
        office: str = TOOLOS,
        language: str = "ky",
        at: datetime = IN_OCTOBER,
        due_after: timedelta = timedelta(days=2),
        sample: bool = False,
    ) -> list[Question]:
        """So many people, each somebody else, ask a question."""
        made = []
        for _ in range(people):
            asker = person(self.session, os.urandom(8).hex())
            asker.is_sample = sample
            question = Question(
                number=int.from_bytes(os.urandom(3)) + 1000,
                asker_id=asker.id,
                status=Status.OPEN if answered_after is None else Status.ANSWERED,
                topic=topic,
                community=community,
                language=language,
                urgent=urgent,
                office=office,
                office_role="focal_point",
                began_at=at,
                asked_at=at,
                due_at=at + due_after,
                answered_at=None if answered_after is None else at + answered_after,
                rating=rating,
                is_sample=sample,
            )
            self.session.add(question)
            made.append(question)
        return made


def person(session: Session, name: str) -> Person:
    return people.meet(session, name, now=NOW)


@pytest.fixture
def life(session: Session) -> Life:
    return Life(session)


@pytest.fixture
def administrator(session: Session) -> Person:
    found = person(session, "administrator")
    places.add_administrator(session, found, now=NOW)
    return found


@pytest.fixture
def coordinator(session: Session) -> Person:
    found = person(session, "coordinator")
    posts.appoint(session, found, Role.COORDINATOR, NOOKAT, appointed_by=None, now=NOW)
    return found


@pytest.fixture
def focal_point(session: Session) -> Person:
    found = person(session, "focal point")
    posts.appoint(session, found, Role.FOCAL_POINT, TOOLOS, appointed_by=None, now=NOW)
    return found


def seen(
    session: Session,
    actor: Person,
    place: str = COUNTRY,
    period: str = OCTOBER,
    *,
    language: str | None = None,
    topic: str | None = None,
    with_sample: bool = False,
) -> Demand:
    view = View(place, period_named(period, NOW), language, topic)
    return insights.demand(session, actor, view, with_sample=with_sample, now=NOW)
