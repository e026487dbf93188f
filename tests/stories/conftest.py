"""Each story happens in a house of its own, on a Wednesday morning of one and the same week."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.house import Story, story

WEDNESDAY = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
"""10:30 in Bishkek; the question of this morning is due on Friday the 27th at 18:00."""


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path, at=WEDNESDAY) as begun:
        yield begun
        await begun.quiet()
