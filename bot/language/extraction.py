"""Which messages the code holds: those marked in Python and in the console's pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bot.language.po import Message

KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
COMMENT_TAG: Final = "Translators:"

_METHODS: Final = {".py": "python", ".html": "jinja2.ext:babel_extract"}
_OPTIONS: Final = {"silent": "false", "encoding": "utf-8"}

# The simulator is a tool of its own with its own texts.
_OTHERS: Final = ("bot/simulator/", "bot/_data/")


def source_files(source: Path) -> Iterator[Path]:
    """The product's Python and page files under the folder that holds ``bot`` and ``admin``."""
    for package in ("bot", "admin"):
        for path in sorted((source / package).rglob("*")):
            name = path.relative_to(source).as_posix()
            if path.suffix in _METHODS and not name.startswith(_OTHERS):
                yield path


def extracted(source: Path) -> list[Message]:
    """Every message, once, with the files that use it.

    Raises ValueError for a file that cannot be read as what its name says, and for a message that
    has a plural in one place and another or none elsewhere.
    """
    found: dict[tuple[str | None, str], Message] = {}
    for path in source_files(source):
        name = path.relative_to(source).as_posix()
        for message in _messages_in(path, name):
            known = found.setdefault(message.key, message)
            if message.plural and known.plural and message.plural != known.plural:
                raise ValueError(f"{name}: {message.id!r} has two plurals")
            known.plural = known.plural or message.plural
            known.files = tuple(sorted({*known.files, name}))
            known.comments = tuple(dict.fromkeys((*known.comments, *message.comments)))
    return sorted(found.values(), key=lambda each: (each.id, each.context or ""))


def _messages_in(path: Path, name: str) -> Iterator[Message]:
    # Late, since it takes 100 ms and no running bot needs it.
    from babel.messages.extract import extract

    with path.open("rb") as file:
        try:
            rows = list(
                extract(
                    _METHODS[path.suffix],
                    file,
                    keywords=KEYWORDS,
                    comment_tags=(COMMENT_TAG,),
                    options=_OPTIONS,
                    strip_comment_tags=True,
                )
            )
        except Exception as error:  # tokenize and Jinja each raise their own
            raise ValueError(f"{name}: cannot be read: {error}") from error
    for _, message, comments, context in rows:
        one, many = (message, "") if isinstance(message, str) else (message[0], message[1])
        yield Message(id=one, plural=many, context=context, files=(name,), comments=tuple(comments))
