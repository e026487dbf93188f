"""A whole house for stories: simulator, bot and store in one loop, and people with phones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.orm import Session

from bot import application
from bot.application import House
from bot.people import service as people
from bot.places import service as places
from bot.places.service import Role
from bot.settings import Settings, load_settings
from bot.simulator import Phone, Phones, Simulator, running
from bot.store.database import Store

TOKEN = "4242:SIMULATOR_story"
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


@dataclass
class Story:
    """What a story needs at hand."""

    base_url: str
    settings: Settings
    store: Store
    house: House
    phones: Phones
    clock: TestClock

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


def settings_for(base_url: str, folder: Path, **more: object) -> Settings:
    return load_settings(
        **{
            "bot_token": SecretStr(TOKEN),
            "bot_api_url": base_url,
            "database_url": SecretStr(f"sqlite:///{folder}/kopuro.sqlite3"),
            "data_key": SecretStr(KEY),
            "listen": "127.0.0.1:0",
            **more,
        }
    )


@asynccontextmanager
async def story(folder: Path, *, database_url: str = "", **more: object) -> AsyncIterator[Story]:
    """A house with nobody in it yet."""
    simulator = Simulator(strict_limits=False)
    clock = TestClock()
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


__all__ = ["KEY", "LANGUAGE_BUTTONS", "TOKEN", "Story", "places", "settings_for", "story"]
