"""Demos that stand at once, each with its own copy of one sample."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.demo import demo
from bot.settings import HOME


def settles_in(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Work in this folder, with nothing of the operator's environment."""
    for name in os.environ:
        if name.startswith("KOPURO_") and not name.startswith("KOPURO_TEST"):
            patch.delenv(name)
    patch.chdir(folder)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a demo's first start leaves behind: filling takes longer than all the rest."""

    async def starts_once() -> None:
        async with demo():
            pass

    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as patch:
        settles_in(patch, folder)
        asyncio.run(starts_once())
    return folder / HOME


@pytest.fixture
async def base_url(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[str]:
    """The address of a demo with sample data, which nobody has used yet."""
    settles_in(monkeypatch, tmp_path)
    shutil.copytree(filled, tmp_path / HOME)
    async with demo() as address:
        yield address
