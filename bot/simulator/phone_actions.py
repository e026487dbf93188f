"""What a person does with a phone, and the updates that the bot gets from it."""

from __future__ import annotations

import re
import secrets
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.simulator.chats import Callback, Message
from bot.simulator.errors import PhoneError
from bot.simulator.formatting import MAX_TEXT, written
from bot.simulator.html_markup import utf16_length
from bot.simulator.methods_messages import quoted
from bot.simulator.methods_updates import CALLBACK_LIFE_SECONDS
from bot.simulator.simulator import Bot, Simulator

_CODE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_MANY_CALLBACKS = 1000


class Hand:
    """One person at one chat with one bot."""

    def __init__(self, simulator: Simulator, bot: Bot, person_id: int) -> None:
        self.simulator = simulator
        self.bot = bot
        self.person = simulator.person(person_id)
        self.chat = simulator.chat_of(bot, self.person)

    def enter_group(self, group_id: int) -> None:
        """Act in a group from now on. Raises PhoneError."""
        group = self.bot.chats.get(group_id)
        if group is None or group.person is not None:
            raise PhoneError("there is no such group", 404)
        self.chat = group

    # --- writing ---

    def start(self, code: str = "") -> Message:
        """Press Start, or Restart after a block; ``code`` as a deep link carries it."""
        if code and not _CODE.fullmatch(code):
            raise PhoneError("a start code has 1 to 64 of A-Z a-z 0-9 _ -")
        self.unblock()
        return self.write(f"/start {code}".strip())

    def open_link(self, link: str) -> Message:
        """Follow a ``t.me`` link to this bot."""
        if "://" not in link:
            link = f"https://{link}"
        parts = urlsplit(link)
        name = parts.path.strip("/")
        if parts.hostname not in ("t.me", "telegram.me") or not name:
            raise PhoneError("this is not a t.me link to a bot")
        if name.lower() != self.bot.profile.username.lower():
            raise PhoneError(f"the link leads to @{name}, not to @{self.bot.profile.username}")
        return self.start(parse_qs(parts.query).get("start", [""])[0])

    def write(self, text: str, reply_to: int = 0) -> Message:
        """Send a text; a long one leaves in several messages, as from Telegram's own apps.

        Returns the last of them.
        """
        pieces = list(_pieces(text.strip(" \n")))
        if not pieces:
            raise PhoneError("an empty message cannot be sent")
        for piece in pieces:
            formatted = written(piece)
            content: dict[str, Any] = {"text": formatted.text}
            if formatted.entities:
                content["entities"] = formatted.entities
            message = self.send(content, reply_to)
        return message

    def send(self, content: dict[str, Any], reply_to: int = 0) -> Message:
        """Put a message into the chat and tell the bot."""
        self._check_open()
        chat = self.chat
        chat.started = True
        message = self.simulator.new_message(self.bot, chat, self.person.user())
        if reply_to:
            message.content["reply_to_message"] = quoted(self._message(reply_to))
        message.content.update(content)
        chat.put(message)
        self.bot.updates.add("message", message.content, chat.id)
        return message

    def edit(self, message_id: int, text: str) -> Message:
        message = self._message(message_id)
        if message.from_bot or "text" not in message.content:
            raise PhoneError("only an own text can be edited")
        formatted = written(text)
        if not formatted.text:
            raise PhoneError("an empty message cannot be sent")
        content = {**message.content, "text": formatted.text, "entities": formatted.entities}
        content["edit_date"] = int(self.simulator.clock.now())
        if not formatted.entities:
            del content["entities"]
        message.content = content
        self.bot.updates.add("edited_message", content, self.chat.id)
        self.chat.changed()
        return message

    def delete(self, message_ids: list[int]) -> None:
        """Delete for both sides; the bot is not told, as with Telegram."""
        for message_id in message_ids:
            self.chat.remove(self._message(message_id))

    # --- buttons ---

    def press(self, message_id: int, data: str) -> Callback:
        """Press the button with that data."""
        message = self._message(message_id)
        if not any(button.get("callback_data") == data for button in message.buttons()):
            raise PhoneError("the message has no such button", 409)
        return self._called_back(message.content, data)

    def press_at(self, message_id: int, row: int, column: int) -> Callback:
        markup = self._message(message_id).content.get("reply_markup", {})
        try:
            button = markup["inline_keyboard"][row][column]
        except (KeyError, IndexError):
            raise PhoneError("the message has no such button", 409) from None
        if "callback_data" not in button:
            raise PhoneError("this button opens something and does not call the bot", 409)
        return self.press(message_id, button["callback_data"])

    def forge(self, message_id: int, data: str) -> Callback:
        """A press of a button that is not there, as a made-up client can send it."""
        message = self.chat.messages.get(message_id)
        if message is not None:
            return self._called_back(message.content, data)
        frame = {"message_id": message_id, "chat": self.chat.described(), "date": 0}
        return self._called_back(frame, data)

    def _called_back(self, message: dict[str, Any], data: str) -> Callback:
        self._check_open()
        simulator, bot, chat = self.simulator, self.bot, self.chat
        now = simulator.clock.now()
        callback = Callback(
            str(secrets.randbits(62)), chat, message["message_id"], data, pressed_at=now
        )
        _forget_old(bot.callbacks, now)
        bot.callbacks[callback.id] = chat.pending[callback.id] = callback
        query = {
            "id": callback.id,
            "from": self.person.user(),
            "message": message,
            "chat_instance": str(chat.id),
            "data": data,
        }
        bot.updates.add("callback_query", query, chat.id)
        chat.changed()
        return callback

    # --- the chat itself ---

    def block(self) -> None:
        if not self.chat.blocked:
            self.chat.blocked = True
            self._membership("member", "kicked")

    def unblock(self) -> None:
        if self.chat.blocked:
            self.chat.blocked = False
            self._membership("kicked", "member")

    def _membership(self, before: str, after: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self.bot.user(), "status": status, **until}

        change = {
            "chat": self.chat.described(),
            "from": self.person.user(),
            "date": int(self.simulator.clock.now()),
            "old_chat_member": member(before),
            "new_chat_member": member(after),
        }
        self.bot.updates.add("my_chat_member", change, self.chat.id)
        self.chat.changed()

    def _check_open(self) -> None:
        if self.chat.blocked:
            raise PhoneError("the bot is blocked on this phone: unblock it first", 409)

    def _message(self, message_id: int) -> Message:
        try:
            return self.chat.messages[message_id]
        except KeyError:
            raise PhoneError("there is no such message on this phone", 404) from None


def _forget_old(callbacks: dict[str, Callback], now: float) -> None:
    if len(callbacks) < _MANY_CALLBACKS:
        return
    for callback_id in list(callbacks)[: _MANY_CALLBACKS // 2]:
        if now - callbacks[callback_id].pressed_at > CALLBACK_LIFE_SECONDS:
            del callbacks[callback_id]


def _pieces(text: str) -> list[str]:
    """Parts that fit one message, cut at the last line end or blank where there is one."""
    pieces = []
    while utf16_length(text) > MAX_TEXT:
        part = text[:MAX_TEXT]
        while utf16_length(part) > MAX_TEXT:
            part = part[: len(part) - (utf16_length(part) - MAX_TEXT + 1) // 2]
        cut = max(part.rfind("\n"), part.rfind(" "))
        part = part[:cut] if cut > 0 else part
        pieces.append(part)
        text = text[len(part) :].lstrip(" \n")
    return [*pieces, text] if text else pieces
