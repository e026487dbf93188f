"""What an article is: one subject, told in every language that people read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from bot.screens import Span

FALLBACK = "ru"
"""Whoever finds no text in their own language reads it in this one, and is told so."""


class Helper(StrEnum):
    """Whose work it is to answer a question about an article."""

    VILLAGE_OFFICE = "village_office"
    WOMENS_COUNCIL = "womens_council"
    SOCIAL_WORKER = "social_worker"
    COURT_OF_ELDERS = "court_of_elders"
    CHILD_PROTECTION = "child_protection"
    LAND_OFFICER = "land_officer"
    COORDINATOR = "coordinator"


class Urgency(StrEnum):
    """Why something cannot wait."""

    VIOLENCE = "violence"
    CHILDREN = "children"
    TRAFFICKING = "trafficking"
    DETENTION = "detention"
    SUICIDE = "suicide"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from. ``seen``: ``2026``, ``2026-03`` or ``2026-03-01``."""

    name: str
    url: str
    seen: str


class BlockKind(StrEnum):
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"  # of a list; stands in the line below the one before it


@dataclass(frozen=True, slots=True)
class BodyBlock:
    """A piece of an article's body that is never cut in two."""

    kind: BlockKind
    spans: tuple[Span, ...]
    first: bool = True
    """Of an item: whether its list begins here."""

    def plain(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class ArticleText:
    """An article in one language and script.

    ``read_body`` makes the body when somebody first reads it: of some two hundred texts a bot that
    has just started needs the titles.
    """

    language: str
    title: str
    summary: str
    asks: tuple[str, ...]
    sources: tuple[Source, ...]
    checked_on: date
    check_again_by: date
    read_body: Callable[[], tuple[BodyBlock, ...]]
    shown_in_russian: bool = False
    """True when the reader's own language has no text yet: say so above it."""

    @cached_property
    def body(self) -> tuple[BodyBlock, ...]:
        return self.read_body()

    def is_stale(self, today: date) -> bool:
        """Whether somebody should have checked the facts again before today."""
        return today > self.check_again_by


@dataclass(frozen=True, slots=True)
class Article:
    """One subject. ``texts`` may lack languages, but never the Russian one."""

    id: str
    section: str
    texts: Mapping[str, ArticleText]
    who_helps: Helper
    related: tuple[str, ...] = ()
    urgent: Urgency | None = None

    def text(self, language: str) -> ArticleText:
        """The text for a reader of a language, or else the Russian one, marked as such."""
        text = self.texts.get(language)
        return text or replace(self.texts[FALLBACK], shown_in_russian=True)
