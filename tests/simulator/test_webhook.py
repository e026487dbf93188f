"""Delivery to a webhook, with a real server at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot

from bot.simulator import Phone, Phones, Simulator
from tests.simulator.conftest import Api

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class Receiver:
    """A bot's webhook: notes what comes and answers as told."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.secrets: list[str | None] = []
        self.statuses: list[int] = []
        self.answer: dict[str, Any] | None = None
        self.came = asyncio.Condition()
        self.url = ""

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        async with self.came:
            self.updates.append(update)
            self.secrets.append(request.headers.get(HEADER))
            self.came.notify_all()
        status = self.statuses.pop(0) if self.statuses else 200
        if self.answer is not None and status == 200:
            return web.json_response(self.answer)
        return web.Response(status=status)

    async def count(self, wanted: int) -> None:
        async with asyncio.timeout(5), self.came:
            await self.came.wait_for(lambda: len(self.updates) >= wanted)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/telegram", receiver.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(
    bot: Bot, phones: Phones, receiver: Receiver
) -> None:
    await bot.set_webhook(receiver.url, secret_token="s-e_cret1")
    person = await phones.new("Migrant")
    await person.starts("c-village")
    await receiver.count(1)
    assert receiver.texts() == ["/start c-village"]
    assert receiver.secrets == ["s-e_cret1"]
    info = await bot.get_webhook_info()
    assert (info.url, info.last_error_message) == (receiver.url, None)


async def test_what_waited_before_is_delivered_too(
    api: Api, phone: Phone, receiver: Receiver
) -> None:
    await phone.sends("Waited")
    await api("setWebhook", url=receiver.url)
    await receiver.count(2)
    assert receiver.texts() == ["/start", "Waited"]


async def test_waiting_updates_can_be_dropped(api: Api, phone: Phone, receiver: Receiver) -> None:
    await api("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.sends("After")
    await receiver.count(1)
    assert receiver.texts() == ["After"]


async def test_a_failed_delivery_is_repeated_until_it_is_taken(
    api: Api, phone: Phone, receiver: Receiver, simulator: Simulator
) -> None:
    receiver.statuses = [500, 302, 429]
    await api("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.sends("First")
    await phone.sends("Second")
    await receiver.count(5)
    assert receiver.texts() == ["First"] * 4 + ["Second"]
    info = (await api("getWebhookInfo")).result
    assert info["last_error_message"].startswith("Wrong response from the webhook: 429")
    assert info["last_error_date"] > 0


async def test_a_webhook_that_is_down_is_reported_and_updates_wait(api: Api, phone: Phone) -> None:
    await api("setWebhook", url="http://127.0.0.1:1/telegram")
    async with asyncio.timeout(5):
        while True:
            info = (await api("getWebhookInfo")).result
            if "last_error_message" in info:
                break
    assert info["last_error_message"] == "Connection refused"
    assert info["pending_update_count"] == 1
    assert (await api("deleteWebhook")).result
    assert len((await api("getUpdates")).result) == 1


async def test_no_polling_beside_a_webhook(api: Api, receiver: Receiver) -> None:
    poll = asyncio.create_task(api("getUpdates", timeout=30))
    while not poll.done():
        await api("setWebhook", url=receiver.url)
        if not poll.done():
            await api("deleteWebhook")
    await api("setWebhook", url=receiver.url)
    reply = await api("getUpdates")
    assert (reply.status, reply.error) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to "
        "delete the webhook first",
    )
    assert (await api("setWebhook", url="")).result
    assert (await api("getUpdates")).result == []


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://example.org/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("ftp://127.0.0.1/hook", "bad webhook: An HTTPS URL must be provided for webhook"),
        ("https:///hook", "bad webhook: invalid webhook URL specified"),
        (
            "https://example.org:8080/hook",
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
    ],
)
async def test_a_webhook_is_https_or_on_this_machine(api: Api, url: str, error: str) -> None:
    assert (await api("setWebhook", url=url)).error == f"Bad Request: {error}"
    assert (await api("getWebhookInfo")).result["url"] == ""


@pytest.mark.parametrize(
    ("secret", "error"),
    [
        ("with space", "secret token contains unallowed characters"),
        ("ы", "secret token contains unallowed characters"),
        ("s" * 257, "secret token is too long"),
    ],
)
async def test_the_secret_has_telegrams_letters(
    api: Api, receiver: Receiver, secret: str, error: str
) -> None:
    reply = await api("setWebhook", url=receiver.url, secret_token=secret)
    assert reply.error == f"Bad Request: {error}"


async def test_a_call_in_the_answer_is_carried_out(
    api: Api, phone: Phone, receiver: Receiver
) -> None:
    receiver.answer = {"method": "sendMessage", "chat_id": phone.id, "text": "In the answer"}
    await api("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.sends("Hello")
    await phone.sees("In the answer")


async def test_a_webhook_cannot_be_changed_from_an_answer(
    api: Api, phone: Phone, receiver: Receiver
) -> None:
    receiver.answer = {"method": "deleteWebhook"}
    await api("setWebhook", url=receiver.url)
    await receiver.count(1)
    await phone.sends("Still here")
    await receiver.count(2)
    assert (await api("getWebhookInfo")).result["url"] == receiver.url


async def test_one_slow_person_does_not_hold_up_another(
    api: Api, phones: Phones, phone: Phone, receiver: Receiver, simulator: Simulator
) -> None:
    simulator.bots[1].webhook.pause_seconds = 60
    receiver.statuses = [500]
    await api("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.sends("Fails for a minute")
    await receiver.count(1)
    other = await phones.new("Relative")
    await other.starts()
    await receiver.count(2)
    assert receiver.texts() == ["Fails for a minute", "/start"]


async def test_repeated_updates_have_the_same_id(
    api: Api, phones: Phones, phone: Phone, receiver: Receiver
) -> None:
    await phones.faults(repeat_updates_share=1)
    await api("setWebhook", url=receiver.url, drop_pending_updates=True)
    await phone.sends("Twice")
    await receiver.count(2)
    assert receiver.updates[0] == receiver.updates[1]
