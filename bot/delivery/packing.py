"""Screens as plain structures, so that what was decided can wait in the outbox, and back."""

from __future__ import annotations

from typing import Any

from bot.screens import (
    Answer,
    Block,
    Button,
    Paragraph,
    Quote,
    Screen,
    ScreenKind,
    Span,
    Style,
    Toast,
    press_named,
)


def pack(answer: Answer) -> dict[str, Any]:
    if isinstance(answer, Toast):
        return {"toast": answer.text, "close": answer.must_be_closed}
    return {
        "kind": answer.kind.value,
        "title": answer.title,
        "body": [_pack_block(block) for block in answer.body],
        "buttons": [[_pack_button(button) for button in row] for row in answer.buttons],
        "thread": answer.thread,
        "flags": [answer.protected, answer.silent, answer.closes],
        "files": list(answer.attachments),
    }


def unpack(packed: dict[str, Any]) -> Answer:
    """Raises OutOfDate when a button of an older version means nothing any more."""
    if "toast" in packed:
        return Toast(packed["toast"], packed["close"])
    protected, silent, closes = packed["flags"]
    return Screen(
        kind=ScreenKind(packed["kind"]),
        title=packed["title"],
        body=tuple(_unpack_block(block) for block in packed["body"]),
        buttons=tuple(tuple(_unpack_button(each) for each in row) for row in packed["buttons"]),
        thread=packed["thread"],
        protected=protected,
        silent=silent,
        closes=closes,
        attachments=tuple(packed["files"]),
    )


def _pack_block(block: Block) -> Any:
    if isinstance(block, Quote):
        return {"quote": block.text}
    return [
        span.text if span.style is Style.PLAIN else [span.text, span.style.value, span.url]
        for span in block.spans
    ]


def _unpack_block(packed: Any) -> Block:
    if isinstance(packed, dict):
        return Quote(packed["quote"])
    return Paragraph(
        tuple(
            Span(each) if isinstance(each, str) else Span(each[0], Style(each[1]), each[2])
            for each in packed
        )
    )


def _pack_button(button: Button) -> list[Any]:
    return [
        button.label,
        button.press.code,
        button.press.arguments(),
        int(button.danger) + 2 * int(button.main),
    ]


def _unpack_button(packed: list[Any]) -> Button:
    label, code, arguments, flags = packed
    return Button(label, press_named(code, arguments), bool(flags & 1), bool(flags & 2))
