"""Telegram's HTML: from markup to plain text with entities."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bot.simulator.errors import ApiError, bad_request

Entity = dict[str, Any]

_KIND_OF_TAG = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "",  # custom emoji: only the plain one inside is kept
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_CHARACTER = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([A-Za-z]+));?")
_ATTRIBUTE = re.compile(
    r"""\s*([^\s=>]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]+)(?=[\s>])))?"""
)
_SURROGATE = re.compile("[\ud800-\udfff]")
SCHEME = re.compile(r"(?:https?|tg|ton)://", re.IGNORECASE)


def utf16_length(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    if text.isascii():
        return len(text)
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


class _Open(NamedTuple):
    tag: str
    argument: str
    offset: int
    piece: int


def parse(markup: str) -> tuple[str, list[Entity]]:
    """Plain text and entities, outer before inner; raises ApiError as Telegram words it."""
    pieces: list[str] = []
    entities: list[Entity] = []
    open_tags: list[_Open] = []
    offset = place = 0
    while True:
        start = markup.find("<", place)
        piece = markup[place:] if start < 0 else markup[place:start]
        if piece:
            piece = _unescaped(piece)
            pieces.append(piece)
            offset += utf16_length(piece)
        if start < 0:
            break
        if markup.startswith("/", start + 1):
            place = _close(markup, start, open_tags, entities, offset, pieces)
        else:
            place, tag, argument = _opened(markup, start)
            open_tags.append(_Open(tag, argument, offset, len(pieces)))
    if open_tags:
        raise _unparsable(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].tag}"')
    entities.sort(key=lambda each: (each["offset"], -each["length"]))
    text = "".join(pieces)
    if not text.isascii() and _SURROGATE.search(text):
        raise _unparsable(
            "Text contains invalid Unicode characters after decoding HTML entities, check for "
            "unmatched surrogate code units"
        )
    return text, entities


def _unparsable(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")


def _bytes_before(markup: str, place: int) -> int:
    return len(markup[:place].encode("utf-8", "surrogatepass"))


def _unescaped(text: str) -> str:
    return _CHARACTER.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED.get(name, match.group())
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(code) if 0 < code < 0x10FFFF else match.group()


def _opened(markup: str, start: int) -> tuple[int, str, str]:
    """Place after the start tag, its name, and what matters of its attributes."""
    name_end = start + 1
    while name_end < len(markup) and markup[name_end] not in " \t\n\r>":
        name_end += 1
    at = _bytes_before(markup, start)
    if name_end == len(markup):
        raise _unparsable(f"Unclosed start tag at byte offset {at}")
    tag = markup[start + 1 : name_end].lower()
    if tag not in _KIND_OF_TAG:
        raise _unparsable(f'Unsupported start tag "{tag}" at byte offset {at}')
    found: dict[str, str | None] = {}
    if markup[name_end] == ">":
        place = name_end
    else:
        place, found = _attributes(markup, name_end, tag, at)
    argument = ""
    if tag == "a":
        argument = found.get("href") or ""
    elif tag == "code":
        language = found.get("class") or ""
        argument = language[9:] if language.startswith("language-") else ""
    elif tag == "blockquote":
        argument = "expandable" if "expandable" in found else ""
    elif tag == "span" and found.get("class") != "tg-spoiler":
        raise _unparsable(f'Tag "span" must have class "tg-spoiler" at byte offset {at}')
    return place + 1, tag, argument


def _attributes(markup: str, place: int, tag: str, at: int) -> tuple[int, dict[str, str | None]]:
    found: dict[str, str | None] = {}
    while True:
        while place < len(markup) and markup[place].isspace():
            place += 1
        if place >= len(markup):
            raise _unparsable(f'Unclosed start tag "{tag}" at byte offset {at}')
        if markup[place] == ">":
            return place, found
        match = _ATTRIBUTE.match(markup, place)
        if match is None:
            raise _unparsable(f'Empty attribute name in the tag "{tag}" at byte offset {at}')
        name, double, single, token = match.groups()
        values = [value for value in (double, single, token) if value is not None]
        if not values and markup.startswith("=", match.end()):
            raise _broken_value(markup, match.end() + 1, at)
        if not values and not (tag == "blockquote" and name == "expandable"):
            raise _unparsable(
                "Expected equal sign in declaration of an attribute of the tag "
                f'"{tag}" at byte offset {at}'
            )
        found[name] = _unescaped(values[0]) if values else None
        place = match.end()


def _broken_value(markup: str, place: int, at: int) -> ApiError:
    value = markup[place:].lstrip()
    if not value or value[0] in "\"'":
        return _unparsable(f"Unclosed start tag at byte offset {at}")
    token = _bytes_before(markup, len(markup) - len(value))
    return _unparsable(f"Unexpected end of name token at byte offset {token}")


def _close(
    markup: str,
    start: int,
    open_tags: list[_Open],
    entities: list[Entity],
    offset: int,
    pieces: list[str],
) -> int:
    at = _bytes_before(markup, start)
    if not open_tags:
        raise _unparsable(f"Unexpected end tag at byte offset {at}")
    end = markup.find(">", start)
    if end < 0:
        raise _unparsable(f"Unclosed end tag at byte offset {at}")
    tag = markup[start + 2 : end].strip().lower()
    opened = open_tags.pop()
    if tag and tag != opened.tag:
        raise _unparsable(
            f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", found "</{tag}>"'
        )
    if offset > opened.offset:
        inner = "".join(pieces[opened.piece :]) if tag == "a" else ""
        entity = _entity(opened, offset - opened.offset, inner, entities)
        if entity is not None:
            entities.append(entity)
    return end + 1


def _entity(opened: _Open, length: int, inner: str, before: list[Entity]) -> Entity | None:
    kind = _KIND_OF_TAG[opened.tag]
    entity: Entity = {"type": kind, "offset": opened.offset, "length": length}
    if not kind:
        return None
    if kind == "text_link":
        return _link(entity, opened.argument or inner)
    if kind == "blockquote" and opened.argument:
        entity["type"] = "expandable_blockquote"
    elif kind == "code" and opened.argument:
        entity["language"] = opened.argument
    elif kind == "pre" and before:
        last = before[-1]
        same = (last["offset"], last["length"]) == (opened.offset, length)
        if same and last["type"] == "code" and "language" in last:
            last["type"] = "pre"  # <pre><code class="language-…"> is one block, not two
            return None
    return entity


def _link(entity: Entity, address: str) -> Entity | None:
    user = re.fullmatch(r"tg://user\?id=(\d+)", address)
    if user:
        person = {"id": int(user[1]), "is_bot": False, "first_name": user[1]}
        return {**entity, "type": "text_mention", "user": person}
    url = checked_link(address)
    return {**entity, "url": url} if url else None


def checked_link(address: str) -> str:
    """The address as Telegram keeps it, or nothing: such a link is shown as plain text."""
    address = address.strip()
    if not SCHEME.match(address):
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme in ("tg", "ton"):
        return address
    if "." not in host or re.search(r"[\s<>\"']", address):
        return ""
    return address if parts.path or parts.query or parts.fragment else f"{address}/"
