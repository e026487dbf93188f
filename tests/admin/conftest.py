"""The console over a real SQLite file, spoken to over HTTP, and a small cast of readers."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import TypeVar

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient

from admin.app import application
from bot.people import service as people
from bot.people import sign_in
from bot.people.service import Person
from bot.places import posts
from bot.places import service as places
from bot.places.service import COUNTRY, Role
from bot.settings import Settings, load_settings
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.tables import METADATA
from tests.insights.conftest import NOOKAT, NOW, TOOLOS

T = TypeVar("T")
ADDRESS = "http://127.0.0.1:8080"


@pytest.fixture(scope="session")
def loaded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("admin") / "loaded.sqlite3"
    store = Store(f"sqlite:///{path}", Keyring("k" * 32))
    METADATA.create_all(store.engine)
    with store.transaction() as session:
        places.load_defaults(session, now=NOW)
    store.close()
    return path


@dataclass
class Clock:
    """A time that moves only when a test says so."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Seconds:
    """The time by which the pace of requests is measured: here each takes a second."""

    at: float = 0.0
    step: float = 1.0

    def __call__(self) -> float:
        self.at += self.step
        return self.at


@dataclass
class House:
    """The console, its store, and who is known to it."""

    store: Store
    settings: Settings
    clock: Clock
    seconds: Seconds
    app: Starlette
    woken: list[datetime] = field(default_factory=list)

    def does(self, work: Callable[[Session], T]) -> T:
        with self.store.transaction() as session:
            return work(session)

    def reader(self, name: str) -> Reader:
        """A browser of somebody who may not be signed in."""
        client = TestClient(
            self.app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=False
        )
        client.headers["accept-language"] = "en"
        return Reader(self, name, client)

    def person(self, session: Session, name: str) -> Person:
        return people.meet(session, name, now=NOW)


@dataclass
class Reader:
    """What somebody does in a browser."""

    house: House
    name: str
    client: TestClient

    def appointed(self, role: Role, place: str = COUNTRY) -> Reader:
        def work(session: Session) -> None:
            person = self.house.person(session, self.name)
            posts.appoint(session, person, role, place, appointed_by=None, now=NOW)
            person.language = person.language or "ru"

        self.house.does(work)
        return self

    def signs_in(self, language: str = "en") -> Reader:
        """By a link from the terminal, which needs no number."""
        token = self.house.does(
            lambda session: sign_in.make_terminal_link(
                session, self.house.person(session, self.name), now=self.house.clock()
            )
        )
        self.posts(f"/sign-in/{token}")
        page = self.opens("/signing-in")
        self.posts("/signing-in", csrf=csrf_in(page))
        if language:
            self.submits("/", "/language", language=language, here="/")
        return self

    def opens(self, path: str, **params: str) -> httpx.Response:
        answer: httpx.Response = self.client.get(f"/console{path}", params=params or None)
        return answer

    def posts(self, path: str, /, origin: str = ADDRESS, **form: str) -> httpx.Response:
        headers = {"origin": origin} if origin else {}
        answer: httpx.Response = self.client.post(f"/console{path}", data=form, headers=headers)
        return answer

    def submits(self, page: str, path: str, /, **form: str) -> httpx.Response:
        """A form of a page, with the token that stands in it."""
        return self.posts(path, csrf=csrf_in(self.opens(page)), **form)


def csrf_in(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([0-9a-f]+)"', page.text)
    return found.group(1) if found else ""


def text_of(page: httpx.Response) -> str:
    """What can be read on a page, without its marks."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page.text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def open_house(path: Path, **settings: object) -> House:
    store = Store(f"sqlite:///{path}", Keyring("k" * 32))
    given: dict[str, object] = {"data_key": SecretStr("k" * 32), "listen": "127.0.0.1:8080"}
    made = load_settings(**(given | settings))
    clock, seconds = Clock(), Seconds()
    woken: list[datetime] = []
    console = application(
        store,
        made,
        clock=clock,
        wake=lambda: woken.append(clock()),
        bot_name=lambda: "kopuro_bot",
        timer=seconds,
    )
    app = Starlette(routes=[Mount("/console", console)])
    return House(store, made, clock, seconds, app, woken)


@pytest.fixture
def database(loaded_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(loaded_file, tmp_path / "kopuro.sqlite3"))


@pytest.fixture
def house(database: Path) -> Iterator[House]:
    made = open_house(database)
    yield made
    made.store.close()


@pytest.fixture
def administrator(house: House) -> Reader:
    return house.reader("administrator").appointed(Role.ADMINISTRATOR).signs_in()


@pytest.fixture
def coordinator(house: House) -> Reader:
    return house.reader("coordinator").appointed(Role.COORDINATOR, NOOKAT).signs_in()


@pytest.fixture
def focal_point(house: House) -> Reader:
    return house.reader("focal point").appointed(Role.FOCAL_POINT, TOOLOS)


__all__ = ["ADDRESS", "UTC", "House", "Reader", "csrf_in", "open_house", "text_of"]
