"""Phones and sites stand once, as data; a reader sees how old each is and where it works."""

from pathlib import Path

import pytest

from bot.articles.catalogue import Catalogue, catalogue
from bot.articles.check import problems
from bot.articles.contacts import read_contacts, remark
from bot.language.speech import speech
from bot.screens import Span, Style
from tests.articles.conftest import CONTENT, Write


def spans(content: Path, language: str) -> list[Span]:
    text = catalogue(content).article("lost-goat").text(language)
    return [span for block in text.body for span in block.spans]


def plain(content: Path, language: str = "ru") -> str:
    return "".join(span.text for span in spans(content, language))


def test_a_short_number_is_bold_and_tells_its_country_where_it_stands_first(write: Write) -> None:
    content = write()
    shown = plain(content)
    assert "Call 102 (Кыргызстан; из-за границы не работает)." in shown
    assert shown.count("из-за границы") == 1  # the second mention is the number alone
    assert [each.text for each in spans(content, "ru") if each.style is Style.BOLD] == ["102"] * 2


@pytest.mark.parametrize(
    ("language", "beside"),
    [
        ("ru", "по будням; не проверено с августа 2024 года; если не отвечает: 102"),
        ("ky", "2024-жылдын августунан бери текшериле элек; жооп бербесе: 102"),
        ("uz_Latn", "2024-yil avgustdan beri tekshirilmagan; javob bermasa: 102"),
        ("uz_Cyrl", "2024-йил августдан бери текширилмаган; жавоб бермаса: 102"),
    ],
)
def test_a_number_that_nobody_called_says_since_when(
    write: Write, language: str, beside: str
) -> None:
    for name in ("ky.md", "ru.md", "uz.md"):
        content = write("lost-goat", name, ("{police}.", "{embassy}."))
        (content / "documents/lost-goat" / name).rename(content / name)
    for name in ("ky.md", "ru.md", "uz.md"):
        (content / name).rename(content / "documents/lost-goat" / name)
    assert beside in plain(content, language)


def test_a_site_is_linked_and_without_a_phone_carries_the_remark_itself(write: Write) -> None:
    content = write("lost-goat", "ru.md", ("{police}.", "{ministry.web} {embassy.web}."))
    shown = plain(content)
    assert "mlsp.gov.kg (не проверено) mfa.gov.kg/ru." in shown
    links = [each.url for each in spans(content, "ru") if each.style is Style.LINK]
    assert links == ["https://mlsp.gov.kg", "https://mfa.gov.kg/ru"]


def test_a_phone_keeps_its_remark_when_its_site_stood_before_it(write: Write) -> None:
    content = write("lost-goat", "ru.md", ("{police}.", "{embassy.web}, {embassy}."))
    assert "mfa.gov.kg/ru, +7 925 115 50 47 (по будням" in plain(content)


def test_each_contact_brings_its_own_source_and_date(write: Write) -> None:
    content = write("lost-goat", "ru.md", ("{police}.", "{embassy}."))
    named = [
        (each.name, each.seen)
        for each in catalogue(content).article("lost-goat").text("ru").sources
    ]
    assert ("24.kg: посольство", "2024-08") in named


def test_one_line_changes_every_text(write: Write) -> None:
    content = write()
    file = content / "contacts.csv"
    file.write_text(file.read_text("utf-8").replace("KG,102", "KG,103"), encoding="utf-8")
    assert "Call 103 (" in plain(content, "ky")
    assert " 103 (" in plain(content, "uz_Cyrl")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("police,helpline", "police,", "kind is empty"),
        ("no,publish", "perhaps,publish", "expected one of yes, no, unknown"),
        ("no,publish", "no,maybe", "expected one of publish, check_first"),
        ("helpline,KG", "helpline,Kyrgyzstan", "expected two letters"),
        ("2025-10", "October 2025", "is not a date"),
        ("check_first,police", "check_first,nobody", "is no other contact with a phone"),
        ("https://24.kg/1", "http://24.kg/1", "which is no https address"),
        ("KG,102", "KG,", "neither a phone nor a site"),
        ("embassy,consulate", "police,consulate", "stands twice"),
        ("id,kind", "kind,id", "the columns must be"),
    ],
)
def test_a_wrong_line_is_told(write: Write, old: str, new: str, what: str) -> None:
    content = write()
    file = content / "contacts.csv"
    written = file.read_text("utf-8")
    assert old in written
    file.write_text(written.replace(old, new, 1), encoding="utf-8")
    told = [str(each) for each in problems(content) if each.file == file]
    assert any(what in each for each in told), told


def test_the_urgent_numbers_are_contacts_with_a_phone(write: Write) -> None:
    content = write()
    (content / "urgent_numbers.csv").write_text("contact\nministry\nnobody\n", encoding="utf-8")
    told = [each.what for each in problems(content)]
    assert "'ministry' is no contact with a phone" in told
    assert "'nobody' is no contact with a phone" in told
    assert "no number of KG" in told


def test_the_product_s_contacts_obey_their_own_rules(library: Catalogue) -> None:
    contacts, wrong = read_contacts(CONTENT)
    assert wrong == []
    for each in contacts.values():
        for language in ("ky", "ru", "uz_Latn", "uz_Cyrl"):
            assert each.name(language)
            assert each.source_name(language)
            assert len(each.name(language)) <= 45
            if not each.is_checked:
                assert remark(each, contacts, speech(language))
    assert {each.country for each in library.urgent_numbers} >= {"KG", "RU", "KZ", "TR", "KR"}
