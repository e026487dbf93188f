"""The main story as somebody sees it who plays the demo: phones and console in one browser."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, expect

from bot.articles.service import article_for
from bot.demo import BOT_USERNAME
from bot.language.letters import without_marks
from bot.sample import ADMINISTRATOR, FOCAL_POINT
from tests.browser.console import Console
from tests.browser.handset import Handset, PhonesPage
from tests.browser.watching import watched

pytestmark = pytest.mark.browser

TOOLOS = "osh.nookat.toolos"
POSTER = f"https://t.me/{BOT_USERNAME}?start=c-osh_nookat_toolos"
PASSPORT = "passport-lost-abroad"

SEARCH = "паспортум жоголду москвада эмне кылам"
QUESTION = "Паспортум метродо жоголду, үйгө кантип кайтам?"
ANSWER = "Консулдукка барыңыз, кайтып келүү күбөлүгүн берет."


async def test_a_question_crosses_the_bridge_and_the_console_shows_what_a_village_asks(
    browser: Browser, base_url: str
) -> None:
    async with watched(browser, base_url) as context:
        phones = await PhonesPage.opened(context, base_url)
        focal_point = phones.phone_of(FOCAL_POINT)
        newcomer = await phones.adds_a_phone("Newcomer", "ky")

        await _arrives(newcomer)
        await _reads_what_to_do(newcomer)
        number = await _asks_a_person(newcomer)
        await _answers(focal_point, number)

        answer = await newcomer.sees("💬 Question {number}: there is a reply", number=number)
        await expect(answer).to_contain_text(ANSWER)
        await newcomer.presses("Helped")
        await newcomer.is_told("Saved. Thank you for telling us.")

        console = await Console.signed_in(context, phones.phone_of(ADMINISTRATOR))
        await _sees_what_the_village_asks(console)


async def _arrives(newcomer: Handset) -> None:
    await newcomer.opens_link(POSTER)
    await newcomer.reads("Тилди тандаңыз")
    await newcomer.chooses_language()
    await newcomer.sees("📍 Is this your village?")
    await newcomer.presses("Yes, this one")
    await newcomer.sees("☰ How can we help?")
    kept = newcomer.came.nth(-2)
    await expect(kept).to_contain_text(newcomer.words("🔒 We do not ask for your name and number"))


async def _reads_what_to_do(newcomer: Handset) -> None:
    title = article_for(PASSPORT).text(newcomer.language).title
    await newcomer.writes(SEARCH)
    await newcomer.sees("Is it one of these?")
    await newcomer.presses_label(title)
    await newcomer.reads(title)
    await newcomer.reads_to_the_end()


async def _asks_a_person(newcomer: Handset) -> str:
    """Write, check and send; the number of the question."""
    await newcomer.presses("❓ Ask a person")
    await newcomer.sees("❓ Write your question")
    await newcomer.writes(QUESTION)
    await newcomer.sees("✏️ We have it")
    await newcomer.presses("Check and send ›")
    review = await newcomer.sees("✏️ Check your question")
    await expect(review).to_contain_text(QUESTION)
    await newcomer.presses("✅ Send")
    receipt = await newcomer.sees("✅ Your question has been sent")
    number = re.search(r"\b\d{4,}\b", await receipt.inner_text())
    assert number is not None
    return number[0]


async def _answers(focal_point: Handset, number: str) -> None:
    card = await focal_point.reads(QUESTION)
    await expect(card).to_contain_text(number)
    await expect(card).not_to_contain_text("Newcomer")
    await focal_point.replies(card, ANSWER)
    await focal_point.sees("💬 Question {number}: so your answer leaves", number=number)
    await focal_point.presses("✅ Send")
    await focal_point.sees("✅ Question {number}: your answer has left", number=number)


async def _sees_what_the_village_asks(console: Console) -> None:
    people = await console.figure(TOOLOS, PASSPORT)
    assert people >= 5
    village = await console.name_of(TOOLOS)
    rows = await console.exports_csv()
    heads = next(row for row in rows if console.words("All people") in row)
    of_village = next(row for row in rows if row and row[0] == without_marks(village))
    topic = article_for(PASSPORT).text(console.language).title
    assert of_village[heads.index(topic)] == str(people)
