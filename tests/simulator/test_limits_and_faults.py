"""Telegram's limits of pace, and a bad day made on purpose."""

from __future__ import annotations

import time

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import RetryAfter

from bot.simulator import Phone, Phones, Simulator
from bot.simulator.errors import ApiError
from bot.simulator.limits import Pace
from tests.simulator.conftest import TOKEN, Api


def _sent_in(pace: Pace, chats: list[int], seconds: float, step: float = 0.01) -> int:
    sent = 0
    for tick in range(int(seconds / step)):
        for chat_id in chats:
            try:
                pace.spend(chat_id, 1, tick * step)
            except ApiError:
                continue
            sent += 1
    return sent


def test_a_chat_takes_a_small_burst_and_then_one_a_second() -> None:
    assert _sent_in(Pace(0.0), [1], 10) == 5 + 9


def test_all_chats_together_take_about_thirty_a_second() -> None:
    assert _sent_in(Pace(0.0), list(range(1, 401)), 5, step=0.1) == pytest.approx(30 * 6, abs=4)


def test_a_group_takes_twenty_a_minute() -> None:
    assert _sent_in(Pace(0.0), [-5], 60, step=0.1) == 20 + 19


@given(st.lists(st.integers(1, 10), min_size=1, max_size=60))
def test_who_waits_as_long_as_told_is_let_through(counts: list[int]) -> None:
    pace, now = Pace(0.0), 0.0
    for count in counts:
        try:
            pace.spend(1, count, now)
        except ApiError as error:
            now += error.retry_after
            pace.spend(1, count, now)


async def test_too_many_in_one_chat_are_refused_with_a_time_to_wait(
    bot: Bot, phones: Phones, phone: Phone
) -> None:
    await phones.faults(strict_limits=True)
    for number in range(5):
        await bot.send_message(phone.id, f"number {number}")
    with pytest.raises(RetryAfter, match="Retry in 1 second"):
        await bot.send_message(phone.id, "one more")
    await phone.looks()
    assert len(phone.screen) == 6
    await phones.time_passes(seconds=1)
    await bot.send_message(phone.id, "now it may")


async def test_the_refusal_is_worded_as_telegram_words_it(
    api: Api, phones: Phones, phone: Phone
) -> None:
    await phones.faults(strict_limits=True)
    replies = [await api("sendMessage", chat_id=phone.id, text="x") for _ in range(6)]
    assert replies[-1].status == 429
    assert replies[-1].body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }


async def test_edits_and_answers_in_a_private_chat_are_not_counted(
    api: Api, phones: Phones, phone: Phone
) -> None:
    await phones.faults(strict_limits=True)
    message_id = (await api("sendMessage", chat_id=phone.id, text="x")).result["message_id"]
    for number in range(20):
        reply = await api(
            "editMessageText", chat_id=phone.id, message_id=message_id, text=f"edit {number}"
        )
        assert reply.status == 200


async def test_limits_are_on_unless_switched_off() -> None:
    assert Simulator().faults.strict_limits
    assert not Simulator(strict_limits=False).faults.strict_limits


async def test_an_error_does_nothing(api: Api, phones: Phones, phone: Phone) -> None:
    await phones.faults(error_share=1)
    reply = await api("sendMessage", chat_id=phone.id, text="Lost")
    assert reply.body == {"ok": False, "error_code": 500, "description": "Internal Server Error"}
    await phone.does_not_see("Lost")


async def test_a_share_of_errors_is_about_that_share(
    api: Api, phones: Phones, phone: Phone
) -> None:
    await phones.faults(error_share=0.5)
    statuses = [(await api("getMe")).status for _ in range(60)]
    assert 15 < statuses.count(500) < 45


@pytest.mark.parametrize("fault", ["drop_share", "timeout_share"])
async def test_a_broken_line_leaves_it_open_whether_the_message_was_sent(
    base_url: str,
    session: aiohttp.ClientSession,
    phones: Phones,
    phone: Phone,
    fault: str,
) -> None:
    await phones.faults(**{fault: 1, "hang_seconds": 0.01})
    for number in range(20):
        message = {"chat_id": phone.id, "text": f"number {number}"}
        with pytest.raises(aiohttp.ServerDisconnectedError):
            await session.post(f"{base_url}/bot{TOKEN}/sendMessage", json=message)
    await phone.looks()
    arrived = sum(message.from_bot for message in phone.screen)
    assert 0 < arrived < 20


async def test_latency_holds_up_every_call(api: Api, phones: Phones) -> None:
    await phones.faults(latency_ms=80)
    began = time.monotonic()
    await api("getMe")
    assert time.monotonic() - began >= 0.08


async def test_confirmed_updates_may_come_again(api: Api, phones: Phones, phone: Phone) -> None:
    await phones.faults(repeat_updates_share=1)
    (first,) = (await api("getUpdates")).result
    await phone.sends("Next")
    again = (await api("getUpdates", offset=first["update_id"] + 1)).result
    assert [update["update_id"] for update in again] == [
        first["update_id"],
        first["update_id"] + 1,
    ]


async def test_updates_may_come_out_of_order(api: Api, phones: Phones, phone: Phone) -> None:
    for number in range(12):
        await phone.sends(f"number {number}")
    await phones.faults(reorder_updates=True)
    ids = [update["update_id"] for update in (await api("getUpdates")).result]
    assert ids != sorted(ids)
    assert sorted(ids) == list(range(min(ids), min(ids) + 13))


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"error_share": 1.5}, "between 0 and 1"),
        ({"error_share": -1}, "from 0 up"),
        ({"error_share": True}, "the others are numbers"),
        ({"reorder_updates": 1}, "true or false"),
        ({"lightning": 1}, "there is no fault 'lightning'"),
    ],
)
async def test_a_fault_that_makes_no_sense_is_refused_and_changes_nothing(
    phones: Phones, simulator: Simulator, fault: dict[str, float], words: str
) -> None:
    before = simulator.faults.shown()
    with pytest.raises(AssertionError, match=words):
        await phones.faults(**{"drop_share": 1, **fault})
    assert simulator.faults.shown() == before
