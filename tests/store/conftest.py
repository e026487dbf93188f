"""Databases to break: SQLite in a folder, and PostgreSQL where the machine has it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.database import Store
from bot.store.keys import Keyring
from tests.house import KEY


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        return url
    return f"sqlite:///{tmp_path / 'kopuro.sqlite3'}"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url, Keyring(KEY))
    yield store
    store.close()
