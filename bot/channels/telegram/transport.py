"""HTTP to the Bot API over aiohttp.

python-telegram-bot's own transport (httpx) slows down as calls run side by side
(encode/httpcore issue 1035): an echo costs it several times the processor time at 32 in flight.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import aiohttp
import orjson
from telegram import Bot
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 128
JSON = {"Content-Type": "application/json"}
READ_TIMEOUT = 20.0
CONNECT_TIMEOUT = 10.0


class JsonBody:
    """The parameters of a call as one JSON object, which the Bot API takes as well as a form.

    It travels through the library in the place of its RequestData, which nothing may inherit; what
    is between ``call`` and ``do_request`` hands it on unseen.
    """

    __slots__ = ("payload",)

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        given = {name: value for name, value in parameters.items() if value is not None}
        self.payload = orjson.dumps(given)


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """A method of the Bot API by its own name; its result as plain JSON. Raises TelegramError.

    For what every answer needs: the library's own methods would build an object for each button
    and for the whole message that comes back, of which only the number is read.
    """
    body = cast(RequestData, JsonBody(parameters))
    return await bot.request.post(f"{bot.base_url}/{method}", body)


class AiohttpRequest(BaseRequest):
    """python-telegram-bot's way to the network, on one pooled aiohttp session."""

    def __init__(self, connections: int = CONNECTIONS) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        return orjson.loads(payload)

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | JsonBody | None = None,
        read_timeout: Any = None,
        write_timeout: Any = None,
        connect_timeout: Any = None,
        pool_timeout: Any = None,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NetworkError("the connection is not open")
        read = DefaultValue.get_value(read_timeout) or READ_TIMEOUT
        timeout = aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_TIMEOUT, sock_read=read)
        try:
            async with self._session.request(
                method,
                url,
                data=_body(request_data),
                headers=JSON if isinstance(request_data, JsonBody) else None,
                timeout=timeout,
                allow_redirects=False,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            # The error's own text may hold the address, and the token travels in it.
            raise NetworkError(type(error).__name__) from None


def _body(request_data: RequestData | JsonBody | None) -> Any:
    if request_data is None:
        return None
    if isinstance(request_data, JsonBody):
        return request_data.payload
    if not request_data.contains_files:
        return request_data.json_parameters
    form = aiohttp.FormData(request_data.json_parameters)
    for name, (filename, content, mime_type) in (request_data.multipart_data or {}).items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form
