"""What some tests need from the machine. Locally they are skipped without it; in CI they fail."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

VARIABLE = "KOPURO_TEST_REQUIRE"

CHROMIUM_FLAGS = [
    "--no-sandbox",  # as root, as in a container, Chromium has no sandbox of its own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""Nothing is asked of the outside: tests also run where there is no outside."""

NO_POSTGRES = "PostgreSQL is missing: apt-get install postgresql"
NO_BROWSER = "Chromium is missing: apt-get install chromium"


def nothing_may_be_skipped() -> bool:
    return os.environ.get(VARIABLE) == "1"


def skip(reason: str) -> NoReturn:
    """Skip with one line that says how to run the test next time; in CI that is a failure."""
    if nothing_may_be_skipped():
        pytest.fail(f"{reason} ({VARIABLE}=1 forbids skipping)", pytrace=False)
    pytest.skip(reason)


def chromium() -> str | None:
    """The browser of the system; the test library's own download is not used."""
    return shutil.which("chromium") or shutil.which("chromium-browser")
