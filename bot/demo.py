"""``kopuro demo``: simulator, bot and console in one process on loopback, with sample data.

The order matters. The server stands first, with the simulator alone behind it, since the bot's
very first call goes there; once the bot is at work, console and health join it on the same port.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import uvicorn
from sqlalchemy.orm import Session
from starlette.responses import PlainTextResponse
from starlette.routing import Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from bot import application, logs, sample
from bot.demo_settings import HOST, KEY, TOKEN, demo_settings, own_key, settings_given
from bot.sample import ADMINISTRATOR, CAST, Holder
from bot.settings import SettingsError
from bot.simulator import Simulator
from bot.simulator import application as simulator_application
from bot.simulator.guard import refusal
from bot.simulator.phone_actions import Hand
from bot.simulator.simulator import Bot
from bot.store import marks
from bot.store.keys import keyring

BOT_NAME, BOT_USERNAME = "Kopuro", "kopuro_demo_bot"
GRACE_SECONDS = 2
KEY_MARK = "demo key"
STRANGERS = (
    Holder(ADMINISTRATOR.id + 1, "Phone 1", "", "ky", None),
    Holder(ADMINISTRATOR.id + 2, "Phone 2", "", "ru", None),
    ADMINISTRATOR,
)
"""The phones of a demo without sample data: the bot knows nobody but who administers."""
NUMBERS_BEGAN = datetime(2025, 1, 1, tzinfo=UTC)


async def run_demo(port: int, *, with_sample: bool = True) -> None:
    """Run until a signal. Raises SettingsError for what must not be mixed, or a taken port."""
    stop = application.stop_on_signals()
    async with demo(port, with_sample=with_sample) as base_url:
        print(f"Phones:  {base_url}/")
        print(f"Console: {base_url}/console/  (sign in: send /console from {ADMINISTRATOR.label})")
        print("People, questions and figures here are sample data. Ctrl-C ends it.", flush=True)
        await stop.wait()


@asynccontextmanager
async def demo(port: int = 0, *, with_sample: bool = True) -> AsyncIterator[str]:
    """The demo at work, and its address; ``port`` 0 takes a free one. Raises SettingsError."""
    given = settings_given()
    with own_key() as key, _listening(port) as listener:
        settings = demo_settings(given, listener.getsockname()[1], key)
        logs.set_up(settings.log_level, pretty=True)
        store = application.open_checked_store(settings, demo=True)
        try:
            with store.transaction() as session:
                holders = _prepare(session, with_sample=with_sample)
            simulator = Simulator()
            bot = _meet(simulator, holders)
            front = _Front(simulator_application(simulator))
            async with _serving(front, listener), application.house(settings, store) as at:
                front.app = application.web(at, console=True, extra=[Mount("/", front.app)])
                if holders is CAST:
                    for holder in holders:
                        Hand(simulator, bot, holder.id).start()
                try:
                    yield settings.bot_api_url
                finally:
                    await simulator.close()
        finally:
            store.close()


def _prepare(session: Session, *, with_sample: bool) -> tuple[Holder, ...]:
    """Fill a new database; who holds the phones of this one."""
    version = keyring().present.version.hex()
    known = marks.mark(session, KEY_MARK)
    if known and known != version:
        raise SettingsError(
            f"this demo's database was made with another key than {KEY};"
            " remove the database (it is sample data) or bring the key back"
        )
    if not known:
        marks.set_mark(session, KEY_MARK, version)
        if with_sample:
            sample.fill(session, now=application.utc_now())
    if not sample.is_filled(session):
        return STRANGERS
    if not with_sample:
        raise SettingsError(
            "this demo holds sample data already; for one without, start it in another folder"
        )
    return CAST


def _meet(simulator: Simulator, holders: tuple[Holder, ...]) -> Bot:
    bot = simulator.add_bot(TOKEN, username=BOT_USERNAME, name=BOT_NAME)
    for each in holders:
        simulator.add_person(
            first_name=each.label, language_code=each.phone_language, person_id=each.id
        )
    # The database remembers updates and messages by number: none may come twice, though the
    # simulator itself begins anew each time. More than one a millisecond there will not be.
    first = int((application.utc_now() - NUMBERS_BEGAN).total_seconds() * 1000)
    bot.count_from(first)
    return bot


class _Front:
    """What answers at the port: to this machine's own pages and programs only (C50).

    The console asks for itself where a request comes from: its forms tell no origin, since its
    pages send no referrer.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_console = scope["path"].startswith("/console/")
        if not is_console and (reason := refusal(scope)):
            await PlainTextResponse(reason, 403)(scope, receive, send)
            return
        await self.app(scope, receive, send)


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # With the protocol left open, asyncio would not switch Nagle's delay off: 40 ms an answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            raise SettingsError(
                f"port {port} on {HOST} is taken; stop what uses it or choose another: --port"
            ) from None
        yield listener


@asynccontextmanager
async def _serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                await task
                raise RuntimeError("the demo's server did not start")
            await asyncio.sleep(0)
        yield
    finally:
        server.should_exit = True
        await task
