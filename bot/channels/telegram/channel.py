"""Telegram as the application sees it: begun, reachable or not, and ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

import structlog
from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram.incoming import ALLOWED_UPDATES
from bot.channels.telegram.polling import poll
from bot.channels.telegram.profile import introduce
from bot.channels.telegram.transport import AiohttpRequest
from bot.channels.telegram.webhook import Webhook
from bot.channels.telegram.worker import Conversation, Worker
from bot.settings import Settings, SettingsError
from bot.store.database import Store

log = structlog.get_logger()

WEBHOOK_PATH = "/telegram"
WATCH_SECONDS = 60


class Channel:
    """One bot of Telegram's: what arrives is answered, what waits in the outbox is sent."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        conversation: Conversation,
        now: Callable[[], datetime],
    ) -> None:
        if settings.bot_token is None:
            raise SettingsError(
                "KOPURO_BOT_TOKEN is not set; get one from @BotFather, or: kopuro demo"
            )
        self._settings = settings
        self._bot = _bot(settings)
        self.worker = Worker(
            store,
            self._bot,
            conversation,
            clock=now,
            sends_per_second=settings.sends_per_second,
        )
        self._stop = asyncio.Event()
        self._running: list[asyncio.Task[None]] = []

    @property
    def username(self) -> str:
        return self._bot.username

    async def start(self, *, with_profile: bool = True) -> None:
        """Raises SettingsError when Telegram refuses the token or cannot be reached."""
        await self._greet()
        self._begin(self.worker.run(self._stop), "worker")
        if with_profile:
            self._begin(self._introduce(), "profile")
        if self._settings.webhook_url:
            await self._set_webhook()
            self._begin(self._watch_webhook(), "watch")
        else:
            await self._bot.delete_webhook()
            self._begin(poll(self._bot, self.worker, self._stop), "polling")

    async def stop(self) -> None:
        """Finish what has begun, take in nothing new."""
        self._stop.set()
        await asyncio.gather(*self._running, return_exceptions=True)
        # The last fetch may have ended after the worker had looked for the last time.
        await self.worker.finish()
        await self._bot.shutdown()

    async def is_reachable(self) -> bool:
        try:
            await self._bot.get_me(read_timeout=5)
        except TelegramError:
            return False
        return True

    def webhook(self) -> Webhook:
        secret = self._settings.webhook_secret
        return Webhook(self.worker, secret.get_secret_value() if secret else "")

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._running.append(asyncio.create_task(work, name=name))

    async def _greet(self) -> None:
        try:
            await self._bot.initialize()
        except InvalidToken:
            await self._bot.shutdown()
            raise SettingsError(
                "Telegram does not know this KOPURO_BOT_TOKEN; copy it again from @BotFather"
            ) from None
        except TelegramError as error:
            await self._bot.shutdown()
            raise SettingsError(
                f"cannot reach {self._settings.bot_api_url} ({type(error).__name__});"
                " check the connection and KOPURO_BOT_API_URL"
            ) from None

    async def _introduce(self) -> None:
        try:
            await introduce(self._bot)
        except TelegramError as error:
            # Telegram limits how often a profile may change; the old one still stands.
            log.info("profile.not_set", error=type(error).__name__)

    async def _set_webhook(self) -> None:
        secret = self._settings.webhook_secret
        await self._bot.set_webhook(
            self._webhook_address,
            secret_token=secret.get_secret_value() if secret else None,
            allowed_updates=ALLOWED_UPDATES,
            max_connections=100,
        )

    @property
    def _webhook_address(self) -> str:
        return self._settings.webhook_url.removesuffix(WEBHOOK_PATH) + WEBHOOK_PATH

    async def _watch_webhook(self) -> None:
        """A webhook that we did not set means that somebody else holds the token (A10)."""
        while not self._stop.is_set():
            try:
                info = await self._bot.get_webhook_info()
                if info.url != self._webhook_address:
                    log.error("token.used_elsewhere", what_to_do="/revoke the token at @BotFather")
            except TelegramError as error:
                log.warning("webhook.not_watched", error=type(error).__name__)
            try:
                await asyncio.wait_for(self._stop.wait(), WATCH_SECONDS)
            except TimeoutError:
                continue


def _bot(settings: Settings) -> Bot:
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    base = settings.bot_api_url
    return Bot(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(),
        get_updates_request=AiohttpRequest(connections=2),
    )
