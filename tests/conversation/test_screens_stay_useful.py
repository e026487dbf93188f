"""Small promises of screens: asked once, told once, offered again, in the reader's own order."""

from __future__ import annotations

import pytest

from bot.articles.presses import Judge, OpenArticle
from bot.articles.service import catalogue
from bot.people.presses import ChooseLanguage
from bot.places.presses import BrowsePlaces
from bot.screens import Screen, ScreenKind
from tests.memory_channel import MemoryChannel, asks

TOOLOS = "osh.nookat.toolos"
NOOKAT = "osh.nookat"
KG = "kg"
PASSPORT = "passport-lost-abroad"
NOT_AN_APPEAL = (
    "This is not a formal appeal. Take a written appeal to the office itself and"
    " ask for its number."
)


def labels(screen: Screen) -> list[str]:
    return [each.label for each in screen.every_button()]


@pytest.mark.parametrize("useful", [1, 0])
def test_whether_an_article_was_useful_is_asked_once(channel: MemoryChannel, useful: int) -> None:
    who = channel.somebody("who", TOOLOS)
    who.presses_only(OpenArticle(PASSPORT, 99))
    who.presses_only(Judge(PASSPORT, useful))
    page = next(each for each in reversed(who.shown) if each.kind is ScreenKind.ARTICLE)
    assert who.toast == who.words("Saved. Thank you for telling us.")
    assert not any(each.press == Judge(PASSPORT, 1) for each in page.every_button())
    assert who.words("‹ Back") in labels(page)
    asked = who.words("❓ What was missing?")
    assert (who.last.title == asked) is not bool(useful)


def test_a_draft_of_an_answer_is_offered_again(restarting: MemoryChannel) -> None:
    clerk = restarting.clerk("clerk", TOOLOS)
    asks(restarting.somebody("asker", TOOLOS), "Кайда барам?")
    clerk.presses("✏️ Answer")
    clerk.writes("КТБга барыңыз")
    clerk.commands("menu")
    again = clerk.presses("✏️ Answer", on=clerk.came[-1])
    assert "КТБга барыңыз" in again.plain()
    assert again.protected
    clerk.presses("✅ Send", on=again)
    assert "КТБга барыңыз" in restarting.people["asker"].came[-1].plain()


def test_that_it_is_no_formal_appeal_is_told_with_the_first_question_only(
    channel: MemoryChannel,
) -> None:
    channel.clerk("clerk", TOOLOS)
    who = channel.somebody("who", TOOLOS)
    asks(who, "Биринчи")
    assert who.words(NOT_AN_APPEAL) in who.last.plain()
    who.writes("Дагы бир сөз", replying_to=who.last)
    who.presses("Check and send ›", on=who.last)
    added = who.presses("✅ Send", on=who.last)
    assert added.kind is ScreenKind.RECEIPT
    assert who.words(NOT_AN_APPEAL) not in added.plain()


def test_who_types_a_village_sees_its_name_before_that_of_its_community(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who")
    who.commands("community")
    shown = who.writes("Нойгут")
    assert shown.title == who.words("📍 Is this your village?")
    assert "Нойгут · Кара-Таш" in shown.plain()


@pytest.mark.parametrize(
    ("language", "alphabet"),
    [("ky", "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"), ("ru", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя")],
)
def test_places_stand_in_the_order_of_the_readers_own_alphabet(
    channel: MemoryChannel, language: str, alphabet: str
) -> None:
    who = channel.somebody("who", language=language)
    names = []
    for page in (1, 2, 3):
        shown = who.presses_only(BrowsePlaces(NOOKAT, page))
        names += [each for each in labels(shown) if each[0].isalpha()][: 6 - (page == 3)]
    first = [alphabet.index(each[0].lower()) for each in dict.fromkeys(names) if "-" in each]
    assert len(first) > 3
    assert first == sorted(first)


def test_a_quiet_phone_is_not_told_of_an_answer_when_a_question_moves_up(
    channel: MemoryChannel,
) -> None:
    channel.clerk("village", TOOLOS)
    channel.clerk("district", NOOKAT)
    who = channel.somebody("who", TOOLOS)
    asks(who, "Кайда барам?")
    with channel.store.transaction() as session:
        who.person(session).quiet = True
    channel.passes(days=9)
    assert channel.ticks() > 0
    assert all(each.title == who.words("🔔 There is news") for each in who.came)
    assert all(each.silent for each in who.came)


def test_numbers_of_which_the_same_is_said_share_a_line(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.commands("urgent")
    who.presses("☎️ Numbers in another country")
    shown = who.presses("Russia")
    lines = shown.plain().splitlines()
    said = [line.split(" ", 1)[-1].lstrip("+0123456789, ") for line in lines if "+7" in line]
    assert len(said) == len(set(said)) == 1


def test_help_stays_short_and_tells_who_sees_what_in_one_more_press(
    channel: MemoryChannel,
) -> None:
    who = channel.somebody("who", TOOLOS)
    help_ = who.commands("help")
    assert len(help_.plain()) <= 350
    seen = who.presses("🔒 Who sees what I write", on=help_)
    assert "Telegram" in seen.plain()
    assert who.presses("‹ Back", on=seen).title == help_.title


@pytest.mark.parametrize("language", ["ru", "uz_Latn", "uz_Cyrl"])
def test_a_change_of_language_on_a_page_of_an_article_stays_there(
    restarting: MemoryChannel, language: str
) -> None:
    who = restarting.somebody("who", TOOLOS)
    who.presses_only(OpenArticle(PASSPORT, 2))
    before = who.last
    who.commands("language")
    who.presses_only(ChooseLanguage(language))
    title = catalogue().article(PASSPORT).text(language).title
    assert who.last.title == f"📄 {title}" != before.title
    assert who.last.plain().endswith("2 / 3")
    who.language = language
    found = who.writes("ob-havo qanaqa")  # reading waits for nothing: this is a search
    assert found.title == who.words("We have no ready answer about this")
    who.commands("menu")
    who.presses_only(ChooseLanguage("ky"))
    assert who.last.kind is ScreenKind.MENU


def test_the_last_page_leads_to_what_its_reader_needs_next(channel: MemoryChannel) -> None:
    who = channel.somebody("who", TOOLOS)
    who.presses_only(OpenArticle("kazakhstan", 1))
    assert other_articles(who.last) <= {"kazakhstan"}
    who.presses_only(OpenArticle("kazakhstan", 99))
    others = other_articles(who.last) - {"kazakhstan"}
    assert "detention-and-deportation" in others
    assert len(others) == 3


def other_articles(screen: Screen) -> set[str]:
    presses = [each.press for each in screen.every_button()]
    return {each.article for each in presses if isinstance(each, OpenArticle)}
