"""Who comes when, and what they do: made by chance, from the first visit to the last step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

from bot.articles.topics import Topic
from bot.interactions.service import Kind
from bot.questions.working_days import BISHKEK
from bot.sample.communities import COMMUNITIES, GAPS, Community

DAYS = 7 * 14
"""So many that the series of weeks beside the last full month is whole."""

BY_WEEKDAY = (4, 4, 4, 4, 5, 7, 9)
"""Monday first: people on twelve-hour shifts write when they are free."""
BY_HOUR = (2, 1, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 4, 5, 4, 3, 3, 4, 6, 8, 10, 10, 8, 5)
"""From midnight on, in Bishkek; a Moscow evening is three hours later."""
GROWTH = 1.5
"""How many times more come on the last day than on the first."""

VISITS = 2.0
"""Visits after the first, on average."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who wrote to the bot, and when; at least once."""

    number: int
    community: Community
    language: str
    visits: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a resident did."""

    resident: Resident
    moment: datetime
    kind: Kind
    topic: str | None = None
    detail: str = ""


def residents(chance: Random, now: datetime) -> list[Resident]:
    """Everybody, community by community. Nobody's visit lies in the future."""
    calendar = _Calendar(now)
    found: list[Resident] = []
    for community in COMMUNITIES:
        for _ in range(community.people):
            language = pick(chance, community.languages)
            visits = calendar.visits(chance)
            found.append(Resident(len(found) + 1, community, language, visits))
    return found


def steps(chance: Random, resident: Resident, topics: Mapping[str, Topic]) -> Iterator[Step]:
    """What one resident did on each visit; a question is only begun here."""
    for count, moment in enumerate(resident.visits):
        visit = _Visit(chance, resident, moment, topics)
        yield from visit.steps(newcomer=count == 0)


def pick(chance: Random, weights: Mapping[K, float]) -> K:
    return chance.choices(list(weights), list(weights.values()))[0]


class _Calendar:
    """The days of the sample, the last ones fuller than the first ones."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        today = now.astimezone(BISHKEK).date()
        self.days: Sequence[date] = [today - timedelta(days=back) for back in range(DAYS, -1, -1)]
        self.weights = [
            BY_WEEKDAY[day.weekday()] * (1 + (GROWTH - 1) * position / DAYS)
            for position, day in enumerate(self.days)
        ]

    def visits(self, chance: Random) -> tuple[datetime, ...]:
        count = 1 + min(int(chance.expovariate(1 / VISITS)), 8)
        days = chance.choices(self.days, self.weights, k=count)
        hours = chance.choices(range(24), BY_HOUR, k=count)
        moments = [
            datetime.combine(day, time(hour, chance.randrange(60)), BISHKEK)
            for day, hour in zip(days, hours, strict=True)
        ]
        an_hour_ago = self.now - timedelta(hours=1)
        # Who would have come later today has come yesterday.
        day = timedelta(days=1)
        return tuple(sorted(each if each < an_hour_ago else each - day for each in moments))


@dataclass(frozen=True, slots=True)
class _Visit:
    chance: Random
    resident: Resident
    moment: datetime
    topics: Mapping[str, Topic]

    def steps(self, *, newcomer: bool) -> Iterator[Step]:
        if newcomer:
            yield self._step(Kind.STARTED)
        yield self._step(Kind.MENU_OPENED)
        if self._happens(0.03):
            yield self._step(Kind.URGENT_SHOWN)
        topic = pick(self.chance, self.resident.community.topics())
        way = self.chance.random()
        if way < 0.40:
            yield self._step(Kind.SECTION_OPENED, detail=self.topics[topic].section)
            yield from self._read(topic)
        elif way < 0.75:
            yield self._step(Kind.SEARCH_FOUND, topic)
            yield from self._read(topic)
        elif way < 0.92:
            yield self._step(Kind.SEARCH_FAILED, pick(self.chance, GAPS))
            if self._happens(0.25):
                yield self._step(Kind.QUESTION_ASKED)

    def _read(self, topic: str) -> Iterator[Step]:
        for page in ("1", "2", "3"):
            yield self._step(Kind.ARTICLE_READ, topic, page)
            if self._happens(0.35):
                break
        if self._happens(0.22):
            useful = self._happens(0.8)
            yield self._step(Kind.ARTICLE_USEFUL if useful else Kind.ARTICLE_USELESS, topic)
        if self._happens(0.17):
            yield self._step(Kind.QUESTION_ASKED, topic)

    def _happens(self, share: float) -> bool:
        return self.chance.random() < share

    def _step(self, kind: Kind, topic: str | None = None, detail: str = "") -> Step:
        return Step(self.resident, self.moment, kind, topic, detail)
