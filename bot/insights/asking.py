"""What became of the questions of a period: read from the questions themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.insights.activity import LANGUAGES, language_position
from bot.insights.areas import Areas
from bot.insights.periods import Period
from bot.insights.withholding import LEAST, Vector
from bot.questions.models import Question, Rating, Status

FEWEST_FOR_A_TYPICAL_TIME = 10
"""Answered questions that make a time typical; with fewer, offices are not compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as figures see it: nothing of its text, and of its asker only who is who."""

    asker: int
    leaf: str
    district: str
    topic: str | None
    language: int
    answered: bool
    in_time: bool
    late: bool
    helped: bool | None
    took: timedelta | None


Part = Callable[[Asked], bool]
Halves = tuple[Part, Part]
EVERY: Sequence[Part] = (lambda _: True,)
ANSWERED: Halves = (lambda each: each.answered, lambda each: not each.answered)
IN_TIME: Halves = (lambda each: each.in_time, lambda each: each.late)
HELPED: Halves = (lambda each: each.helped is True, lambda each: each.helped is False)
BY_LANGUAGE: Sequence[Part] = tuple(
    partial(lambda position, each: each.language == position, position)
    for position in range(len(LANGUAGES))
)


def asked(
    session: Session, period: Period, areas: Areas, *, with_sample: bool, now: datetime
) -> list[Asked]:
    """The questions that were asked in a period, as they stand now.

    Those of people who erased themselves are left out: nobody can say any more whose they were.
    """
    row = Question
    query = select(
        row.asker_id,
        row.community,
        row.urgent,
        row.topic,
        row.language,
        row.status,
        row.asked_at,
        row.due_at,
        row.answered_at,
        row.rating,
    ).where(
        row.asked_at >= period.begins,
        row.asked_at < period.ends,
        row.status != Status.DRAFT,
        row.asker_id.is_not(None),
    )
    if not with_sample:
        query = query.where(row.is_sample.is_(False))
    found = []
    for (
        asker,
        place,
        urgent,
        topic,
        language,
        status,
        at,
        due,
        answered_at,
        rating,
    ) in session.execute(query):
        if status is Status.CLOSED and answered_at is None:
            continue
        answered = status is not Status.OPEN and answered_at is not None
        by = answered_at if answered else now
        passed = due is not None and by is not None and by > due
        community = areas.community(place)
        found.append(
            Asked(
                asker=asker or 0,
                leaf=areas.urgent(community) if urgent else community,
                district=areas.district(community),
                topic=None if urgent else topic,
                language=language_position(language),
                answered=answered,
                in_time=answered and not passed,
                late=passed,
                helped=None if rating is None else rating is Rating.HELPED,
                took=answered_at - at if answered and answered_at and at else None,
            )
        )
    return found


def askers(
    questions: Iterable[Asked], parts: Sequence[Part] = EVERY, *, by_district: bool = False
) -> dict[str, Vector]:
    """Distinct people with a question in each part, in each community or district."""
    people: defaultdict[str, list[set[int]]] = defaultdict(lambda: [set() for _ in parts])
    for each in questions:
        place = people[each.district if by_district else each.leaf]
        for position, belongs in enumerate(parts):
            if belongs(each):
                place[position].add(each.asker)
    return {leaf: tuple(len(part) for part in each) for leaf, each in people.items()}


def times(
    questions: Iterable[Asked], parts: Sequence[Part] = EVERY, *, by_district: bool = False
) -> dict[str, Vector]:
    """How many questions there are in each part, in each community or district."""
    counted: defaultdict[str, list[int]] = defaultdict(lambda: [0] * len(parts))
    for each in questions:
        place = counted[each.district if by_district else each.leaf]
        for position, belongs in enumerate(parts):
            place[position] += belongs(each)
    return {leaf: tuple(each) for leaf, each in counted.items()}


def typical_time(questions: Iterable[Asked]) -> timedelta | None:
    """The median time to an answer; None with fewer than ten answers or five askers."""
    answered = [each for each in questions if each.took is not None]
    if len(answered) < FEWEST_FOR_A_TYPICAL_TIME:
        return None
    if len({each.asker for each in answered}) < LEAST:
        return None
    return timedelta(seconds=median(each.took.total_seconds() for each in answered if each.took))
