"""What is wrong with the catalogues, with file and line, for ``kopuro check``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.language import po
from bot.language.agreement import disagreements
from bot.language.catalogues import PLURAL_RULES, Key, catalogue_file
from bot.language.extraction import extracted, source_files
from bot.language.generate import file_text, in_cyrillic
from bot.language.labels import labels_in
from bot.language.languages import WRITTEN_LANGUAGES
from bot.language.po import Message
from bot.language.width import label_width

_SOURCE = Path(__file__).resolve().parent.parent.parent
_FIELD = re.compile(r"\{[^{}]*\}")
_BRING_UP_TO_DATE = "run: python -m bot.language.generate"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that a translator or developer must mend. ``line`` 0 means the whole file."""

    file: Path
    line: int
    what: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{where}: {self.what}"


def problems(directory: Path, source: Path = _SOURCE) -> list[Problem]:
    """Every problem of the catalogues under ``directory``, in the order of files and lines.

    ``source`` is the folder that holds ``bot`` and ``admin``.
    """
    try:
        wanted = {message.key: message for message in extracted(source)}
        widest = _widest_labels(source)
    except (ValueError, SyntaxError) as error:
        return [Problem(source, 0, f"cannot look for messages: {error}")]
    found: list[Problem] = []
    for language in WRITTEN_LANGUAGES:
        found += _of_language(catalogue_file(directory, language), language, wanted, widest)
    found += _of_cyrillic(directory, widest)
    return sorted(found)


def _widest_labels(source: Path) -> dict[Key, int]:
    widest: dict[Key, int] = {}
    for path in source_files(source):
        if path.suffix == ".py":
            for label in labels_in(path.read_text(encoding="utf-8")):
                widest[label.key] = min(label.widest, widest.get(label.key, label.widest))
    return widest


def _of_language(
    path: Path, language: str, wanted: dict[Key, Message], widest: dict[Key, int]
) -> Iterator[Problem]:
    if not path.is_file():
        yield Problem(path, 0, f"is missing; {_BRING_UP_TO_DATE}")
        return
    try:
        active = [message for message in po.read(path) if not message.obsolete]
    except po.BrokenCatalogue as error:
        yield Problem(path, 0, str(error))
        return
    missing = set(wanted) - {message.key for message in active}
    for _, text in sorted(missing, key=lambda key: key[1]):
        yield Problem(path, 0, f"{text!r} is not in the catalogue; {_BRING_UP_TO_DATE}")
    for message in active:
        if message.key not in wanted or message.plural != wanted[message.key].plural:
            gone = f"{message.id!r} is no longer so in the code; {_BRING_UP_TO_DATE}"
            yield Problem(path, message.line, gone)
            continue
        for what in _of_message(message, language):
            yield Problem(path, message.line, what)
        if language != "en":
            yield from _too_wide(path, message, widest)


def _of_message(message: Message, language: str) -> Iterator[str]:
    if message.fuzzy:
        yield f"{message.id!r} is marked fuzzy, so nobody sees its translation"
    if language != "en" and not all(message.strings):
        yield f"{message.id!r} is not translated"
    forms = PLURAL_RULES[language].forms if message.plural else 1
    if len(message.strings) != forms:
        yield f"{message.id!r} needs {forms} forms, not {len(message.strings)}"
    yield from disagreements(message)


def _too_wide(path: Path, message: Message, widest: dict[Key, int]) -> Iterator[Problem]:
    allowed = widest.get(message.key)
    for text in message.strings:
        width = label_width(_FIELD.sub("", text))
        if allowed is not None and width > allowed:
            yield Problem(
                path,
                message.line,
                f"the label {text!r} is {width} wide; a button there holds {allowed}",
            )


def _of_cyrillic(directory: Path, widest: dict[Key, int]) -> Iterator[Problem]:
    latin, cyrillic = (catalogue_file(directory, each) for each in ("uz_Latn", "uz_Cyrl"))
    if not latin.is_file():
        return
    try:
        made = in_cyrillic(po.read(latin))
    except po.BrokenCatalogue:
        return  # said already, of the Latin file
    there = cyrillic.read_text(encoding="utf-8") if cyrillic.is_file() else ""
    if there != file_text(made, "uz_Cyrl"):
        yield Problem(cyrillic, 0, f"differs from what uz_Latn gives; {_BRING_UP_TO_DATE}")
    for message in made:
        yield from _too_wide(cyrillic, message, widest)
