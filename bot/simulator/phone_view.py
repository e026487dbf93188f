"""A phone as it looks now: what the page draws and what tests look at."""

from __future__ import annotations

from typing import Any

from bot.simulator.chats import Chat, Message
from bot.simulator.errors import PhoneError
from bot.simulator.safe_html import to_html
from bot.simulator.simulator import Bot, Simulator

_AS_IS = ("message_id", "date", "edit_date", "text", "entities", "caption", "caption_entities")
_MEDIA = ("voice", "document", "location", "sticker", "contact", "poll", "video_note")


def state(simulator: Simulator, person_id: int, username: str = "") -> dict[str, Any]:
    """A PhoneState: the person and their chat with the bot. Raises PhoneError for a wrong id."""
    person = simulator.person(person_id)
    user = {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "username": person.username,
        "language_code": person.language_code,
    }
    try:
        bot = simulator.bot_named(username)
    except PhoneError:
        if username:
            raise
        return {"user": user, **_NOTHING}
    return {"user": user, **_chat_state(simulator, bot, simulator.chat_of(bot, person))}


_NOTHING: dict[str, Any] = {
    "blocked": False,
    "version": 0,
    "started": False,
    "messages": [],
    "deleted_messages": [],
    "commands": [],
    "menu_button": {"type": "default"},
    "reply_keyboard": None,
    "pushes": [],
    "typing": False,
    "bot": None,
}


def _chat_state(simulator: Simulator, bot: Bot, chat: Chat) -> dict[str, Any]:
    language = chat.person.language_code if chat.person is not None else ""
    profile = bot.profile
    return {
        "blocked": chat.blocked,
        "version": chat.version,
        "started": chat.started,
        "messages": [message_view(chat, message) for message in chat.messages.values()],
        "deleted_messages": [message_view(chat, message) for message in chat.deleted],
        "commands": profile.commands_in(chat.id, language),
        "menu_button": profile.menu_button_in(chat.id),
        "reply_keyboard": chat.reply_keyboard,
        "pushes": chat.pushes,
        "typing": chat.typing_until > simulator.clock.now(),
        "bot": {**profile.shown_to(language), "username": profile.username},
    }


def message_view(chat: Chat, message: Message) -> dict[str, Any]:
    content = message.content
    view: dict[str, Any] = {name: content[name] for name in _AS_IS if name in content}
    view["from_bot"] = message.from_bot
    view["protect_content"] = message.protected
    view["pinned"] = message.pinned
    view["silent"] = message.silent
    if "text" in content:
        view["html"] = to_html(content["text"], content.get("entities", []))
    elif "caption" in content:
        view["html"] = to_html(content["caption"], content.get("caption_entities", []))
    for kind in _MEDIA:
        if kind in content:
            view[kind] = content[kind]
    if "photo" in content:
        view["photo"] = content["photo"][-1]
    if "reply_to_message" in content:
        view["reply_to_message_id"] = content["reply_to_message"]["message_id"]
    if "forward_origin" in content:
        view["forward_origin"] = content["forward_origin"]
    if "reply_markup" in content:
        view["inline_keyboard"] = _keyboard(chat, message)
    if message.reply_markup is not None:
        view["reply_keyboard"] = message.reply_markup
    return view


def _keyboard(chat: Chat, message: Message) -> list[list[dict[str, Any]]]:
    waiting = {each.data for each in chat.pending.values() if each.message_id == message.id}
    return [
        [{**button, "pending": button.get("callback_data") in waiting} for button in row]
        for row in message.content["reply_markup"]["inline_keyboard"]
    ]
