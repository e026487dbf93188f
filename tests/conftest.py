"""What some tests stand on: a PostgreSQL server and a browser, where the machine has them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests import postgres, required

if TYPE_CHECKING:
    from playwright.async_api import Browser


# A busy machine is no failure of a property.
hypothesis.settings.register_profile("kopuro", deadline=None)
hypothesis.settings.load_profile("kopuro")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A marked test is skipped where its need is not met; in CI that is a failure."""
    if item.get_closest_marker("postgres") and postgres.binaries() is None:
        required.skip(required.NO_POSTGRES)
    if item.get_closest_marker("browser") and required.chromium() is None:
        required.skip(required.NO_BROWSER)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[postgres.Cluster]:
    """One server a test process."""
    folder = postgres.binaries()
    if folder is None:
        required.skip(required.NO_POSTGRES)
    with postgres.running_cluster(folder) as cluster:
        yield cluster


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    """The address of an empty database, gone after the test."""
    with postgres_cluster.fresh_database() as url:
        yield url


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium of the system, without a window."""
    from playwright.async_api import async_playwright

    executable = required.chromium()
    if executable is None:
        required.skip(required.NO_BROWSER)
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path=executable, args=required.CHROMIUM_FLAGS
        )
        yield chromium
        await chromium.close()
