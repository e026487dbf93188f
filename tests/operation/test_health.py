"""What a balancer, a watchman and Prometheus hear, and what nobody else does (C15)."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest
from starlette.requests import Request

from bot import application
from bot.health import Health
from tests.house import Story, story

TOKEN = "a-token-for-the-figures"


@dataclass
class Door:
    """The product's own port, and somebody who knocks at it."""

    address: str
    session: aiohttp.ClientSession

    async def asks(self, path: str, **headers: str) -> tuple[int, str]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.session.get(self.address + path, headers=named) as answer:
            return answer.status, await answer.text()


@asynccontextmanager
async def open_door(begun: Story) -> AsyncIterator[Door]:
    until = asyncio.Event()
    app = application.web(begun.house, console=False)
    server = await asyncio.start_server(lambda _reader, _writer: None, "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    serving = asyncio.create_task(application.serve(app, "127.0.0.1", port, until))
    try:
        async with aiohttp.ClientSession() as session:
            door = Door(f"http://127.0.0.1:{port}", session)
            async with asyncio.timeout(30):
                while not await _stands(door):
                    assert not serving.done(), serving.exception()
            yield door
    finally:
        until.set()
        await serving


async def _stands(door: Door) -> bool:
    try:
        return await door.asks("/healthz") == (200, "ok")
    except aiohttp.ClientConnectionError:
        await asyncio.sleep(0.01)
        return False


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path) as begun:
        yield begun


@pytest.fixture
async def door(st: Story) -> AsyncIterator[Door]:
    async with open_door(st) as door:
        yield door


async def test_it_is_alive_and_ready(door: Door) -> None:
    assert await door.asks("/healthz") == (200, "ok")
    status, words = await door.asks("/readyz")
    assert (status, json.loads(words)) == (200, {"database": True, "bot_api": True})


async def test_it_is_alive_but_not_ready_without_telegram(st: Story, door: Door) -> None:
    await st.phones.faults(error_share=1.0)
    assert await door.asks("/healthz") == (200, "ok")
    status, words = await door.asks("/readyz")
    assert (status, json.loads(words)) == (503, {"database": True, "bot_api": False})
    assert await door.asks("/readyz", X_Forwarded_For="10.0.0.9") == (503, "not ready")
    await st.phones.faults(error_share=0.0)
    assert (await door.asks("/readyz"))[0] == 200


async def test_it_is_not_ready_without_its_database(
    st: Story, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks(_work: object) -> None:
        raise ConnectionError("the password is in here")

    monkeypatch.setattr(st.store, "read", breaks)
    status, words = await door.asks("/readyz")
    assert (status, json.loads(words)) == (503, {"database": False, "bot_api": True})


async def test_figures_are_counts_without_a_label(st: Story, door: Door) -> None:
    reader = await st.reader("osh.nookat.toolos")
    await st.quiet()
    status, words = await door.asks("/metrics")
    assert status == 200
    samples = [line for line in words.splitlines() if not line.startswith("#")]
    assert len(samples) >= 5
    for line in samples:
        assert re.fullmatch(r"kopuro_\w+ [0-9.e+]+", line), line
    figures = dict(line.split() for line in samples)
    assert float(figures["kopuro_updates_answered"]) == 3
    assert float(figures["kopuro_updates_failed"]) == 0
    for secret in (str(reader.phone.id), "toolos", st.settings.bot_api_url):
        assert secret not in words


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"],
)
async def test_whoever_comes_through_a_proxy_sees_no_details(door: Door, header: str) -> None:
    for value in ("127.0.0.1", "10.0.0.9", "for=127.0.0.1"):
        assert await door.asks("/readyz", **{header: value}) == (200, "ready")
        assert await door.asks("/metrics", **{header: value}) == (404, "not found")


async def test_a_token_opens_the_figures_from_anywhere_and_a_wrong_one_from_nowhere(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, metrics_token=TOKEN) as begun, open_door(begun) as door:
        far = {"X_Forwarded_For": "10.0.0.9"}
        assert (await door.asks("/metrics", **far, Authorization=f"Bearer {TOKEN}"))[0] == 200
        for wrong in ("", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN[:-1], "Bearer ключ"):
            assert await door.asks("/metrics", **far, Authorization=wrong) == (404, "not found")
        assert (await door.asks("/metrics"))[0] == 200  # this machine needs none


async def test_an_empty_token_opens_nothing(tmp_path: Path) -> None:
    async with story(tmp_path, metrics_token="") as begun, open_door(begun) as door:
        for given in ("", "Bearer ", "Bearer"):
            answer = await door.asks("/metrics", X_Real_IP="10.0.0.9", Authorization=given)
            assert answer == (404, "not found")


@pytest.mark.parametrize("host", ["10.0.0.9", "192.168.1.5", "::ffff:10.0.0.9", "testclient", ""])
async def test_only_this_machine_is_this_machine(st: Story, host: str) -> None:
    health = Health(st.store, st.house.channel, st.settings)
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/metrics",
        "headers": [],
        "client": (host, 1),
    }
    assert (await health.metrics(Request(scope))).status_code == 404
    scope["client"] = ("127.0.0.1", 1)
    assert (await health.metrics(Request(scope))).status_code == 200


async def test_a_console_alone_is_ready_without_a_bot(st: Story) -> None:
    health = Health(st.store, None, st.settings)
    scope = {"type": "http", "method": "GET", "headers": [], "client": ("127.0.0.1", 1)}
    assert (await health.readyz(Request(scope))).status_code == 200
    assert bytes((await health.metrics(Request(scope))).body) == b""
