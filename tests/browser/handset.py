"""The page of phones as people use it: add a phone, press, type, read."""

from __future__ import annotations

import re
from typing import Self

from playwright.async_api import BrowserContext, Locator, Page, expect

from bot.language.speech import speech
from bot.sample import Holder
from tests.house import LANGUAGE_BUTTONS


class PhonesPage:
    """What the demo shows at its first address."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def opened(cls, context: BrowserContext, base_url: str) -> Self:
        page = await context.new_page()
        await page.goto(f"{base_url}/")
        await page.locator(".phone").first.wait_for()
        return cls(page)

    def phone_of(self, holder: Holder) -> Handset:
        """The phone of one of those whom the demo brings along."""
        return Handset(self.page.locator(f"#phone-{holder.id}"), holder.language)

    async def removes(self, handset: Handset) -> None:
        await handset.phone.locator(".phone-top button").last.click()
        await self.page.get_by_role("dialog").locator("[type=submit]").click()
        await expect(handset.phone).to_have_count(0)

    async def adds_a_phone(self, name: str, language: str) -> Handset:
        """Add one by the page's own form, for somebody whom the bot does not know."""
        phones = self.page.locator(".phone")
        before = await phones.count()
        await self.page.locator("#add").click()
        form = self.page.get_by_role("dialog")
        await form.locator("[name=first_name]").fill(name)
        await form.locator("[name=language_code]").select_option(language)
        await form.locator("[type=submit]").click()
        await expect(phones).to_have_count(before + 1)
        return Handset(self.page.locator(".phone").nth(before), language)


class Handset:
    """One phone of the page. Expected words are named by their id in the catalogue."""

    def __init__(self, phone: Locator, language: str) -> None:
        self.phone = phone
        self.language = language
        self.came = phone.locator(".message.in")
        self.sent = phone.locator(".message.out")

    def words(self, message: str, **filled: object) -> str:
        text = speech(self.language).gettext(message)
        return text.format(**filled) if filled else text

    async def opens_link(self, link: str) -> None:
        """Start the chat by a link, pasted as somebody got it."""
        await self.phone.locator(".chat-top button").click()
        await self.phone.get_by_role("menuitem").first.click()
        form = self.phone.page.get_by_role("dialog")
        await form.locator("[name=link]").fill(link)
        await form.locator("[type=submit]").click()

    async def chooses_language(self) -> None:
        await self.presses_label(LANGUAGE_BUTTONS[self.language])

    async def writes(self, text: str) -> None:
        field = self.phone.locator("textarea")
        await field.fill(text)
        await field.press("Enter")
        await expect(self.sent.last).to_contain_text(text)

    async def replies(self, message: Locator, text: str) -> None:
        """Aim at a message by its menu, then type."""
        await message.locator(".message-more").click()
        await self.phone.get_by_role("menuitem").first.click()
        await expect(self.phone.locator(".composer .target")).to_be_visible()
        await self.writes(text)
        await expect(self.sent.last.locator(".quote")).to_be_visible()

    async def presses(self, message: str) -> None:
        await self.presses_label(self.words(message))

    async def presses_label(self, label: str) -> None:
        await self.phone.get_by_role("button", name=label, exact=True).last.click()

    async def sees(self, message: str, **filled: object) -> Locator:
        """The newest message of the bot, once it holds these words."""
        return await self.reads(self.words(message, **filled))

    async def reads(self, text: str) -> Locator:
        await expect(self.came.last.locator(".bubble")).to_contain_text(text)
        return self.came.last

    async def reads_to_the_end(self) -> None:
        """Turn the pages of the article on the screen, which change in place."""
        shown = await self.came.last.locator(".bubble").inner_text()
        page = re.search(r"1 / (\d+)", shown)
        assert page is not None, shown
        pages, screens = int(page[1]), await self.came.count()
        for number in range(2, pages + 1):
            await self.presses("Next ›")
            await self.reads(f"{number} / {pages}")
        await self.sees("{page} · Was this useful?", page=f"{pages} / {pages}")
        await expect(self.came).to_have_count(screens)

    async def is_told(self, message: str) -> None:
        """Words that flash up after a press."""
        told = self.phone.get_by_role("status").filter(has_text=self.words(message))
        await expect(told).to_be_visible()
