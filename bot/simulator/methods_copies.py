"""Forwarding, which names who wrote a message, and copying, which does not."""

from __future__ import annotations

from typing import Any

from bot.simulator.calls import Call, method
from bot.simulator.chats import Chat, Message
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.keyboards import any_keyboard
from bot.simulator.methods_editing import message_ids
from bot.simulator.methods_messages import CAPTION, SENDING, caption_of, post, replied_to
from bot.simulator.parameters import Reader, chat, integer, structure

_FRAME = frozenset(
    (
        "message_id",
        "from",
        "chat",
        "date",
        "edit_date",
        "reply_markup",
        "reply_to_message",
        "has_protected_content",
        "forward_origin",
        "media_group_id",
        "pinned_message",
    )
)
_FORWARDING: dict[str, Reader] = {
    name: reader for name, reader in SENDING.items() if name != "reply_parameters"
}


def _source(call: Call) -> Chat:
    return call.known_chat("from_chat_id")


def _content(message: Message) -> dict[str, Any]:
    return {name: value for name, value in message.content.items() if name not in _FRAME}


def _forwarded(message: Message) -> dict[str, Any]:
    content = message.content
    origin = content.get("forward_origin") or {
        "type": "user",
        "date": content["date"],
        "sender_user": content["from"],
    }
    return {**_content(message), "forward_origin": origin}


def _forwardable(call: Call, source: Chat, what: str, refused: str) -> Message:
    message = call.message_in(source, what)
    if message.protected:
        raise bad_request(refused)
    return message


@method("forwardMessage", **_FORWARDING, from_chat_id=chat, message_id=integer)
def forward_message(call: Call) -> dict[str, Any]:
    target, source = call.open_chat(), _source(call)
    message = _forwardable(call, source, "message to forward", "the message can't be forwarded")
    call.pace(target)
    return post(call, target, _forwarded(message))


@method(
    "copyMessage",
    **SENDING,
    **CAPTION,
    from_chat_id=chat,
    message_id=integer,
    reply_markup=structure,
)
def copy_message(call: Call) -> dict[str, Any]:
    target, source = call.open_chat(), _source(call)
    message = _forwardable(call, source, "message to copy", "the message can't be copied")
    content = _content(message)
    if "caption" in call.given:
        content.pop("caption", None)
        content.pop("caption_entities", None)
        content.update(caption_of(call.given))
    markup = any_keyboard(call.get("reply_markup"))
    content.update(replied_to(call, target))
    call.pace(target)
    return {"message_id": post(call, target, content, markup=markup)["message_id"]}


def _several(call: Call, refused: str) -> tuple[Chat, list[Message]]:
    """What of it can be found and passed on; raises ApiError when that is nothing."""
    target, source = call.open_chat(), _source(call)
    found = [source.messages[each] for each in message_ids(call) if each in source.messages]
    free = [message for message in found if not message.protected]
    if not free:
        raise _nothing(found, refused)
    call.pace(target, len(free))
    return target, free


def _nothing(found: list[Message], refused: str) -> ApiError:
    return bad_request(refused if found else "there are no messages to forward")


@method("forwardMessages", **_FORWARDING, from_chat_id=chat, message_ids=structure)
def forward_messages(call: Call) -> list[dict[str, Any]]:
    target, messages = _several(call, "messages can't be forwarded")
    sent = [post(call, target, _forwarded(message)) for message in messages]
    return [{"message_id": each["message_id"]} for each in sent]


@method("copyMessages", **_FORWARDING, from_chat_id=chat, message_ids=structure)
def copy_messages(call: Call) -> list[dict[str, Any]]:
    target, messages = _several(call, "messages can't be copied")
    sent = [post(call, target, _content(message)) for message in messages]
    return [{"message_id": each["message_id"]} for each in sent]
