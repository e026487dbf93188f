"""Uzbek from Latin letters to Cyrillic and back, by rule and by a list of exceptions.

Uzbek texts are written once, in Latin; readers choose the script. Left as they are: commands,
addresses, {placeholders}, markup, codes such as ``K7-4M2Q``, Roman numbers, what is already in the
other script, and the names that ``uzbek_exceptions.csv`` lists.

The rules follow the alphabet law of 1993 (as amended in 1995) and the spelling rules of 1956 for
Cyrillic and 1995 for Latin.
"""

from __future__ import annotations

import re

from bot.language.uzbek_exceptions import exceptions
from bot.language.uzbek_words import CYRILLIC_WORD, LATIN_WORD, word_to_cyrillic, word_to_latin

_NUMBERED = "guruh|daraja|bosqich|chorak|bob|asr|toifa|гуруҳ|даража|босқич|чорак|боб|аср|тоифа"
"""What Roman numbers of one letter count; alone such a letter is somebody's initial."""

_NAMES = "|".join(re.escape(name) for name in exceptions().names.values() if " " in name)
"""Foreign names and papers of several words: each of them alone may be an Uzbek word."""

_ALONE = r"(?<![\w'’‘`´′@.+/-])"
"""Not in the middle of anything: so a text that was turned once is read the same way again."""

_UNTOUCHED = rf"""
    (?P<untouched>
        <(?:code|pre)>[^<]*</(?:code|pre)>
      | </?[A-Za-z][A-Za-z0-9-]*(?:\s[^<>]*)?/?>                   # tags
      | &(?:[A-Za-z]+|\#\d+|\#x[0-9A-Fa-f]+);                      # entities
      | \{{[^{{}}]*\}} | %\([^()]*\)[a-z]                           # placeholders
      | {_ALONE}(?:https?|tg|mailto|tel):[^\s<>"«»“”()\[\]]+       # addresses
      | {_ALONE}(?:[A-Za-z0-9-]+\.)+(?:kg|ru|uz|kz|com|org|net|me|info|int|gov|eu|de|tr|uk
            |asia|blog|guide|media|news|world)
            (?![\w-])(?:/[^\s<>"«»“”()\[\]]*)?
      | {_ALONE}[A-Za-z0-9][A-Za-z0-9.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+
      | {_ALONE}@[A-Za-z0-9_]{{3,}}
      | {_ALONE}/[a-z][a-z0-9_]*(?![\w'’‘`´′])                     # commands
      | {_ALONE}[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+(?!\w)               # names in code
      | {_ALONE}c-[A-Za-z0-9_-]+                                   # codes on posters
      | {_ALONE}(?:{_NAMES})
      | {_ALONE}[A-Z]-[0-9]{{1,2}}(?![\w-])                         # kinds of visas: E-9
      | {_ALONE}(?=[A-Z0-9-]*(?:[A-Z][0-9]|[0-9][A-Z]|[A-Z]{{2}}-[0-9]{{4}}))
            [A-Z0-9]+(?:-[A-Z0-9]+)*(?![\w-])                      # codes of errors, invitations
      | {_ALONE}X{{0,3}}(?:IX|IV|VI{{1,3}}|I{{2,3}}|XI{{0,3}}|XV)(?!\w)  # Roman numbers
      | {_ALONE}[IVX](?=[\s-](?:{_NUMBERED}))
    )
"""
_LATIN = re.compile(rf"{_UNTOUCHED} | (?P<word>{LATIN_WORD})", re.VERBOSE)
_CYRILLIC = re.compile(rf"{_UNTOUCHED} | (?P<word>{CYRILLIC_WORD})", re.VERBOSE)

_OPENING = "'‘`"
_CLOSING = "'’`"


def to_cyrillic(text: str) -> str:
    """The text with every Uzbek word in Cyrillic; Cyrillic comes back as it was."""

    def turned(match: re.Match[str]) -> str:
        word = match["word"]
        if word is None:
            return match[0]
        before = text[match.start() - 1 : match.start()]
        after = text[match.end() : match.end() + 1]
        # 'bogʻ' in quotes and bogʻ without them may end in the same sign.
        quoted = before in _OPENING and word[-1] in _CLOSING and after not in _CLOSING
        if before and quoted:
            return word_to_cyrillic(word[:-1], before) + word[-1]
        return word_to_cyrillic(word, before)

    return _LATIN.sub(turned, text)


def to_latin(text: str) -> str:
    """The text with every Uzbek word in Latin letters; Latin comes back as it was."""

    def turned(match: re.Match[str]) -> str:
        return match[0] if match["word"] is None else word_to_latin(match["word"])

    return _CYRILLIC.sub(turned, text)
