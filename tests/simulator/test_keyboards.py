"""Keyboards: what Telegram takes and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Phone
from bot.simulator.errors import ApiError
from bot.simulator.keyboards import any_keyboard, inline_only
from tests.simulator.conftest import Api


def inline(*buttons: Any) -> dict[str, Any]:
    return {"inline_keyboard": [list(buttons)]}


async def test_buttons_stand_on_the_phone_in_their_rows(bot: Bot, phone: Phone) -> None:
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("One", callback_data="1")],
            [
                InlineKeyboardButton("Two", callback_data="2", style="danger"),
                InlineKeyboardButton("Site", url="https://t.me"),
            ],
        ]
    )
    sent = await bot.send_message(phone.id, "Choose", reply_markup=keyboard)
    assert sent.reply_markup is not None
    assert sent.reply_markup.inline_keyboard[1][1].url == "https://t.me/"
    seen = await phone.sees("Choose")
    assert [[button["text"] for button in row] for row in seen.keyboard] == [
        ["One"],
        ["Two", "Site"],
    ]
    assert seen.keyboard[1][0]["style"] == "danger"
    assert phone.buttons == ["One", "Two", "Site"]


@pytest.mark.parametrize(
    ("data", "accepted"),
    [("d", True), ("d" * 64, True), ("ы" * 32, True), ("d" * 65, False), ("ы" * 33, False)],
)
async def test_data_of_a_button_has_1_to_64_bytes(
    api: Api, phone: Phone, data: str, accepted: bool
) -> None:
    keyboard = inline({"text": "Go", "callback_data": data})
    reply = await api("sendMessage", chat_id=phone.id, text="x", reply_markup=keyboard)
    assert reply.body["ok"] == accepted
    if not accepted:
        assert reply.error == "Bad Request: BUTTON_DATA_INVALID"


@pytest.mark.parametrize(("count", "accepted"), [(100, True), (101, False)])
def test_a_keyboard_has_at_most_100_buttons(count: int, accepted: bool) -> None:
    rows = [[{"text": "x", "callback_data": str(number)}] for number in range(count)]
    if accepted:
        assert any_keyboard({"inline_keyboard": rows}) == {"inline_keyboard": rows}
        return
    with pytest.raises(ApiError, match="reply markup is too long"):
        any_keyboard({"inline_keyboard": rows})


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (inline({"text": "x"}), "Text buttons are unallowed in the inline keyboard"),
        (inline({"text": "x", "callback_data": ""}), "Text buttons are unallowed"),
        (inline({"callback_data": "x"}), 'Can\'t find field "text"'),
        (inline({"text": " ", "callback_data": "x"}), "non-empty"),
        (inline({"text": "x", "callback_data": "x", "colour": "red"}), "does not know colour"),
        (inline({"text": "x", "callback_data": "x", "style": "red"}), "invalid button style"),
        (inline({"text": "x", "callback_data": "x", "url": "https://t.me"}), "one action"),
        (
            inline({"text": "x", "url": "http://localhost:8080"}),
            "inline keyboard button URL 'http://localhost:8080' is invalid: Wrong HTTP URL",
        ),
        (inline("x"), "InlineKeyboardButton must be an Object"),
        ({"inline_keyboard": "x"}, "expected an Array of Array"),
        ({"inline_keyboard": [], "keyboard": []}, "unknown field"),
        ({"keyboard": [[{"text": "x", "callback_data": "x"}]]}, "does not know callback_data"),
        ({"keyboard": [[1]]}, "must be a String or an Object"),
        ({"keyboard": []}, "at least one button"),
        ({"keyboard": [["x"]], "one_time": True}, "unknown field"),
        ("x", "object expected as reply markup"),
        ({"buttons": []}, "object expected as reply markup"),
    ],
)
def test_a_keyboard_that_makes_no_sense_is_refused(markup: Any, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        any_keyboard(markup)
    assert words in refusal.value.description


def test_an_empty_keyboard_is_none() -> None:
    assert any_keyboard({"inline_keyboard": [[], []]}) is None
    assert any_keyboard(None) is None
    assert any_keyboard({}) is None


def test_an_edited_message_takes_an_inline_keyboard_only() -> None:
    with pytest.raises(ApiError, match="inline keyboard expected"):
        inline_only({"keyboard": [["x"]]})
