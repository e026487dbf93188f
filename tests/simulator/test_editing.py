"""Editing, deleting and pinning."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.simulator import Phone, Phones
from tests.simulator.conftest import Api

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
GO = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
STAY = {"inline_keyboard": [[{"text": "Stay", "callback_data": "stay"}]]}


async def _sent(api: Api, phone: Phone, **more: Any) -> int:
    reply = await api("sendMessage", chat_id=phone.id, text="Before", **more)
    return int(reply.result["message_id"])


async def test_an_edited_message_changes_in_place_and_makes_no_push(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(phone.id, "Before")
    await phone.sees("Before")
    pushes = len(phone.pushes)
    edited = await bot.edit_message_text(
        "<b>After</b>", phone.id, sent.message_id, parse_mode="HTML"
    )
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None
    seen = await phone.sees("After")
    assert (seen.id, seen.edited, seen.html) == (sent.message_id, True, "<b>After</b>")
    assert len(phone.pushes) == pushes
    await phone.does_not_see("Before")


async def test_an_edit_that_changes_nothing_is_refused(api: Api, phone: Phone) -> None:
    message_id = await _sent(api, phone, reply_markup=GO)
    where = {"chat_id": phone.id, "message_id": message_id}
    same = await api("editMessageText", **where, text=" Before ", reply_markup=GO)
    assert same.error == NOT_MODIFIED
    markup = await api("editMessageReplyMarkup", **where, reply_markup=GO)
    assert markup.error == NOT_MODIFIED
    assert (await api("editMessageText", **where, text="Before", reply_markup=STAY)).status == 200


async def test_an_edit_without_a_keyboard_takes_the_keyboard_away(api: Api, phone: Phone) -> None:
    message_id = await _sent(api, phone, reply_markup=GO)
    await phone.sees("Before")
    assert phone.buttons == ["Go"]
    await api("editMessageReplyMarkup", chat_id=phone.id, message_id=message_id)
    await phone.looks()
    assert phone.buttons == []


@pytest.mark.parametrize(
    ("chosen", "error"),
    [
        (0, "message identifier is not specified"),
        (9999, "message to edit not found"),
        (1, "message can't be edited"),  # what the person wrote
    ],
)
async def test_only_own_messages_that_exist_can_be_edited(
    api: Api, phone: Phone, chosen: int, error: str
) -> None:
    reply = await api("editMessageText", chat_id=phone.id, message_id=chosen, text="After")
    assert reply.error == f"Bad Request: {error}"


async def test_a_message_of_another_chat_is_not_found(
    api: Api, phones: Phones, phone: Phone
) -> None:
    other = await phones.new("Relative")
    await other.starts()
    message_id = await _sent(api, phone)
    reply = await api("editMessageText", chat_id=other.id, message_id=message_id, text="After")
    assert reply.error == "Bad Request: message to edit not found"


async def test_a_message_with_a_keyboard_of_its_own_cannot_be_edited(
    bot: Bot, phone: Phone
) -> None:
    sent = await bot.send_message(
        phone.id, "Well?", reply_markup=ReplyKeyboardMarkup([["Yes", "No"]])
    )
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("Well??", phone.id, sent.message_id)


async def test_a_voice_note_cannot_become_text_but_its_caption_can_change(
    api: Api, bot: Bot, phone: Phone
) -> None:
    heard = await phone.sends_voice()
    (update,) = [u for u in await bot.get_updates() if u.message and u.message.voice]
    assert update.message is not None
    assert update.message.voice is not None
    sent = await bot.send_voice(phone.id, update.message.voice.file_id, caption="Listen")
    where = {"chat_id": phone.id, "message_id": sent.message_id}
    as_text = await api("editMessageText", **where, text="After")
    assert as_text.error == "Bad Request: there is no text in the message to edit"
    assert (await api("editMessageCaption", **where, caption="Heard?")).status == 200
    assert (await phone.sees("Heard?")).id == sent.message_id
    assert (await api("editMessageCaption", **where)).status == 200
    assert (await api("editMessageCaption", **where)).error == NOT_MODIFIED
    assert heard.id != sent.message_id


async def test_a_text_has_no_caption_to_edit(api: Api, phone: Phone) -> None:
    message_id = await _sent(api, phone)
    reply = await api(
        "editMessageCaption", chat_id=phone.id, message_id=message_id, caption="After"
    )
    assert reply.error == "Bad Request: there is no caption in the message to edit"


async def test_the_limits_of_a_new_text_hold_for_an_edited_one(api: Api, phone: Phone) -> None:
    where = {"chat_id": phone.id, "message_id": await _sent(api, phone)}
    assert (await api("editMessageText", **where, text="")).error == (
        "Bad Request: message text is empty"
    )
    assert (await api("editMessageText", **where, text="x" * 4097)).error == (
        "Bad Request: message is too long"
    )


async def test_a_bot_deletes_both_sides_within_48_hours_and_nothing_older(
    api: Api, phones: Phones, phone: Phone
) -> None:
    theirs = (await phone.sends("Delete me")).id
    ours = await _sent(api, phone)
    old = await _sent(api, phone)
    for message_id in (theirs, ours):
        reply = await api("deleteMessage", chat_id=phone.id, message_id=message_id)
        assert reply.result is True
    await phone.looks()
    assert [message.id for message in phone.screen if message.id in (theirs, ours)] == []
    assert {gone["message_id"] for gone in phone.state["deleted_messages"]} == {theirs, ours}
    await phones.time_passes(hours=48, seconds=1)
    reply = await api("deleteMessage", chat_id=phone.id, message_id=old)
    assert reply.error == "Bad Request: message can't be deleted for everyone"
    assert old in [message.id for message in (await phone.looks()).screen]


async def test_a_message_just_under_48_hours_old_can_be_deleted(
    api: Api, phones: Phones, phone: Phone
) -> None:
    message_id = await _sent(api, phone)
    await phones.time_passes(hours=47, seconds=3500)
    assert (await api("deleteMessage", chat_id=phone.id, message_id=message_id)).status == 200


async def test_what_is_deleted_cannot_be_found_again(api: Api, phone: Phone) -> None:
    where = {"chat_id": phone.id, "message_id": await _sent(api, phone)}
    await api("deleteMessage", **where)
    again = await api("deleteMessage", **where)
    assert again.error == "Bad Request: message to delete not found"
    edited = await api("editMessageText", **where, text="After")
    assert edited.error == "Bad Request: message to edit not found"


async def test_many_are_deleted_at_once_and_missing_ones_passed_over(
    api: Api, phone: Phone
) -> None:
    ids = [await _sent(api, phone), await _sent(api, phone)]
    assert (await api("deleteMessages", chat_id=phone.id, message_ids=[*ids, 9999])).result
    assert len((await phone.looks()).state["deleted_messages"]) == 2
    for wrong in ([], list(range(1, 102)), ["x"], "1"):
        assert (await api("deleteMessages", chat_id=phone.id, message_ids=wrong)).status == 400


async def test_a_message_can_be_pinned_and_released(api: Api, phone: Phone) -> None:
    where = {"chat_id": phone.id, "message_id": await _sent(api, phone)}
    assert (await api("pinChatMessage", **where)).result
    assert (await phone.sees("Before")).raw["pinned"]
    chat = await api("getChat", chat_id=phone.id)
    assert chat.result["pinned_message"]["text"] == "Before"
    assert (await api("unpinChatMessage", chat_id=phone.id)).result
    assert not (await phone.sees("Before")).raw["pinned"]
    nothing = await api("unpinChatMessage", chat_id=phone.id)
    assert nothing.error == "Bad Request: message to unpin not found"
    assert (await api("unpinAllChatMessages", chat_id=phone.id)).result
