"""Commands, names, descriptions and menu buttons, per language and chat."""

from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
)

from bot.simulator import Phone, Phones
from tests.simulator.conftest import Api


async def test_the_narrowest_scope_and_the_readers_language_win(
    bot: Bot, phones: Phones, phone: Phone
) -> None:
    russian = await phones.new("Relative", language_code="ru")
    await russian.starts()

    async def menus() -> tuple[list[str], list[str]]:
        return (await phone.looks()).commands, (await russian.looks()).commands

    await bot.set_my_commands([BotCommand("start", "Start")])
    assert await menus() == (["start"], ["start"])
    await bot.set_my_commands([BotCommand("menu", "Меню")], language_code="ru")
    assert await menus() == (["start"], ["menu"])
    everybody = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([BotCommand("help", "Help")], scope=everybody)
    assert await menus() == (["help"], ["help"])
    own = BotCommandScopeChat(phone.id)
    await bot.set_my_commands([BotCommand("desk", "Desk")], scope=own)
    assert await menus() == (["desk"], ["help"])
    assert [c.command for c in await bot.get_my_commands(scope=own)] == ["desk"]
    await bot.delete_my_commands(scope=own)
    assert await menus() == (["help"], ["help"])


@pytest.mark.parametrize(
    ("commands", "error"),
    [
        ([{"command": "Menu!", "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "m" * 33, "description": "x"}], "BOT_COMMAND_INVALID"),
        ([{"command": "menu", "description": " "}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "menu", "description": "x" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "menu", "description": "x"}] * 101, "BOT_COMMANDS_TOO_MUCH"),
        ("menu", "can't parse commands JSON object"),
        ({}, "expected an Array of BotCommand"),
    ],
)
async def test_commands_that_telegram_does_not_take_are_refused(
    api: Api, commands: object, error: str
) -> None:
    assert (await api("setMyCommands", commands=commands)).error == f"Bad Request: {error}"


async def test_a_wrong_language_code_is_refused(api: Api) -> None:
    reply = await api("setMyCommands", commands=[], language_code="russian")
    assert reply.error == "Bad Request: invalid language code specified"


async def test_name_and_descriptions_are_shown_in_the_readers_language(
    bot: Bot, phones: Phones
) -> None:
    await bot.set_my_name("Bridge")
    await bot.set_my_name("Көпүрө", language_code="ky")
    await bot.set_my_description("What it is")
    await bot.set_my_short_description("In short", language_code="ky")
    reader = await phones.new("Migrant", language_code="ky")
    assert reader.state["bot"] == {
        "name": "Көпүрө",
        "description": "What it is",
        "short_description": "In short",
        "username": "sample_bot",
    }
    assert (await bot.get_my_name("ru")).name == "Bridge"
    assert (await bot.get_me()).first_name == "Bridge"
    assert (await bot.get_my_description()).description == "What it is"
    assert (await bot.get_my_short_description("ky")).short_description == "In short"


@pytest.mark.parametrize(
    ("method", "parameter", "limit"),
    [
        ("setMyName", "name", 64),
        ("setMyDescription", "description", 512),
        ("setMyShortDescription", "short_description", 120),
    ],
)
async def test_each_of_them_has_a_longest_length(
    api: Api, method: str, parameter: str, limit: int
) -> None:
    assert (await api(method, **{parameter: "x" * limit})).result
    assert (await api(method, **{parameter: "x" * (limit + 1)})).status == 400


async def test_a_menu_button_is_set_for_all_or_for_one(bot: Bot, phone: Phone) -> None:
    assert (await bot.get_chat_menu_button()).type == "default"
    await bot.set_chat_menu_button(phone.id, MenuButtonCommands())
    assert (await bot.get_chat_menu_button(phone.id)).type == "commands"
    assert (await phone.looks()).state["menu_button"] == {"type": "commands"}
    assert (await bot.get_chat_menu_button()).type == "default"


async def test_a_chat_is_described(bot: Bot, phone: Phone) -> None:
    chat = await bot.get_chat(phone.id)
    assert (chat.id, chat.type, chat.first_name) == (phone.id, "private", "Migrant")


async def test_two_bots_have_chats_of_their_own(base_url: str, api: Api, phone: Phone) -> None:
    second = (await api("getMe", token="2:SIMULATOR-x")).result
    assert second["username"] == "simulated_2_bot"
    reply = await api("sendMessage", token="2:SIMULATOR-x", chat_id=phone.id, text="Hi")
    assert reply.error == "Bad Request: chat not found"
    async with Phones(base_url, bot="simulated_2_bot") as phones:
        same = await phones.of(phone.id)
        await same.starts()
        assert [message.text for message in same.screen] == ["/start"]
    sent = await api("sendMessage", token="2:SIMULATOR-x", chat_id=phone.id, text="Hi")
    assert sent.status == 200
    await phone.does_not_see("Hi")
