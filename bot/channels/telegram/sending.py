"""From a departure to calls of the Bot API. Nothing here runs inside a transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from io import BytesIO
from typing import Any, TypeVar

import structlog
from telegram import Bot, Message
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.rendering import keyboard, messages
from bot.channels.telegram.transport import call
from bot.delivery.retries import SendFailed, Trouble
from bot.delivery.service import Address, Departure, Outcome
from bot.navigation import OpenMenu
from bot.screens import Media, MediaKind, Screen, ScreenKind, Toast
from bot.store.keys import Keyring

log = structlog.get_logger()

T = TypeVar("T")
NO_PREVIEW = {"is_disabled": True}
HTML = ParseMode.HTML.value
ALREADY_SO = "message is not modified"
CANNOT_EDIT = ("message to edit not found", "message can't be edited", "there is no text in")
TOO_OLD = "query is too old"
ACKNOWLEDGED_AT_MOST = 3
"""Tries on a bad line; after that the person's own app ends the spinner."""
GONE = ("chat not found", "user is deactivated", "bot was kicked")
STEPS_KEPT = 10_000
ENDS_A_DIALOGUE = frozenset({ScreenKind.RECEIPT, ScreenKind.MENU})


class Sender:
    """Hands departures to Telegram, those of one chat in their order."""

    def __init__(self, bot: Bot, keys: Keyring) -> None:
        self.bot = bot
        self.keys = keys
        self._chats: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}
        # The step at which a dialogue stands in each chat. Forgotten with the process: then a
        # step that is over keeps its buttons, which only say that they are out of date.
        self._steps: dict[str, str] = {}

    async def send(self, departure: Departure) -> Outcome:
        """Never raises for what Telegram says: the outcome tells it."""
        chat = departure.channel_id
        lock = self._chats.setdefault(chat, asyncio.Lock())
        self._waiting[chat] = self._waiting.get(chat, 0) + 1
        try:
            async with lock:
                return await self._send(departure)
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat], self._chats[chat]

    async def _send(self, departure: Departure) -> Outcome:
        acknowledged = asyncio.ensure_future(self._acknowledge(departure))
        try:
            ref = await self._show_all(departure)
        except SendFailed as failure:
            return Outcome(departure, failure=failure)
        except Exception as error:
            # Our own mistake, not Telegram's answer: trying again would only repeat it.
            name = type(error).__name__
            log.error("send.impossible", parcel=departure.parcel_id, error=name)
            return Outcome(departure, failure=SendFailed(Trouble.REFUSED, name))
        finally:
            await acknowledged
        return Outcome(departure, message_ref=ref)

    async def _acknowledge(self, departure: Departure) -> None:
        """Stop the spinner. A query that is too old has stopped by itself."""
        if not departure.address.press:
            return
        toast = next((each for each in departure.answers if isinstance(each, Toast)), None)
        for _ in range(ACKNOWLEDGED_AT_MOST):
            try:
                await call(
                    self.bot,
                    "answerCallbackQuery",
                    callback_query_id=departure.address.press,
                    text=toast.text if toast else None,
                    show_alert=toast.must_be_closed if toast else None,
                )
            except (BadRequest, RetryAfter):
                return
            except NetworkError:
                continue
            except TelegramError:
                return
            return

    async def _show_all(self, departure: Departure) -> str:
        """The message that a reply would be to: of the screen with a thread, else the last."""
        replace = departure.address.message if departure.address.press else ""
        ref = of_thread = ""
        for screen in _screens(departure):
            if replace and screen.replaces:
                ref = await self._replace(departure, screen, replace)
            else:
                if replace and screen.closes:
                    await self._take_buttons(departure, replace)
                ref = await self._show(departure, screen)
            replace = ""
            if screen.thread:
                of_thread = of_thread or ref
            if departure.address != Address():
                await self._step(departure, screen, ref)
        return of_thread or ref

    async def _step(self, departure: Departure, screen: Screen, message_ref: str) -> None:
        """A finished step of a dialogue loses its buttons when the next one stands below it."""
        is_step = _is_step(screen)
        if not is_step and screen.kind not in ENDS_A_DIALOGUE:
            return
        earlier = self._steps.pop(departure.channel_id, "")
        if earlier not in {"", message_ref, departure.address.message}:
            await self._take_buttons(departure, earlier)
        if is_step:
            self._steps[departure.channel_id] = message_ref
            while len(self._steps) > STEPS_KEPT:
                del self._steps[next(iter(self._steps))]

    async def _replace(self, departure: Departure, screen: Screen, message_ref: str) -> str:
        texts = messages(screen)
        if len(texts) > 1 or screen.attachments:
            return await self._show(departure, screen)
        try:
            await _calling(
                call(
                    self.bot,
                    "editMessageText",
                    text=texts[0],
                    chat_id=int(departure.channel_id),
                    message_id=int(message_ref),
                    parse_mode=HTML,
                    reply_markup=self._keyboard(screen, departure),
                    link_preview_options=NO_PREVIEW,
                )
            )
        except SendFailed as failure:
            if ALREADY_SO in failure.reason:
                return message_ref
            if any(each in failure.reason for each in CANNOT_EDIT):
                return await self._show(departure, screen)
            raise
        return message_ref

    async def _take_buttons(self, departure: Departure, message_ref: str) -> None:
        """A finished dialogue loses its buttons; whether that works matters to nobody."""
        try:
            await call(
                self.bot,
                "editMessageReplyMarkup",
                chat_id=int(departure.channel_id),
                message_id=int(message_ref),
            )
        except TelegramError:
            return

    async def _show(self, departure: Departure, screen: Screen) -> str:
        """As new messages; the buttons stand under the last one, and files after them."""
        *first, last = messages(screen)
        chat = int(departure.channel_id)
        for text in first:
            await _calling(self._say(chat, text, screen, None))
        message = await _calling(self._say(chat, last, screen, self._keyboard(screen, departure)))
        for file_id in screen.attachments:
            if media := departure.files.get(file_id):
                await _calling(self._hand_over(chat, media, screen))
        return str(message["message_id"])

    async def _say(
        self, chat: int, text: str, screen: Screen, markup: dict[str, Any] | None
    ) -> Any:
        return await call(
            self.bot,
            "sendMessage",
            chat_id=chat,
            text=text,
            parse_mode=HTML,
            reply_markup=markup,
            disable_notification=screen.silent or None,
            protect_content=screen.protected or None,
            link_preview_options=NO_PREVIEW,
        )

    async def _hand_over(self, chat: int, media: Media, screen: Screen) -> Message:
        """Uploaded anew: a file id or a forwarded message could tell who sent it (C16)."""
        protected = screen.protected or None
        content = BytesIO(media.content)
        if media.kind is MediaKind.VOICE:
            return await self.bot.send_voice(
                chat, content, filename="voice.ogg", protect_content=protected
            )
        return await self.bot.send_photo(
            chat, content, filename="photo.jpg", protect_content=protected
        )

    def _keyboard(self, screen: Screen, departure: Departure) -> dict[str, Any] | None:
        return keyboard(screen, departure.channel_id, self.keys)


def _is_step(screen: Screen) -> bool:
    """A step of a dialogue ends in its own choices: the menu is no way out of it (2.2)."""
    return screen.kind in {ScreenKind.CARD, ScreenKind.CONFIRM} and not any(
        isinstance(each.press, OpenMenu) for each in screen.every_button()
    )


def _screens(departure: Departure) -> Iterable[Screen]:
    return (each for each in departure.answers if isinstance(each, Screen))


async def _calling(call: Awaitable[T]) -> T:
    """Awaits a call of the Bot API and sorts what went wrong. Raises SendFailed."""
    try:
        return await call
    except RetryAfter as error:
        wait = error.retry_after
        seconds = wait if isinstance(wait, int | float) else wait.total_seconds()
        raise SendFailed(Trouble.SLOWER, "too many requests", float(seconds)) from None
    except Forbidden:
        raise SendFailed(Trouble.BLOCKED, "blocked") from None
    except BadRequest as error:
        reason = error.message.lower()
        gone = any(each in reason for each in GONE)
        raise SendFailed(Trouble.BLOCKED if gone else Trouble.REFUSED, reason) from None
    except InvalidToken:
        raise SendFailed(Trouble.LATER, "the token was refused") from None
    except NetworkError as error:
        raise SendFailed(Trouble.LATER, type(error).__name__) from None
    except TelegramError as error:
        raise SendFailed(Trouble.LATER, type(error).__name__) from None
