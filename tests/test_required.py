"""The ground that tests stand on: a server and a browser that are really there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from bot.store import schema
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.tables import METADATA

if TYPE_CHECKING:
    from playwright.async_api import Browser

ROOT = Path(__file__).parent.parent
NEEDY = """
import pytest

@pytest.mark.browser
def test_that_needs_a_browser() -> None:
    pass

@pytest.mark.postgres
def test_that_needs_a_server() -> None:
    pass
"""


@pytest.mark.postgres
def test_each_test_has_an_empty_database_and_the_schema_fits_in(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
        assert tables.fetchone() == (0,)
    store = Store(postgres_url, Keyring("k" * 32))
    schema.migrate(store.engine, METADATA)
    assert schema.present(store.engine) == schema.newest()
    store.close()


@pytest.mark.browser
async def test_the_browser_draws_kyrgyz_and_signs(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content("<p>Көпүрө ☰ 📄</p>")
    assert await page.inner_text("p") == "Көпүрө ☰ 📄"


@pytest.mark.parametrize(("required", "outcome"), [("", "2 skipped"), ("1", "2 errors")])
def test_what_is_missing_is_skipped_at_home_and_an_error_in_ci(
    tmp_path: Path, required: str, outcome: str
) -> None:
    (tmp_path / "test_needy.py").write_text(NEEDY)
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text())
    bare = (
        "import sys, pytest\n"
        "from tests import postgres, required\n"
        "postgres.binaries = lambda: None\n"
        "required.shutil.which = lambda name: None\n"
        "sys.exit(pytest.main(['-q', '-rs', '-p', 'no:cacheprovider', sys.argv[1]]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", bare, str(tmp_path)],
        cwd=ROOT,
        env={"KOPURO_TEST_REQUIRE": required, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome in done.stdout, done.stdout + done.stderr
    assert "apt-get install postgresql" in done.stdout
    assert "apt-get install chromium" in done.stdout
