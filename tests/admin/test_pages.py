"""What else stands in the console, in every language, and what it must not import."""

from __future__ import annotations

import ast
import re
from html import unescape
from pathlib import Path

import pytest

import admin
from admin import subjects
from admin.rendering import unbroken
from admin.subjects import Subject
from bot.articles import service as articles
from bot.language.languages import CONSOLE_LANGUAGES
from bot.language.speech import speech
from bot.places.service import Role
from tests.admin.conftest import House, Reader, text_of
from tests.insights.conftest import NOOKAT, NOW, TOOLOS


def _read(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


PAGES = ("/", "/questions", "/articles", "/places", "/log", "/system")


@pytest.mark.parametrize("language", CONSOLE_LANGUAGES)
def test_every_page_opens_in_every_language(administrator: Reader, language: str) -> None:
    administrator.submits("/", "/language", language=language, here="/")
    for path in PAGES:
        page = administrator.opens(path)
        assert page.status_code == 200
        assert f'<html lang="{language.replace("_", "-")}">' in page.text


def test_articles_tell_when_they_were_checked_and_which_are_due(
    house: House, administrator: Reader
) -> None:
    text = text_of(administrator.opens("/articles"))
    assert "62 articles" in text
    assert "to be checked again" not in text
    for _ in range(8):
        house.clock.passes(days=20)
        administrator.signs_in()
    assert "to be checked again" in text_of(administrator.opens("/articles"))


def test_an_article_can_be_read_in_each_of_its_languages(administrator: Reader) -> None:
    assert 'href="/console/articles/social-benefits"' in administrator.opens("/articles").text
    article = articles.article_for("social-benefits")
    for language, text in article.texts.items():
        shown = administrator.opens("/articles/social-benefits", language=language)
        read = text_of(shown)
        assert text.title in read
        assert all(_read(span.text) in read for block in text.body for span in block.spans)
        assert all(
            source.name in read and source.url in unescape(shown.text) for source in text.sources
        )
    assert administrator.opens("/articles/no-such-article").status_code == 404


def test_the_log_names_what_it_is_about_and_leads_to_questions() -> None:
    spoken = speech("en")
    question = subjects.told("question 3136", spoken, now=NOW)
    assert question == Subject("Question 3136", 3136)
    exported = subjects.told("period 2026-10  social-benefits", spoken, now=NOW)
    assert exported.text == "October 2026 · Benefits"
    assert subjects.told("period 2019-W09 uz", spoken, now=NOW).text == "2019-W09 · Uzbek"
    assert subjects.told("places:3f49a1b2c3d4e5f6", spoken, now=NOW) == Subject()


def test_a_year_and_a_town_stay_on_one_line_with_their_mark() -> None:
    assert unbroken("25 октября 2026 г. · г. Ноокат") == "25 октября 2026\u00a0г. · г.\u00a0Ноокат"
    assert unbroken("2026 г. и позже") == "2026\u00a0г. и позже"


def test_only_administrators_of_the_country_see_the_system(
    administrator: Reader, coordinator: Reader
) -> None:
    text = text_of(administrator.opens("/system"))
    assert "sqlite" in text
    assert "2,499" in text
    assert coordinator.opens("/system").status_code == 404


def test_a_coordinator_reads_the_log_of_the_own_area(
    administrator: Reader, coordinator: Reader
) -> None:
    for place, role in ((TOOLOS, Role.FOCAL_POINT), ("osh", Role.COORDINATOR)):
        administrator.submits("/places", "/places/invite", place=place, role=role.value)
    everything, area = administrator.opens("/log"), coordinator.opens("/log")
    assert text_of(everything).count("made an invitation") == 2
    assert text_of(area).count("made an invitation") == 1
    assert "imported places" not in text_of(area)


def test_a_page_offers_only_what_its_reader_may(house: House) -> None:
    oblast = house.reader("oblast").appointed(Role.COORDINATOR, "osh").signs_in()
    page = oblast.opens("/")
    assert "Osh oblast" in text_of(page)
    assert 'href="/console/system"' not in oblast.opens("/log").text
    assert NOOKAT in page.text


def test_the_console_never_imports_what_talks_to_people() -> None:
    folder = Path(admin.__file__).parent
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                names += [f"{node.module}.{each.name}" for each in node.names]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            else:
                continue
            for name in names:
                parts = name.split(".")
                assert not {"chat", "conversation", "channels", "telegram", "simulator"} & {
                    *parts
                }, (path, name)
