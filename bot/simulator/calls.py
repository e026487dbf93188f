"""A call of a method, and the table of the methods that there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from bot.simulator.chats import Chat, Message
from bot.simulator.errors import NOT_FOUND, ApiError, bad_request, forbidden
from bot.simulator.parameters import Reader, read
from bot.simulator.simulator import Bot, Simulator

Handler = Callable[["Call"], Any]


class Method(NamedTuple):
    handler: Handler
    parameters: dict[str, Reader]


METHODS: dict[str, Method] = {}


class Call:
    """Who calls, and with which parameters, each already of its type."""

    __slots__ = ("bot", "given", "simulator")

    def __init__(self, simulator: Simulator, bot: Bot, given: dict[str, Any]) -> None:
        self.simulator = simulator
        self.bot = bot
        self.given = given

    def get(self, name: str, default: Any = None) -> Any:
        return self.given.get(name, default)

    def known_chat(self, name: str = "chat_id") -> Chat:
        """A chat that the bot has been in; raises ApiError."""
        chat_id = self.given.get(name)
        if chat_id is None:
            raise bad_request(f"{name} is empty")
        chat = self.bot.chats.get(chat_id)
        if chat is not None and chat.started:
            return chat
        if chat_id in self.simulator.people and self.bot.groups_with(chat_id):
            raise forbidden("bot can't initiate conversation with a user")
        if chat_id in self.simulator.bots and chat_id != self.bot.id:
            raise forbidden("bots can't send messages to bots")
        raise bad_request("chat not found")

    def open_chat(self) -> Chat:
        """A chat in which the bot may write now; raises ApiError."""
        chat = self.known_chat()
        if chat.blocked:
            raise forbidden("bot was blocked by the user")
        if chat.deactivated:
            raise forbidden("user is deactivated")
        return chat

    def message_in(self, chat: Chat, what: str) -> Message:
        """The message that the call names; ``what`` is its part in Telegram's error text."""
        message_id = self.given.get("message_id")
        if not message_id:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def pace(self, chat: Chat, count: int = 1) -> None:
        """Count messages against Telegram's limits; raises ApiError 429."""
        if self.simulator.faults.strict_limits:
            self.bot.pace.spend(chat.id, count, self.simulator.clock.now())


def method(name: str, /, **parameters: Reader) -> Callable[[Handler], Handler]:
    """Enter a function into the table under its Bot API name."""

    def enter(handler: Handler) -> Handler:
        METHODS[name.lower()] = Method(handler, parameters)
        return handler

    return enter


def prepare(
    simulator: Simulator, bot: Bot, name: str, given: dict[str, Any]
) -> tuple[Method, Call]:
    """The method and the call, checked; raises ApiError. Names ignore case, as Telegram's do."""
    found = METHODS.get(name) or METHODS.get(name.lower())
    if found is None:
        raise NOT_FOUND
    return found, Call(simulator, bot, read(given, found.parameters))


def failure(error: ApiError) -> dict[str, Any]:
    """The body of a refusal."""
    body: dict[str, Any] = {
        "ok": False,
        "error_code": error.code,
        "description": error.description,
    }
    if error.retry_after:
        body["parameters"] = {"retry_after": error.retry_after}
    return body
