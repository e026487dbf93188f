"""What a person can be shown and can do, whatever channel they came through.

A room answers an :class:`Action` with :class:`Screen`\\ s; a channel turns the first from what a
messenger sends and the second into what it shows. Nothing here knows a messenger: limits of
Telegram are kept in ``channels/telegram``, the measures below are those of the product's own
screens (a cheap phone, 360 px wide).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar, Self

# --- text -----------------------------------------------------------------------------------


class Style(StrEnum):
    """The three looks that running text may have."""

    PLAIN = "plain"
    BOLD = "bold"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style. ``url`` only with LINK, and only ``https``."""

    text: str
    style: Style = Style.PLAIN
    url: str = ""

    def __post_init__(self) -> None:
        if (self.style is Style.LINK) != bool(self.url):
            raise ValueError("a link needs an address, and nothing else may have one")
        if self.url and not self.url.startswith("https://"):
            raise ValueError("links are https only")


def bold(text: str) -> Span:
    return Span(text, Style.BOLD)


def link(text: str, url: str) -> Span:
    return Span(text, Style.LINK, url)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; a line break inside a span breaks the line."""

    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """A person's own words, shown apart from ours and never interpreted."""

    text: str


Block = Paragraph | Quote


def paragraph(*parts: str | Span) -> Paragraph:
    return Paragraph(tuple(Span(part) if isinstance(part, str) else part for part in parts))


def facts(*pairs: tuple[str, str]) -> Paragraph:
    """``Name: value`` lines: written so, a name or a place never needs a case ending."""
    return paragraph("\n".join(f"{name}: {value}" for name, value in pairs))


# --- what a button means --------------------------------------------------------------------


class OutOfDate(Exception):
    """The button is old, altered, or belongs to somebody else."""


@dataclass(frozen=True, slots=True)
class Press:
    """What a button means: a kind and its arguments, which a subclass declares as fields.

    Each subclass names itself with a short code, unique in the product, since a messenger leaves
    64 bytes for it all: ``class OpenArticle(Press, code="ar")``. Fields are ``str``, ``int`` or a
    ``StrEnum``; texts that a person wrote never travel in a button.
    """

    code: ClassVar[str] = ""

    def __init_subclass__(cls, code: str = "") -> None:
        # dataclass(slots=True) makes the class anew and so calls this twice, once for each.
        if not code:
            code = cls.code
        known = _presses.get(code)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"{code!r} already means {known.__qualname__}")
        cls.code = code
        _presses[code] = cls

    def arguments(self) -> list[str]:
        return [str(getattr(self, each.name)) for each in fields(self)]

    @classmethod
    def from_arguments(cls, arguments: Sequence[str]) -> Self:
        """Raises OutOfDate unless number and types of the arguments are those of today."""
        declared = fields(cls)
        if len(arguments) != len(declared):
            raise OutOfDate(cls.code)
        values: list[Any] = []
        for each, argument in zip(declared, arguments, strict=True):
            kind = _argument_types(cls)[each.name]
            try:
                values.append(kind(argument))
            except ValueError as error:
                raise OutOfDate(cls.code) from error
        return cls(*values)


_presses: dict[str, type[Press]] = {}
_types_seen: dict[type[Press], dict[str, type]] = {}


def _argument_types(kind: type[Press]) -> dict[str, type]:
    from typing import get_type_hints

    if kind not in _types_seen:
        _types_seen[kind] = {
            name: hint
            for name, hint in get_type_hints(kind).items()
            if isinstance(hint, type) and name != "code"
        }
    return _types_seen[kind]


def press_named(code: str, arguments: Sequence[str]) -> Press:
    """The press that a code and its arguments stand for; raises OutOfDate."""
    kind = _presses.get(code)
    if kind is None:
        raise OutOfDate(code)
    return kind.from_arguments(arguments)


def known_presses() -> Iterable[type[Press]]:
    return _presses.values()


# --- actions --------------------------------------------------------------------------------


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Media:
    """A file as it left the channel: already checked, cleaned and without a name of its own."""

    kind: MediaKind
    content: bytes = field(repr=False)
    mime_type: str
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button. ``press`` is None when it is out of date."""

    press: Press | None


@dataclass(frozen=True, slots=True)
class Wrote:
    """Text. ``replies_to`` is the thread of the message replied to, as a screen named it."""

    text: str = field(repr=False)
    replies_to: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file, with what was written under it."""

    media: Media
    caption: str = field(default="", repr=False)
    replies_to: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Came through a link that carried a code, or pressed Start (an empty code)."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A slash command, without the slash and in small letters."""

    command: str
    rest: str = field(default="", repr=False)


class Unfit(StrEnum):
    """Why something that was sent cannot be taken."""

    KIND = "kind"  # a sticker, a contact, a poll: never taken
    TOO_BIG = "too big"
    BROKEN = "broken"  # not what it says it is


@dataclass(frozen=True, slots=True)
class SentUnfit:
    """Something that we do not take."""

    why: Unfit = Unfit.KIND


Action = Pressed | Wrote | Sent | Opened | Commanded | SentUnfit


# --- screens --------------------------------------------------------------------------------


class ScreenKind(StrEnum):
    """The kinds of screen there are; a room may use these and no others."""

    MENU = "menu"
    LIST = "list"
    ARTICLE = "article"
    CARD = "card"
    CONFIRM = "confirm"
    PROGRESS = "progress"
    RECEIPT = "receipt"
    NOTICE = "notice"
    ERROR = "error"
    EMPTY = "empty"


STAYS = frozenset({ScreenKind.RECEIPT, ScreenKind.NOTICE, ScreenKind.ERROR})
"""Kinds that never replace another screen: a receipt stays in the chat, a notice came by itself."""


@dataclass(frozen=True, slots=True)
class Button:
    """A label and what it means; ``danger`` and ``main`` may be coloured where a channel can."""

    label: str
    press: Press
    danger: bool = False
    main: bool = False


@dataclass(frozen=True, slots=True)
class Screen:
    """One thing to read and to decide.

    ``title`` is the first line: bold, one sign at most, and alone it already helps. ``thread``
    names what a typed reply to this screen belongs to. ``protected`` asks the channel to hinder
    forwarding; ``silent`` to make no sound. ``closes`` says that the screen whose button led here
    is done with: a finished dialogue loses its buttons. ``attachments`` are kept files, by id:
    sent right after the text.
    """

    kind: ScreenKind
    title: str
    body: tuple[Block, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    thread: str = ""
    protected: bool = False
    silent: bool = False
    closes: bool = False
    attachments: tuple[int, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether it takes the place of the screen whose button was pressed."""
        return self.kind not in STAYS

    def every_button(self) -> Iterator[Button]:
        for row in self.buttons:
            yield from row

    def plain(self) -> str:
        """All its words, as someone reads them aloud."""
        parts = [self.title]
        for block in self.body:
            if isinstance(block, Quote):
                parts.append(block.text)
            else:
                parts.append("".join(span.text for span in block.spans))
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Toast:
    """A word that passes: an answer to a press that changes nothing on the screen."""

    text: str
    must_be_closed: bool = False


Answer = Screen | Toast


def rows(*each: Button | Sequence[Button] | None) -> tuple[tuple[Button, ...], ...]:
    """Rows of buttons: a button alone fills its row; None leaves its row out."""
    made: list[tuple[Button, ...]] = []
    for row in each:
        if row is None:
            continue
        made.append((row,) if isinstance(row, Button) else tuple(row))
    return tuple(row for row in made if row)
