"""The door that Telegram posts to: one key, one answer to all others, nothing lost (A8, C12)."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import tracemalloc
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import application
from bot.channels.telegram.channel import WEBHOOK_PATH
from bot.channels.telegram.webhook import LARGEST_BODY, SECRET_HEADER, Webhook
from bot.settings import SettingsError
from tests.house import Reader, Story, settings_for, story

SECRET = "a-secret-for-the-tests_0"
JSON = "application/json"
Headers = list[tuple[str, str]]
GOOD: Headers = [(SECRET_HEADER, SECRET), ("content-type", JSON)]


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    """A house that is posted to, at a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    given: dict[str, Any] = {
        "webhook_url": f"http://{address}",
        "webhook_secret": SecretStr(SECRET),
        "listen": address,
    }
    async with story(tmp_path, **given) as begun:
        app = application.web(begun.house, console=False)
        stop = asyncio.Event()
        settings = begun.settings
        serving = asyncio.create_task(application.serve(app, settings.host, settings.port, stop))
        yield begun
        stop.set()
        await serving


async def posts(
    st: Story, body: bytes, headers: Headers = GOOD, method: str = "POST"
) -> httpx.Response:
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(retries=5)) as client:
        address = f"http://{st.settings.listen}{WEBHOOK_PATH}"
        return await client.request(method, address, content=body, headers=headers)


async def inbox_rows(st: Story) -> int:
    def look(session: Session) -> int:
        return int(session.scalar(text("SELECT count(*) FROM inbox")) or 0)

    return await st.store.read(look)


def update(person: int, words: str, update_id: int = 7_000_000) -> bytes:
    user = {"id": person, "is_bot": False, "first_name": "Somebody", "language_code": "ky"}
    message = {
        "message_id": 900,
        "date": 1,
        "from": user,
        "chat": {"id": person, "type": "private"},
        "text": words,
    }
    return json.dumps({"update_id": update_id, "message": message}).encode()


BODY = update(1, "forged")
REFUSED: dict[str, tuple[str, bytes, Headers]] = {
    "no secret": ("POST", BODY, [("content-type", JSON)]),
    "an empty secret": ("POST", BODY, [(SECRET_HEADER, ""), ("content-type", JSON)]),
    "a wrong secret": ("POST", BODY, [(SECRET_HEADER, SECRET[:-1]), ("content-type", JSON)]),
    "a longer secret": ("POST", BODY, [(SECRET_HEADER, SECRET + "0"), ("content-type", JSON)]),
    "a secret twice": ("POST", BODY, [(SECRET_HEADER, SECRET), *GOOD]),
    "a wrong and a right one": ("POST", BODY, [(SECRET_HEADER, "x"), *GOOD]),
    "two secrets in one line": (
        "POST",
        BODY,
        [(SECRET_HEADER, f"{SECRET}, {SECRET}"), ("content-type", JSON)],
    ),
    "two megabytes": ("POST", b'{"update_id": 1, "x": "' + b"x" * 2**21 + b'"}', GOOD),
    "another content type": (
        "POST",
        BODY,
        [(SECRET_HEADER, SECRET), ("content-type", "text/html")],
    ),
    "no content type": ("POST", BODY, [(SECRET_HEADER, SECRET)]),
    "gzip": ("POST", gzip.compress(BODY), [*GOOD, ("content-encoding", "gzip")]),
    "a bomb of gzip": ("POST", gzip.compress(bytes(2**24)), [*GOOD, ("content-encoding", "gzip")]),
    "no JSON": ("POST", b"{", GOOD),
    "no object": ("POST", b"[1]", GOOD),
    "a depth without end": ("POST", b"[" * 100_000, GOOD),
    "nothing": ("POST", b"", GOOD),
    "GET": ("GET", b"", GOOD),
    "GET without a secret": ("GET", b"", []),
    "PUT": ("PUT", BODY, GOOD),
    "DELETE": ("DELETE", b"", GOOD),
}


async def test_every_refusal_is_the_same_short_answer_and_leaves_no_row(st: Story) -> None:
    answers = {}
    for name, (method, body, headers) in REFUSED.items():
        answer = await posts(st, body, headers, method)
        answers[name] = (answer.status_code, answer.content, _telling(answer.headers))
    first = answers["no secret"]
    assert first[0] == 404
    assert len(first[1]) < 20
    assert {name: each for name, each in answers.items() if each != first} == {}
    assert await inbox_rows(st) == 0


def _telling(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "date"}


async def test_a_body_without_end_is_not_read_to_its_end(st: Story) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 65536

    tracemalloc.start()
    try:
        async with httpx.AsyncClient() as client:
            address = f"http://{st.settings.listen}{WEBHOOK_PATH}"
            try:
                answer = await client.post(address, content=endless(), headers=GOOD)
                assert answer.status_code == 404
            except httpx.TransportError:
                pass  # the door was closed while this side was still pouring
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 8 * LARGEST_BODY + 2**21
    assert await inbox_rows(st) == 0


async def test_a_good_one_is_stored_and_answered_and_its_repetition_changes_nothing(
    st: Story,
) -> None:
    phone = await st.phones.new("Somebody")
    await phone.starts()
    await phone.sees("Тилди тандаңыз")
    await st.quiet()
    rows, seen = await inbox_rows(st), len((await phone.looks()).screen)
    for _ in range(3):
        answer = await posts(st, update(phone.id, "/help"))
        assert (answer.status_code, answer.content) == (200, b"")
    await phone.waits_for(lambda: len(phone.screen) > seen)
    await st.quiet()
    assert await inbox_rows(st) == rows + 1
    assert len((await phone.looks()).screen) == seen + 1


async def test_a_kind_of_update_that_we_do_not_know_is_taken_and_dropped(st: Story) -> None:
    for kind in ("edited_message", "inline_query", "business_message", "of_a_later_version"):
        unknown: dict[str, Any] = {"update_id": 5, kind: {"id": "1", "text": "x"}}
        answer = await posts(st, json.dumps(unknown).encode())
        assert answer.status_code == 200
    assert await inbox_rows(st) == 0


async def test_a_conversation_through_the_webhook_is_like_any_other(st: Story) -> None:
    asker = Reader(await st.somebody("osh.nookat.toolos", "ru"), "ru")
    await asker.sends("потеряла паспорт")
    await asker.sees("Is it one of these?")
    await asker.presses("❓ No, I will ask a person")
    await asker.sees("❓ Write your question")


def test_a_webhook_without_a_secret_does_not_start(tmp_path: Path) -> None:
    for secret in (None, SecretStr(""), SecretStr("short"), SecretStr("with spaces in it, long")):
        with pytest.raises(SettingsError, match="KOPURO_WEBHOOK_SECRET"):
            settings_for(
                "http://127.0.0.1:1", tmp_path, webhook_url="https://a.kg", webhook_secret=secret
            )
    with pytest.raises(ValueError, match="without a secret"):
        Webhook(None, "")  # type: ignore[arg-type]  # it is refused before it is looked at
