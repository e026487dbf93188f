"""Translations in memory: what was translated, and by which plural form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bot.language import po
from bot.language.languages import CONSOLE_LANGUAGES

Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class PluralRule:
    """Which form a number takes; ``header`` says the same to the tools of translators."""

    forms: int
    header: str
    form: Callable[[int], int]


def _slavic(n: int) -> int:
    if n % 10 == 1 and n % 100 != 11:
        return 0
    if 2 <= n % 10 <= 4 and not 12 <= n % 100 <= 14:
        return 1
    return 2


# As in CLDR's plural rules for whole numbers. Kyrgyz and Uzbek nouns stay in the singular after a
# number, so their two forms are often the same text.
_ONE_AND_OTHER = PluralRule(2, "nplurals=2; plural=(n != 1);", lambda n: int(n != 1))
PLURAL_RULES: Final = {
    "ky": _ONE_AND_OTHER,
    "ru": PluralRule(
        3,
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
        "n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
        _slavic,
    ),
    "uz_Latn": _ONE_AND_OTHER,
    "uz_Cyrl": _ONE_AND_OTHER,
    "en": _ONE_AND_OTHER,
}

FALLBACKS: Final = {"ky": "ru", "uz_Latn": "ru", "uz_Cyrl": "ru"}
"""Whose text a reader sees where the own one is missing; after that the English id."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The translated messages of one language, and where to look for the rest."""

    rule: PluralRule
    texts: dict[Key, tuple[str, ...]]
    fallback: Catalogue | None = None

    def text(self, context: str | None, message: str) -> str:
        found = self.texts.get((context, message))
        if found is not None:
            return found[0]
        return self.fallback.text(context, message) if self.fallback else message

    def plural_text(self, context: str | None, one: str, many: str, n: int) -> str:
        found = self.texts.get((context, one))
        if found is not None:
            return found[min(self.rule.form(abs(n)), len(found) - 1)]
        if self.fallback is not None:
            return self.fallback.plural_text(context, one, many, n)
        return one if n == 1 else many


def catalogue_file(locales: Path, language: str) -> Path:
    return locales / language / "LC_MESSAGES" / "kopuro.po"


@cache
def load(language: str, locales: Path) -> Catalogue:
    """The catalogue of a language and of those it falls back to, read once.

    A file that is not there counts as empty. Raises ValueError for an unknown language and
    BrokenCatalogue for a file that cannot be read.
    """
    if language not in CONSOLE_LANGUAGES:
        raise ValueError(f"unknown language {language!r}")
    path = catalogue_file(locales, language)
    messages = po.read(path) if path.is_file() else []
    texts = {each.key: each.strings for each in messages if each.translated and not each.obsolete}
    fallback = FALLBACKS.get(language)
    return Catalogue(PLURAL_RULES[language], texts, load(fallback, locales) if fallback else None)
