"""Articles as rooms and pages use them: the one catalogue, its finder, and what was read of it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from bot.articles.article import Article, Helper
from bot.articles.catalogue import Catalogue, UnknownArticle
from bot.articles.catalogue import catalogue as load_catalogue
from bot.articles.contacts import Contact
from bot.articles.finder.findings import Findings
from bot.articles.finder.urgent import own_recogniser, urgent_kind
from bot.articles.urgent_numbers import HOME
from bot.errors import NotFound
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.language.where import data_directory
from bot.people.service import Person

if TYPE_CHECKING:
    from bot.articles.finder.finder import Finder

__all__ = [
    "Article",
    "Helper",
    "article_for",
    "catalogue",
    "finder",
    "judge",
    "open_section",
    "read",
    "search",
    "topic_name",
    "urgent_countries",
    "urgent_kind",
    "urgent_numbers",
    "warm",
]


@cache
def catalogue() -> Catalogue:
    """What stands in ``content/``: loaded once, never changed."""
    return load_catalogue(data_directory("content"))


_one_at_a_time = Lock()


def finder() -> Finder:
    """Learnt from the catalogue once, which takes a second: whoever comes meanwhile waits."""
    with _one_at_a_time:
        return _finder()


@cache
def _finder() -> Finder:
    from bot.articles.finder.finder import Finder  # with numpy: not for those who never search

    return Finder(catalogue(), own_recogniser())


def warm() -> None:
    """Have at hand what the first typed text needs."""
    urgent_kind("")
    finder()


def urgent_numbers(country: str) -> tuple[Contact, ...]:
    """Whom to call in a country when it is dangerous; in Kyrgyzstan where we know nobody."""
    every = catalogue().urgent_numbers
    found = tuple(each for each in every if each.country == country)
    return found or tuple(each for each in every if each.country == HOME)


def urgent_countries() -> tuple[str, ...]:
    """The countries that have such numbers, in the order of the file."""
    return tuple(dict.fromkeys(each.country for each in catalogue().urgent_numbers))


def article_for(article_id: str) -> Article:
    """Raises NotFound for an article that never was or was taken away."""
    try:
        return catalogue().article(article_id)
    except UnknownArticle as error:
        raise NotFound(article_id) from error


def topic_name(topic: str, language: str) -> str:
    return catalogue().topic_name(topic, language)


def open_section(session: Session, person: Person, section: str, *, now: datetime) -> None:
    """Raises NotFound for a section with nothing in it."""
    if section not in catalogue().sections:
        raise NotFound(section)
    interactions.record(session, person, Kind.SECTION_OPENED, detail=section, now=now)


def read(session: Session, person: Person, article_id: str, page: int, *, now: datetime) -> Article:
    """Note that a person reads a page. Raises NotFound."""
    article = article_for(article_id)
    interactions.record(
        session, person, Kind.ARTICLE_READ, topic=article.id, detail=str(page), now=now
    )
    return article


def judge(
    session: Session, person: Person, article_id: str, *, useful: bool, now: datetime
) -> None:
    """Note whether an article was useful. Raises NotFound."""
    article = article_for(article_id)
    kind = Kind.ARTICLE_USEFUL if useful else Kind.ARTICLE_USELESS
    interactions.record(session, person, kind, topic=article.id, now=now)


def search(session: Session, person: Person, text: str, *, now: datetime) -> Findings:
    """What fits a typed text. The text itself is not kept: only whether it found something."""
    found = finder().search(text)
    if found.results:
        best = found.results[0].id
        interactions.record(session, person, Kind.SEARCH_FOUND, topic=best, now=now)
    else:
        interactions.record(session, person, Kind.SEARCH_FAILED, topic=found.topic, now=now)
    return found
