"""Text as Telegram keeps it: plain letters plus entities counted in UTF-16 code units.

The rules are those of "Formatting options" in the Bot API documentation; the error texts are the
ones that Telegram's server answers with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.simulator.detection import found_in
from bot.simulator.errors import bad_request
from bot.simulator.html_markup import parse as parse_html
from bot.simulator.html_markup import utf16_length

Entity = dict[str, Any]

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100

_MAY_BE_GIVEN = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
    ]
)
_FIELDS = frozenset(
    ("type", "offset", "length", "url", "user", "language", "custom_emoji_id"),
)
# Telegram turns control characters into spaces and drops these: a return, line and paragraph
# separators, and marks that override the direction of writing.
_UNCLEAN = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e]")
_DROPPED = re.compile("[\r\u2028-\u202e]")
_INVISIBLE = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u2060-\u2064\ufeff]*")


class Formatted(NamedTuple):
    text: str
    entities: list[Entity]


def formatted(text: str, parse_mode: str = "", entities: object = None) -> Formatted:
    """What a bot's text becomes, links and commands found, blanks at both ends gone.

    ``parse_mode`` may be empty or HTML: Markdown is not simulated and is refused. Raises ApiError.
    """
    mode = parse_mode.lower()
    marked: list[Entity] = []
    if mode == "html":
        text, marked = parse_html(text)
    elif mode in ("markdown", "markdownv2"):
        raise bad_request("the simulator knows parse_mode HTML only")
    elif mode not in ("", "none"):
        raise bad_request("unsupported parse_mode")
    elif entities:
        marked = _checked(text, entities)
    return _tidy(text, marked)


def written(text: str) -> Formatted:
    """What a person's text becomes."""
    return _tidy(text, [])


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in it."""
    return _INVISIBLE.fullmatch(text) is not None


def _tidy(text: str, marked: list[Entity]) -> Formatted:
    if _UNCLEAN.search(text):
        text, marked = _cleaned(text, marked)
    kept = text.rstrip(" \n")
    trimmed = kept.lstrip(" \n")
    if len(trimmed) != len(text):
        marked = _within(marked, len(kept) - len(trimmed), utf16_length(trimmed))
    entities = [*marked, *found_in(trimmed, marked)]
    if len(entities) > 1:
        entities.sort(key=lambda each: (each["offset"], -each["length"]))
    return Formatted(trimmed, entities[:MAX_ENTITIES])


def _within(entities: Iterable[Entity], start: int, length: int) -> list[Entity]:
    """The entities of a text from which the first ``start`` units and a tail were cut."""
    result = []
    for entity in entities:
        begin = max(entity["offset"] - start, 0)
        end = min(entity["offset"] + entity["length"] - start, length)
        if end > begin:
            result.append({**entity, "offset": begin, "length": end - begin})
    return result


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    where = [0]  # for each UTF-16 unit of the old text its place in the new one
    letters = []
    for letter in text:
        width = 2 if letter > "\uffff" else 1
        if _DROPPED.match(letter):
            where.append(where[-1])
            continue
        letters.append(" " if letter < " " and letter != "\n" else letter)
        where.extend(range(where[-1] + 1, where[-1] + width + 1))
    moved = []
    for entity in entities:
        begin, end = where[entity["offset"]], where[entity["offset"] + entity["length"]]
        if end > begin:
            moved.append({**entity, "offset": begin, "length": end - begin})
    return "".join(letters), moved


def _checked(text: str, entities: object) -> list[Entity]:
    if not isinstance(entities, list):
        raise bad_request("expected an Array of MessageEntity")
    total = utf16_length(text)
    inside = _middles(text)
    checked = []
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse MessageEntity: expected an Object")
        kind, offset, length = (entity.get(name) for name in ("type", "offset", "length"))
        if kind not in _MAY_BE_GIVEN or not _FIELDS.issuperset(entity):
            raise bad_request(f"can't parse MessageEntity: unsupported type {kind!r} or field")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise bad_request("can't parse MessageEntity: offset and length must be Numbers")
        if offset < 0 or length <= 0 or offset + length > total:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at "
                f"UTF-16 offset {offset + length}"
            )
        if offset in inside or offset + length in inside:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol "
                f"at byte offset {offset + length}"
            )
        if kind in _SHOWN_AS_GIVEN:
            checked.append(dict(entity))
    return sorted(checked, key=lambda each: (each["offset"], -each["length"]))


# What Telegram finds by itself it finds again, whatever the bot says; custom emoji are for bots
# that bought a name, others get the plain emoji.
_SHOWN_AS_GIVEN = _MAY_BE_GIVEN - frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "custom_emoji"]
)


def _middles(text: str) -> frozenset[int]:
    if text.isascii():
        return frozenset()
    middles = []
    place = 0
    for letter in text:
        if letter > "\uffff":
            middles.append(place + 1)
            place += 1
        place += 1
    return frozenset(middles)
