"""Phones and console on the narrowest screen still in use: no page moves sideways."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Page, expect

from bot.articles.service import article_for
from bot.sample import ADMINISTRATOR, MIGRANT
from tests.browser.console import Console
from tests.browser.handset import PhonesPage
from tests.browser.watching import NARROW, watched

pytestmark = pytest.mark.browser

LANGUAGES = ("ru", "ky")
ARTICLE = "passport-lost-abroad"
TOO_WIDE = """
() => {
  const { scrollWidth } = document.scrollingElement;
  if (scrollWidth <= innerWidth) return [];
  return [...document.querySelectorAll("body *")]
    .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
    .map((each) => `${each.tagName}.${each.className} ${each.textContent.slice(0, 40)}`);
}
"""
"""What reaches over the edge of a page that can be scrolled sideways."""


async def fits(page: Page) -> None:
    assert await page.evaluate("innerWidth") == NARROW["width"]
    assert await page.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_phones_fit_a_narrow_screen(browser: Browser, base_url: str, language: str) -> None:
    async with watched(browser, base_url, size=NARROW, language=language) as context:
        phones = await PhonesPage.opened(context, base_url)
        await expect(phones.page.locator("html")).to_have_attribute("lang", language)
        migrant = phones.phone_of(MIGRANT)
        await migrant.sees("☰ How can we help?")
        await fits(phones.page)

        title = article_for(ARTICLE).text(migrant.language).title
        await migrant.writes(title)
        await migrant.sees("Is it one of these?")
        await migrant.presses_label(title)
        await migrant.reads(title)
        await fits(phones.page)

        await phones.page.locator("#add").click()
        await expect(phones.page.get_by_role("dialog")).to_be_visible()
        await fits(phones.page)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_opening_page_of_the_console_fits_a_narrow_screen(
    browser: Browser, base_url: str, language: str
) -> None:
    async with watched(browser, base_url, size=NARROW, language=language) as context:
        phones = await PhonesPage.opened(context, base_url)
        administrator = phones.phone_of(ADMINISTRATOR)
        console = await Console.signed_in(context, administrator, language=language)
        if language != console.language:
            await console.speaks(language)
        await console.sees_title("Demand")
        await expect(console.topics).to_be_visible()
        await fits(console.page)

        for unfolded in await console.page.locator("main summary").all():
            await unfolded.click()
        await console.page.locator("[data-menu]").click()
        await expect(console.page.locator("nav#menu")).to_be_visible()
        await fits(console.page)
