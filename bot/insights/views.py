"""What can be looked at: a place and a period, and at most two filters (C32)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.articles import service as articles
from bot.insights.activity import LANGUAGES
from bot.insights.areas import areas
from bot.insights.periods import Period
from bot.places import service as places


@dataclass(frozen=True, slots=True)
class View:
    """A place and a period; ``language`` and ``topic`` narrow it down."""

    place: str
    period: Period
    language: str | None = None
    topic: str | None = None

    @property
    def is_filtered(self) -> bool:
        return self.language is not None or self.topic is not None


def languages_for(session: Session, place: str) -> tuple[str, ...]:
    """By which languages a place's figures can be filtered: none below a district."""
    reaches = areas(places.gazetteer(session)).reaches_districts(place)
    return LANGUAGES if reaches else ()


def topics_for(session: Session, place: str) -> tuple[str, ...]:
    """By which topics: below a district without the urgent ones (C33)."""
    known = articles.catalogue().topics
    reaches = areas(places.gazetteer(session)).reaches_districts(place)
    return tuple(each for each in known if reaches or each not in urgent_topics())


def urgent_topics() -> frozenset[str]:
    """Topics that have no figure below a district."""
    known = articles.catalogue().articles.values()
    return frozenset(each.id for each in known if each.urgent is not None)
