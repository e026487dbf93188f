"""Starting for real: what an operator hears when something outside is wrong."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import application
from bot.settings import Settings, SettingsError
from bot.simulator import Simulator
from bot.simulator import running as simulating
from bot.store import schema
from tests.house import DATABASE, KEY, settings_for, template
from tests.operation.process import says_and_ends

REAL_TOKEN = "123456789:AAF-real_looking_token_of_35_letters"


@pytest.fixture
async def base_url(tmp_path: Path) -> AsyncIterator[str]:
    shutil.copy(template(), tmp_path / DATABASE)
    async with simulating(Simulator(strict_limits=False)) as base_url:
        yield base_url


async def refused(settings: Settings) -> str:
    """The one line with which ``kopuro run`` ends."""
    with pytest.raises(SettingsError) as caught:
        await application.run(settings, console=False)
    line = str(caught.value)
    assert "\n" not in line
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value().partition(":")[2] not in line
    return line


async def test_a_token_that_telegram_does_not_know_is_told(tmp_path: Path, base_url: str) -> None:
    wrong = SecretStr(REAL_TOKEN)
    line = await refused(settings_for(base_url, tmp_path, bot_token=wrong))
    assert "copy it again from @BotFather" in line


async def test_a_telegram_that_is_not_there_is_told(tmp_path: Path, base_url: str) -> None:
    line = await refused(settings_for("http://127.0.0.1:1", tmp_path))
    assert "cannot reach http://127.0.0.1:1" in line
    assert "KOPURO_BOT_API_URL" in line


async def test_a_port_that_is_taken_is_told(tmp_path: Path, base_url: str) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        line = await refused(settings_for(base_url, tmp_path, listen=f"127.0.0.1:{port}"))
    assert f"port {port} on 127.0.0.1 is taken" in line


async def test_after_a_refusal_it_starts_as_if_nothing_had_been(
    tmp_path: Path, base_url: str
) -> None:
    await refused(settings_for(base_url, tmp_path, bot_token=SecretStr(REAL_TOKEN)))
    settings = settings_for(base_url, tmp_path)
    store = application.open_checked_store(settings)
    async with application.house(settings, store, with_profile=False) as house:
        assert await house.channel.is_reachable()
    store.close()


@pytest.mark.postgres
async def test_two_operators_may_migrate_at_once(tmp_path: Path, postgres_url: str) -> None:
    given = {"KOPURO_DATABASE_URL": postgres_url, "KOPURO_DATA_KEY": KEY}
    both = await asyncio.gather(
        *(says_and_ends("migrate", folder=tmp_path, **given) for _each in range(2))
    )
    stands = f"The database stands at {schema.newest()}.\n"
    assert both == [(0, stands, "")] * 2
