"""The control API of the phones: what the page and the tests' client talk to."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.chats import Message
from bot.simulator.control import Answer, body_of, bot_of, route, wait_of
from bot.simulator.errors import PhoneError
from bot.simulator.media import store
from bot.simulator.methods_messages import place, poll
from bot.simulator.parameters import MAX_BODY, Upload, fields_of
from bot.simulator.phone_actions import Hand
from bot.simulator.phone_view import message_view, state
from bot.simulator.samples import sample
from bot.simulator.simulator import Simulator

_LIVE_SECONDS = 900
_NAMES = ("first_name", "last_name", "username", "language_code")
_FILES = ("photo", "voice", "document", "sticker", "video_note")
_KIND_OF_FILE = {"photo": "image/jpeg", "sticker": "image/webp", "video_note": "video/mp4"}


class PhonesApi:
    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def routes(self) -> list[Route]:
        one = "/phones/{id:int}"
        deeds: dict[str, Answer] = {
            "start": self.start,
            "text": self.write,
            "press": self.press,
            "contact": self.send_contact,
            "location": self.send_location,
            "poll": self.send_poll,
            "edit": self.edit,
            "delete": self.delete,
            "block": self.block,
            "unblock": self.unblock,
            **dict.fromkeys(_FILES, self.send_file),
        }
        return [
            route("GET", "/phones", self.all),
            route("POST", "/phones", self.add),
            route("GET", one, self.show),
            route("PATCH", one, self.change),
            route("DELETE", one, self.remove),
            *(route("POST", f"{one}/{deed}", answer) for deed, answer in deeds.items()),
            route("GET", one + "/callback/{callback}", self.callback),
            Route(one + "/file/{file_id}", self.file, methods=["GET"]),
        ]

    def _hand(self, request: Request) -> Hand:
        return Hand(self.simulator, bot_of(self.simulator, request), request.path_params["id"])

    async def all(self, request: Request) -> Any:
        name = request.query_params.get("bot", "")
        about = None
        if self.simulator.bots:
            bot = bot_of(self.simulator, request)
            about = {"id": bot.id, "username": bot.profile.username, **bot.profile.shown_to("")}
        phones = [state(self.simulator, person_id, name) for person_id in self.simulator.people]
        return {"bot": about, "phones": phones}

    async def add(self, request: Request) -> Any:
        body = await body_of(request)
        names = {name: str(body.get(name) or "") for name in _NAMES}
        person = self.simulator.add_person(person_id=body.get("id"), **names)
        return state(self.simulator, person.id)

    async def show(self, request: Request) -> Any:
        """With ``after_version`` it waits, at most ``wait`` seconds, for something newer."""
        query = request.query_params
        if "after_version" in query:
            after = int(query["after_version"])
            simulator, chat = self.simulator, self._hand(request).chat
            await chat.until(lambda: chat.version > after or simulator.closing, wait_of(request, 5))
        return state(self.simulator, request.path_params["id"], query.get("bot", ""))

    async def change(self, request: Request) -> Any:
        body = await body_of(request)
        changes = {name: str(body[name] or "") for name in _NAMES if name in body}
        person = self.simulator.change_person(request.path_params["id"], changes)
        return state(self.simulator, person.id)

    async def remove(self, request: Request) -> Any:
        self.simulator.remove_person(request.path_params["id"])
        return {}

    async def start(self, request: Request) -> Any:
        body = await body_of(request)
        hand = self._hand(request)
        link = str(body.get("link") or "")
        message = hand.open_link(link) if link else hand.start(str(body.get("code") or ""))
        return message_view(hand.chat, message)

    async def write(self, request: Request) -> Any:
        body = await body_of(request)
        hand = self._hand(request)
        return message_view(hand.chat, hand.write(str(body.get("text", "")), _reply_to(body)))

    async def press(self, request: Request) -> Any:
        body = await body_of(request)
        hand = self._hand(request)
        message_id = int(body.get("message_id", 0))
        if "data" not in body:
            pressed = hand.press_at(message_id, int(body.get("row", 0)), int(body.get("column", 0)))
        elif body.get("forged"):
            pressed = hand.forge(message_id, str(body["data"]))
        else:
            pressed = hand.press(message_id, str(body["data"]))
        return {"callback_query_id": pressed.id}

    async def callback(self, request: Request) -> Any:
        """With ``wait`` it answers as soon as the bot has, at most that many seconds later."""
        hand = self._hand(request)
        callback = hand.bot.callbacks.get(request.path_params["callback"])
        if callback is None or callback.chat is not hand.chat:
            raise PhoneError("there is no such press", 404)
        simulator = self.simulator
        await hand.chat.until(lambda: callback.answered or simulator.closing, wait_of(request, 0))
        return callback.shown()

    async def send_file(self, request: Request) -> Any:
        """A file of the caller's, or without one the built-in sample."""
        kind = request.url.path.rpartition("/")[2]
        hand = self._hand(request)
        upload, given = await _uploaded(request, kind)
        duration = int(given.get("duration") or 0)
        stored = store(self.simulator.files, hand.bot.id, kind, upload, duration=duration)
        content = {kind: stored.for_message()}
        if kind == "sticker":
            content[kind]["emoji"] = "🙂"
        caption = str(given.get("caption") or "").strip()
        if caption:
            content["caption"] = caption
        return _sent(hand, content, given)

    async def send_contact(self, request: Request) -> Any:
        body = await body_of(request)
        hand = self._hand(request)
        own = {"first_name": hand.person.first_name, "user_id": hand.person.id}
        name = {"first_name": str(body["first_name"])} if body.get("first_name") else own
        number = str(body.get("phone_number") or "996000000000")
        return _sent(hand, {"contact": {"phone_number": number, **name}}, body)

    async def send_location(self, request: Request) -> Any:
        body = await body_of(request)
        live = _LIVE_SECONDS if body.get("live") else 0
        where = place(float(body.get("latitude", 0)), float(body.get("longitude", 0)), live)
        return _sent(self._hand(request), {"location": where}, body)

    async def send_poll(self, request: Request) -> Any:
        body = await body_of(request)
        question = str(body.get("question") or "A sample question")
        asked = poll(question, body.get("options") or ["One", "Two"])
        return _sent(self._hand(request), {"poll": asked}, body)

    async def edit(self, request: Request) -> Any:
        body = await body_of(request)
        hand = self._hand(request)
        message = hand.edit(int(body.get("message_id", 0)), str(body.get("text", "")))
        return message_view(hand.chat, message)

    async def delete(self, request: Request) -> Any:
        body = await body_of(request)
        self._hand(request).delete([int(each) for each in body.get("message_ids", [])])
        return {}

    async def block(self, request: Request) -> Any:
        self._hand(request).block()
        return {}

    async def unblock(self, request: Request) -> Any:
        self._hand(request).unblock()
        return {}

    async def file(self, request: Request) -> Response:
        stored = self.simulator.files.any(request.path_params["file_id"])
        if stored is None:
            return Response("there is no such file", 404)
        kind = stored.facts.get("mime_type") or _KIND_OF_FILE.get(stored.kind, "")
        # A document is somebody's own file: it is saved, never opened inside this page.
        headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
        if stored.kind == "document":
            headers["Content-Disposition"] = "attachment"
        return Response(stored.content, media_type=kind, headers=headers)


def _reply_to(given: dict[str, Any]) -> int:
    return int(given.get("reply_to_message_id") or 0)


def _sent(hand: Hand, content: dict[str, Any], given: dict[str, Any]) -> Any:
    message: Message = hand.send(content, _reply_to(given))
    return message_view(hand.chat, message)


async def _uploaded(request: Request, kind: str) -> tuple[Upload, dict[str, Any]]:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return sample(kind), await body_of(request)
    if int(request.headers.get("content-length", "0")) > MAX_BODY:
        raise PhoneError("the file is too large", 413)
    async with request.form() as form:
        given = await fields_of(form)
    upload = given.pop("file", None)
    if not isinstance(upload, Upload):
        raise PhoneError("the file is missing")
    return upload, given
