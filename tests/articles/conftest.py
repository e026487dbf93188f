from collections.abc import Callable
from pathlib import Path

import pytest

from bot.articles.agreement import HEADINGS
from bot.articles.catalogue import Catalogue, catalogue
from bot.articles.contacts import COLUMNS
from bot.articles.finder.finder import Finder
from bot.language.where import data_directory

CONTENT = data_directory("content")

ARTICLE = """---
title: {title}
summary: What it says in one line
asks:
{asks}
sources:
  - name: "The office: its page"
    url: https://example.gov.kg/page
    seen: 2026-03-01
checked_on: 2026-11-25
check_again_by: 2027-02-25
who_helps: village_office
related: []
---
The short answer. Call {{police}}.

## {headings[0]}
1. The first step takes 10 days.
2. The second one.

## {headings[1]}
Nothing.

## {headings[2]}
It is free.

## {headings[3]}
Nothing.

## {headings[4]}
Call {{police}} again.
"""
CONTACT_LINES = """\
police,helpline,KG,102,,,,милиция,милиция,militsiya,no,publish,,,,,https://24.kg/1,24.kg,24.kg,24.kg,2025-10
embassy,consulate,RU,+7 925 115 50 47,https://mfa.gov.kg/ru,,,элчилик,посольство,elchixona,yes,check_first,\
police,,по будням,,https://24.kg/2,24.kg,24.kg: посольство,24.kg,2024-08
ministry,online-service,KG,,https://mlsp.gov.kg,,,министрлик,министерство,vazirlik,unknown,check_first,\
,,,,https://24.kg/3,24.kg,24.kg,24.kg,
"""
HEADINGS_OF = {"ky.md": HEADINGS["ky"], "ru.md": HEADINGS["ru"], "uz.md": HEADINGS["uz_Latn"]}

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a sound article in three languages, or with one text changed; returns the content."""
    (tmp_path / "topics.csv").write_text(
        "id,section,order,role,name_en,name_ru\n"
        "lost-goat,documents,2,village_office,Lost goat,Коза потеряна\n"
        "found-goat,documents,1,village_office,Found goat,Коза найдена\n",
        encoding="utf-8",
    )
    (tmp_path / "linked-hosts.txt").write_text("gov.kg  # of the state\n", encoding="utf-8")
    (tmp_path / "forbidden-hosts.txt").write_text("bad.example  # outlawed\n", encoding="utf-8")
    (tmp_path / "contacts.csv").write_text(
        ",".join(COLUMNS) + "\n" + CONTACT_LINES, encoding="utf-8"
    )
    (tmp_path / "urgent_numbers.csv").write_text("contact\npolice\n", encoding="utf-8")
    for name in ("synonyms.csv", "urgent.csv"):
        (tmp_path / name).write_bytes((CONTENT / name).read_bytes())
    (tmp_path / "questions.csv").write_text("topic,question\nnone,ob-havo\n", encoding="utf-8")

    def write_article(
        id_: str = "lost-goat",
        file: str = "",
        *changes: tuple[str, str],
        section: str = "documents",
    ) -> Path:
        folder = tmp_path / section / id_
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("ky.md", "ru.md", "uz.md"):
            asks = "\n".join(f"  - {id_} {name} {number}" for number in range(8))
            text = ARTICLE.format(title=f"{id_} {name[:2]}", asks=asks, headings=HEADINGS_OF[name])
            if name == file:
                for old, new in changes:
                    assert old in text
                    text = text.replace(old, new)
            (folder / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write_article


@pytest.fixture(scope="session")
def library() -> Catalogue:
    """The product's own articles."""
    return catalogue(CONTENT)


@pytest.fixture(scope="session")
def finder(library: Catalogue) -> Finder:
    return Finder(library)
