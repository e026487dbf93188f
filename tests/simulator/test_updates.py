"""How a bot gets its updates by polling, and answers presses."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from bot.simulator import Phone, Phones
from tests.simulator.conftest import Api

CONFLICT = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}


async def test_an_update_comes_again_until_it_is_confirmed(bot: Bot, phone: Phone) -> None:
    (first,) = await bot.get_updates()
    (again,) = await bot.get_updates()
    assert first.update_id == again.update_id
    assert await bot.get_updates(offset=first.update_id + 1) == ()
    await phone.sends("Next")
    (following,) = await bot.get_updates(offset=first.update_id + 1)
    assert following.update_id == first.update_id + 1


async def test_limit_and_a_negative_offset_choose_among_what_waits(api: Api, phone: Phone) -> None:
    for number in range(4):
        await phone.sends(f"text {number}")
    first = (await api("getUpdates", limit=2)).result
    assert [update["message"]["text"] for update in first] == ["/start", "text 0"]
    last = (await api("getUpdates", offset=-1)).result
    assert [update["message"]["text"] for update in last] == ["text 3"]
    everything = (await api("getUpdates")).result
    assert everything == last  # a negative offset forgets what came before


async def test_a_long_poll_answers_as_soon_as_something_comes(bot: Bot, phones: Phones) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    person = await phones.new("Migrant")
    assert not poll.done()
    await person.starts()
    (update,) = await asyncio.wait_for(poll, 5)
    assert update.message is not None
    assert update.message.text == "/start"


async def test_a_long_poll_ends_empty_when_its_time_is_up(api: Api) -> None:
    assert (await api("getUpdates", timeout=1)).result == []


async def test_a_second_poller_ends_the_first_with_a_conflict(api: Api, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    while not first.done():
        assert (await api("getUpdates")).result == []
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first


async def test_the_conflict_is_worded_as_telegram_words_it(api: Api) -> None:
    first = asyncio.create_task(api("getUpdates", timeout=30))
    while not first.done():
        await api("getUpdates")
    reply = await first
    assert (reply.status, reply.error) == (409, CONFLICT)


async def test_only_the_kinds_that_are_wanted_come(api: Api, phone: Phone) -> None:
    (start,) = (await api("getUpdates", allowed_updates=["callback_query"])).result
    await phone.sends("Not wanted")
    sent = await api("sendMessage", chat_id=phone.id, text="Press", reply_markup=GO)
    await phone.sees("Press")
    press = asyncio.create_task(phone.presses("Go"))
    updates = (await api("getUpdates", offset=start["update_id"] + 1, timeout=5)).result
    assert [set(update) - {"update_id"} for update in updates] == [{"callback_query"}]
    assert updates[0]["callback_query"]["message"]["message_id"] == sent.result["message_id"]
    await api("answerCallbackQuery", callback_query_id=updates[0]["callback_query"]["id"])
    await press
    await api("getUpdates", offset=updates[0]["update_id"] + 1, allowed_updates=[])
    await phone.sends("Wanted again")
    assert (await api("getUpdates")).result[-1]["message"]["text"] == "Wanted again"


async def _press(api: Api, phone: Phone) -> tuple[asyncio.Task[str], str]:
    await api("sendMessage", chat_id=phone.id, text="Press", reply_markup=GO)
    task = asyncio.create_task(phone.presses("Go"))
    while True:
        for update in (await api("getUpdates", timeout=5)).result:
            if "callback_query" in update:
                return task, str(update["callback_query"]["id"])


async def test_a_button_spins_until_the_press_is_answered(api: Api, phone: Phone) -> None:
    press, callback_id = await _press(api, phone)
    assert (await phone.sees("Press")).keyboard[0][0]["pending"]
    assert not press.done()
    await api("answerCallbackQuery", callback_query_id=callback_id, text="Done")
    assert await press == "Done"
    assert not phone.last.keyboard[0][0]["pending"]


async def test_a_second_answer_changes_nothing(api: Api, phone: Phone) -> None:
    press, callback_id = await _press(api, phone)
    await api("answerCallbackQuery", callback_query_id=callback_id, text="First")
    second = await api("answerCallbackQuery", callback_query_id=callback_id, text="Second")
    assert second.result is True
    assert await press == "First"


@pytest.mark.parametrize("late", [True, False])
async def test_an_answer_after_ten_minutes_or_to_nothing_is_too_old(
    api: Api, phones: Phones, phone: Phone, late: bool
) -> None:
    press, callback_id = await _press(api, phone)
    if late:
        await phones.time_passes(seconds=601)
    reply = await api("answerCallbackQuery", callback_query_id=callback_id if late else "7")
    assert reply.error == (
        "Bad Request: query is too old and response timeout expired or query ID is invalid"
    )
    press.cancel()


async def test_the_words_that_flash_up_have_at_most_200_letters(api: Api, phone: Phone) -> None:
    press, callback_id = await _press(api, phone)
    reply = await api("answerCallbackQuery", callback_query_id=callback_id, text="x" * 201)
    assert reply.error == "Bad Request: MESSAGE_TOO_LONG"
    await api("answerCallbackQuery", callback_query_id=callback_id, text="x" * 200)
    assert await press == "x" * 200


async def test_a_forged_press_reaches_the_bot_as_it_was_made(api: Api, phone: Phone) -> None:
    press = asyncio.create_task(phone.forges_press("made up", 9999))
    query = None
    while query is None:
        for update in (await api("getUpdates", timeout=5)).result:
            query = update.get("callback_query", query)
    parsed = Update.de_json({"update_id": 1, "callback_query": query})
    assert parsed.callback_query is not None
    assert parsed.callback_query.data == "made up"
    assert parsed.callback_query.message is not None
    assert parsed.callback_query.message.message_id == 9999
    assert not parsed.callback_query.message.is_accessible
    await api("answerCallbackQuery", callback_query_id=query["id"], text="No")
    assert await press == "No"


async def test_every_kind_of_message_is_accepted_by_the_library(
    bot: Bot, phones: Phones, phone: Phone
) -> None:
    await phone.sends_photo(caption="A paper with /help")
    await phone.sends_voice()
    await phone.sends_document()
    await phone.sends_sticker()
    await phone.sends_video_note()
    await phone.sends_contact()
    await phone.sends_location(live=True)
    await phone.sends_poll()
    written = await phone.sends("First")
    await phone.edits(written, "Second")
    await phone.blocks()
    await phone.unblocks()
    updates = await bot.get_updates()
    messages = [update.message for update in updates if update.message is not None]
    kinds = [type(message.effective_attachment).__name__ for message in messages]
    assert kinds == [
        "NoneType",
        "tuple",
        "Voice",
        "Document",
        "Sticker",
        "VideoNote",
        "Contact",
        "Location",
        "Poll",
        "NoneType",
    ]
    photo = messages[1]
    assert photo.caption == "A paper with /help"
    assert photo.photo[-1].width == 640
    assert messages[2].voice is not None
    assert messages[2].voice.to_dict()["duration"] == 3
    edited = [update.edited_message for update in updates if update.edited_message]
    assert [message.text for message in edited] == ["Second"]
    statuses = [
        update.my_chat_member.new_chat_member.status for update in updates if update.my_chat_member
    ]
    assert statuses == ["kicked", "member"]
