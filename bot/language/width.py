"""How wide a text is on a button of a cheap phone (360 px), where more is cut with three dots."""

from __future__ import annotations

import unicodedata
from typing import Final

WHOLE_ROW: Final = 28
HALF_ROW: Final = 14
THIRD_OF_ROW: Final = 8

_PLAIN_SIGNS = "☰‹›"
"""Signs that stand in labels but are drawn like letters."""


def label_width(text: str) -> int:
    """The width in letters: a sign such as 📄 or ✏️ counts 2, what is not drawn counts 0."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> int:
    category = unicodedata.category(character)
    if category in ("Mn", "Me", "Cf"):  # variation selectors, joiners
        return 0
    return 2 if is_sign(character) else 1


def is_sign(character: str) -> bool:
    """Whether it is drawn as an emoji."""
    if character in _PLAIN_SIGNS:
        return False
    return 0x2300 <= ord(character) <= 0x27BF or 0x1F000 <= ord(character) <= 0x1FAFF


def width_of_row(buttons: int) -> int:
    """How wide each label may be when so many buttons share a row."""
    return {1: WHOLE_ROW, 2: HALF_ROW}.get(buttons, THIRD_OF_ROW)
