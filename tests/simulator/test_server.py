"""Where the simulator listens and to whom it answers."""

from __future__ import annotations

import asyncio
import signal
import socket
import sys
import time

import aiohttp
import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from bot.simulator import NotLoopback, Phones, Simulator, application, running, serve
from bot.simulator.guard import refusal
from tests.simulator.conftest import TOKEN, Api


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example"},
        {"Host": "192.168.0.5:8081"},
        {"Host": "localhost.evil.example:80"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/phones", f"/bot{TOKEN}/getMe", "/static/phones.js"])
async def test_other_sites_pages_are_refused(
    base_url: str, session: aiohttp.ClientSession, path: str, headers: dict[str, str]
) -> None:
    async with session.get(base_url + path, headers=headers) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_its_own_page_is_answered(
    base_url: str, session: aiohttp.ClientSession, host: str
) -> None:
    port = base_url.rpartition(":")[2]
    headers = {"Host": f"{host}:{port}", "Origin": f"http://{host}:{port}"}
    async with session.get(f"{base_url}/phones", headers=headers) as answer:
        assert answer.status == 200


def test_a_caller_from_another_machine_is_refused() -> None:
    scope = {"path": "/", "headers": [(b"host", b"127.0.0.1")], "client": ("192.168.0.9", 5)}
    assert refusal(scope)
    assert not refusal({**scope, "client": ("127.0.0.1", 5)})
    assert not refusal({**scope, "client": ("::1", 5)})


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.0.5", "::", "example.org"])  # noqa: S104
def test_any_other_address_than_loopback_is_refused(host: str) -> None:
    with pytest.raises(NotLoopback, match=r"use 127\.0\.0\.1"):
        serve(0, host)


def test_a_taken_port_is_an_error_of_the_system() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            serve(taken.getsockname()[1])


async def test_it_serves_until_it_is_interrupted(session: aiohttp.ClientSession) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = f"from bot.simulator import serve; serve({port})"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", code, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(20):
            while True:
                try:
                    answer = await session.get(f"http://127.0.0.1:{port}/phones")
                except aiohttp.ClientConnectionError:
                    await asyncio.sleep(0.02)
                    continue
                assert await answer.json() == {"bot": None, "phones": []}
                break
    finally:
        process.send_signal(signal.SIGINT)
    _, errors = await process.communicate()
    assert (process.returncode, errors) == (0, b"")


async def test_it_stops_at_once_with_pollers_and_listeners_under_way(
    session: aiohttp.ClientSession,
) -> None:
    simulator = Simulator()
    async with running(simulator) as base_url:
        stream = await session.get(f"{base_url}/phones/events")
        await stream.content.readline()
        address = f"{base_url}/bot{TOKEN}/getUpdates"
        poll = asyncio.create_task(session.post(address, json={"timeout": 50}))
        async with session.post(f"{base_url}/bot{TOKEN}/getMe") as answer:
            assert answer.status == 200
        began = time.monotonic()
    assert time.monotonic() - began < 1.5
    async with await poll as answer:
        assert await answer.json() == {"ok": True, "result": []}


async def test_a_stopped_simulator_can_go_on_with_all_it_had(
    session: aiohttp.ClientSession,
) -> None:
    simulator = Simulator()
    simulator.add_bot(TOKEN, username="sample_bot", name="Sample")
    async with running(simulator) as base_url, Phones(base_url) as phones:
        await (await phones.new("Migrant", person_id=5)).starts()
    async with running(simulator) as base_url, Phones(base_url) as phones:
        assert [message.text for message in (await phones.of(5)).screen] == ["/start"]
        async with session.post(f"{base_url}/bot{TOKEN}/getUpdates") as answer:
            assert len((await answer.json())["result"]) == 1


async def test_it_can_be_mounted_in_another_application() -> None:
    outer = Starlette(routes=[Mount("/telegram", application(Simulator()))])
    transport = httpx.ASGITransport(outer, client=("127.0.0.1", 9))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        reply = await client.get(f"/telegram/bot{TOKEN}/getMe")
        assert reply.json()["result"]["is_bot"]
        assert (await client.get("/telegram/phones")).json()["phones"] == []
        assert (await client.get("/telegram/")).headers["content-type"].startswith("text/html")


async def test_the_page_comes_with_a_strict_policy(
    base_url: str, session: aiohttp.ClientSession
) -> None:
    for path in ("/", "/static/phones.css"):
        async with session.get(base_url + path) as answer:
            assert answer.status == 200
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    async with session.get(f"{base_url}/static/../server.py") as answer:
        assert answer.status in (403, 404)


async def test_many_calls_at_once_are_all_answered(api: Api, phones: Phones) -> None:
    people = [await phones.new(f"Person {number}") for number in range(20)]
    await asyncio.gather(*(person.starts() for person in people))
    replies = await asyncio.gather(
        *(api("sendMessage", chat_id=person.id, text="Hello") for person in people * 5)
    )
    assert {reply.status for reply in replies} == {200}
    ids = [reply.result["message_id"] for reply in replies]
    assert len(set(ids)) == 100
