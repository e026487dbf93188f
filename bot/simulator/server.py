"""The simulator as a web application, and the ways to run it: all of them on loopback."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from bot.simulator import page
from bot.simulator.bot_api import BotApi
from bot.simulator.conditions import Conditions
from bot.simulator.phones import PhonesApi
from bot.simulator.simulator import Simulator
from bot.simulator.wire import GatheringProtocol

DEFAULT_PORT = 8081
GRACE_SECONDS = 2


def application(simulator: Simulator) -> Starlette:
    """The Bot API, the control API and the page of phones.

    It can be mounted in another application; who runs that one calls ``simulator.close()`` before
    its server stops, since long polls and event streams would hold it up.
    """
    return Starlette(
        routes=[
            *page.routes(),
            *Conditions(simulator).routes(),
            *PhonesApi(simulator).routes(),
        ],
        middleware=[Middleware(BotApi, simulator=simulator)],
    )


class NotLoopback(ValueError):
    """The simulator runs on this machine's own addresses only, for example 127.0.0.1."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, simulator: Simulator, *, signals: bool) -> None:
        super().__init__(config)
        self._simulator = simulator
        self._signals = signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if not self._signals:
            yield
            return
        with super().capture_signals():
            yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._simulator.close()
        await super().shutdown(sockets)


def _server(simulator: Simulator, *, signals: bool) -> _Server:
    config = uvicorn.Config(
        application(simulator),
        http=GatheringProtocol,
        access_log=False,
        proxy_headers=False,
        log_config=None,
        log_level="warning",
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
        timeout_keep_alive=75,
        backlog=4096,
    )
    return _Server(config, simulator, signals=signals)


def _listening(host: str, port: int) -> socket.socket:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise NotLoopback(f"{host!r} is no loopback address; use 127.0.0.1") from None
    if not address.is_loopback:
        raise NotLoopback(f"the simulator does not listen on {host}; use 127.0.0.1")
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    # With the protocol left open, asyncio would not switch Nagle's delay off: 40 ms an answer.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((str(address), port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(
    port: int = DEFAULT_PORT, host: str = "127.0.0.1", *, simulator: Simulator | None = None
) -> None:
    """Run until Ctrl-C. Raises NotLoopback for another address and OSError for a taken port."""
    listener = _listening(host, port)
    server = _server(simulator or Simulator(), signals=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


@contextlib.asynccontextmanager
async def running(
    simulator: Simulator, port: int = 0, host: str = "127.0.0.1"
) -> AsyncIterator[str]:
    """Run in the current loop and give the address, such as ``http://127.0.0.1:49152``.

    ``port`` 0 takes a free one. Leaving the context shuts the server down cleanly.
    """
    listener = _listening(host, port)
    taken: int = listener.getsockname()[1]
    server = _server(simulator, signals=False)
    simulator.open()
    task = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if task.done():
                await task
                raise RuntimeError("the simulator's server did not start")
            await asyncio.sleep(0)
        yield f"http://{f'[{host}]' if ':' in host else host}:{taken}"
    finally:
        server.should_exit = True
        await task
        listener.close()
