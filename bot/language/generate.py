"""Brings the catalogues up to date with the code: ``python -m bot.language.generate``.

New messages are added to the catalogues that people translate, with nothing lost: a translation
whose message left the code stays at the end of the file, commented out, until ``--prune``. The
Uzbek Cyrillic catalogue is then made anew from the Latin one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.language import po
from bot.language.catalogues import PLURAL_RULES, catalogue_file
from bot.language.extraction import extracted
from bot.language.languages import WRITTEN_LANGUAGES
from bot.language.po import Message
from bot.language.uzbek import to_cyrillic
from bot.language.where import data_directory

_NOTES = {
    "ky": "Kyrgyz",
    "ru": "Russian",
    "uz_Latn": "Uzbek in Latin letters; Cyrillic is made from it",
    "uz_Cyrl": "Uzbek in Cyrillic, made by rule from uz_Latn: do not edit",
    "en": "English, the language of the ids: an empty text means the id itself",
}


def merged(
    known: Iterable[Message], wanted: Iterable[Message], language: str, *, prune: bool = False
) -> list[Message]:
    """The wanted messages with what was known of their translations."""
    before = {message.key: message for message in known}
    forms = PLURAL_RULES[language].forms
    made = [_merge(before.pop(each.key, None), each, forms) for each in wanted]
    if not prune:
        made += [replace(each, obsolete=True) for each in before.values() if any(each.strings)]
    return made


def _merge(known: Message | None, wanted: Message, forms: int) -> Message:
    empty = ("",) * (forms if wanted.plural else 1)
    if known is None:
        return replace(wanted, strings=empty)
    fits = len(known.strings) == len(empty) and bool(known.plural) == bool(wanted.plural)
    return replace(
        wanted,
        strings=known.strings if fits else empty,
        notes=known.notes,
        flags=known.flags,
    )


def in_cyrillic(latin: Iterable[Message]) -> list[Message]:
    """The Uzbek Cyrillic catalogue that a Latin one stands for."""
    return [
        replace(message, strings=tuple(map(to_cyrillic, message.strings)), notes=())
        for message in latin
        if not message.obsolete
    ]


def file_text(messages: Iterable[Message], language: str) -> str:
    return po.written(
        messages,
        language=language,
        plural_forms=PLURAL_RULES[language].header,
        note=_NOTES[language],
    )


def generate(locales: Path, source: Path, *, prune: bool = False) -> list[Path]:
    """Write every catalogue; returns the files that changed.

    ``source`` is the folder that holds ``bot`` and ``admin``. Raises ValueError for source that
    cannot be read, and BrokenCatalogue.
    """
    wanted = extracted(source)
    texts: dict[str, str] = {}
    for language in WRITTEN_LANGUAGES:
        path = catalogue_file(locales, language)
        messages = merged(po.read(path) if path.is_file() else [], wanted, language, prune=prune)
        texts[language] = file_text(messages, language)
        if language == "uz_Latn":
            texts["uz_Cyrl"] = file_text(in_cyrillic(messages), "uz_Cyrl")
    return [
        path
        for language, text in texts.items()
        if _write(path := catalogue_file(locales, language), text)
    ]


def _write(path: Path, text: str) -> bool:
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    half_written = path.with_suffix(".po.new")
    half_written.write_text(text, encoding="utf-8", newline="\n")
    half_written.replace(path)
    return True


def main(arguments: list[str]) -> int:
    if not set(arguments) <= {"--prune"}:
        print("usage: python -m bot.language.generate [--prune]", file=sys.stderr)
        return 2
    locales = data_directory("locales")
    source = Path(__file__).resolve().parent.parent.parent
    try:
        changed = generate(locales, source, prune="--prune" in arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for path in changed:
        print(f"changed {path.relative_to(locales)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
