"""What else stands in the console, in every language, and what it must not import."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import admin
from bot.language.languages import CONSOLE_LANGUAGES
from bot.places.service import Role
from tests.admin.conftest import House, Reader, text_of
from tests.insights.conftest import NOOKAT, TOOLOS

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
    assert "12 articles" in text
    assert "to be checked again" not in text
    for _ in range(8):
        house.clock.passes(days=20)
        administrator.signs_in()
    assert "to be checked again" in text_of(administrator.opens("/articles"))


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
