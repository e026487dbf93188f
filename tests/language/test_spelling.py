"""What ``make spell`` calls unknown: by small dictionaries here, and by Debian's where they are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.language.catalogues import catalogue_file
from bot.language.spelling import (
    LANGUAGES,
    Dictionaries,
    Text,
    Word,
    asked,
    kyrgyz_endings,
    main,
    out_of_order,
    reviewed_file,
    stems,
    texts,
    words,
)
from bot.language.where import data_directory
from tests import required

ROOT = Path(__file__).parents[2]
ARTICLE = """\
---
title: Заголовок
summary: "Кратко: о деле"
asks:
  - как зделать
sources:
  - name: "Газета: заметка"
    url: https://example.kg/a
    seen: 2026-11-25
  - name: Справочник
    url: https://example.kg/b
    seen: "2025"
who_helps: village_office
---

Первый ответ.

- Позвоните: {kg-mfa-hotline}.
"""
TABLES = {
    "contacts.csv": "id,name_ky,name_ru,name_uz,note_ru,source_ru\na,тез,помощь,yordam,,сайт\n",
    "topics.csv": "id,name_en,name_ru\npassport,Passport,Паспорт\n",
}


def text(language: str, written: str) -> Text:
    return Text(Path("text"), 7, language, written)


def pairs(language: str, written: str) -> list[tuple[str, str]]:
    return [(word.written, word.checked) for word in words(text(language, written))]


def unknown(
    language: str, written: str, *, reviewed: str = "", ky: str = "", ru: str = "", uz: str = ""
) -> list[str]:
    """What is unknown of a text, with these dictionaries and this list of its language."""
    found = {"ky": ky, "ru": ru, "uz": uz}
    known = Dictionaries(
        {each: frozenset(listed.split()) for each, listed in found.items()},
        {each: frozenset(reviewed.split() if each == language else ()) for each in found},
    )
    return [word.written for word in words(text(language, written)) if not known.know(word)]


class Workplace:
    """A content folder and catalogues of their own, with one Russian article."""

    def __init__(self, folder: Path) -> None:
        self.content, self.locales = folder / "content", folder / "locales"
        self.answers = folder / "answers"
        self.article = self.content / "documents" / "passport" / "ru.md"
        for path in (self.article.parent, self.answers):
            path.mkdir(parents=True)
        self.article.write_text(ARTICLE, encoding="utf-8")
        for name, rows in TABLES.items():
            (self.content / name).write_text(rows, encoding="utf-8")
        for language, catalogue in LANGUAGES.items():
            reviewed_file(self.content, language).touch()
            (self.answers / language).touch()
            catalogue_file(self.locales, catalogue).parent.mkdir(parents=True)
            self.translates(catalogue, "")

    def translates(self, catalogue: str, string: str) -> None:
        path = catalogue_file(self.locales, catalogue)
        path.write_text(f'\nmsgid "Sent"\nmsgstr "{string}"\n', encoding="utf-8")

    def article_in(self, language: str, body: str) -> None:
        head = "---\ntitle: ''\nsources: []\n---\n"
        path = self.article.with_name(f"{language}.md")
        path.write_text(head + body, encoding="utf-8")

    def folders(self) -> list[str]:
        return [str(self.content), str(self.locales)]


@pytest.fixture
def workplace(tmp_path: Path) -> Workplace:
    return Workplace(tmp_path)


def test_titles_summaries_sources_and_bodies_are_read_and_ways_to_ask_are_not(
    workplace: Workplace,
) -> None:
    read = [
        (each.line, each.text)
        for each in texts(workplace.content, workplace.locales)
        if each.file == workplace.article and each.text
    ]
    assert read == [
        (2, "Заголовок"),
        (3, "Кратко: о деле"),
        (7, "Газета: заметка"),
        (10, "Справочник"),
        (16, "Первый ответ."),
        (18, "- Позвоните: {kg-mfa-hotline}."),
    ]


def test_contacts_topics_and_catalogues_are_read_in_each_language(workplace: Workplace) -> None:
    workplace.translates("uz_Latn", "Yuborildi")
    read = {
        (each.file.name, each.line, each.language, each.text)
        for each in texts(workplace.content, workplace.locales)
        if each.file != workplace.article and each.text
    }
    assert read == {
        ("contacts.csv", 2, "ky", "тез"),
        ("contacts.csv", 2, "ru", "помощь"),
        ("contacts.csv", 2, "ru", "сайт"),
        ("contacts.csv", 2, "uz", "yordam"),
        ("topics.csv", 2, "ru", "Паспорт"),
        ("kopuro.po", 2, "uz", "Yuborildi"),
    }


@pytest.mark.parametrize("broken", ["Без начала", "---\ntitle: [\n---\n"])
def test_a_file_that_cannot_be_read_is_named(
    workplace: Workplace, broken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    workplace.article.write_text(broken, encoding="utf-8")
    assert main(["ask", *workplace.folders()]) == 1
    assert str(workplace.article) in capsys.readouterr().err


def test_names_addresses_commands_numbers_and_placeholders_are_skipped() -> None:
    written = "WhatsApp, e-mail: info@mfa.gov.kg, мвд.рф, /my_data, {number} 112ге, K7-4M2Q, 24.kg"
    for language in LANGUAGES:
        assert pairs(language, written) == []
    assert unknown("ky", "WhatsAppта SIM-картага", ky="картага") == []
    assert unknown("uz", "Telegramga SIM-kartaga", uz="картага") == []


def test_a_letter_of_another_alphabet_is_seen() -> None:
    assert unknown("ru", "Рoссия Россия", ru="Россия") == ["Рoссия"]


def test_uzbek_is_looked_up_in_cyrillic_and_told_in_latin() -> None:
    assert pairs("uz", "Qoʻngʻiroq, maʼlumot!") == [
        ("Qoʻngʻiroq", "Қўнғироқ"),
        ("maʼlumot", "маълумот"),
    ]
    assert unknown("uz", "qoʻngʻiroq maʼlumot", uz="қўнғироқ") == ["maʼlumot"]
    assert unknown("uz", "maʼlumot", reviewed="маълумот") == []


def test_uzbek_signs_must_be_the_right_ones() -> None:
    assert unknown("uz", "qo'ng'iroq qoʼngʼiroq", uz="қўнғироқ") == ["qo'ng'iroq", "qoʼngʼiroq"]


def test_what_stands_in_cyrillic_in_an_uzbek_text_is_russian_or_kyrgyz() -> None:
    written = "pasport (загранпаспорт), «көмөк», бор"
    found = unknown("uz", written, ru="паспорт загранпаспорт", ky="көмөк", uz="бор")
    assert found == ["бор"]


@given(st.text(alphabet="abcghosu'ʼʻ’`-–_.,/@ {}<>()123XVшжкө&;#И", max_size=12))
def test_any_uzbek_text_falls_into_words(written: str) -> None:
    for word in words(text("uz", written)):
        assert word.written in written


def test_russian_words_are_known_everywhere() -> None:
    for language in LANGUAGES:
        assert unknown(language, "(доверенность)", ru="доверенность") == []
    assert unknown("ru", "күбөлүк", ky="күбөлүк") == ["күбөлүк"]


def test_a_sentence_may_begin_with_a_word_and_a_name_may_not_be_small() -> None:
    assert unknown("ru", "Паспорт ПАСПОРТ паспорт", ru="паспорт") == []
    assert unknown("ru", "Бишкек БИШКЕК бишкек", ru="Бишкек") == ["бишкек"]


def test_a_hyphenated_word_is_known_whole_or_in_all_its_parts() -> None:
    assert unknown("ru", "кое-как", ru="кое-как") == []
    assert unknown("ru", "кое-как", ru="кое как") == []
    assert unknown("ru", "кое-кек", ru="кое как") == ["кое-кек"]


def test_a_reviewed_word_is_known_and_so_are_its_endings() -> None:
    assert unknown("ky", "КТБлар апостиль апостилди", reviewed="КТБлар апостиль апостил") == []
    assert unknown("uz", "apostilni", reviewed="апостил") == []


@pytest.mark.parametrize(
    ("stem", "endings"),
    [
        ("бала", "нын ны га да дан"),
        ("үй", "дүн дү гө дө дөн"),
        ("кагаз", "дын ды га да дан"),
        ("мектеп", "тин ти ке те тен"),
        ("сот", "тун ту ко то тон"),
        ("суу", "нун ну га да дан"),
        ("мвд", ""),
    ],
)
def test_kyrgyz_endings_are_in_harmony_with_their_stem(stem: str, endings: str) -> None:
    assert kyrgyz_endings(stem) == tuple(endings.split())


def test_a_kyrgyz_word_is_known_by_its_stem_only_in_harmony() -> None:
    assert unknown("ky", "консулдан Консулга", ru="консул") == []
    assert unknown("ky", "консулден консултан", ru="консул") == ["консулден", "консултан"]
    assert unknown("ky", "үйдө", ky="үй") == ["үйдө"], "a stem of two letters may be anything"


def test_a_kyrgyz_word_that_is_better_known_with_its_own_letters_is_unknown() -> None:
    listed = "үйгө Үйгө ҮЙГӨ уйго чалыңыз чалыныз кыргыз он"
    assert unknown("ky", "үйгө чалыңыз кыргыз он", ky=listed) == []
    assert unknown("ky", "уйго чалыныз", ky=listed) == ["уйго", "чалыныз"]
    assert unknown("ky", "он", ky="он өң оң") == ["он"]
    assert unknown("ky", "он", ky="он өң оң", reviewed="он") == []


def test_how_one_says_thou_speaks_against_no_kyrgyz_word() -> None:
    assert unknown("ky", "үйүн карызың", ky="үйүн үйүң карызың карызын") == []


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("паспортингизни", "паспорт"),
        ("онасидан", "она"),
        ("қишлоққа", "қишлоқ"),
        ("хатларингизданми", "хат"),
        ("Россиядамисиз", "Россия"),
    ],
)
def test_an_uzbek_word_is_known_by_its_stem(word: str, stem: str) -> None:
    assert stem in set(stems(word, "uz"))


@pytest.mark.parametrize(
    ("word", "stem"),
    [("қишлоқи", "қишлоқ"), ("қишлоқга", "қишлоқ"), ("онаингиз", "она"), ("хатси", "хат")],
)
def test_an_ending_must_fit_its_uzbek_stem(word: str, stem: str) -> None:
    assert stem not in set(stems(word, "uz"))


def test_russian_endings_are_left_to_the_dictionary() -> None:
    assert list(stems("паспортга", "ru")) == []


def test_every_form_that_could_be_known_is_asked_about() -> None:
    assert asked([text("uz", "ID-Kartangizni!")]) >= {"Картангизни", "картангизни", "карта"}
    assert asked([text("ru", "кое-как")]) == {"кое-как", "кое", "как"}


def test_unknown_words_are_told_with_file_and_line(
    workplace: Workplace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(workplace.content)
    reviewed_file(workplace.content, "ru").write_text("кратко  # в начале\nсправочник\n", "utf-8")
    (workplace.answers / "ky").write_text("тез\n", "utf-8")
    (workplace.answers / "uz").write_text("ёрдам\n", "utf-8")
    (workplace.answers / "ru").write_text("деле\nгазета\nзаметка\nпервый\nпаспорт\nсайт\n", "utf-8")
    assert main(["tell", str(workplace.answers), *workplace.folders()]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "documents/passport/ru.md:2: Заголовок",
        "documents/passport/ru.md:16: ответ",
        "documents/passport/ru.md:18: Позвоните",
        "contacts.csv:2: помощь",
    ]


def test_nothing_is_told_when_everything_is_known(
    workplace: Workplace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ask", *workplace.folders()]) == 0
    everything = capsys.readouterr().out
    assert "зделать" not in everything
    for language in LANGUAGES:
        (workplace.answers / language).write_text(everything, "utf-8")
    assert main(["tell", str(workplace.answers), *workplace.folders()]) == 0
    assert capsys.readouterr().out == ""


def test_a_reviewed_list_is_sorted(workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(workplace.content)
    file = reviewed_file(workplace.content, "ky")
    file.write_text("# why\nАйыл\nайыл\nош\nбала  # child\nош\nош\n", "utf-8")
    assert list(out_of_order(file)) == [
        "words.ky.txt:5: бала is out of order",
        "words.ky.txt:7: ош is out of order",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_products_own_lists_are_sorted(language: str) -> None:
    assert list(out_of_order(reviewed_file(data_directory("content"), language))) == []


def test_a_word_is_shown_where_it_stands() -> None:
    assert str(Word(Path("content/a.md"), 3, "ru", "слово", "слово")) == "content/a.md:3: слово"


def test_wrong_use_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tell"]) == 2
    assert "make spell" in capsys.readouterr().err


def make_spell(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The target itself, on the Python that runs these tests and without setting anything up."""
    return subprocess.run(
        [
            "make",
            "--no-print-directory",
            "--assume-old=/none/.runtime",
            "spell",
            "VENV=/none",
            f"BIN={Path(sys.executable).parent}",
            *arguments,
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_packages_are_named_in_one_line() -> None:
    done = make_spell("KYRGYZ=/nowhere")
    told, *others = done.stderr.splitlines()
    assert done.returncode != 0
    assert told.startswith("Dictionaries are missing: apt-get install ")
    assert told.endswith("tesseract-ocr-kir")
    assert all(re.match(r"make(\[\d+\])?: ", line) for line in others)  # numbered inside another


def test_the_dictionaries_of_debian_know_the_three_languages(workplace: Workplace) -> None:
    workplace.article_in("ru", "Ребёнок потерял паспорт в Бишкеке. Корова малоко.\n")
    workplace.article_in("ky", "Үйгө кайтуу үчүн күбөлүк (доверенность) аласыз. Уйго катйуу.\n")
    workplace.article_in("uz", "Qoʻngʻiroq qiling: maktabga (загранпаспорт). Maktapga.\n")
    done = make_spell(f"ARGS={' '.join(workplace.folders())}")
    if "apt-get install" in done.stderr:
        required.skip(done.stderr.splitlines()[0])
    assert [line.rpartition("/")[2] for line in done.stdout.splitlines()] == [
        "ky.md:5: Уйго",
        "ky.md:5: катйуу",
        "ru.md:5: малоко",
        "uz.md:5: Maktapga",
    ], done.stderr
    assert done.returncode != 0
