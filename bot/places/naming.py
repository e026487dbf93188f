"""What a place is called in the reader's language and script.

Uzbek names are missing for most places; then the Kyrgyz name stands in the reader's script: as it
is for readers of Cyrillic, letter by letter for readers of Latin.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.uzbek import to_cyrillic
from bot.places.gazetteer import Place
from bot.places.models import Level

_UZBEK_KINDS = {
    Level.OBLAST: "viloyati",
    Level.DISTRICT: "tumani",
    Level.CITY: "shahri",
    Level.COMMUNITY: "ayil aymogʻi",
}
_ENGLISH_KINDS = {
    Level.OBLAST: "oblast",
    Level.DISTRICT: "district",
    Level.CITY: "city",
    Level.COMMUNITY: "aiyl aimak",
}


def name(place: Place, language: str, *, full: bool = False) -> str:
    """Short («Төөлөс»), or ``full`` with what kind of place it is («Төөлөс айыл аймагы»).

    Raises ValueError for an unknown language.
    """
    match language:
        case "ky" | "ru":
            return place.names[language] if full else _short(place, language)
        case "uz_Latn":
            return _uzbek(place, full=full)
        case "uz_Cyrl":
            return _uzbek_in_cyrillic(place, full=full)
        case "en":
            kyrgyz = _short(place, "ky").removesuffix(" району")
            latin = _in_latin(kyrgyz, _ENGLISH_LETTERS)
            return _with_kind(latin, place, _ENGLISH_KINDS) if full else latin
    raise ValueError(f"unknown language {language!r}")


def names_together(places: Iterable[Place | None], language: str) -> str:
    """«Лейлек · Баткен»: short names side by side, what is None left out."""
    return " · ".join(name(each, language) for each in places if each is not None)


def _short(place: Place, language: str) -> str:
    return place.shorts.get(language) or place.names.get(language, "")


def _uzbek(place: Place, *, full: bool) -> str:
    short = _short(place, "uz") or _in_latin(_short(place, "ky"), _UZBEK_LETTERS)
    if not full:
        return short
    return _with_kind(short, place, _UZBEK_KINDS)


def _uzbek_in_cyrillic(place: Place, *, full: bool) -> str:
    if _short(place, "uz"):
        return to_cyrillic(_uzbek(place, full=full))
    kyrgyz = _short(place, "ky")
    if not full or place.level not in _UZBEK_KINDS:
        return kyrgyz
    return f"{kyrgyz} {to_cyrillic(_UZBEK_KINDS[place.level])}"


def _with_kind(short: str, place: Place, kinds: dict[Level, str]) -> str:
    kind = kinds.get(place.level, "")
    return short if not kind or short.endswith(kind) else f"{short} {kind}"


def _in_latin(text: str, letters: dict[int, str]) -> str:
    return text.translate(letters)


def _letters(cyrillic: str, latin: str) -> dict[int, str]:
    table = {ord("ъ"): "", ord("ь"): ""}
    for letter, sound in zip(cyrillic, latin.split(), strict=True):
        table[ord(letter)] = sound
        table[ord(letter.upper())] = sound.capitalize()
    return table


_CYRILLIC = "абвгдеёжзийклмнңоөпрстуүфхцчшщыэюя"
_UZBEK_LETTERS = _letters(
    _CYRILLIC, "a b v g d e yo j z i y k l m n ng o o p r s t u u f x ts ch sh sh i e yu ya"
)
_ENGLISH_LETTERS = _letters(
    _CYRILLIC, "a b v g d e yo j z i y k l m n ng o o p r s t u u f kh ts ch sh sh y e yu ya"
)
