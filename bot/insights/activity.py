"""What people did in a period, counted from their interactions: who counts where, for what.

Everybody is counted once: in one community and one language, even if they changed it meanwhile,
so that the figures of the parts add up to those of the whole. The database counts; what comes
back has one row for each community and language, however much was done there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, select
from sqlalchemy.orm import Session

from bot.insights.areas import Areas
from bot.insights.periods import Period
from bot.insights.withholding import Vector
from bot.interactions.models import Interaction, Kind

LANGUAGES = ("ky", "ru", "uz")
"""As figures divide people: Uzbek in both scripts is one language."""

ASKED_ABOUT = (Kind.ARTICLE_READ, Kind.SEARCH_FOUND, Kind.QUESTION_ASKED)
"""What counts as asking about a topic: reading of it, searching for it, asking a person."""

FIRST_SCREENS = ("", "1")


def _by_language() -> defaultdict[str, list[int]]:
    return defaultdict(lambda: [0] * len(LANGUAGES))


@dataclass(slots=True)
class Done:
    """One thing that people did: by community, and in each of its languages, how many people did
    it (``people``) and how often (``times``)."""

    people: defaultdict[str, list[int]] = field(default_factory=_by_language)
    times: defaultdict[str, list[int]] = field(default_factory=_by_language)

    def add(self, community: str, language: int, people: int, times: int) -> None:
        self.people[community][language] += people
        self.times[community][language] += times


def together(counted: dict[str, list[int]]) -> dict[str, Vector]:
    """All languages of a community as one number."""
    return {code: (sum(parts),) for code, parts in counted.items()}


def divided(counted: dict[str, list[int]]) -> dict[str, Vector]:
    return {code: tuple(parts) for code, parts in counted.items()}


def active(
    session: Session,
    periods: Sequence[Period],
    areas: Areas,
    *,
    topic: str | None = None,
    with_sample: bool,
) -> list[Done]:
    """Who was there in each of some periods on end or, with ``topic``, who asked about it."""
    which = case(
        *((Interaction.hour < each.ends, index) for index, each in enumerate(periods)),
    )
    whole = _inside(periods[0], periods[-1], with_sample=with_sample)
    if topic is not None:
        whole = and_(whole, Interaction.topic == topic, Interaction.kind.in_(ASKED_ABOUT))
    # The key is made apart: PostgreSQL takes a parameter in a GROUP BY for another expression.
    steps = (
        select(
            which.label("key"),
            Interaction.pseudonym,
            Interaction.community,
            Interaction.language,
        )
        .where(whole)
        .subquery()
    )
    people = (
        select(
            steps.c.key,
            func.max(steps.c.community).label("community"),
            func.max(steps.c.language).label("language"),
        )
        .group_by(steps.c.key, steps.c.pseudonym)
        .subquery()
    )
    found = [Done() for _ in periods]
    for key, community, language, count in session.execute(_counted(people)):
        found[key].add(areas.community(community), language_position(language), count, count)
    return found


def asked_about(
    session: Session, period: Period, areas: Areas, *, with_sample: bool
) -> dict[str, Done]:
    """Who asked about each topic that anybody asked about."""
    inside = _inside(period, period, with_sample=with_sample)
    people = (
        select(Interaction.topic.label("key"), *_WHO)
        .where(inside, Interaction.kind.in_(ASKED_ABOUT), Interaction.topic.is_not(None))
        .group_by(Interaction.topic, Interaction.pseudonym)
        .subquery()
    )
    found: defaultdict[str, Done] = defaultdict(Done)
    for topic, community, language, count in session.execute(_counted(people)):
        found[topic].add(areas.community(community), language_position(language), count, count)
    return dict(found)


@dataclass(slots=True)
class Everything:
    """What does not depend on a topic, read in one pass. ``reads``: articles opened; turning a page
    is not one more."""

    active: Done = field(default_factory=Done)
    reads: Done = field(default_factory=Done)
    searches: Done = field(default_factory=Done)
    found: Done = field(default_factory=Done)
    failed: Done = field(default_factory=Done)


def everything(
    session: Session, period: Period, areas: Areas, *, topic: str | None, with_sample: bool
) -> Everything:
    """What people did in a period; with ``topic`` only articles on it count as read."""
    kind = Interaction.kind
    read = and_(kind == Kind.ARTICLE_READ, Interaction.detail.in_(FIRST_SCREENS))
    if topic is not None:
        read = and_(read, Interaction.topic == topic)
    somebody = (
        select(
            *_WHO,
            _how_often(read).label("reads"),
            _how_often(kind == Kind.SEARCH_FOUND).label("found"),
            _how_often(kind == Kind.SEARCH_FAILED).label("failed"),
        )
        .where(_inside(period, period, with_sample=with_sample))
        .group_by(Interaction.pseudonym)
        .subquery()
    )
    each = somebody.c
    every: Sequence[ColumnElement[int]] = (each.reads, each.found + each.failed, each.found)
    counts = [(_how_often(often > 0), func.sum(often)) for often in (*every, each.failed)]
    by = (each.community, each.language)
    query = select(*by, func.count(), *chain.from_iterable(counts)).group_by(*by)
    found = Everything()
    for community, language, people, *figures in session.execute(query):
        where = areas.community(community), language_position(language)
        found.active.add(*where, people, people)
        kinds = (found.reads, found.searches, found.found, found.failed)
        for done, doers, times in zip(kinds, figures[::2], figures[1::2], strict=True):
            done.add(*where, int(doers), int(times))
    return found


def language_position(code: str | None) -> int:
    """Who has not chosen a language yet is shown Kyrgyz, and counted there."""
    short = (code or "").partition("_")[0]
    return LANGUAGES.index(short) if short in LANGUAGES else 0


# --- the queries ------------------------------------------------------------------------------

_WHO = (
    Interaction.pseudonym,
    func.max(Interaction.community).label("community"),
    func.max(Interaction.language).label("language"),
)


def _inside(first: Period, last: Period, *, with_sample: bool) -> ColumnElement[bool]:
    inside = and_(
        Interaction.hour >= first.begins,
        Interaction.hour < last.ends,
        Interaction.pseudonym.is_not(None),  # erased since: nobody's steps
    )
    return inside if with_sample else and_(inside, Interaction.is_sample.is_(False))


def _how_often(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((what, 1), else_=0))


def _counted(people: Subquery) -> Select[*tuple[Any, ...]]:
    by = (people.c.key, people.c.community, people.c.language)
    return select(*by, func.count()).group_by(*by)
