"""Sending messages that carry no file."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from telegram import (
    Bot,
    ForceReply,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.constants import ParseMode

from bot.simulator import Phone, Phones, Simulator
from tests.simulator.conftest import TOKEN, Api


async def test_a_message_reaches_the_phone_as_it_was_formatted(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(
        phone.id, "<b>Bold</b> 😀 <i>thin</i> & plain", parse_mode=ParseMode.HTML
    )
    seen = await phone.sees("Bold")
    assert seen.html == "<b>Bold</b> 😀 <i>thin</i> &amp; plain"
    assert seen.id == sent.message_id
    assert sent.text_html == seen.html
    assert sent.chat.first_name == "Migrant"
    assert sent.from_user is not None
    assert sent.from_user.username == "sample_bot"


@pytest.mark.parametrize(("letters", "accepted"), [(4095, True), (4096, True), (4097, False)])
async def test_the_longest_text_has_4096_letters(
    api: Api, phone: Phone, letters: int, accepted: bool
) -> None:
    reply = await api("sendMessage", chat_id=phone.id, text="ы" * letters)
    assert reply.status == (200 if accepted else 400)
    if not accepted:
        assert reply.error == "Bad Request: message is too long"


async def test_length_is_counted_in_utf16_and_after_parsing(api: Api, phone: Phone) -> None:
    fits = f"<b>{'😀' * 2048}</b>"
    assert (await api("sendMessage", chat_id=phone.id, text=fits, parse_mode="HTML")).status == 200
    longer = await api("sendMessage", chat_id=phone.id, text=fits + "a", parse_mode="HTML")
    assert longer.error == "Bad Request: message is too long"


@pytest.mark.parametrize("text", ["", "  \n", "<b> </b>", "\u200b"])
async def test_an_empty_text_is_refused(api: Api, phone: Phone, text: str) -> None:
    reply = await api("sendMessage", chat_id=phone.id, text=text, parse_mode="HTML")
    assert reply.error == "Bad Request: message text is empty"


async def test_broken_html_is_refused(api: Api, phone: Phone) -> None:
    reply = await api("sendMessage", chat_id=phone.id, text="<x>", parse_mode="HTML")
    assert reply.error == (
        'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    )


@pytest.mark.parametrize("chat_id", [42, -7, "@somebody", "abc"])
async def test_an_unknown_chat_is_not_found(api: Api, phone: Phone, chat_id: object) -> None:
    reply = await api("sendMessage", chat_id=chat_id, text="Hello")
    assert reply.error == "Bad Request: chat not found"


async def test_a_chat_must_be_named(api: Api) -> None:
    assert (await api("sendMessage", text="Hello")).error == "Bad Request: chat_id is empty"


async def test_a_bot_cannot_write_to_somebody_who_never_pressed_start(
    api: Api, phones: Phones
) -> None:
    stranger = await phones.new("Stranger")
    reply = await api("sendMessage", chat_id=stranger.id, text="Hello")
    assert reply.error == "Bad Request: chat not found"


async def test_a_bot_met_in_a_group_cannot_write_first(
    api: Api, phones: Phones, phone: Phone
) -> None:
    stranger = await phones.new("Stranger")
    group = await phones.call("POST", "/groups", json={"title": "Village"})
    said = {"from": stranger.id, "text": "Hello, all"}
    await phones.call("POST", f"/groups/{group['id']}/text", json=said)
    reply = await api("sendMessage", chat_id=stranger.id, text="Hello")
    assert reply.status == 403
    assert reply.error == "Forbidden: bot can't initiate conversation with a user"


async def test_a_blocked_bot_is_told_so_and_start_unblocks_it(api: Api, phone: Phone) -> None:
    await phone.blocks()
    reply = await api("sendMessage", chat_id=phone.id, text="Hello")
    assert (reply.status, reply.error) == (403, "Forbidden: bot was blocked by the user")
    await phone.starts()
    assert (await api("sendMessage", chat_id=phone.id, text="Hello again")).status == 200


async def test_a_deleted_account_is_deactivated(api: Api, phones: Phones, phone: Phone) -> None:
    await phones.call("DELETE", f"/phones/{phone.id}")
    reply = await api("sendMessage", chat_id=phone.id, text="Hello")
    assert (reply.status, reply.error) == (403, "Forbidden: user is deactivated")


async def test_a_parameter_that_does_nothing_is_an_error(api: Api, phone: Phone) -> None:
    reply = await api("sendMessage", chat_id=phone.id, text="Hello", disable_preview=True)
    assert reply.error == 'Bad Request: unknown parameter "disable_preview"'
    assert phone.screen[-1].text == "/start"


@pytest.mark.parametrize("method", ["noSuchMethod", "logOut", "close", ""])
async def test_an_unknown_method_is_not_found(api: Api, method: str) -> None:
    reply = await api(method)
    assert reply.body == {"ok": False, "error_code": 404, "description": "Not Found"}


@pytest.mark.parametrize(
    "token", ["1:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw", "SIMULATOR", "1:SIMULATOR-other", "1:SIM"]
)
async def test_a_token_that_is_not_of_the_simulators_form_is_refused(api: Api, token: str) -> None:
    reply = await api("getMe", token=token)
    assert reply.body == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_names_of_methods_ignore_case(api: Api) -> None:
    assert (await api("GETME")).result["username"] == "sample_bot"


@pytest.mark.parametrize("way", ["query", "form", "multipart", "json"])
async def test_parameters_may_come_in_four_ways(
    base_url: str, session: aiohttp.ClientSession, phone: Phone, way: str
) -> None:
    given: dict[str, Any] = {"chat_id": str(phone.id), "text": "Салам, дүйнө & all"}
    address = f"{base_url}/bot{TOKEN}/sendMessage"
    if way == "query":
        request = session.get(address, params=given)
    elif way == "json":
        request = session.post(address, json=given)
    elif way == "form":
        request = session.post(address, data=given)
    else:
        form = aiohttp.FormData(default_to_multipart=True)
        for name, value in given.items():
            form.add_field(name, value)
        request = session.post(address, data=form)
    async with request as answer:
        assert (await answer.json())["ok"]
    await phone.sees("Салам, дүйнө & all")


async def test_json_that_is_none_is_refused(base_url: str, session: aiohttp.ClientSession) -> None:
    headers = {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        async with session.post(
            f"{base_url}/bot{TOKEN}/getMe", data=body, headers=headers
        ) as answer:
            assert answer.status == 400


async def test_a_reply_shows_what_it_answers(bot: Bot, phone: Phone) -> None:
    asked = await phone.sends("A question")
    reply = await bot.send_message(
        phone.id, "An answer", reply_parameters=ReplyParameters(asked.id)
    )
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "A question"
    seen = await phone.sees("An answer")
    assert seen.raw["reply_to_message_id"] == asked.id


async def test_a_reply_to_a_deleted_message_fails_unless_it_may_go_alone(
    api: Api, phone: Phone
) -> None:
    asked = await phone.sends("A question")
    await phone.deletes(asked)
    reply = {"message_id": asked.id}
    refused = await api("sendMessage", chat_id=phone.id, text="No", reply_parameters=reply)
    assert refused.error == "Bad Request: message to be replied not found"
    alone = reply | {"allow_sending_without_reply": True}
    sent = await api("sendMessage", chat_id=phone.id, text="Yes", reply_parameters=alone)
    assert "reply_to_message" not in sent.result


async def test_protected_silent_and_without_preview_are_kept(bot: Bot, phone: Phone) -> None:
    sent = await bot.send_message(
        phone.id,
        "Only for you: https://t.me/sample",
        protect_content=True,
        disable_notification=True,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    assert sent.has_protected_content
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled
    seen = await phone.sees("Only for you")
    assert seen.protected
    assert phone.pushes[-1] == {
        "text": "Only for you: https://t.me/sample",
        "silent": True,
        "message_id": seen.id,
    }


async def test_a_push_shows_the_first_line_up_to_60_letters(api: Api, phone: Phone) -> None:
    await api("sendMessage", chat_id=phone.id, text="ы" * 70 + "\nsecond")
    await phone.sees("second")
    assert phone.pushes[-1]["text"] == "ы" * 60


async def test_a_keyboard_in_place_of_the_phones_own_comes_and_goes(bot: Bot, phone: Phone) -> None:
    keyboard = ReplyKeyboardMarkup([["Yes", "No"]], resize_keyboard=True)
    await bot.send_message(phone.id, "Well?", reply_markup=keyboard)
    await phone.sees("Well?")
    assert phone.state["reply_keyboard"]["keyboard"] == [[{"text": "Yes"}, {"text": "No"}]]
    await bot.send_message(phone.id, "Thanks", reply_markup=ReplyKeyboardRemove())
    await phone.sees("Thanks")
    assert phone.state["reply_keyboard"] is None
    await bot.send_message(phone.id, "Write", reply_markup=ForceReply())
    assert (await phone.sees("Write")).raw["reply_keyboard"]["force_reply"]


async def test_a_place_a_contact_and_a_poll_are_accepted_by_the_library(
    bot: Bot, phone: Phone
) -> None:
    place = await bot.send_location(phone.id, 42.8746, 74.5698)
    contact = await bot.send_contact(phone.id, "+996312000000", "Village office")
    poll = await bot.send_poll(phone.id, "Which?", ["One", "Two"])
    assert place.location is not None
    assert place.location.latitude == 42.8746
    assert contact.contact is not None
    assert contact.contact.first_name == "Village office"
    assert poll.poll is not None
    assert [option.text for option in poll.poll.options] == ["One", "Two"]


async def test_a_place_must_be_on_earth(api: Api, phone: Phone) -> None:
    reply = await api("sendLocation", chat_id=phone.id, latitude=91, longitude=0)
    assert reply.error == "Bad Request: wrong location specified"


async def test_typing_shows_until_the_message_comes(bot: Bot, phone: Phone) -> None:
    await bot.send_chat_action(phone.id, "typing")
    assert await phone.waits_for(lambda: phone.typing)
    await bot.send_message(phone.id, "Here it is")
    await phone.sees("Here it is")
    assert not phone.typing


async def test_typing_ends_by_itself(bot: Bot, phones: Phones, phone: Phone) -> None:
    await bot.send_chat_action(phone.id, "typing")
    await phones.time_passes(seconds=6)
    assert not (await phone.looks()).typing


async def test_an_unknown_chat_action_is_refused(api: Api, phone: Phone) -> None:
    reply = await api("sendChatAction", chat_id=phone.id, action="dancing")
    assert reply.error == "Bad Request: wrong parameter action in request"


async def test_a_body_over_50_megabytes_is_refused(
    base_url: str, session: aiohttp.ClientSession, simulator: Simulator
) -> None:
    form = aiohttp.FormData()
    form.add_field("document", b"0" * (52 * 1024 * 1024), filename="big")
    try:
        async with session.post(f"{base_url}/bot{TOKEN}/sendDocument", data=form) as answer:
            assert answer.status == 413
            assert (await answer.json())["description"] == "Request Entity Too Large"
    except aiohttp.ClientConnectionError:
        pass  # the line may close while the body is still on its way
    assert not simulator.bots[1].chats
