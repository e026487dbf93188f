"""One running process: rooms, channel, clock and console, wired together and taken apart again."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import signal
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import structlog
import uvicorn
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from bot.articles import service as articles
from bot.channels.telegram.channel import WEBHOOK_PATH, Channel
from bot.clock import Clock
from bot.conversation import Conversation
from bot.health import Health
from bot.people import service as people
from bot.places import service as places
from bot.places.service import Role
from bot.settings import TELEGRAM, Settings, SettingsError
from bot.store import leases, marks, schema
from bot.store.database import Store, open_store
from bot.tables import METADATA

log = structlog.get_logger()

GRACE_SECONDS = 5


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class House:
    """Everything that runs, for those who start it, test it, or look into it."""

    settings: Settings
    store: Store
    channel: Channel
    clock: Clock


def open_checked_store(settings: Settings, *, demo: bool = False) -> Store:
    """The store, filled if it was empty, refused if it is of the wrong version or kind (C50)."""
    store = open_store(settings)
    try:
        if schema.present(store.engine) is None:
            schema.migrate(store.engine, METADATA)
        else:
            schema.require_newest(store.engine)
        with store.transaction() as session:
            leases.alone(session, "first things")  # other processes may be starting too
            _refuse_the_wrong_kind(session, demo=demo)
            if demo:
                marks.set_mark(session, marks.DEMO, "1")
            else:
                marks.refuse_another_key(session)
            places.load_defaults(session, now=utc_now())
            places.warm(session)
    except Exception:
        store.close()
        raise
    return store


def _refuse_the_wrong_kind(session: Session, *, demo: bool) -> None:
    is_demo = bool(marks.mark(session, marks.DEMO))
    if is_demo and not demo:
        raise SettingsError(
            "this database holds a demo's sample people; set KOPURO_DATABASE_URL to another one"
        )
    if demo and not is_demo and people.anybody(session):
        raise SettingsError("this database holds real people; a demo must not touch it")


def seed_administrators(session: Session, channel_ids: Sequence[int], *, now: datetime) -> None:
    """Who is named in KOPURO_ADMINS becomes one; a suspended one stays suspended (C3)."""
    leases.alone(session, "first things")
    for each in channel_ids:
        person = people.meet(session, str(each), now=now)
        places.add_administrator(session, person, Role.ADMINISTRATOR, now=now)


@asynccontextmanager
async def house(
    settings: Settings,
    store: Store,
    *,
    now: Callable[[], datetime] = utc_now,
    with_profile: bool = True,
) -> AsyncIterator[House]:
    """The bot at work in this loop. Raises SettingsError when Telegram refuses the token."""
    channel = Channel(settings, store, Conversation(settings.console_url), now)
    await store.write(lambda s: seed_administrators(s, settings.admins, now=now()))
    clock = Clock(store, now, channel.worker.wake)
    await channel.start(with_profile=with_profile)
    clock.start()
    # What comes in meanwhile is kept and answered; only the first typed text may wait for it.
    warming = asyncio.create_task(asyncio.to_thread(articles.warm))
    try:
        yield House(settings, store, channel, clock)
    finally:
        await warming
        await clock.stop()
        await channel.stop()


def web(at: House, *, console: bool, extra: Sequence[BaseRoute] = ()) -> Starlette:
    """What this process answers over HTTP."""
    routes: list[BaseRoute] = [*Health(at.store, at.channel, at.settings).routes()]
    if at.settings.webhook_url:
        methods = ["GET", "POST", "PUT", "DELETE", "PATCH"]
        routes.append(Route(WEBHOOK_PATH, at.channel.webhook().__call__, methods=methods))
    if console:
        routes.append(Mount("/console", console_application(at)))
    return Starlette(routes=[*routes, *extra])


def console_application(at: House) -> Starlette:
    from admin.app import application

    worker = at.channel.worker
    return application(
        at.store,
        at.settings,
        clock=worker.clock,
        wake=worker.wake,
        bot_name=lambda: at.channel.username,
    )


async def serve(app: Starlette, host: str, port: int, until: asyncio.Event) -> None:
    """Serve until told to stop. Raises SettingsError for a taken port."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    listener = listening(host, port)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await until.wait()
    server.should_exit = True
    await task
    listener.close()


def listening(host: str, port: int) -> socket.socket:
    """A socket to serve on. Raises SettingsError for a taken port or an address of another host."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP, or the loop leaves small answers waiting for the peer's acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            what = f"port {port} on {host} is taken; stop what uses it or choose another port"
        else:
            what = f"cannot listen on {host}:{port} ({error.strerror}); set KOPURO_LISTEN"
        raise SettingsError(what) from None
    return listener


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def stop_on_signals() -> asyncio.Event:
    """Set when the process is asked to end; a second signal ends it at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, _first_signal, stop, loop, each)
    return stop


def _first_signal(stop: asyncio.Event, loop: asyncio.AbstractEventLoop, number: int) -> None:
    stop.set()
    loop.remove_signal_handler(number)


async def run(settings: Settings, *, console: bool = True) -> None:
    """The bot for real, until a signal. Raises SettingsError for what an operator must mend."""
    if settings.talks_to_the_simulator and settings.bot_api_url == TELEGRAM:
        raise SettingsError("this is a simulator's token; set KOPURO_BOT_API_URL, or: kopuro demo")
    stop = stop_on_signals()
    store = open_checked_store(settings)
    try:
        async with house(settings, store) as at:
            app = web(at, console=console)
            serving = asyncio.create_task(serve(app, settings.host, settings.port, stop))
            log.info("kopuro.ready", listen=settings.listen, webhook=bool(settings.webhook_url))
            await serving
    finally:
        store.close()


async def console_alone(settings: Settings) -> None:
    """The console without the bot: what it writes leaves through the bot's own process."""
    from admin.app import application

    stop = stop_on_signals()
    store = open_checked_store(settings)
    try:
        app = Starlette(
            routes=[
                *Health(store, None, settings).routes(),
                Mount("/console", application(store, settings, clock=utc_now)),
            ]
        )
        await serve(app, settings.host, settings.port, stop)
    finally:
        store.close()
