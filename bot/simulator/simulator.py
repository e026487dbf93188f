"""The whole state of the simulator: bots, people, chats, files. It lives in memory only."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.simulator.chats import Callback, Chat, Message, Person
from bot.simulator.clock import Clock
from bot.simulator.errors import UNAUTHORIZED, PhoneError
from bot.simulator.events import Events
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.limits import Pace
from bot.simulator.profile import Profile
from bot.simulator.updates import Updates
from bot.simulator.webhook import Webhook

_TOKEN = re.compile(r"(\d{1,12}):SIMULATOR[A-Za-z0-9_-]*")


class Bot:
    """One bot: its account, its chats and what waits for it."""

    def __init__(self, bot_id: int, token: str, simulator: Simulator) -> None:
        self.id = bot_id
        self.token = token
        self.profile = Profile(f"simulated_{bot_id}_bot", "Simulated bot")
        self.chats: dict[int, Chat] = {}
        self.callbacks: dict[str, Callback] = {}
        self.updates = Updates(simulator.faults)
        self.webhook = Webhook(self.updates, simulator.faults, simulator.clock)
        self.pace = Pace(simulator.clock.now())
        self._last_message_id = 0

    def user(self) -> dict[str, Any]:
        """The Bot API's User."""
        names = {"first_name": self.profile.name, "username": self.profile.username}
        return {"id": self.id, "is_bot": True, **names}

    def count_from(self, number: int) -> None:
        """Number updates and messages from here on, as a bot with a history does."""
        self.updates.count_from(number)
        self._last_message_id = number

    def next_message_id(self) -> int:
        # Private chats and small groups share one count in a Telegram account.
        self._last_message_id += 1
        return self._last_message_id

    def groups_with(self, person_id: int) -> bool:
        """Whether they met in a group, so that the bot knows of the person."""
        return any(
            message.content.get("from", {}).get("id") == person_id
            for chat in self.chats.values()
            if chat.person is None
            for message in chat.messages.values()
        )


class Simulator:
    """Telegram on one laptop.

    ``strict_limits`` switches Telegram's limits of pace on; :attr:`faults` can change it later.
    ``seed`` makes chance repeatable. ``webhook_pause_seconds`` is the first pause after a webhook
    has failed; it doubles from then on, up to a minute.
    """

    def __init__(
        self,
        *,
        strict_limits: bool = True,
        seed: int | None = None,
        webhook_pause_seconds: float = 1.0,
    ) -> None:
        self.clock = Clock()
        self.faults = Faults(strict_limits=strict_limits)
        if seed is not None:
            self.faults.random.seed(seed)
        self.files = Files()
        self.events = Events()
        self.people: dict[int, Person] = {}
        self.bots: dict[int, Bot] = {}
        self.webhook_pause_seconds = webhook_pause_seconds
        self.closing = False
        self._next_person_id = 500_000_001

    # --- bots ---

    def bot_with(self, token: str) -> Bot:
        """The bot of that token, born now if need be; raises ApiError 401 for any other token."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise UNAUTHORIZED
        bot_id = int(match[1])
        bot = self.bots.get(bot_id)
        if bot is None:
            bot = self.bots[bot_id] = Bot(bot_id, token, self)
            bot.webhook.pause_seconds = self.webhook_pause_seconds
            for person_id in self.people:
                self.events.send("phone", {"id": person_id, "version": 0})
        if not secrets.compare_digest(bot.token, token):
            raise UNAUTHORIZED
        return bot

    def add_bot(self, token: str, *, username: str, name: str) -> Bot:
        """A bot with a name of its own, known to the phones before its first call."""
        bot = self.bot_with(token)
        bot.profile.username = username
        bot.profile.default_name = name
        return bot

    def bot_named(self, username: str = "") -> Bot:
        """The bot of that name, or the first one. Raises PhoneError when there is none."""
        for bot in self.bots.values():
            if not username or bot.profile.username.lower() == username.lower():
                return bot
        raise PhoneError("no such bot has called yet", 409)

    # --- people ---

    def add_person(
        self,
        *,
        first_name: str,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        person_id: int | None = None,
    ) -> Person:
        """A new phone; raises PhoneError for a taken id or an empty name."""
        if not first_name.strip():
            raise PhoneError("a Telegram account has a first name")
        if person_id is None:
            while self._next_person_id in self.people:
                self._next_person_id += 1
            person_id = self._next_person_id
        if person_id <= 0 or person_id in self.people:
            raise PhoneError("the id is taken or not positive", 409)
        person = Person(person_id, first_name.strip(), last_name, username, language_code)
        self.people[person_id] = person
        self.events.send("phone", {"id": person_id, "version": 0})
        return person

    def change_person(self, person_id: int, changes: dict[str, Any]) -> Person:
        """New names or language, as from the settings of the phone."""
        person = self.people[person_id] = replace(self.person(person_id), **changes)
        for bot in self.bots.values():
            if (chat := bot.chats.get(person_id)) is not None:
                chat.person = person
                chat.changed()
        self.events.send("phone", {"id": person_id, "version": 0})
        return person

    def remove_person(self, person_id: int) -> None:
        """The account is deleted at Telegram: whoever writes to it hears so."""
        del self.people[self.person(person_id).id]
        for bot in self.bots.values():
            if (chat := bot.chats.get(person_id)) is not None:
                chat.deactivated = True
        self.events.send("phone", {"id": person_id, "version": -1})

    def person(self, person_id: int) -> Person:
        """Raises PhoneError when there is no such phone."""
        try:
            return self.people[person_id]
        except KeyError:
            raise PhoneError("there is no such phone", 404) from None

    def chat_of(self, bot: Bot, person: Person) -> Chat:
        chat = bot.chats.get(person.id)
        if chat is None or chat.deactivated:
            chat = bot.chats[person.id] = Chat(person.id, person, self._reporter(bot))
        return chat

    def add_group(self, bot: Bot, title: str, group_id: int) -> Chat:
        """A group of which the bot is a member."""
        if group_id >= 0 or group_id in bot.chats:
            raise PhoneError("a group has a free negative id", 409)
        chat = Chat(group_id, None, self._reporter(bot), title=title, started=True)
        bot.chats[group_id] = chat
        return chat

    def _reporter(self, bot: Bot) -> Callable[[Chat], None]:
        def report(chat: Chat) -> None:
            if chat.person is not None:
                news = {"id": chat.id, "version": chat.version, "bot": bot.profile.username}
                self.events.send("phone", news)

        return report

    # --- messages ---

    def new_message(self, bot: Bot, chat: Chat, sender: dict[str, Any]) -> Message:
        """The frame of a message: ids, date, sender; its content and place come later."""
        now = self.clock.now()
        content = {
            "message_id": bot.next_message_id(),
            "from": sender,
            "chat": chat.described(),
            "date": int(now),
        }
        return Message(content, from_bot=bool(sender["is_bot"]), sent_at=now)

    # --- begin and end ---

    def open(self) -> None:
        """Take up again after :meth:`close`; a new simulator is open."""
        self.closing = False
        for bot in self.bots.values():
            bot.webhook.resume()

    async def close(self) -> None:
        """Let a server shut down: answer what waits (long polls, event streams), stop webhooks."""
        self.closing = True
        self.events.close()
        for bot in self.bots.values():
            bot.updates.release()
            for chat in bot.chats.values():
                chat.wake()
            await bot.webhook.stop()
