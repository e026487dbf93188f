"""The main story as somebody sees it who plays the demo: phones and console in one browser."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from bot.articles.service import topic_name
from bot.language.letters import without_marks
from bot.sample import ADMINISTRATOR, FOCAL_POINT
from tests.browser.console import Console
from tests.browser.deeds import (
    ANSWER,
    PASSPORT,
    QUESTION,
    TOOLOS,
    answers,
    arrives,
    asks_a_person,
    finds_what_to_do,
)
from tests.browser.handset import PhonesPage
from tests.browser.watching import watched

pytestmark = pytest.mark.browser


async def test_a_question_crosses_the_bridge_and_the_console_shows_what_a_village_asks(
    browser: Browser, base_url: str
) -> None:
    async with watched(browser, base_url) as context:
        phones = await PhonesPage.opened(context, base_url)
        focal_point = phones.phone_of(FOCAL_POINT)
        newcomer = await phones.adds_a_phone("Newcomer", "ky")

        await arrives(newcomer)
        await finds_what_to_do(newcomer)
        await newcomer.reads_to_the_end()
        number = await asks_a_person(newcomer)

        card = await focal_point.reads(QUESTION)
        await expect(card).not_to_contain_text("Newcomer")
        await answers(focal_point, number)

        answer = await newcomer.sees("💬 Question {number}: there is a reply", number=number)
        await expect(answer).to_contain_text(ANSWER)
        await newcomer.presses("Helped")
        await newcomer.is_told("Saved. Thank you for telling us.")

        console = await Console.signed_in(context, phones.phone_of(ADMINISTRATOR))
        people = await console.figure(TOOLOS, PASSPORT)
        assert people >= 5
        assert await _exported(console) == str(people)


async def _exported(console: Console) -> str:
    """The same figure, out of the file."""
    village = without_marks(await console.name_of(TOOLOS))
    rows = await console.exports_csv()
    heads = next(row for row in rows if console.words("All people") in row)
    of_village = next(row for row in rows if row[:1] == [village])
    return of_village[heads.index(topic_name(PASSPORT, console.language))]
