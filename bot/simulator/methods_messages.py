"""Messages that carry no file: text, place, contact, poll, and "is typing"."""

from __future__ import annotations

import secrets
from typing import Any

from bot.simulator.calls import Call, method
from bot.simulator.chats import TYPING_SECONDS, Chat, Message
from bot.simulator.errors import bad_request
from bot.simulator.formatting import (
    MAX_CAPTION,
    MAX_TEXT,
    Formatted,
    formatted,
    is_blank,
)
from bot.simulator.html_markup import utf16_length
from bot.simulator.keyboards import any_keyboard
from bot.simulator.parameters import Reader, chat, flag, integer, number, structure, text

SENDING: dict[str, Reader] = {
    "chat_id": chat,
    "disable_notification": flag,
    "protect_content": flag,
    "allow_paid_broadcast": flag,
    "message_effect_id": text,
    "reply_parameters": structure,
}
"""What every sending method takes."""

CAPTION: dict[str, Reader] = {
    "caption": text,
    "parse_mode": text,
    "caption_entities": structure,
    "show_caption_above_media": flag,
}

_REPLY_FIELDS = frozenset(("message_id", "chat_id", "allow_sending_without_reply"))
_PREVIEW_FIELDS = frozenset(
    ("is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text")
)
_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def text_of(call: Call) -> Formatted:
    """The text of a new or edited message; raises ApiError."""
    result = formatted(call.get("text", ""), call.get("parse_mode", ""), call.get("entities"))
    if is_blank(result.text):
        raise bad_request("message text is empty")
    if utf16_length(result.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return result


def caption_of(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a caption, of a call or of a medium in an album; raises ApiError."""
    caption = given.get("caption", "")
    if not caption:
        return {}
    result = formatted(caption, given.get("parse_mode", ""), given.get("caption_entities"))
    if utf16_length(result.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    if not result.text:
        return {}
    entities = {"caption_entities": result.entities} if result.entities else {}
    above = {"show_caption_above_media": True} if given.get("show_caption_above_media") else {}
    return {"caption": result.text, **entities, **above}


def previewed(call: Call) -> dict[str, Any]:
    options = call.get("link_preview_options")
    if not options:
        return {}
    if not isinstance(options, dict) or not _PREVIEW_FIELDS.issuperset(options):
        raise bad_request("can't parse link preview options JSON object")
    return {"link_preview_options": options}


def replied_to(call: Call, chat: Chat) -> dict[str, Any]:
    """The fields of a reply; raises ApiError when the message is gone."""
    wanted = call.get("reply_parameters")
    if not wanted:
        return {}
    if not isinstance(wanted, dict) or not _REPLY_FIELDS.issuperset(wanted):
        raise bad_request("can't parse reply parameters JSON object")
    message = chat.messages.get(wanted.get("message_id", 0))
    if message is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    return {"reply_to_message": quoted(message)}


def quoted(message: Message) -> dict[str, Any]:
    """A message as it stands inside its reply: without what it replied to itself."""
    return {name: value for name, value in message.content.items() if name != "reply_to_message"}


def post(
    call: Call, chat: Chat, content: dict[str, Any], *, markup: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Put a message of the bot into a chat and return it. Everything was checked before."""
    message = call.simulator.new_message(call.bot, chat, call.bot.user())
    message.content.update(content)
    if call.get("protect_content"):
        message.content["has_protected_content"] = True
    message.silent = call.get("disable_notification", False)
    if markup is not None:
        _show_keyboard(chat, message, markup)
    chat.put(message)
    return message.content


def _show_keyboard(chat: Chat, message: Message, markup: dict[str, Any]) -> None:
    if "keyboard" in markup:
        chat.reply_keyboard = markup
    elif "remove_keyboard" in markup:
        chat.reply_keyboard = None
    if "inline_keyboard" in markup:
        message.content["reply_markup"] = markup
    else:
        message.reply_markup = markup


def send(call: Call, content: dict[str, Any]) -> dict[str, Any]:
    """The common end of all sending methods."""
    chat = call.open_chat()
    markup = any_keyboard(call.get("reply_markup"))
    content.update(replied_to(call, chat))
    call.pace(chat)
    return post(call, chat, content, markup=markup)


@method(
    "sendMessage",
    **SENDING,
    text=text,
    parse_mode=text,
    entities=structure,
    link_preview_options=structure,
    reply_markup=structure,
)
def send_message(call: Call) -> dict[str, Any]:
    words = text_of(call)
    content: dict[str, Any] = {"text": words.text}
    if words.entities:
        content["entities"] = words.entities
    content.update(previewed(call))
    return send(call, content)


@method(
    "sendLocation",
    **SENDING,
    latitude=number,
    longitude=number,
    horizontal_accuracy=number,
    live_period=integer,
    heading=integer,
    proximity_alert_radius=integer,
    reply_markup=structure,
)
def send_location(call: Call) -> dict[str, Any]:
    latitude, longitude = call.get("latitude"), call.get("longitude")
    if latitude is None or longitude is None:
        raise bad_request("latitude and longitude are empty")
    return send(call, {"location": place(latitude, longitude, call.get("live_period", 0))})


def place(latitude: float, longitude: float, live_seconds: int = 0) -> dict[str, Any]:
    """The Bot API's Location; raises ApiError for a place not on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong location specified")
    live = {"live_period": live_seconds} if live_seconds else {}
    return {"latitude": latitude, "longitude": longitude, **live}


@method(
    "sendContact",
    **SENDING,
    phone_number=text,
    first_name=text,
    last_name=text,
    vcard=text,
    reply_markup=structure,
)
def send_contact(call: Call) -> dict[str, Any]:
    for name in ("phone_number", "first_name"):
        if not call.get(name):
            raise bad_request(f'parameter "{name}" is required')
    names = ("phone_number", "first_name", "last_name", "vcard")
    return send(call, {"contact": {n: call.get(n) for n in names if call.get(n)}})


@method(
    "sendPoll",
    **SENDING,
    question=text,
    options=structure,
    is_anonymous=flag,
    type=text,
    allows_multiple_answers=flag,
    reply_markup=structure,
)
def send_poll(call: Call) -> dict[str, Any]:
    """A poll that nobody can answer yet: the simulator only shows it."""
    options = call.get("options") or []
    texts = [option.get("text", "") if isinstance(option, dict) else option for option in options]
    return send(call, {"poll": poll(call.get("question", ""), texts)})


def poll(question: str, options: list[str]) -> dict[str, Any]:
    """The Bot API's Poll, unanswered; raises ApiError."""
    if not 1 <= len(question) <= 300:
        raise bad_request("poll question must be non-empty")
    if not 2 <= len(options) <= 12:
        raise bad_request("poll must have at least 2 option")
    return {
        "id": str(secrets.randbits(62)),
        "question": question,
        "options": [
            {"persistent_id": str(number), "text": option, "voter_count": 0}
            for number, option in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }


@method("sendChatAction", chat_id=chat, action=text)
def send_chat_action(call: Call) -> bool:
    where = call.open_chat()
    if call.get("action", "").lower() not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    where.typing_until = call.simulator.clock.now() + TYPING_SECONDS
    if where.person is not None:
        call.simulator.events.send("typing", {"id": where.id})
    where.changed()
    return True
