"""The filters of the console without a mouse: found, changed, told, cleared."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from bot.sample import ADMINISTRATOR
from tests.browser.console import Console
from tests.browser.handset import PhonesPage
from tests.browser.watching import watched

pytestmark = pytest.mark.browser


async def test_demand_is_filtered_and_cleared_by_keyboard_alone(
    browser: Browser, base_url: str
) -> None:
    async with watched(browser, base_url) as context:
        phones = await PhonesPage.opened(context, base_url)
        console = await Console.signed_in(context, phones.phone_of(ADMINISTRATOR))
        page, keys = console.page, console.page.keyboard
        everything = await page.locator(".sentence").inner_text()

        await _comes_to_the_content(page)
        place, period, topic = (page.locator(f"#{each}") for each in ("place", "period", "topic"))
        await keys.press("Tab")
        first_oblast = await _chooses_the_next(page, place)
        await keys.press("Tab")
        earlier = await _chooses_the_next(page, period)
        await keys.press("Tab")
        await _chooses_the_next(page, page.locator("#language"))
        await keys.press("Shift+Tab")
        await expect(period).to_be_focused()
        await keys.press("Tab")
        await keys.press("Tab")
        await _chooses_the_next(page, topic)
        await expect(place).to_have_value(first_oblast)
        await expect(period).to_have_value(earlier)

        await keys.press("Tab")
        await expect(page.locator(".clear")).to_be_focused()
        await keys.press("Enter")
        await expect(page.locator(".sentence")).to_have_text(everything)
        for field in (place, period, topic):
            await expect(field.locator("option").first).to_have_js_property("selected", True)


async def _comes_to_the_content(page: Page) -> None:
    """Over everything that stands above it, by the first link of the page."""
    await page.keyboard.press("Tab")
    skip = page.locator(".skip")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#content")).to_be_focused()


async def _chooses_the_next(page: Page, field: Locator) -> str:
    """One step down in the field that has the focus; its value, once the whole page obeys it.

    It stands in the address and in words, its rows are told, and the focus has stayed.
    """
    await expect(field).to_be_focused()
    following = field.locator("option:checked + option")
    value = await following.get_attribute("value")
    words = (await following.inner_text()).strip()
    assert value
    await page.keyboard.press("ArrowDown")
    await expect(page).to_have_url(re.compile(rf"[?&]\w+={re.escape(value)}(&|$)"))
    await expect(page.locator(".sentence")).to_contain_text(words)
    await expect(field).to_have_value(value)
    await expect(field).to_be_focused()
    rows = await page.locator("table.topics tbody tr").count()
    await expect(page.get_by_role("status")).to_have_text(re.compile(rf"^{rows}\b"))
    return value
