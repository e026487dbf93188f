"""Real places in a real SQLite file, and the same small cast for every test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import bot.audit.models
import bot.people.models
import bot.places.models  # noqa: F401 - a table exists once its module was imported
from bot.people import service as people
from bot.people.service import Person
from bot.places import posts, service
from bot.places.service import Role
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.store.records import Record

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TOOLOS = "osh.nookat.toolos"
NOOKAT = "osh.nookat"
KOTORMO = "batken.kadamjay.kotormo"
VOZNESENOVKA = "chuy.panfilov.voznesenovka"
ORTO_KAYYNDY = "chuy.panfilov.orto-kayyndy"


@dataclass(frozen=True)
class Cast:
    """Who takes part: the country's administrator, a district's coordinator, and others."""

    administrator: Person
    coordinator: Person
    focal_point: Person
    newcomer: Person
    stranger: Person


def open_file(path: Path) -> Store:
    return Store(f"sqlite:///{path}", Keyring("k" * 32))


def person(session: Session, name: str) -> Person:
    return people.meet(session, name, now=NOW)


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("places") / "loaded.sqlite3"
    store = open_file(path)
    Record.metadata.create_all(store.engine)
    with store.transaction() as session:
        service.load_defaults(session, now=NOW)
    store.close()
    return path


@pytest.fixture
def database(loaded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(loaded_file, tmp_path / "kopuro.sqlite3"))


@pytest.fixture
def store(database: Path) -> Iterator[Store]:
    store = open_file(database)
    yield store
    store.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.transaction() as session:
        yield session


@pytest.fixture
def cast(session: Session) -> Cast:
    return make_cast(session)


def make_cast(session: Session) -> Cast:
    administrator = person(session, "administrator")
    service.add_administrator(session, administrator, now=NOW)
    coordinator = person(session, "coordinator")
    by = administrator.id
    posts.appoint(session, coordinator, Role.COORDINATOR, NOOKAT, appointed_by=by, now=NOW)
    focal_point = person(session, "focal point")
    posts.appoint(session, focal_point, Role.FOCAL_POINT, TOOLOS, appointed_by=by, now=NOW)
    return Cast(
        administrator,
        coordinator,
        focal_point,
        person(session, "newcomer"),
        person(session, "stranger"),
    )
