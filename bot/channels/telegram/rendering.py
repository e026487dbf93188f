"""A Screen as Telegram's HTML: built from the tree, escaped last, cut between nodes (C24)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from telegram.constants import KeyboardButtonStyle, MessageLimit

from bot.channels.telegram.callback_data import written
from bot.screens import Block, Button, Paragraph, Quote, Screen, ScreenKind, Span, Style
from bot.store.keys import Keyring

CLOSE_TO_THE_TITLE = frozenset({ScreenKind.MENU, ScreenKind.LIST, ScreenKind.CONFIRM})
"""Kinds whose text goes on in the line under the title instead of after an empty one."""

LARGEST = int(MessageLimit.MAX_TEXT_LENGTH)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one mark: the smallest thing that may move to a new message."""

    text: str
    before: str = ""
    after: str = ""

    @property
    def html(self) -> str:
        return self.before + escape(self.text, quote=False) + self.after


def length(text: str) -> int:
    """In UTF-16 code units, as Telegram counts, after entities are parsed."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def messages(screen: Screen, largest: int = LARGEST) -> list[str]:
    """The screen's words as one HTML text, or several when Telegram would refuse one."""
    made: list[str] = []
    html, used = "", 0
    for piece in _pieces(screen):
        for part in _cut(piece, largest):
            size = length(part.text)
            if used + size > largest:
                made.append(html.strip("\n"))
                html, used = "", 0
            html += part.html
            used += size
    if html.strip("\n"):
        made.append(html.strip("\n"))
    return made


def keyboard(screen: Screen, channel_id: str, keys: Keyring) -> dict[str, Any] | None:
    """The Bot API's InlineKeyboardMarkup; None for a screen without buttons."""
    if not screen.buttons:
        return None
    stays = _stays(screen)
    return {
        "inline_keyboard": [
            [_button(button, channel_id, keys, stays) for button in row] for row in screen.buttons
        ]
    }


def _stays(screen: Screen) -> bool:
    """Whether it is read again after a press: a receipt, or words that somebody may reply to.

    Any other notice has said all once its button is pressed, and gives its place away.
    """
    return screen.kind is ScreenKind.RECEIPT or (
        screen.kind is ScreenKind.NOTICE and bool(screen.thread)
    )


def _button(button: Button, channel_id: str, keys: Keyring, stays: bool) -> dict[str, str]:
    made = {
        "text": button.label,
        "callback_data": written(button.press, channel_id, keys, stays=stays),
    }
    if button.danger:
        made["style"] = KeyboardButtonStyle.DANGER.value
    elif button.main:
        made["style"] = KeyboardButtonStyle.PRIMARY.value
    return made


def _pieces(screen: Screen) -> Iterator[Piece]:
    yield Piece(screen.title, "<b>", "</b>")
    between = "\n" if screen.kind in CLOSE_TO_THE_TITLE else "\n\n"
    for block in screen.body:
        yield Piece(between)
        yield from _block(block)
        between = "\n\n"


def _block(block: Block) -> Iterator[Piece]:
    match block:
        case Quote(text):
            yield Piece(text, "<blockquote>", "</blockquote>")
        case Paragraph(spans):
            yield from map(_span, spans)


def _span(span: Span) -> Piece:
    match span.style:
        case Style.BOLD:
            return Piece(span.text, "<b>", "</b>")
        case Style.LINK:
            return Piece(span.text, f'<a href="{escape(span.url)}">', "</a>")
        case Style.PLAIN:
            return Piece(span.text)


def _cut(piece: Piece, largest: int) -> Iterator[Piece]:
    """A piece that alone is too long, in parts: at a line, else at a word, else anywhere."""
    rest = piece.text
    while length(rest) > largest:
        head = _head(rest, largest)
        at = max(head.rfind("\n"), 0) or max(head.rfind(" "), 0) or len(head)
        yield Piece(rest[:at], piece.before, piece.after)
        rest = rest[at:].lstrip("\n ") or ""
    yield Piece(rest, piece.before, piece.after)


def _head(text: str, largest: int) -> str:
    """The longest beginning of at most ``largest`` code units, surrogate pairs kept whole."""
    encoded = text.encode("utf-16-le", "surrogatepass")[: largest * 2]
    return encoded.decode("utf-16-le", "ignore")
