"""A simulator on a free port, a bot of python-telegram-bot's, plain calls, and phones."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any, NamedTuple

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Phone, Phones, Simulator, running

TOKEN = "1:SIMULATOR"


class Reply(NamedTuple):
    """What a call got: HTTP status and the body."""

    status: int
    body: dict[str, Any]

    @property
    def result(self) -> Any:
        assert self.body["ok"], self.body
        return self.body["result"]

    @property
    def error(self) -> str:
        assert not self.body["ok"], self.body
        assert self.body["error_code"] == self.status
        return str(self.body["description"])


Api = Callable[..., Coroutine[Any, Any, Reply]]


@pytest.fixture
def simulator() -> Simulator:
    made = Simulator(strict_limits=False, seed=1, webhook_pause_seconds=0.01)
    made.add_bot(TOKEN, username="sample_bot", name="Sample")
    return made


@pytest.fixture
async def base_url(simulator: Simulator) -> AsyncIterator[str]:
    async with running(simulator) as address:
        yield address


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def api(base_url: str, session: aiohttp.ClientSession) -> Api:
    """``await api("sendMessage", chat_id=1, text="…")``, sent as JSON."""

    async def call(method: str, *, token: str = TOKEN, **parameters: Any) -> Reply:
        address = f"{base_url}/bot{token}/{method}"
        async with session.post(address, json=parameters) as answer:
            return Reply(answer.status, await answer.json())

    return call


@pytest.fixture
async def phones(base_url: str) -> AsyncIterator[Phones]:
    async with Phones(base_url) as opened:
        yield opened


@pytest.fixture
async def phone(phones: Phones) -> Phone:
    """A migrant's, who has pressed Start."""
    started = await phones.new("Migrant", language_code="ky")
    await started.starts()
    return started


@pytest.fixture
async def bot(base_url: str) -> AsyncIterator[Bot]:
    """The library that the bot is built on, as it comes."""
    async with Bot(TOKEN, base_url=f"{base_url}/bot", base_file_url=f"{base_url}/file/bot") as made:
        yield made
