"""A folder of its own for each demo, and nothing of the operator's environment."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a demo of this test runs: its working directory, empty."""
    for name in os.environ:
        if name.startswith("KOPURO_") and not name.startswith("KOPURO_TEST"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path
