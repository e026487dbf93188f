"""The opening page and its files: the same figures for whoever may see them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest
from sqlalchemy.orm import Session

from admin import exports, sheets
from admin.charts import Bar, Chart
from admin.sheets import Cell
from bot.insights.service import Figure
from bot.interactions.models import Kind
from bot.language.speech import speech
from bot.people import service as people
from bot.places.service import Role
from tests.admin.conftest import House, Reader, open_house, text_of
from tests.insights.conftest import (
    BENEFITS,
    KOTORMO,
    NOOKAT,
    NOOKAT_TOWN,
    NOW,
    PASSPORT,
    TOOLOS,
    VIOLENCE,
    Life,
)


@pytest.fixture
def autumn(house: House) -> None:
    """Two communities that ask, and a few people elsewhere in their district."""

    def happens(session: Session) -> None:
        life = Life(session)
        life.acts(9, TOOLOS, topic=PASSPORT)
        life.acts(6, TOOLOS, topic=BENEFITS)
        life.acts(7, NOOKAT_TOWN, topic=PASSPORT, language="ru")
        life.acts(8, KOTORMO, topic=VIOLENCE)
        for community in ("osh.nookat.kok-bel", "osh.nookat.kenesh", "osh.nookat.bel"):
            life.acts(3, community, Kind.MENU_OPENED, None)

    house.does(happens)


def table_in(page: httpx.Response, key: str = "topics") -> list[list[str]]:
    """The cells of a table as they are read, without the heads."""
    found = re.search(rf'<table class="{key}">(.*?)</table>', page.text, re.DOTALL)
    if found is None:
        return []
    rows = re.findall(r"<tr>(.*?)</tr>", found.group(1), re.DOTALL)[1:]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [[unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


@pytest.mark.usefixtures("autumn")
def test_an_administrator_sees_that_a_community_asks_about_passports(
    administrator: Reader,
) -> None:
    page = administrator.opens("/")
    rows = table_in(page)
    assert rows[0] == ["Toolos", "15", "9", "withheld", "6"]
    assert rows[1] == ["Moldo Niyaz", "8", "withheld", "withheld", "withheld"]
    assert rows[2] == ["Nookat city", "7", "7", "withheld", "withheld"]
    assert rows[3][:2] == ["Everything together", "at least 39"]
    assert "Passport lost abroad" in text_of(page)


@pytest.mark.usefixtures("autumn")
def test_filters_are_told_in_a_sentence_and_kept_in_the_address(administrator: Reader) -> None:
    page = administrator.opens("/", place=NOOKAT, period="2026-10", topic=PASSPORT)
    assert "Nookat district · October 2026 · topic: Passport lost abroad" in text_of(page)
    assert table_in(page)[0][:2] == ["Toolos", "9"]
    assert table_in(administrator.opens("/", place=NOOKAT, period="2026-09"))[-1][1] == "withheld"
    chosen = re.findall(r'<option value="([^"]+)" selected>', page.text)
    assert chosen == [NOOKAT, "2026-10", PASSPORT]


@pytest.mark.usefixtures("autumn")
def test_below_a_district_there_is_no_language_and_no_urgent_topic(
    administrator: Reader,
) -> None:
    page = administrator.opens("/", place=TOOLOS, language="ky", topic=VIOLENCE)
    assert page.status_code == 200
    assert "not below a district" in text_of(page)
    assert f'value="{VIOLENCE}"' not in page.text
    assert f'value="{VIOLENCE}"' in administrator.opens("/", place=NOOKAT).text


@pytest.mark.usefixtures("autumn")
def test_the_only_row_of_a_village_leads_nowhere(administrator: Reader) -> None:
    assert f'href="?place={TOOLOS}&amp;period' in administrator.opens("/").text
    village = administrator.opens("/", place=TOOLOS).text
    assert '<th scope="row">Toolos</th>' in village


@pytest.mark.usefixtures("autumn")
def test_figures_of_questions_say_that_they_are_those_of_the_period(administrator: Reader) -> None:
    words = "Questions asked in this period, as they stand today"
    read = text_of(administrator.opens("/"))
    assert read.index("Searches without result") < read.index(words) < read.index("Late")
    csv_file = administrator.submits("/", "/demand/export", format="csv")
    assert words in csv_file.text
    assert words not in text_of(administrator.opens("/", topic=PASSPORT))


@pytest.mark.usefixtures("autumn")
def test_rows_are_sorted_by_any_column_and_withheld_ones_come_last(
    administrator: Reader,
) -> None:
    by_name = table_in(administrator.opens("/", sort="name", order="rising"))
    assert [row[0] for row in by_name[:3]] == ["Moldo Niyaz", "Nookat city", "Toolos"]
    rising = table_in(administrator.opens("/", sort=f"topic.{PASSPORT}", order="rising"))
    assert [row[0] for row in rising[:3]] == ["Nookat city", "Toolos", "Moldo Niyaz"]
    unknown = table_in(administrator.opens("/", sort="people.id", order="sideways"))
    assert unknown == table_in(administrator.opens("/"))


@pytest.mark.usefixtures("autumn")
def test_a_coordinator_sees_the_own_area_and_unknown_is_as_forbidden(
    coordinator: Reader,
) -> None:
    page = coordinator.opens("/")
    assert "Toolos" in text_of(page)
    assert "Moldo Niyaz" not in text_of(page)
    answers = [coordinator.opens("/", place=place) for place in (KOTORMO, "kg", "nowhere")]
    assert {each.status_code for each in answers} == {404}
    bodies = {re.sub(r'name="here" value="[^"]*"', "", each.text) for each in answers}
    assert len(bodies) == 1


@pytest.mark.usefixtures("autumn")
def test_the_csv_holds_what_the_page_shows(administrator: Reader) -> None:
    page = administrator.opens("/", place=NOOKAT)
    answer = administrator.submits("/", "/demand/export", format="csv", place=NOOKAT)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert 'filename="kopuro-demand-2026-10.csv"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Nookat district · October 2026"]
    assert rows[1] == ["As of 25 November 2026"]
    start = next(index for index, row in enumerate(rows) if row[:1] == ["Community"])
    shown = table_in(page)
    assert rows[start + 1 : start + 1 + len(shown)] == shown


@pytest.mark.usefixtures("autumn")
def test_the_workbook_holds_the_same_and_nothing_else(administrator: Reader) -> None:
    page = administrator.opens("/")
    answer = administrator.submits("/", "/demand/export", format="xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["Topics", "Answers", "Weeks"]
    assert {sheet.sheet_state for sheet in book} == {"visible"}
    assert not book.properties.creator
    assert book.properties.created.replace(tzinfo=None).hour == 0
    rows: list[tuple[Any, ...]] = list(book["Topics"].iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == "Community")
    for told, row in zip(table_in(page), rows[start + 1 :], strict=True):
        assert told == ["" if cell is None else str(cell) for cell in row]
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert not [name for name in names if re.search("comment|pivot|external|macro|media", name)]


@pytest.mark.usefixtures("autumn")
def test_an_export_is_noted_and_there_are_only_so_many_an_hour(
    house: House, administrator: Reader
) -> None:
    for _ in range(exports.MOST_AN_HOUR):
        assert administrator.submits("/", "/demand/export", format="csv").status_code == 200
    assert administrator.submits("/", "/demand/export", format="csv").status_code == 429
    assert "exported figures of demand" in text_of(administrator.opens("/log"))
    house.clock.passes(minutes=59)
    administrator.opens("/")
    house.clock.passes(minutes=2)
    assert administrator.submits("/", "/demand/export", format="csv").status_code == 200


@pytest.mark.usefixtures("autumn")
def test_nobody_exports_what_they_cannot_see(coordinator: Reader) -> None:
    assert coordinator.submits("/", "/demand/export", place=KOTORMO).status_code == 404
    assert coordinator.submits("/", "/demand/export", place=TOOLOS).status_code == 200


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    assert exports.in_csv(Cell(text, text)) == f"'{text}"
    assert exports.in_csv(Cell("5", 5)) == 5


def test_only_in_a_demo_sample_people_are_shown_and_the_page_says_so(house: House) -> None:
    def happens(session: Session) -> None:
        Life(session).acts(9, TOOLOS, sample=True)

    house.does(happens)
    real = house.reader("administrator").appointed(Role.ADMINISTRATOR).signs_in().opens("/")
    assert "Sample data" not in text_of(real)
    assert table_in(real) == []
    path = Path(str(house.store.engine.url.database))
    demo = open_house(path, KOPURO_INTERNAL_DEMO=True)
    reader = demo.reader("administrator").appointed(Role.ADMINISTRATOR).signs_in()
    page = reader.opens("/")
    assert table_in(page)[0][:2] == ["Toolos", "9"]
    for each in ("/", "/questions", "/articles", "/places", "/log", "/system"):
        assert "Sample data: these people do not exist." in text_of(reader.opens(each))
    demo.store.close()


def test_a_chart_escapes_its_words_and_hatches_what_is_withheld() -> None:
    svg = Chart('<script>"&', [Bar("<b>", 5, "5"), Bar("week", None, "withheld")]).svg()
    assert "<script>" not in svg
    assert "<b>" not in svg
    assert svg.count('class="bar"') == 1
    assert svg.count('class="withheld"') == 1
    assert "style=" not in svg


def test_a_lower_bound_and_a_withheld_figure_are_told_in_words() -> None:
    for language in ("en", "ru", "ky", "uz_Latn", "uz_Cyrl"):
        spoken = speech(language)
        withheld = sheets.count_cell(Figure(), spoken)
        assert withheld.value is None
        assert withheld.withheld
        assert withheld.text not in {"", "0", "-"}
        least = sheets.count_cell(Figure(57, at_least=True), spoken)
        assert "57" in least.text
        assert isinstance(least.value, str)


def test_no_page_of_the_console_holds_an_id_of_a_person_from_the_channel(
    house: House, administrator: Reader
) -> None:
    channel_id = "918273645"
    house.does(lambda session: people.meet(session, channel_id, now=NOW))
    for path in ("/", "/questions", "/places", "/log", "/system"):
        assert channel_id not in administrator.opens(path).text
