"""What stands in a chat between a bot and one person, or a bot and a group."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MAX_PUSHES = 200
TYPING_SECONDS = 5
PUSH_LETTERS = 60

_PUSH_OF_MEDIA = {
    "photo": "Photo",
    "voice": "Voice message",
    "document": "File",
    "location": "Location",
    "contact": "Contact",
    "poll": "Poll",
    "sticker": "Sticker",
    "video_note": "Video message",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A Telegram user who holds a phone."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""

    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        return {"id": self.id, "is_bot": False, **self._names(), **self._language()}

    def chat(self) -> dict[str, Any]:
        """The Bot API's Chat: the private chat with this person."""
        return {"id": self.id, "type": "private", **self._names()}

    def _names(self) -> dict[str, str]:
        names = {"first_name": self.first_name}
        if self.last_name:
            names["last_name"] = self.last_name
        if self.username:
            names["username"] = self.username
        return names

    def _language(self) -> dict[str, str]:
        return {"language_code": self.language_code} if self.language_code else {}


@dataclass(slots=True, eq=False)
class Message:
    """``content`` is the Bot API's Message as the bot would see it now.

    ``reply_markup`` is a keyboard that stands in place of the phone's own; inline keyboards are
    in ``content``.
    """

    content: dict[str, Any]
    from_bot: bool
    sent_at: float
    silent: bool = False
    pinned: bool = False
    reply_markup: dict[str, Any] | None = None

    @property
    def id(self) -> int:
        return int(self.content["message_id"])

    @property
    def protected(self) -> bool:
        return "has_protected_content" in self.content

    def buttons(self) -> list[dict[str, Any]]:
        markup = self.content.get("reply_markup", {})
        return [button for row in markup.get("inline_keyboard", ()) for button in row]

    def push(self) -> str:
        """What a locked screen would show of it."""
        text = self.content.get("text") or self.content.get("caption") or ""
        if not text:
            text = next((_PUSH_OF_MEDIA[k] for k in _PUSH_OF_MEDIA if k in self.content), "Message")
        return text.split("\n", 1)[0][:PUSH_LETTERS]


@dataclass(slots=True, eq=False)
class Callback:
    """A press of a button that the bot has to answer."""

    id: str
    chat: Chat
    message_id: int
    data: str
    pressed_at: float
    answered: bool = False
    text: str = ""
    show_alert: bool = False
    url: str = ""

    def shown(self) -> dict[str, Any]:
        answer = {"answered": self.answered, "text": self.text, "show_alert": self.show_alert}
        return {**answer, "url": self.url} if self.url else answer


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat when there is a person, else a group.

    ``reported`` is called with the chat at each change; ``version`` counts them.
    """

    id: int
    person: Person | None
    reported: Callable[[Chat], None]
    title: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    version: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: list[Message] = field(default_factory=list)
    pushes: list[dict[str, Any]] = field(default_factory=list)
    pending: dict[str, Callback] = field(default_factory=dict)
    reply_keyboard: dict[str, Any] | None = None
    typing_until: float = 0.0
    _waiters: set[asyncio.Future[None]] = field(default_factory=set)

    def described(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        if self.person is not None:
            return self.person.chat()
        kind = "supergroup" if self.id < -1_000_000_000_000 else "group"
        return {"id": self.id, "type": kind, "title": self.title}

    def put(self, message: Message) -> None:
        self.messages[message.id] = message
        if message.from_bot:
            self.typing_until = 0.0
            push = {"text": message.push(), "silent": message.silent, "message_id": message.id}
            self.pushes.append(push)
            del self.pushes[:-MAX_PUSHES]
        self.changed()

    def remove(self, message: Message) -> None:
        del self.messages[message.id]
        self.deleted.append(message)
        self.changed()

    def changed(self) -> None:
        self.version += 1
        self.wake()
        self.reported(self)

    def wake(self) -> None:
        """Let all who wait look again."""
        waiters, self._waiters = self._waiters, set()
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait until the condition holds, looking after each change, or that long."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while not condition() and (left := end - loop.time()) > 0:
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiters.add(waiter)
            await asyncio.wait((waiter,), timeout=left)
            self._waiters.discard(waiter)
