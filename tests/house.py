"""A whole house for stories: simulator, bot and store in one loop, and people with phones."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from weakref import finalize

from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot import application
from bot.application import House
from bot.language.speech import speech
from bot.people import service as people
from bot.places import service as places
from bot.places.service import Role
from bot.settings import Settings, load_settings
from bot.simulator import Message, Phone, Phones, Simulator, running
from bot.store.database import Store

TOKEN = "4242:SIMULATOR_story"
WAIT = 10.0
"""Seconds until a wait counts as lost: much longer than anything takes, on a busy machine too."""
DATABASE = "kopuro.sqlite3"
KEY = "a key that is only for the tests, 32+"
LANGUAGE_BUTTONS = {
    "ky": "Кыргызча",
    "ru": "Русский",
    "uz_Cyrl": "Ўзбекча",
    "uz_Latn": "Oʻzbekcha",
}


@dataclass
class TestClock:
    """The time of day that the product sees: real, until a story moves it."""

    ahead: timedelta = field(default_factory=timedelta)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def passes(self, **by: float) -> None:
        self.ahead += timedelta(**by)

    def shows(self, moment: datetime) -> None:
        """From now on it is this moment, and time goes on from there."""
        self.ahead = moment - datetime.now(UTC)


class Reader:
    """A phone and the language that its holder reads: expected words are named by their id.

    Texts are those of the catalogue, translated or not, so a story holds in every language.
    """

    def __init__(self, phone: Phone, language: str) -> None:
        self.phone = phone
        self.language = language

    def words(self, message: str, **filled: object) -> str:
        text = speech(self.language).gettext(message)
        return text.format(**filled) if filled else text

    async def sees(self, message: str, within: float = WAIT, **filled: object) -> Message:
        return await self.phone.sees(self.words(message, **filled), within)

    async def does_not_see(self, message: str, **filled: object) -> None:
        await self.phone.does_not_see(self.words(message, **filled))

    async def presses(self, message: str, **filled: object) -> str:
        """Press a button by the id of its label; returns the words that flash up."""
        return await self.phone.presses(self.words(message, **filled), WAIT)

    async def sends(self, text: str, replying_to: Message | int | None = None) -> Message:
        return await self.phone.sends(text, replying_to)

    async def new_screen(self, deed: Callable[[], Any]) -> Message:
        """The message of the bot that comes after ``deed``."""
        await self.phone.looks()
        before = max((each.id for each in self.phone.screen), default=0)
        await deed()
        came = await self.phone.waits_for(
            lambda: next(
                (each for each in self.phone.screen if each.from_bot and each.id > before), None
            ),
            WAIT,
        )
        assert came is not None, f"nothing came\n{self.phone.drawn()}"
        message: Message = came
        return message

    @property
    def last(self) -> Message:
        return self.phone.last


@dataclass
class Story:
    """What a story needs at hand."""

    base_url: str
    settings: Settings
    store: Store
    house: House
    phones: Phones
    clock: TestClock

    async def quiet(self) -> None:
        """Until all that has been taken in is answered, sent and noted."""
        await self.house.channel.worker.finish()

    async def passes(self, **by: float) -> None:
        """Time passes for the product, after what was under way has ended."""
        await self.quiet()
        self.clock.passes(**by)

    async def reader(self, community: str = "", language: str = "ky") -> Reader:
        return Reader(await self.somebody(community, language), language)

    async def clerk(
        self, place: str, role: Role = Role.FOCAL_POINT, language: str = "ky"
    ) -> Reader:
        return Reader(await self.staff(place, role, language), language)

    async def somebody(self, community: str = "", language: str = "ky") -> Phone:
        """A phone whose holder has chosen language and community, and sees the menu."""
        phone = await self.phones.new("Somebody", language_code=language[:2])
        await phone.starts(f"c-{community.replace('.', '_')}" if community else "")
        await phone.sees("Тилди тандаңыз")
        await phone.presses(LANGUAGE_BUTTONS[language])
        await phone.sees("📍")
        if community:
            await phone.presses(phone.buttons[0])
        else:
            await phone.presses(phone.buttons[1])
        await phone.waits_for(lambda: "☰" in phone.last.text)
        return phone

    async def staff(self, place: str, role: Role = Role.FOCAL_POINT, language: str = "ky") -> Phone:
        """Somebody who holds a post, as if an invitation had been confirmed."""
        community = place if place.count(".") == 2 else ""
        phone = await self.somebody(community, language)
        await self.store.write(lambda session: self._appoint(session, phone, place, role))
        return phone

    def _appoint(self, session: Session, phone: Phone, place: str, role: Role) -> None:
        from bot.places.posts import appoint

        person = people.find(session, str(phone.id))
        assert person is not None
        appoint(session, person, role, place, appointed_by=None, now=self.clock())


@cache
def template() -> Path:
    """A migrated database with all places, made once a process: a story starts with a copy."""
    folder = Path(tempfile.mkdtemp(prefix="kopuro-template-"))
    finalize(template, shutil.rmtree, folder, ignore_errors=True)
    application.open_checked_store(settings_for("http://127.0.0.1:1", folder)).close()
    return folder / DATABASE


def settings_for(base_url: str, folder: Path, **more: object) -> Settings:
    return load_settings(
        **{
            "bot_token": SecretStr(TOKEN),
            "bot_api_url": base_url,
            "database_url": SecretStr(f"sqlite:///{folder / DATABASE}"),
            "data_key": SecretStr(KEY),
            "listen": "127.0.0.1:0",
            **more,
        }
    )


@asynccontextmanager
async def story(
    folder: Path, *, database_url: str = "", at: datetime | None = None, **more: object
) -> AsyncIterator[Story]:
    """A house with nobody in it yet; ``at``: when it begins, else now."""
    simulator = Simulator(strict_limits=False)
    clock = TestClock()
    if at is not None:
        clock.shows(at)
    if not database_url and not (folder / DATABASE).exists():
        shutil.copy(template(), folder / DATABASE)
    async with running(simulator) as base_url, Phones(base_url) as phones:
        if database_url:
            more["database_url"] = SecretStr(database_url)
        settings = settings_for(base_url, folder, **more)
        store = application.open_checked_store(settings)
        try:
            async with application.house(settings, store, now=clock, with_profile=False) as house:
                yield Story(base_url, settings, store, house, phones, clock)
        finally:
            store.close()


__all__ = [
    "KEY",
    "LANGUAGE_BUTTONS",
    "TOKEN",
    "WAIT",
    "Reader",
    "Story",
    "places",
    "settings_for",
    "story",
]
