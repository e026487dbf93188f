"""What all routes of the control API share: JSON in, JSON out, a sentence for what went wrong."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.simulator.errors import ApiError, PhoneError
from bot.simulator.simulator import Bot, Simulator

MAX_WAIT_SECONDS = 30.0

Answer = Callable[[Request], Awaitable[Any]]


def route(verb: str, path: str, answer: Answer) -> Route:
    """A route whose answer becomes JSON and whose errors become ``{"error": …}``."""

    async def respond(request: Request) -> Response:
        status = 200
        try:
            result = await answer(request)
        except PhoneError as error:
            status, result = error.status, {"error": str(error)}
        except ApiError as error:
            status, result = error.code, {"error": error.description}
        except (ValueError, TypeError) as error:  # a number that is none, broken JSON
            status, result = 400, {"error": f"not understood: {error}"}
        return Response(orjson.dumps(result), status, media_type="application/json")

    return Route(path, respond, methods=[verb])


async def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request, empty when there is none."""
    raw = await request.body()
    body = orjson.loads(raw) if raw else {}
    if not isinstance(body, dict):
        raise PhoneError("a JSON object is expected")
    return body


def bot_of(simulator: Simulator, request: Request) -> Bot:
    """The bot that ``?bot=`` names, else the first one."""
    return simulator.bot_named(request.query_params.get("bot", ""))


def wait_of(request: Request, default: float) -> float:
    """How long ``?wait=`` allows, in seconds."""
    given = float(request.query_params.get("wait", default))
    return min(max(given, 0.0), MAX_WAIT_SECONDS)
