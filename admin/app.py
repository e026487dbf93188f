"""The console: pages over the services of the rooms, for those who look after places and people."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime

import structlog
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from admin import articles, audit, demand, login, places, questions, system
from admin.guard import Guard, Pace
from admin.login import Door
from admin.rendering import STATIC, guessed_speech, page
from admin.visits import Console, Handler, Visit, reading, refused, writing
from bot.errors import NotFound
from bot.settings import Settings
from bot.store.database import Store

log = structlog.get_logger()

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
KEPT_FOR = "public, max-age=31536000, immutable"

READ: dict[str, Handler] = {
    "/": demand.show,
    "/questions": questions.show,
    "/questions/{number}": questions.one,
    "/articles": articles.show,
    "/articles/{id}": articles.one,
    "/places": places.show,
    "/log": audit.show,
    "/system": system.show,
}
WRITE: dict[str, Handler] = {
    "/demand/export": demand.export,
    "/questions/{number}/text": questions.read,
    "/places/invite": places.invite,
    "/places/confirm": places.confirm,
    "/places/refuse": places.refuse,
    "/places/suspend": places.suspend,
    "/places/resume": places.resume,
    "/language": login.speak,
    "/sign-out": login.sign_out,
}


def application(
    store: Store,
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    wake: Callable[[], None] | None = None,
    bot_name: Callable[[], str] | None = None,
    timer: Callable[[], float] = time.monotonic,
) -> Starlette:
    """The console over this store, to be mounted at ``/console`` or to stand alone.

    ``wake`` is called after each change, so that what is to leave leaves at once when the bot runs
    in the same process. ``bot_name`` gives the bot's username for links.
    """
    console = Console(
        store,
        settings,
        clock,
        wake or (lambda: None),
        bot_name or (lambda: ""),
        Pace(timer),
    )
    door = Door(console)
    routes: list[BaseRoute] = [
        Mount("/static", _Static(directory=STATIC), name="static"),
        Route("/sign-in/{token}", door.show, methods=["GET"]),
        Route("/sign-in/{token}", door.spend, methods=["POST"]),
        Route("/signing-in", door.wait, methods=["GET"]),
        Route("/signing-in", door.enter, methods=["POST"]),
        Route("/signing-in/state", door.state, methods=["GET"]),
        *(Route(path, reading(console, each), methods=["GET"]) for path, each in READ.items()),
        *(Route(path, writing(console, each), methods=["POST"]) for path, each in WRITE.items()),
        Route("/{path:path}", reading(console, _nowhere), methods=["GET"]),
    ]
    guard = Middleware(Guard, settings=settings, refused=refused, failed=_failed)
    return Starlette(routes=routes, middleware=[guard])


class _Static(StaticFiles):
    """Files of the console: their address changes with their content, so they may be kept."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]  # passed on
        response.headers["cache-control"] = KEPT_FOR
        return response


def _nowhere(visit: Visit) -> Response:
    raise NotFound(visit.request.url.path)


def _failed(request: Request, error: Exception) -> Response:
    """A page with a code that the log holds too, and nothing of what was asked or written."""
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    reference = f"{code[:2]}-{code[2:]}"
    log.error("console.failed", reference=reference, error=type(error).__name__, exc_info=error)
    return page(request, "failed.html", guessed_speech(request), status=500, reference=reference)


__all__ = ["READ", "WRITE", "Scope", "application"]
