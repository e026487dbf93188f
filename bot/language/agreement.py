"""Whether a translation says with its signs what its message says: fields, markup, commands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

from bot.language.po import Message
from bot.language.width import is_sign

_PERCENT_FIELD = re.compile(r"%\((\w+)\)[a-z]")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\*\*")
_COMMAND = re.compile(r"(?<![\w/<])/[a-z][a-z0-9_]*\b")


def disagreements(message: Message) -> Iterator[str]:
    """What differs, in words; nothing for a message that is not translated."""
    for number, text in enumerate(message.strings):
        if text:
            yield from _differences(message, number, text)


def _differences(message: Message, number: int, text: str) -> Iterator[str]:
    try:
        found = fields(text)
    except ValueError as error:
        yield f"braces that do not fit ({error}) in {text!r}"
        return
    models = [message.plural or message.id]
    if message.plural and number == 0 and len(message.strings) == 2:
        models.append(message.id)  # used for exactly one thing, so the number may be missing
    if found not in [fields(model) for model in models]:
        wanted = ", ".join(sorted(fields(models[0]))) or "none"
        yield f"fields {', '.join(sorted(found)) or 'none'} instead of {wanted} in {text!r}"
    model = models[0]
    for what, pattern in (("markup", _TAG), ("commands", _COMMAND)):
        if sorted(pattern.findall(text)) != sorted(pattern.findall(model)):
            yield f"other {what} than {model!r} in {text!r}"
    if signs(text) != signs(model):
        yield f"other signs than {model!r} in {text!r}"
    if _edges(text) != _edges(model):
        yield f"spaces or line breaks at the edges differ in {text!r}"


def fields(text: str) -> frozenset[str]:
    """The named placeholders of a text. Raises ValueError for braces that do not fit."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    return frozenset(named | set(_PERCENT_FIELD.findall(text)))


def signs(text: str) -> list[str]:
    return [each for each in text if is_sign(each) or each in "☰‹›"]


def _edges(text: str) -> tuple[str, str]:
    bare = text.strip()
    start = text.find(bare)
    return text[:start], text[start + len(bare) :]
