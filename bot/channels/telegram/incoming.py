"""What arrives, cut down to what is used: pure functions from Telegram's updates.

Names, usernames, contacts and everything else that the product does not read are dropped here,
before anything is stored (C38).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.channels.telegram.callback_data import leaves_its_message

ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")
"""The shortest list with which everything works (C12)."""

TELEGRAMS_LARGEST_DOWNLOAD = 20 * 1024 * 1024


class What(StrEnum):
    TEXT = "text"
    PRESS = "press"
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"
    UNFIT = "unfit"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    STRANGE_CHAT = "strange chat"  # a group or channel that nobody listed: to be left at once


@dataclass(frozen=True, slots=True)
class Incoming:
    """One update, with the only identity that Telegram vouches for: the sender's id."""

    update_id: int
    channel_id: str
    what: What
    text: str = field(default="", repr=False)
    message_ref: str = ""
    replies_to_ref: str = ""
    press_ref: str = ""
    file_ref: str = ""
    mime_type: str = ""
    size: int = 0
    seconds: int = 0
    language_hint: str = ""

    def packed(self) -> dict[str, Any]:
        """The least that must be stored to answer it later."""
        return {
            name: value
            for name in self.__slots__
            if name != "update_id" and (value := getattr(self, name))
        }

    @classmethod
    def unpacked(cls, update_id: int, packed: Mapping[str, Any]) -> Incoming:
        values = dict(packed)
        values["what"] = What(values["what"])
        return cls(update_id=update_id, **values)


def read(update: Mapping[str, Any]) -> Incoming | None:
    """The update as far as we use it; None for kinds that we do not know (C12)."""
    update_id = update.get("update_id")
    if not isinstance(update_id, int):
        return None
    if isinstance(query := update.get("callback_query"), dict):
        return _press(update_id, query)
    if isinstance(message := update.get("message"), dict):
        return _message(update_id, message)
    if isinstance(change := update.get("my_chat_member"), dict):
        return _membership(update_id, change)
    return None


def _press(update_id: int, query: Mapping[str, Any]) -> Incoming | None:
    sender, message = query.get("from") or {}, query.get("message") or {}
    if not isinstance(sender.get("id"), int) or not query.get("id"):
        return None
    data = str(query.get("data") or "")
    return Incoming(
        update_id,
        str(sender["id"]),
        What.PRESS,
        text=data,
        message_ref="" if leaves_its_message(data) else str(message.get("message_id") or ""),
        press_ref=str(query["id"]),
        language_hint=_language(sender),
    )


def _message(update_id: int, message: Mapping[str, Any]) -> Incoming | None:
    chat, sender = message.get("chat") or {}, message.get("from") or {}
    if not isinstance(chat.get("id"), int):
        return None
    if chat.get("type") != "private" or sender.get("id") != chat["id"]:
        return Incoming(update_id, str(chat["id"]), What.STRANGE_CHAT)
    reply = message.get("reply_to_message") or {}
    common: dict[str, Any] = {
        "message_ref": str(message.get("message_id") or ""),
        "replies_to_ref": str(reply.get("message_id") or ""),
        "language_hint": _language(sender),
    }
    channel_id = str(sender["id"])
    if "text" in message:
        return Incoming(update_id, channel_id, What.TEXT, str(message["text"]), **common)
    caption = str(message.get("caption") or "")
    for name, what in (
        ("photo", What.PHOTO),
        ("voice", What.VOICE),
        ("document", What.DOCUMENT),
    ):
        # An animation carries a document too, and is one of the kinds that we do not take.
        if name in message and "animation" not in message:
            found = _best_file(message[name])
            return Incoming(update_id, channel_id, what, caption, **common, **found)
    return Incoming(update_id, channel_id, What.UNFIT, **common)


def _membership(update_id: int, change: Mapping[str, Any]) -> Incoming | None:
    chat = change.get("chat") or {}
    status = (change.get("new_chat_member") or {}).get("status")
    if not isinstance(chat.get("id"), int):
        return None
    if chat.get("type") != "private":
        gone = status in {"left", "kicked"}
        return None if gone else Incoming(update_id, str(chat["id"]), What.STRANGE_CHAT)
    what = What.BLOCKED if status == "kicked" else What.UNBLOCKED
    return Incoming(update_id, str(chat["id"]), what)


def _best_file(found: Any) -> dict[str, Any]:
    """Of a photo's sizes the largest; a file's id, size and what it says to be."""
    if isinstance(found, list):
        found = max(found, key=lambda size: size.get("width", 0), default={})
    return {
        "file_ref": str(found.get("file_id") or ""),
        "mime_type": str(found.get("mime_type") or "")[:60],
        "size": int(found.get("file_size") or 0),
        "seconds": int(found.get("duration") or 0),
    }


def _language(sender: Mapping[str, Any]) -> str:
    return str(sender.get("language_code") or "")[:8]
