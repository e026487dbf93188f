"""Phones, sites and addresses, each once as data: articles name them, readers see how old they are.

A number that changes is changed in one line, and every text shows the new one with its date.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.articles.countries import country_name
from bot.articles.problems import Problem
from bot.language.speech import Speech
from bot.language.uzbek import to_cyrillic

FILE = "contacts.csv"
COLUMNS = (
    *("id", "kind", "country", "phone", "web", "email", "address", "name_ky", "name_ru", "name_uz"),
    *("works_from_abroad", "status", "fallback", "note_ky", "note_ru", "note_uz"),
    *("source", "source_ky", "source_ru", "source_uz", "seen"),
)
_NEEDED = ("kind", "name_ky", "name_ru", "name_uz", "source_ky", "source_ru", "source_uz")
_CHOICES = {
    "works_from_abroad": ("yes", "no", "unknown"),
    "status": ("publish", "check_first"),
}
_SHORT_NUMBER = re.compile(r"\d{3,5}")
_SEEN = re.compile(r"(?:\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?)?")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Where somebody can be reached, and what a reader must know before they call.

    ``names`` and ``notes`` are told in ``ky``, ``ru`` and ``uz`` (Latin). ``seen`` is the date of
    the page that names the contact: ``2026``, ``2026-03``, ``2026-03-01`` or empty.
    """

    id: str
    kind: str
    country: str
    phones: tuple[str, ...]
    web: str
    email: str
    address: str
    names: Mapping[str, str]
    notes: Mapping[str, str]
    works_from_abroad: str
    is_checked: bool
    fallback: str
    source: str
    source_names: Mapping[str, str]
    seen: str

    def name(self, language: str) -> str:
        return _in(self.names, language)

    def source_name(self, language: str) -> str:
        return _in(self.source_names, language)

    def has(self, part: str) -> bool:
        """Whether there is such a part: ``phone``, ``web``, ``email`` or ``address``."""
        return bool(self.phones if part == "phone" else getattr(self, part, ""))


def is_short(number: str) -> bool:
    """Whether a number can be dialled in its own country only, as 102."""
    return _SHORT_NUMBER.fullmatch(number) is not None


def remark(contact: Contact, contacts: Mapping[str, Contact], speech: Speech) -> str:
    """What stands in brackets beside a phone at its first mention; empty when nothing must be said.

    The country of a short number comes first: 111 is one service in Kyrgyzstan and another one in
    Kazakhstan.
    """
    _ = speech.gettext
    said = [country_name(contact.country, speech)] if any(map(is_short, contact.phones)) else []
    if contact.works_from_abroad == "no":
        said.append(_("does not work from abroad"))
    return "; ".join((*said, *caveats(contact, contacts, speech)))


def caveats(contact: Contact, contacts: Mapping[str, Contact], speech: Speech) -> tuple[str, ...]:
    """For whom it is and when, how old our knowledge of it is, and whom to call instead."""
    _ = speech.gettext
    said = [_in(contact.notes, speech.language)]
    if not contact.is_checked:
        said.append(_not_checked(contact.seen, speech))
        if contact.fallback:
            number = contacts[contact.fallback].phones[0]
            said.append(_("if it does not answer: {number}").format(number=number))
    return tuple(each for each in said if each)


def read_contacts(content: Path) -> tuple[dict[str, Contact], list[Problem]]:
    """Contacts by id, and what is wrong with their file. A wrong line is left out."""
    file = content / FILE
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return {}, [Problem(file, 0, f"cannot be read: {error}")]
    if not rows or tuple(rows[0][1]) != COLUMNS:
        return {}, [Problem(file, 1, f"the columns must be {', '.join(COLUMNS)}")]
    known: dict[str, Contact] = {}
    problems: list[Problem] = []
    phones = {row["id"] for _, row in rows if row["phone"]}
    for line, row in rows:
        wrong = [*_wrong(row, phones)]
        if row["id"] in known:
            wrong.append(f"the id {row['id']!r} stands twice")
        if wrong:
            problems += [Problem(file, line, each) for each in wrong]
        else:
            known[row["id"]] = _contact(row)
    return known, problems


def _wrong(row: Mapping[str, str], phones: set[str]) -> Iterator[str]:
    for column in _NEEDED:
        if not (row[column] or "").strip():
            yield f"{column} is empty"
    for column, choices in _CHOICES.items():
        if row[column] not in choices:
            yield f"{column} is {row[column]!r}, expected one of {', '.join(choices)}"
    if not _COUNTRY.fullmatch(row["country"]):
        yield f"the country is {row['country']!r}, expected two letters as KG"
    if not _SEEN.fullmatch(row["seen"]):
        yield f"{row['seen']!r} is not a date as 2026, 2026-03, 2026-03-01"
    if row["fallback"] and (row["fallback"] not in phones or row["fallback"] == row["id"]):
        yield f"the fallback {row['fallback']!r} is no other contact with a phone"
    for column in ("web", "source"):
        if row[column] and not row[column].startswith("https://"):
            yield f"{column} is {row[column]!r}, which is no https address"
    if not any(row[part] for part in ("phone", "web", "email", "address")):
        yield "there is neither a phone nor a site, a mailbox or an address"


def _contact(row: Mapping[str, str]) -> Contact:
    return Contact(
        id=row["id"],
        kind=row["kind"],
        country=row["country"],
        phones=tuple(each.strip() for each in row["phone"].split(";") if each.strip()),
        web=row["web"],
        email=row["email"],
        address=row["address"],
        names=_languages(row, "name"),
        notes=_languages(row, "note"),
        works_from_abroad=row["works_from_abroad"],
        is_checked=row["status"] == "publish",
        fallback=row["fallback"],
        source=row["source"],
        source_names=_languages(row, "source"),
        seen=row["seen"],
    )


def _languages(row: Mapping[str, str], column: str) -> dict[str, str]:
    return {each: row[f"{column}_{each}"].strip() for each in ("ky", "ru", "uz")}


def _in(texts: Mapping[str, str], language: str) -> str:
    if language == "uz_Cyrl":
        return to_cyrillic(texts["uz"])
    return texts.get(language.removesuffix("_Latn")) or texts["ru"]


def _not_checked(seen: str, speech: Speech) -> str:
    _ = speech.gettext
    if not seen:
        return _("not checked")
    year, _dash, rest = seen.partition("-")
    if not rest:
        return _("not checked since {year}").format(year=year)
    since = (
        _("not checked since January {year}"),
        _("not checked since February {year}"),
        _("not checked since March {year}"),
        _("not checked since April {year}"),
        _("not checked since May {year}"),
        _("not checked since June {year}"),
        _("not checked since July {year}"),
        _("not checked since August {year}"),
        _("not checked since September {year}"),
        _("not checked since October {year}"),
        _("not checked since November {year}"),
        _("not checked since December {year}"),
    )
    return since[int(rest[:2]) - 1].format(year=year)
