"""Rooms over a plain in-memory channel, each test on a file of its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.memory_channel import MemoryChannel


@pytest.fixture
def channel(tmp_path: Path) -> Iterator[MemoryChannel]:
    # Imported late: most tests of small rules need no whole house.
    from tests.house import template
    from tests.memory_channel import MemoryChannel

    made = MemoryChannel(Path(shutil.copy(template(), tmp_path / "kopuro.sqlite3")))
    yield made
    made.store.close()


@pytest.fixture
def restarting(channel: MemoryChannel) -> MemoryChannel:
    """A process that ends and begins anew before each action."""
    channel.restarts = True
    return channel
