"""Which contacts to call when it is dangerous, in the order in which they are shown."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from bot.articles.contacts import Contact
from bot.articles.problems import Problem

FILE = "urgent_numbers.csv"
HOME = "KG"


def urgent_numbers(
    content: Path, contacts: Mapping[str, Contact]
) -> tuple[tuple[Contact, ...], list[Problem]]:
    """The contacts that the file names, one a line, and what is wrong with it."""
    file = content / FILE
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            named = [(reader.line_num, row.get("contact") or "") for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        return (), [Problem(file, 0, f"cannot be read: {error}")]
    found: list[Contact] = []
    problems: list[Problem] = []
    for line, id_ in named:
        contact = contacts.get(id_)
        if contact is None or not contact.phones:
            problems.append(Problem(file, line, f"{id_!r} is no contact with a phone"))
        else:
            found.append(contact)
    if HOME not in {each.country for each in found}:
        problems.append(Problem(file, 0, f"no number of {HOME}"))
    return tuple(found), problems
