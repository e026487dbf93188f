"""The lines between two ``---`` above an article: what it is called, how people ask for it, who
vouches for it and until when.

Every fault is reported with its line, all of them in one go, so that an editor mends a file once.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from bot.articles.article import Helper, Source, Urgency
from bot.articles.problems import Problem

TITLE_WIDTH = 28
"""More is cut by a phone of 360 px when the title stands on a button."""

SUMMARY_LENGTH = 120
ASKS_AT_LEAST = 8

_REQUIRED = ("title", "summary", "asks", "sources", "checked_on", "check_again_by", "who_helps")
_OPTIONAL = ("related", "urgent")
_SOURCE_KEYS = ("name", "url", "seen")
_SEEN = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_HTTPS = re.compile(r"https://[^\s/]+\.[^\s/]+(/\S*)?")
_FENCE = "---"

# The loader in C is ten times as fast, and the bot reads some hundred files before it answers.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What is sound enough to show; the rest was reported as problems."""

    title: str
    summary: str
    asks: tuple[str, ...]
    sources: tuple[Source, ...]
    checked_on: date
    check_again_by: date
    who_helps: Helper
    related: tuple[str, ...]
    urgent: Urgency | None
    lines: dict[str, int]
    """Key → its line in the file."""


@dataclass(slots=True)
class _Reading:
    """One file on its way to a front matter, with what was found wrong so far."""

    file: Path
    entries: dict[str, yaml.Node] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, line: int, what: str) -> None:
        self.problems.append(Problem(self.file, line, what))

    def wrong_in(self, key: str, what: str) -> None:
        self.wrong(_line(self.entries[key]), what)

    def text(self, key: str) -> str:
        return _text(self, self.entries[key], f"`{key}`") if key in self.entries else ""

    def parsed(self, key: str, parse: Callable[[str], _T], expected: str) -> _T | None:
        written = self.text(key)
        if not written:
            return None
        try:
            return parse(written)
        except ValueError:
            self.wrong_in(key, f"`{key}` is {written!r}, expected {expected}")
            return None


def split(written: str) -> tuple[str, str, int] | None:
    """Front matter, body and the body's first line; None when there is no front matter."""
    lines = written.split("\n")
    if not lines or lines[0].rstrip() != _FENCE:
        return None
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == _FENCE:
            return "\n".join(lines[1:number]), "\n".join(lines[number + 1 :]), number + 2
    return None


def front_matter(file: Path, written: str) -> tuple[FrontMatter | None, list[Problem]]:
    """Read what stands between the fences; None when too little is sound to show an article."""
    reading = _Reading(file)
    try:
        root = yaml.compose(written, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "cannot be read"
        reading.wrong(mark.line + 2 if mark else 1, f"the front matter is not YAML: {what}")
        return None, reading.problems
    if not isinstance(root, yaml.MappingNode):
        reading.wrong(1, "the front matter must be lines of `key: value`")
        return None, reading.problems
    reading.entries = _entries(reading, root, "")
    return _checked(reading), reading.problems


def width(label: str) -> int:
    """How many letters a label takes on a button: an emoji counts for two."""
    return sum(2 if ord(letter) >= 0x2300 else 1 for letter in label)


def _checked(reading: _Reading) -> FrontMatter | None:
    _check_keys(reading)
    title, summary = _labels(reading)
    checked_on, again = _days(reading)
    who_helps = reading.parsed("who_helps", Helper, _one_of(Helper))
    urgent = reading.parsed("urgent", Urgency, _one_of(Urgency))
    asks = tuple(_texts(reading, "asks"))
    if "asks" in reading.entries and len(asks) < ASKS_AT_LEAST:
        reading.wrong_in("asks", f"{len(asks)} ways to ask, at least {ASKS_AT_LEAST} are needed")
    sources = tuple(_sources(reading))
    related = tuple(_texts(reading, "related"))
    if not title or checked_on is None or again is None or who_helps is None:
        return None
    lines = {key: _line(node) for key, node in reading.entries.items()}
    return FrontMatter(
        title, summary, asks, sources, checked_on, again, who_helps, related, urgent, lines
    )


def _check_keys(reading: _Reading) -> None:
    for key in reading.entries.keys() - {*_REQUIRED, *_OPTIONAL}:
        reading.wrong_in(key, f"unknown key `{key}`")
    for key in _REQUIRED:
        if key not in reading.entries:
            reading.wrong(1, f"`{key}` is missing")


def _labels(reading: _Reading) -> tuple[str, str]:
    title, summary = reading.text("title"), reading.text("summary")
    if width(title) > TITLE_WIDTH:
        reading.wrong_in("title", f"the title is {width(title)} wide, at most {TITLE_WIDTH} fit")
    if len(summary) > SUMMARY_LENGTH:
        reading.wrong_in(
            "summary", f"the summary has {len(summary)} letters, at most {SUMMARY_LENGTH}"
        )
    return title, summary


def _days(reading: _Reading) -> tuple[date | None, date | None]:
    expected = "a day as 2026-11-25"
    checked_on = reading.parsed("checked_on", date.fromisoformat, expected)
    again = reading.parsed("check_again_by", date.fromisoformat, expected)
    if checked_on and again and again <= checked_on:
        reading.wrong_in("check_again_by", "`check_again_by` is not after `checked_on`")
    return checked_on, again


def _one_of(words: type[StrEnum]) -> str:
    return "one of " + ", ".join(words)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 2  # marks count from 0, and the fence is line 1


def _entries(reading: _Reading, node: yaml.MappingNode, where: str) -> dict[str, yaml.Node]:
    entries: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in entries:
            reading.wrong(_line(key), f"`{name}` stands twice{where}")
        entries[name] = value
    return entries


def _text(reading: _Reading, node: yaml.Node, what: str) -> str:
    if isinstance(node, yaml.ScalarNode):
        written = " ".join(str(node.value).split())
        if written:
            return written
        reading.wrong(_line(node), f"{what} is empty")
    else:
        reading.wrong(
            _line(node), f"{what} must be one line of text; put it in quotes if it has `:`"
        )
    return ""


def _items(reading: _Reading, key: str) -> Iterable[yaml.Node]:
    node = reading.entries.get(key)
    if node is None:
        return ()
    if not isinstance(node, yaml.SequenceNode):
        reading.wrong(_line(node), f"`{key}` must be a list")
        return ()
    if not node.value and key != "related":
        reading.wrong(_line(node), f"`{key}` is empty")
    return list(node.value)


def _texts(reading: _Reading, key: str) -> Iterator[str]:
    seen: set[str] = set()
    for item in _items(reading, key):
        written = _text(reading, item, f"a line of `{key}`")
        if written in seen:
            reading.wrong(_line(item), f"{written!r} stands twice in `{key}`")
        elif written:
            seen.add(written)
            yield written


def _sources(reading: _Reading) -> Iterator[Source]:
    for item in _items(reading, "sources"):
        if not isinstance(item, yaml.MappingNode):
            reading.wrong(_line(item), "a source must have name, url and seen")
            continue
        entries = _entries(reading, item, " in one source")
        for key in entries.keys() - set(_SOURCE_KEYS):
            reading.wrong(_line(entries[key]), f"unknown key `{key}` in a source")
        values = {}
        for key in _SOURCE_KEYS:
            if key in entries:
                values[key] = _text(reading, entries[key], f"`{key}` of a source")
            else:
                values[key] = ""
                reading.wrong(_line(item), f"a source lacks `{key}`")
        if values["url"] and not _HTTPS.fullmatch(values["url"]):
            reading.wrong(_line(entries["url"]), f"{values['url']!r} is not an https address")
        if values["seen"] and not _is_seen_on(values["seen"]):
            reading.wrong(
                _line(entries["seen"]),
                f"{values['seen']!r} is not a date as 2026, 2026-03, 2026-03-01",
            )
        if values["name"]:
            yield Source(**values)


def _is_seen_on(written: str) -> bool:
    if not _SEEN.fullmatch(written):
        return False
    try:
        date.fromisoformat(written + "-01" * ((10 - len(written)) // 3))
    except ValueError:
        return False
    return True
