"""Which sites a text may lead to, and which it must never name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bot.articles.problems import Problem

LINKED = "linked-hosts.txt"
FORBIDDEN = "forbidden-hosts.txt"


def may_be_linked(url: str, hosts: Iterable[str]) -> bool:
    """Whether an address is https and belongs to one of the hosts or a part of it."""
    parts = urlsplit(url)
    name = (parts.hostname or "").rstrip(".")
    return parts.scheme == "https" and any(
        name == host or name.endswith("." + host) for host in hosts
    )


def hosts(file: Path) -> tuple[frozenset[str], list[Problem]]:
    """The hosts that a file lists, one a line with its reason after ``#``."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        return frozenset(), [Problem(file, 0, f"cannot be read: {error}")]
    named = (line.split("#")[0].strip() for line in lines)
    return frozenset(host for host in named if host), []


def forbidden(content: Path) -> Iterator[Problem]:
    """Every place of a content folder where a host stands that can harm who carries it.

    An address in the front matter counts too: it may be shown one day, and it leaves with exports.
    """
    named, problems = hosts(content / FORBIDDEN)
    yield from problems
    if not named:
        return
    alternatives = "|".join(re.escape(host) for host in sorted(named))
    met = re.compile(rf"(?<![\w-])(?:{alternatives})(?![\w-]|\.\w)", re.IGNORECASE)
    for file in sorted(content.rglob("*")):
        if file.suffix not in {".md", ".csv", ".txt", ".yaml"} or file.name == FORBIDDEN:
            continue
        for number, line in enumerate(file.read_text("utf-8", "replace").splitlines(), start=1):
            for found in met.findall(line):
                yield Problem(file, number, f"names {found}: see {FORBIDDEN}")
