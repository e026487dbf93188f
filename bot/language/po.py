"""Reading and writing catalogues in gettext's PO format.

Babel can do both, but costs 100 ms to import at each start and writes dates that change with
every run; a reader and a writer of the plain format are short.
See https://www.gnu.org/software/gettext/manual/html_node/PO-Files.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path


class BrokenCatalogue(ValueError):
    """A line that is not PO."""


@dataclass(slots=True)
class Message:
    """One message with its translation: one string, or one for each plural form."""

    id: str
    plural: str = ""
    context: str | None = None
    strings: tuple[str, ...] = ("",)
    files: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()  # a developer's, from the source
    notes: tuple[str, ...] = ()  # a translator's
    flags: frozenset[str] = frozenset()
    obsolete: bool = False
    line: int = 0

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.id

    @property
    def fuzzy(self) -> bool:
        return "fuzzy" in self.flags

    @property
    def translated(self) -> bool:
        return not self.fuzzy and all(self.strings)


@dataclass(slots=True)
class _Draft:
    parts: dict[str, str] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    obsolete: bool = False
    line: int = 0
    part: str = ""

    def finished(self) -> Message:
        numbered = sorted(
            (int(name[7:-1]), text)
            for name, text in self.parts.items()
            if name.startswith("msgstr[")
        )
        strings = tuple(text for _, text in numbered) or (self.parts.get("msgstr", ""),)
        return Message(
            id=self.parts.get("msgid", ""),
            plural=self.parts.get("msgid_plural", ""),
            context=self.parts.get("msgctxt"),
            strings=strings,
            files=tuple(self.files),
            comments=tuple(self.comments),
            notes=tuple(self.notes),
            flags=frozenset(self.flags),
            obsolete=self.obsolete,
            line=self.line,
        )


def read(path: Path) -> list[Message]:
    """Every message of a file but the header. Raises BrokenCatalogue with the line."""
    return parsed(path.read_text(encoding="utf-8"), str(path))


def parsed(text: str, name: str = "") -> list[Message]:
    """The same from a text; ``name`` is what an error calls it."""
    return [message for message in _messages(text.split("\n"), name) if message.id]


def _messages(lines: Iterable[str], name: str) -> Iterator[Message]:
    draft = _Draft()
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        comment = line.startswith("#") and not line.startswith("#~")
        starts = comment or line.removeprefix("#~").lstrip().startswith(("msgctxt", "msgid "))
        if starts and any(part.startswith("msgstr") for part in draft.parts):
            yield draft.finished()
            draft = _Draft()
        if comment:
            _take_comment(draft, line)
        else:
            _take_text(draft, line, f"{name}:{number}", number)
    if draft.parts:
        yield draft.finished()


def _take_comment(draft: _Draft, line: str) -> None:
    mark, rest = line[:2], line[2:].strip()
    if mark == "#:":
        draft.files += rest.split()
    elif mark == "#,":
        draft.flags += [flag.strip() for flag in rest.split(",") if flag.strip()]
    elif mark == "#.":
        draft.comments.append(rest)
    elif mark in ("#", "# "):
        draft.notes.append(rest)


def _take_text(draft: _Draft, line: str, where: str, number: int) -> None:
    if line.startswith("#~"):
        draft.obsolete = True
        line = line.removeprefix("#~").lstrip()
    name, quote, rest = line.partition('"')
    name = name.strip()
    if name:
        draft.part = name
        draft.parts[name] = ""
        if name == "msgid":
            draft.line = number
    if not quote or not draft.part:
        raise BrokenCatalogue(f"{where}: not a line of a PO file")
    if _QUOTED.fullmatch(rest) is None:
        raise BrokenCatalogue(f"{where}: a text that is not quoted rightly")
    draft.parts[draft.part] += _unescaped(rest[:-1])


_QUOTED = re.compile(r'(?:[^"\\]|\\.)*"')
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_MEANINGS = {escape: char for char, escape in _ESCAPES.items()}


def _escaped(text: str) -> str:
    for char, escape in _ESCAPES.items():
        text = text.replace(char, escape)
    return text


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    return re.sub(r"\\(.)", lambda match: _MEANINGS.get(match[0], match[1]), text)


_HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: Kopuro\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural_forms}\\n"
"""


def written(messages: Iterable[Message], *, language: str, plural_forms: str, note: str) -> str:
    """The file's text: no dates and no line numbers, sorted, so that only real changes show."""
    head = f"# {note}\n" + _HEADER.format(language=language, plural_forms=plural_forms)
    ordered = sorted(messages, key=lambda each: (each.obsolete, each.id, each.context or ""))
    return "\n".join([head, *(_entry(message) for message in ordered)])


def _entry(message: Message) -> str:
    lines = [f"# {note}".rstrip() for note in message.notes]
    if not message.obsolete:
        lines += [f"#. {comment}".rstrip() for comment in message.comments]
        lines += [f"#: {name}" for name in message.files]
    if message.flags:
        lines.append("#, " + ", ".join(sorted(message.flags)))
    mark = "#~ " if message.obsolete else ""
    lines += [mark + line for line in _texts(message)]
    return "\n".join(lines) + "\n"


def _texts(message: Message) -> Iterator[str]:
    if message.context is not None:
        yield from _quoted("msgctxt", message.context)
    yield from _quoted("msgid", message.id)
    if not message.plural:
        yield from _quoted("msgstr", message.strings[0])
        return
    yield from _quoted("msgid_plural", message.plural)
    for number, string in enumerate(message.strings):
        yield from _quoted(f"msgstr[{number}]", string)


def _quoted(name: str, text: str) -> Iterator[str]:
    pieces = re.findall(r"[^\n]*\n|[^\n]+$", text)
    if len(pieces) < 2:
        yield f'{name} "{_escaped(text)}"'
        return
    yield f'{name} ""'
    for piece in pieces:
        yield f'"{_escaped(piece)}"'
