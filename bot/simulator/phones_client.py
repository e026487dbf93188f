"""The phones of a running simulator, for tests and demonstrations."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

import aiohttp

from bot.simulator.phone import Phone
from bot.simulator.phone_line import PhoneLine


class Phones:
    """The simulator's phones; ``bot`` is a username when there are several bots."""

    def __init__(self, base_url: str, *, bot: str = "") -> None:
        self._base = base_url
        self._bot = bot
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(total=60)
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._session is not None:
            await self._session.close()

    @property
    def line(self) -> PhoneLine:
        if self._session is None:
            raise RuntimeError("use Phones in 'async with'")
        return PhoneLine(self._session, self._base, self._bot)

    async def new(
        self,
        first_name: str = "Person",
        *,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        person_id: int | None = None,
    ) -> Phone:
        """A phone whose owner has never met the bot."""
        person: dict[str, Any] = {"first_name": first_name, "last_name": last_name}
        person |= {"username": username, "language_code": language_code}
        if person_id is not None:
            person["id"] = person_id
        state = await self.call("POST", "/phones", json=person)
        return Phone(self.line, state)

    async def of(self, person_id: int) -> Phone:
        """A phone that is there already."""
        return Phone(self.line, await self.call("GET", f"/phones/{person_id}"))

    async def all(self) -> list[Phone]:
        found = await self.call("GET", "/phones")
        return [Phone(self.line, state) for state in found["phones"]]

    async def faults(self, **faults: float) -> dict[str, Any]:
        """Change what goes wrong, such as ``error_share=0.1``; says what holds now."""
        result: dict[str, Any] = await self.call("PUT", "/faults", json=faults)
        return result

    async def time_passes(self, *, seconds: float = 0, hours: float = 0) -> None:
        await self.call("POST", "/clock", json={"seconds": seconds + 3600 * hours})

    async def call(self, verb: str, path: str, **given: Any) -> Any:
        """One request to the control API; raises AssertionError with its word for a refusal."""
        return await self.line.call(verb, path, **given)
