"""The letters of one Uzbek word, from Latin to Cyrillic and back."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from bot.language.uzbek_exceptions import Exceptions, exceptions, same_case

_APOSTROPHES = "ʻʼ’‘'`´′ʹʽ"
"""All that people type: the two right signs, quotation marks, the plain one, the grave accent."""

_LETTER = "A-Za-zÀ-ÖØ-öø-ɏḠḡ"
LATIN_WORD: Final = (
    rf"[{_LETTER}](?:[{_LETTER}]|[{_APOSTROPHES}](?=[{_LETTER}])|(?<=[oOgG])[{_APOSTROPHES}]"
    rf"|-(?=[{_LETTER}Ѐ-ӿ]))*ʼ?"
)
CYRILLIC_WORD: Final = r"[Ѐ-ӿ]+"

_CYRILLIC_VOWELS = "аеёиоуўэюяыөү"
_VOWELS = frozenset(_CYRILLIC_VOWELS + "aeiou")
_SIGNS = "ъь"

_TO_CYRILLIC: Final = {
    **dict(zip("abdfghijklmnopqrstuvwxyz", "абдфгҳижклмнопқрстуввхйз", strict=True)),
    "oʻ": "ў",
    "gʻ": "ғ",
    "sh": "ш",
    "ch": "ч",
    "ya": "я",
    "yo": "ё",
    "yu": "ю",
    "sʼh": "сҳ",  # Isʼhoq: the sign only keeps s and h apart
    "ʼ": "ъ",
    # Not in today's alphabet, but typed by those who learned another one.
    "ş": "ш",
    "ç": "ч",
    "ğ": "ғ",
    "ḡ": "ғ",
    **dict.fromkeys("öõōŏó", "ў"),
    "ñ": "нг",
    "ı": "и",
}

_LATIN_LETTER = re.compile(r"sʼh|[og]ʻ|[sc]h|ye|y[aou](?!ʻ)|.", re.IGNORECASE | re.DOTALL)

_TO_LATIN: Final = {
    **dict(zip("абвгджзийклмнопрстуфх", "abvgdjziyklmnoprstufx", strict=True)),
    "ё": "yo",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "ʼ",
    "ы": "i",
    "ь": "",
    "э": "e",
    "ю": "yu",
    "я": "ya",
    "ў": "oʻ",
    "қ": "q",
    "ғ": "gʻ",
    "ҳ": "h",
    # Kyrgyz letters in names of places and people.
    "ң": "ng",
    "ө": "oʻ",
    "ү": "u",
}


def with_right_signs(word: str) -> str:
    """The word with ʻ after o and g, and ʼ elsewhere, whatever was typed."""
    return re.sub(
        rf"(?P<letter>[oOgG])?[{_APOSTROPHES}]",
        lambda match: f"{match['letter']}ʻ" if match["letter"] else "ʼ",
        word,
    )


@lru_cache(maxsize=8192)  # a few thousand words make up nearly all that is ever said
def word_to_cyrillic(word: str, before: str = "") -> str:
    """One run of Latin letters; ``before`` is the character in front of it, if any."""
    word = with_right_signs(word)
    listed = exceptions()
    made = before if before.isalpha() else ""
    kept = len(made)
    position = 0
    while position < len(word):
        begins = not made or made[-1] == "-"
        latin, cyrillic = _listed_beginning(word, position, listed) if begins else ("", "")
        if not latin:
            latin, cyrillic = _next_letters(word, position, listed, made)
        made += cyrillic
        position += len(latin)
    return made[kept:]


def _listed_beginning(word: str, position: int, listed: Exceptions) -> tuple[str, str]:
    latin, cyrillic = listed.beginning(word, position)
    if cyrillic.lower().endswith("ь") and word[position + len(latin) :][:1].isalpha():
        cyrillic = cyrillic[:-1]  # январь, but январда
    return latin, cyrillic


def _next_letters(word: str, position: int, listed: Exceptions, made: str) -> tuple[str, str]:
    part = listed.part(word, position)
    if part is not None:
        return part
    found = _LATIN_LETTER.match(word, position)
    letters = found[0] if found else word[position]
    after = word[position + len(letters) : position + len(letters) + 1]
    cyrillic = _by_rule(letters.lower(), made[-1:].lower(), after.lower())
    return letters, _cased_cyrillic(cyrillic, word, position, len(letters))


def _by_rule(letters: str, last: str, after: str) -> str:
    if letters == "ye":  # after a consonant it stands for ье: karyera, премьера
        return "е" if not last.isalpha() or last in _VOWELS or last in _SIGNS else "ье"
    if letters == "e":
        return "э" if not last.isalpha() or last in _VOWELS else "е"
    if letters == "c":
        return "ц" if after in ("e", "i", "y") else "к"
    if letters in _TO_CYRILLIC:
        return _TO_CYRILLIC[letters]
    plain = unicodedata.normalize("NFD", letters)[:1]
    return _by_rule(plain, last, after) if plain != letters else letters


def _cased_cyrillic(cyrillic: str, word: str, position: int, length: int) -> str:
    if word[position].islower():
        return cyrillic
    if cyrillic == "ъ":  # its sign has no case of its own
        neighbour = word[position + 1 : position + 2] or word[max(position - 1, 0) : position]
        return "Ъ" if neighbour.isupper() else "ъ"
    return same_case(word[position : position + length], cyrillic)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@cache
def _listed_back() -> dict[str, str]:
    """Cyrillic beginnings whose Latin spelling the letter rules would miss."""
    listed = exceptions()
    rows = {**listed.stems, **listed.words}
    return {
        cyrillic.removesuffix("ь"): latin
        for latin, cyrillic in rows.items()
        if _letters_to_latin(cyrillic) != latin
    }


def word_to_latin(word: str) -> str:
    """One run of Cyrillic letters."""
    small = word.lower()
    for length in range(len(word), 1, -1):
        latin = _listed_back().get(small[:length])
        if latin is not None:
            return same_case(word[:length], latin) + _letters_to_latin(word, start=length)
    return _letters_to_latin(word)


def _letters_to_latin(word: str, start: int = 0) -> str:
    made = ""
    for position in range(start, len(word)):
        letter, last = word[position], word[position - 1 : position].lower()
        latin = _letter_to_latin(letter.lower(), last, word[position + 1 :].lower())
        made += letter if latin is None else _cased(latin, word, position)
    return made


def _letter_to_latin(letter: str, last: str, rest: str) -> str | None:
    if letter == "е":
        return "ye" if not last or last in _VOWELS or last in _SIGNS else "e"
    if letter == "ц":
        return "ts" if last in _VOWELS else "s"
    if letter == "ь" and rest.startswith("о"):
        return "y"  # батальон
    if letter == "ъ" and rest[:1] in tuple("еёюя") and last not in _VOWELS:
        return ""  # объект is obyekt
    if letter == "ҳ" and last == "с":
        return "ʼh"
    return _TO_LATIN.get(letter)


def _cased(latin: str, word: str, position: int) -> str:
    if not word[position].isupper():
        return latin
    neighbours = word[position + 1 : position + 2] or word[max(position - 1, 0) : position]
    return latin.upper() if neighbours.isupper() else _capital(latin)
