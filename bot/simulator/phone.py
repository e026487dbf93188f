"""A phone for tests, so that a test reads as a story.

async with Phones(base_url) as phones:
    phone = await phones.new("Migrant", language_code="ky")
    await phone.starts()
    await phone.sees("Choose a language")
    await phone.presses("Кыргызча")
"""

from __future__ import annotations

import asyncio
from typing import Any, Self

import aiohttp

from bot.simulator.bubble import Message
from bot.simulator.phone_line import PhoneLine

DEFAULT_WAIT_SECONDS = 5.0
_LONGEST_POLL_SECONDS = 20.0


class Phone:
    """One person's phone. What it shows is as of the last thing done or waited for."""

    def __init__(self, line: PhoneLine, state: dict[str, Any]) -> None:
        self._line = line
        self._state = state
        self.id = int(state["user"]["id"])

    # --- what it shows ---

    @property
    def screen(self) -> list[Message]:
        """The messages in the chat, oldest first."""
        return [Message(raw) for raw in self._state["messages"]]

    @property
    def last(self) -> Message:
        """The newest message of the bot."""
        for message in reversed(self.screen):
            if message.from_bot:
                return message
        raise AssertionError(f"the bot has written nothing yet\n{self.drawn()}")

    @property
    def buttons(self) -> list[str]:
        """Labels under the newest message that has any."""
        for message in reversed(self.screen):
            if message.buttons:
                return message.buttons
        return []

    @property
    def pushes(self) -> list[dict[str, Any]]:
        """What the locked screen showed: ``text``, ``silent``, ``message_id``."""
        pushes: list[dict[str, Any]] = self._state["pushes"]
        return pushes

    @property
    def commands(self) -> list[str]:
        return [command["command"] for command in self._state["commands"]]

    @property
    def typing(self) -> bool:
        return bool(self._state["typing"])

    @property
    def state(self) -> dict[str, Any]:
        """All that the simulator says of this phone."""
        return self._state

    def drawn(self) -> str:
        """The whole screen in plain text."""
        name = self._state["user"]["first_name"]
        bubbles = [message.drawn() for message in self.screen] or ["  (nothing)"]
        return "\n".join([f"--- phone of {name} ({self.id}) ---", *bubbles])

    async def looks(self) -> Self:
        """Fetch the screen as it is now."""
        self._state = await self._call("GET", "")
        return self

    async def sees(self, words: str, within: float = DEFAULT_WAIT_SECONDS) -> Message:
        """Wait until a message of the bot holds these words, at most ``within`` seconds.

        Returns the newest such message; fails with the whole screen when there is none.
        """
        found = await self.waits_for(lambda: self._newest(words), within)
        if found is None:
            raise AssertionError(f"never saw {words!r} within {within} s\n{self.drawn()}")
        message: Message = found
        return message

    async def does_not_see(self, words: str) -> None:
        """Fails when a message of the bot holds these words now."""
        await self.looks()
        if self._newest(words) is not None:
            raise AssertionError(f"did not want to see {words!r}\n{self.drawn()}")

    async def waits_for(self, condition: Any, within: float = DEFAULT_WAIT_SECONDS) -> Any:
        """Look at each change until ``condition()`` is true; its value, or None when time is up."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        await self.looks()
        while not (value := condition()):
            left = end - loop.time()
            if left <= 0:
                return None
            params = {
                "after_version": str(self._state["version"]),
                "wait": f"{min(left, _LONGEST_POLL_SECONDS):.3f}",
            }
            self._state = await self._call("GET", "", params=params)
        return value

    def _newest(self, words: str) -> Message | None:
        for message in reversed(self.screen):
            if message.from_bot and words in message.text:
                return message
        return None

    # --- what its owner does ---

    async def starts(self, code: str = "") -> Message:
        """Press Start, perhaps through a link that carries a code."""
        return await self._sends("start", json={"code": code})

    async def opens(self, link: str) -> Message:
        """Follow a ``t.me`` link."""
        return await self._sends("start", json={"link": link})

    async def sends(self, text: str, replying_to: Message | int | None = None) -> Message:
        return await self._sends("text", json={"text": text, **_reply(replying_to)})

    async def presses(self, label: str, within: float = DEFAULT_WAIT_SECONDS) -> str:
        """Press a button and wait for the bot's answer; returns the words that flash up.

        The newest message with a button of that label is meant, or else the newest with a button
        whose label holds the word; a message that is not there yet is waited for.
        """
        found = await self.waits_for(lambda: self._button(label), within)
        if found is None:
            raise AssertionError(f"no button {label!r} within {within} s\n{self.drawn()}")
        message, row, column = found
        where = {"message_id": message.id, "row": row, "column": column}
        pressed = await self._call("POST", "press", json=where)
        return await self._answer(label, pressed["callback_query_id"], within)

    async def forges_press(
        self, data: str, message_id: int, within: float = DEFAULT_WAIT_SECONDS
    ) -> str:
        """Send a press of a button that is not there; returns the words that flash up."""
        forged = {"message_id": message_id, "data": data, "forged": True}
        pressed = await self._call("POST", "press", json=forged)
        return await self._answer(data, pressed["callback_query_id"], within)

    async def _answer(self, label: str, callback_id: str, within: float) -> str:
        wait = {"wait": f"{within:.3f}"}
        answer = await self._call("GET", f"callback/{callback_id}", params=wait)
        await self.looks()
        if not answer["answered"]:
            raise AssertionError(f"{label!r} kept spinning for {within} s\n{self.drawn()}")
        return str(answer["text"])

    def _button(self, label: str) -> tuple[Message, int, int] | None:
        held = None
        for message in reversed(self.screen):
            for row, buttons in enumerate(message.keyboard):
                for column, button in enumerate(buttons):
                    if button["text"] == label:
                        return message, row, column
                    if held is None and label in button["text"]:
                        held = message, row, column
        return held

    async def sends_photo(self, content: bytes | None = None, **given: Any) -> Message:
        """A photo, the built-in one unless given; also ``caption`` and ``replying_to``."""
        return await self._sends_file("photo", content, "photo.jpg", "image/jpeg", given)

    async def sends_voice(self, content: bytes | None = None, **given: Any) -> Message:
        return await self._sends_file("voice", content, "voice.ogg", "audio/ogg", given)

    async def sends_document(
        self,
        content: bytes | None = None,
        *,
        name: str = "paper.pdf",
        mime_type: str = "application/pdf",
        **given: Any,
    ) -> Message:
        return await self._sends_file("document", content, name, mime_type, given)

    async def sends_sticker(self) -> Message:
        return await self._sends("sticker", json={})

    async def sends_video_note(self) -> Message:
        return await self._sends("video_note", json={})

    async def sends_contact(self, phone_number: str = "", first_name: str = "") -> Message:
        contact = {"phone_number": phone_number, "first_name": first_name}
        return await self._sends("contact", json=contact)

    async def sends_location(
        self, latitude: float = 42.87, longitude: float = 74.59, *, live: bool = False
    ) -> Message:
        where = {"latitude": latitude, "longitude": longitude, "live": live}
        return await self._sends("location", json=where)

    async def sends_poll(self) -> Message:
        return await self._sends("poll", json={})

    async def edits(self, message: Message | int, text: str) -> Message:
        return await self._sends("edit", json={"message_id": _id(message), "text": text})

    async def deletes(self, *messages: Message | int) -> None:
        """Delete for both sides."""
        await self._call("POST", "delete", json={"message_ids": [_id(each) for each in messages]})
        await self.looks()

    async def blocks(self) -> None:
        await self._call("POST", "block")

    async def unblocks(self) -> None:
        await self._call("POST", "unblock")

    async def downloads(self, message: Message, kind: str) -> bytes:
        """The bytes of a photo, voice note or document on the screen."""
        file_id = message.raw[kind]["file_id"]
        return await self._line.download(f"/phones/{self.id}/file/{file_id}")

    async def _sends_file(
        self, kind: str, content: bytes | None, name: str, mime_type: str, given: dict[str, Any]
    ) -> Message:
        fields = {**_reply(given.get("replying_to")), "caption": given.get("caption", "")}
        if content is None:
            return await self._sends(kind, json={"sample": True, **fields})
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type=mime_type)
        for field, value in fields.items():
            form.add_field(field, str(value))
        return await self._sends(kind, data=form)

    async def _sends(self, deed: str, **given: Any) -> Message:
        message = Message(await self._call("POST", deed, **given))
        await self.looks()
        return message

    async def _call(self, verb: str, deed: str, **given: Any) -> Any:
        path = f"/phones/{self.id}/{deed}" if deed else f"/phones/{self.id}"
        return await self._line.call(verb, path, **given)


def _id(message: Message | int) -> int:
    return message if isinstance(message, int) else message.id


def _reply(message: Message | int | None) -> dict[str, int]:
    return {} if message is None else {"reply_to_message_id": _id(message)}
