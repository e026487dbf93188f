"""The line between the client of the phones and the control API."""

from __future__ import annotations

from typing import Any

import aiohttp


class PhoneLine:
    """``base`` is the simulator's address; ``bot`` a username when there are several bots."""

    def __init__(self, session: aiohttp.ClientSession, base: str, bot: str = "") -> None:
        self._session = session
        self._base = base.rstrip("/")
        self._bot = bot

    async def call(self, verb: str, path: str, **given: Any) -> Any:
        """One request; a refusal is an AssertionError with the simulator's own sentence."""
        params = given.pop("params", {})
        if self._bot:
            params["bot"] = self._bot
        async with self._session.request(verb, self._base + path, params=params, **given) as answer:
            result = await answer.json()
            if answer.status >= 400:
                raise AssertionError(f"{verb} {path}: {result.get('error', answer.status)}")
            return result

    async def download(self, path: str) -> bytes:
        async with self._session.get(self._base + path) as answer:
            answer.raise_for_status()
            return await answer.read()
