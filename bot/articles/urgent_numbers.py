"""Numbers to call when it is dangerous: data with sources, never written in code or messages."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bot.articles.problems import Problem
from bot.language.uzbek import to_cyrillic
from bot.language.where import data_directory

FILE = "urgent_numbers.csv"
COLUMNS = (
    "number",
    "country",
    "kind",
    "name_ky",
    "name_ru",
    "name_uz",
    "works_from_abroad",
    "source",
    "seen",
    "note",
)
HOME = "KG"


@dataclass(frozen=True, slots=True)
class UrgentNumber:
    """A number, whose it is, where it works, and what must be said beside it."""

    number: str
    country: str
    kind: str
    names: dict[str, str]
    notes: dict[str, str]
    works_from_abroad: bool

    def name(self, language: str) -> str:
        return _in(self.names, language)

    def note(self, language: str) -> str:
        return _in(self.notes, language) if self.notes else ""


@cache
def urgent_numbers() -> tuple[UrgentNumber, ...]:
    return tuple(_read(data_directory("content") / FILE))


def numbers_of(country: str) -> tuple[UrgentNumber, ...]:
    """The numbers of a country in the order of the file; none for an unknown one."""
    return tuple(each for each in urgent_numbers() if each.country == country)


def countries() -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.country for each in urgent_numbers()))


def problems(content: Path) -> Iterator[Problem]:
    """What is wrong with the file, with its lines."""
    file = content / FILE
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (OSError, UnicodeDecodeError) as error:
        yield Problem(file, 0, f"cannot be read: {error}")
        return
    if not rows or tuple(rows[0]) != COLUMNS:
        yield Problem(file, 1, f"the columns must be {', '.join(COLUMNS)}")
        return
    for line, row in enumerate(rows, start=2):
        for column in ("number", "country", "name_ky", "name_ru", "name_uz", "source", "seen"):
            if not (row[column] or "").strip():
                yield Problem(file, line, f"{column} is empty")
        if not (row["note"] or "").startswith(("PUBLISH", "CHECK FIRST")):
            yield Problem(file, line, "the note must begin with PUBLISH or CHECK FIRST")
    if HOME not in {row["country"] for row in rows}:
        yield Problem(file, 0, f"no number of {HOME}")


def _read(file: Path) -> Iterator[UrgentNumber]:
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            yield UrgentNumber(
                number=row["number"],
                country=row["country"],
                kind=row["kind"],
                names={each: row[f"name_{each}"] for each in ("ky", "ru", "uz")},
                notes=_notes(row["note"]),
                works_from_abroad=row["works_from_abroad"] == "yes",
            )


def _notes(note: str) -> dict[str, str]:
    """``CHECK FIRST | ky: … | ru: … | uz: …``: what is said beside the number, by language."""
    found = {}
    for part in note.split("|")[1:]:
        language, _, text = part.strip().partition(":")
        if language in {"ky", "ru", "uz"} and text.strip():
            found[language] = text.strip()
    return found


def _in(texts: dict[str, str], language: str) -> str:
    if language == "uz_Cyrl":
        return to_cyrillic(texts.get("uz", ""))
    return texts.get(language.removesuffix("_Latn"), "") or texts.get("ru", "")
