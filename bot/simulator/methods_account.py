"""What a bot says of itself: who it is, its name and descriptions, commands, menu button."""

from __future__ import annotations

import re
from typing import Any

from bot.simulator.calls import Call, method
from bot.simulator.errors import bad_request
from bot.simulator.html_markup import utf16_length
from bot.simulator.parameters import chat, integer, structure, text
from bot.simulator.profile import ScopeKey

MAX_COMMANDS = 100
MAX_NAME, MAX_DESCRIPTION, MAX_SHORT_DESCRIPTION = 64, 512, 120

_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
_LANGUAGE = re.compile(r"(?:[a-z]{2})?")
_PLAIN_SCOPES = frozenset(
    ("default", "all_private_chats", "all_group_chats", "all_chat_administrators")
)


@method("getMe")
def get_me(call: Call) -> dict[str, Any]:
    return {
        **call.bot.user(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("getChat", chat_id=chat)
def get_chat(call: Call) -> dict[str, Any]:
    found = call.known_chat()
    full = {
        **found.described(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    pinned = [message for message in found.messages.values() if message.pinned]
    return {**full, "pinned_message": pinned[-1].content} if pinned else full


def _language(call: Call) -> str:
    code: str = call.get("language_code", "")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(call: Call) -> ScopeKey:
    scope = call.get("scope") or {"type": "default"}
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in _PLAIN_SCOPES:
        return str(kind), 0
    if kind in ("chat", "chat_administrators", "chat_member"):
        call.given["chat_id"] = chat("chat_id", scope.get("chat_id", ""))
        return str(kind), call.known_chat().id
    raise bad_request("can't parse BotCommandScope: unsupported type specified")


@method("setMyCommands", commands=structure, scope=structure, language_code=text)
def set_my_commands(call: Call) -> bool:
    given = call.get("commands")
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = [_command(each) for each in given]
    key = (_scope(call), _language(call))
    call.bot.profile.commands[key] = commands
    _refresh(call)
    return True


def _command(given: Any) -> dict[str, str]:
    if not isinstance(given, dict) or not {"command", "description"}.issuperset(given):
        raise bad_request("can't parse BotCommand: expected command and description")
    match = _COMMAND.fullmatch(str(given.get("command", "")))
    if match is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(given.get("description", "")).strip()
    if not 1 <= utf16_length(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": match[1], "description": description}


@method("getMyCommands", scope=structure, language_code=text)
def get_my_commands(call: Call) -> list[dict[str, str]]:
    return call.bot.profile.commands.get((_scope(call), _language(call)), [])


@method("deleteMyCommands", scope=structure, language_code=text)
def delete_my_commands(call: Call) -> bool:
    call.bot.profile.commands.pop((_scope(call), _language(call)), None)
    _refresh(call)
    return True


def _set_text(call: Call, parameter: str, texts: dict[str, str], limit: int, error: str) -> bool:
    value = call.get(parameter, "").strip()
    if utf16_length(value) > limit:
        raise bad_request(error)
    texts[_language(call)] = value
    _refresh(call)
    return True


@method("setMyName", name=text, language_code=text)
def set_my_name(call: Call) -> bool:
    return _set_text(call, "name", call.bot.profile.names, MAX_NAME, "BOT_TITLE_INVALID")


@method("getMyName", language_code=text)
def get_my_name(call: Call) -> dict[str, str]:
    profile = call.bot.profile
    return {"name": profile.names.get(_language(call)) or profile.name}


@method("setMyDescription", description=text, language_code=text)
def set_my_description(call: Call) -> bool:
    texts = call.bot.profile.descriptions
    return _set_text(call, "description", texts, MAX_DESCRIPTION, "BOT_DESCRIPTION_INVALID")


@method("getMyDescription", language_code=text)
def get_my_description(call: Call) -> dict[str, str]:
    return {"description": call.bot.profile.descriptions.get(_language(call), "")}


@method("setMyShortDescription", short_description=text, language_code=text)
def set_my_short_description(call: Call) -> bool:
    texts = call.bot.profile.short_descriptions
    return _set_text(
        call, "short_description", texts, MAX_SHORT_DESCRIPTION, "BOT_SHORT_DESCRIPTION_INVALID"
    )


@method("getMyShortDescription", language_code=text)
def get_my_short_description(call: Call) -> dict[str, str]:
    return {"short_description": call.bot.profile.short_descriptions.get(_language(call), "")}


@method("setChatMenuButton", chat_id=integer, menu_button=structure)
def set_chat_menu_button(call: Call) -> bool:
    button = call.get("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in ("commands", "web_app", "default"):
        raise bad_request("can't parse MenuButton: unsupported type specified")
    chat_id = call.known_chat().id if call.get("chat_id") else 0
    call.bot.profile.menu_buttons[chat_id] = button
    _refresh(call)
    return True


@method("getChatMenuButton", chat_id=integer)
def get_chat_menu_button(call: Call) -> dict[str, Any]:
    chat_id = call.known_chat().id if call.get("chat_id") else 0
    return call.bot.profile.menu_button_in(chat_id)


def _refresh(call: Call) -> None:
    """Let the phones see it."""
    for each in call.bot.chats.values():
        each.changed()
