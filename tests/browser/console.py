"""The console as an administrator uses it: sign in with a phone at hand, read, filter, export."""

from __future__ import annotations

import csv
import io
from typing import Self

from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.articles.service import topic_name
from bot.language.languages import OWN_NAMES
from bot.language.speech import speech
from tests.browser.handset import Handset


class Console:
    """One page of the console; expected words are named by their id in the catalogue."""

    def __init__(self, page: Page, language: str) -> None:
        self.page = page
        self.language = language
        self.topics = page.locator("table.topics")

    def words(self, message: str) -> str:
        return speech(self.language).gettext(message)

    @classmethod
    async def signed_in(
        cls, context: BrowserContext, administrator: Handset, *, language: str = "ru"
    ) -> Self:
        """By the link out of the chat, and the number that the browser shows.

        Until it knows who comes in, the console speaks ``language``, as the browser asks.
        """
        await administrator.writes("/console")
        sent = await administrator.sees("🔒 Sign in to the console")
        link = await sent.locator("a").get_attribute("href")
        assert link is not None
        console = cls(await context.new_page(), language)
        await console.page.goto(link)
        await console.sees_title("Sign in to the console")
        await console.page.get_by_role("button", name=console.words("Sign in")).click()
        number = await console.page.locator(".number").inner_text()
        await administrator.sees("🔒 Which number does the browser show?")
        await administrator.presses_label(number)
        await administrator.sees("✅ The browser is signed in")
        console.language = administrator.language
        await console.sees_title("Demand")
        return console

    async def sees_title(self, message: str) -> None:
        heading = self.page.get_by_role("heading", level=1)
        await expect(heading).to_have_text(self.words(message))

    async def speaks(self, language: str) -> None:
        """Choose another language at the top of the page."""
        await self.page.locator(".languages summary").click()
        for name in OWN_NAMES.values():
            offered = self.page.get_by_role("button", name=name, exact=True)
            await expect(offered).to_be_in_viewport(ratio=1)
        await self.page.get_by_role("button", name=OWN_NAMES[language], exact=True).click()
        await expect(self.page.locator("html")).to_have_attribute("lang", language)
        self.language = language

    def row_of(self, place: str) -> Locator:
        return self.topics.locator("tbody tr", has=self.page.locator(f"a[href*='place={place}&']"))

    async def name_of(self, place: str) -> str:
        """What the table calls a place."""
        return await self.row_of(place).get_by_role("rowheader").inner_text()

    async def figure(self, place: str, topic: str) -> int:
        """How many people of a place asked about a topic; fails when it is withheld."""
        heads = await self.topics.locator("thead a").all_inner_texts()
        column = heads.index(topic_name(topic, self.language))
        cell = self.row_of(place).locator("th, td").nth(column)
        return int(await cell.inner_text())

    async def exports_csv(self) -> list[list[str]]:
        """The rows of the file that the browser saves."""
        async with self.page.expect_download() as coming:
            await self.page.get_by_role("button", name=self.words("Export as CSV")).click()
        saved = await coming.value
        assert saved.suggested_filename.endswith(".csv")
        text = (await saved.path()).read_text("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))
