"""What the main story consists of, on phones of the page and in the console."""

from __future__ import annotations

import re

from playwright.async_api import expect

from bot.articles.service import article_for
from bot.demo import BOT_USERNAME
from tests.browser.handset import Handset

TOOLOS = "osh.nookat.toolos"
POSTER = f"https://t.me/{BOT_USERNAME}?start=c-osh_nookat_toolos"
PASSPORT = "passport-lost-abroad"

SEARCH = "паспортум жоголду москвада эмне кылам"
QUESTION = "Паспортум метродо жоголду, үйгө кантип кайтам?"
ANSWER = "Консулдукка барыңыз, кайтып келүү күбөлүгүн берет."


async def arrives(newcomer: Handset) -> None:
    """From the link on a village's poster to the menu."""
    await newcomer.opens_link(POSTER)
    await newcomer.reads("Тилди тандаңыз")
    await newcomer.chooses_language()
    await newcomer.sees("📍 Is this your village?")
    await newcomer.presses("Yes, this one")
    await newcomer.sees("☰ How can we help?")
    kept = newcomer.came.nth(-2)
    await expect(kept).to_contain_text(newcomer.words("🔒 We do not ask for your name and number"))


async def finds_what_to_do(asker: Handset) -> None:
    """Type it as people type, and open the article."""
    title = article_for(PASSPORT).text(asker.language).title
    await asker.writes(SEARCH)
    await asker.sees("Is it one of these?")
    await asker.presses_label(title)
    await asker.reads(title)


async def asks_a_person(asker: Handset) -> str:
    """From an article: write, check and send; the number of the question."""
    await asker.presses("❓ Ask a person")
    await asker.sees("❓ Write your question")
    await asker.writes(QUESTION)
    await asker.sees("✏️ We have it")
    await asker.presses("Check and send ›")
    review = await asker.sees("✏️ Check your question")
    await expect(review).to_contain_text(QUESTION)
    await asker.presses("✅ Send")
    receipt = await asker.sees("✅ Your question has been sent")
    number = re.search(r"\b\d{4,}\b", await receipt.inner_text())
    assert number is not None
    return number[0]


async def answers(clerk: Handset, number: str) -> None:
    """By a typed reply to the card, read back and sent."""
    card = await clerk.reads(QUESTION)
    await expect(card).to_contain_text(number)
    await clerk.replies(card, ANSWER)
    await clerk.sees("💬 Question {number}: so your answer leaves", number=number)
    await clerk.presses("✅ Send")
    await clerk.sees("✅ Question {number}: your answer has left", number=number)
