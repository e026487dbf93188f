"""Links, commands and names that Telegram finds in a text by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from bot.simulator.html_markup import utf16_length

_FINDABLE = re.compile(
    r"""
      (?P<email>(?<![\w.+-])[A-Za-z0-9_.+-]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w-]))
    | (?P<url>(?:https?|tg|ton)://[^\s<>"«»]+
        | (?<![\w@./-])(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+
          (?:com|org|net|info|gov|edu|int|me|kg|ru|uz|kz|tj|tr|de|uk|io)(?![\w-])(?:[/?][^\s<>"«»]*)?)
    | (?P<bot_command>(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/]))
    | (?P<mention>(?<!\w)@[A-Za-z0-9_]{3,32}(?!\w))
    | (?P<hashtag>(?<![\w/&])\#\w*[^\W\d_]\w*)
    """,
    re.VERBOSE,
)
_PERHAPS = re.compile(r"[/@#]|\.[A-Za-z]{2}")
_NOT_LAST_IN_LINK = ".,;:!?'\")]}"
_LOOKED_INTO = frozenset(("bold", "italic", "underline", "strikethrough", "spoiler"))


def found_in(text: str, marked: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Entities beyond ``marked``, which they never cross; in code and links nothing is found."""
    if not _PERHAPS.search(text):
        return
    closed = [
        (each["offset"], each["offset"] + each["length"])
        for each in marked
        if each["type"] not in _LOOKED_INTO and "blockquote" not in each["type"]
    ]
    plain = text.isascii()
    for match in _FINDABLE.finditer(text):
        kind = match.lastgroup
        value = match.group()
        if kind == "url":
            value = value.rstrip(_NOT_LAST_IN_LINK)
        start = match.start() if plain else utf16_length(text[: match.start()])
        end = start + utf16_length(value)
        if any(start < border and begin < end for begin, border in closed):
            continue
        yield {"type": kind, "offset": start, "length": end - start}
