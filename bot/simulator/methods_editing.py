"""What a bot may change of its own messages, and what it may delete or pin."""

from __future__ import annotations

from typing import Any

from bot.simulator.calls import Call, method
from bot.simulator.chats import Chat, Message
from bot.simulator.errors import ApiError, bad_request
from bot.simulator.keyboards import inline_only
from bot.simulator.methods_messages import CAPTION, caption_of, previewed, text_of
from bot.simulator.parameters import Reader, chat, flag, integer, structure, text

DELETABLE_SECONDS = 48 * 3600
MAX_DELETED_AT_ONCE = 100

_WITH_CAPTION = ("photo", "voice", "document")
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_MESSAGE: dict[str, Reader] = {"chat_id": chat, "message_id": integer}


def own_message(call: Call) -> tuple[Chat, Message]:
    """A message that the bot may edit; raises ApiError."""
    where = call.open_chat()
    message = call.message_in(where, "message to edit")
    if not message.from_bot or message.reply_markup is not None:
        # Telegram edits no message that brought a keyboard in place of the phone's own.
        raise bad_request("message can't be edited")
    return where, message


def change(call: Call, where: Chat, message: Message, content: dict[str, Any]) -> dict[str, Any]:
    """Give the message this content, ``None`` meaning without that field, and a new keyboard."""
    markup = inline_only(call.get("reply_markup"))
    wanted = {**content, "reply_markup": markup}
    if all(message.content.get(name) == value for name, value in wanted.items()):
        raise bad_request(_NOT_MODIFIED)
    if where.person is None:
        call.pace(where)
    edited = {**message.content, "edit_date": int(call.simulator.clock.now()), **wanted}
    message.content = {name: value for name, value in edited.items() if value is not None}
    where.changed()
    return message.content


@method(
    "editMessageText",
    **_MESSAGE,
    text=text,
    parse_mode=text,
    entities=structure,
    link_preview_options=structure,
    reply_markup=structure,
)
def edit_message_text(call: Call) -> dict[str, Any]:
    words = text_of(call)
    where, message = own_message(call)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    content = {"text": words.text, "entities": words.entities or None}
    changed = change(call, where, message, content)
    changed.pop("link_preview_options", None)
    changed.update(previewed(call))
    return changed


@method("editMessageCaption", **_MESSAGE, **CAPTION, reply_markup=structure)
def edit_message_caption(call: Call) -> dict[str, Any]:
    caption = caption_of(call.given)
    where, message = own_message(call)
    if not any(kind in message.content for kind in _WITH_CAPTION):
        raise bad_request("there is no caption in the message to edit")
    nothing = {"caption": None, "caption_entities": None}
    return change(call, where, message, {**nothing, **caption})


@method("editMessageReplyMarkup", **_MESSAGE, reply_markup=structure)
def edit_message_reply_markup(call: Call) -> dict[str, Any]:
    where, message = own_message(call)
    return change(call, where, message, {})


def _too_old(call: Call, message: Message) -> bool:
    return call.simulator.clock.now() - message.sent_at > DELETABLE_SECONDS


def _delete(call: Call, where: Chat, message: Message) -> None:
    if where.person is None and not message.from_bot:
        raise bad_request("message can't be deleted")
    if _too_old(call, message):
        raise bad_request("message can't be deleted for everyone")
    where.remove(message)


@method("deleteMessage", **_MESSAGE)
def delete_message(call: Call) -> bool:
    """In a private chat a bot may delete both sides' messages, none older than 48 hours."""
    where = call.known_chat()
    _delete(call, where, call.message_in(where, "message to delete"))
    return True


@method("deleteMessages", chat_id=chat, message_ids=structure)
def delete_messages(call: Call) -> bool:
    """What cannot be found is passed over; what is too old fails the call, after the others."""
    where = call.known_chat()
    failed: ApiError | None = None
    for message_id in message_ids(call):
        message = where.messages.get(message_id)
        if message is None:
            continue
        try:
            _delete(call, where, message)
        except ApiError as error:
            failed = error
    if failed is not None:
        raise failed
    return True


def message_ids(call: Call) -> list[int]:
    """The ids of a call that names several messages; raises ApiError."""
    ids = call.get("message_ids")
    if not ids:
        raise bad_request("message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("expected an Array of message identifiers")
    if len(ids) > MAX_DELETED_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(each, int) and each > 0 for each in ids):
        raise bad_request("invalid message identifier specified")
    return ids


@method("pinChatMessage", **_MESSAGE, disable_notification=flag)
def pin_chat_message(call: Call) -> bool:
    where = call.open_chat()
    call.message_in(where, "message to pin").pinned = True
    where.changed()
    return True


@method("unpinChatMessage", **_MESSAGE)
def unpin_chat_message(call: Call) -> bool:
    """Without a message the one that was pinned last."""
    where = call.open_chat()
    if call.get("message_id"):
        call.message_in(where, "message to unpin").pinned = False
    else:
        pinned = [message for message in where.messages.values() if message.pinned]
        if not pinned:
            raise bad_request("message to unpin not found")
        pinned[-1].pinned = False
    where.changed()
    return True


@method("unpinAllChatMessages", chat_id=chat)
def unpin_all_chat_messages(call: Call) -> bool:
    where = call.open_chat()
    for message in where.messages.values():
        message.pinned = False
    where.changed()
    return True
