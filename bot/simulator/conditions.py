"""What surrounds the phones: groups, faults, the clock, and the stream of news for the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from bot.simulator.control import body_of, bot_of, route
from bot.simulator.errors import PhoneError
from bot.simulator.phone_actions import Hand
from bot.simulator.phone_view import message_view
from bot.simulator.simulator import Simulator


class Conditions:
    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def routes(self) -> list[Route]:
        return [
            Route("/phones/events", self.events, methods=["GET"]),
            route("POST", "/groups", self.add_group),
            route("GET", "/groups/{id}", self.show_group),
            route("POST", "/groups/{id}/text", self.write_in_group),
            route("GET", "/faults", self.show_faults),
            route("PUT", "/faults", self.change_faults),
            route("POST", "/clock", self.move_clock),
        ]

    async def add_group(self, request: Request) -> Any:
        """A group with the bot in it; its id is negative, as Telegram's are."""
        body = await body_of(request)
        bot = bot_of(self.simulator, request)
        group_id = int(body.get("id") or -1_001_000_000_000 - len(bot.chats))
        return self.simulator.add_group(
            bot, str(body.get("title") or "Group"), group_id
        ).described()

    async def show_group(self, request: Request) -> Any:
        chat = bot_of(self.simulator, request).chats.get(int(request.path_params["id"]))
        if chat is None:
            raise PhoneError("there is no such group", 404)
        messages = [message_view(chat, message) for message in chat.messages.values()]
        return {**chat.described(), "version": chat.version, "messages": messages}

    async def write_in_group(self, request: Request) -> Any:
        body = await body_of(request)
        hand = Hand(self.simulator, bot_of(self.simulator, request), int(body.get("from", 0)))
        hand.enter_group(int(request.path_params["id"]))
        return message_view(hand.chat, hand.write(str(body.get("text", ""))))

    async def show_faults(self, _: Request) -> Any:
        return self.simulator.faults.shown()

    async def change_faults(self, request: Request) -> Any:
        self.simulator.faults.change(await body_of(request))
        return self.simulator.faults.shown()

    async def move_clock(self, request: Request) -> Any:
        body = await body_of(request)
        self.simulator.clock.move(float(body.get("seconds", 0)))
        return {"now": self.simulator.clock.now()}

    async def events(self, _: Request) -> Response:
        return StreamingResponse(
            self._stream(), media_type="text/event-stream", headers={"Cache-Control": "no-store"}
        )

    async def _stream(self) -> AsyncIterator[bytes]:
        events = self.simulator.events
        queue = events.listen()
        try:
            yield b": listening\n\n"
            while (event := await queue.get()) is not None:
                yield event
        finally:
            events.leave(queue)
