"""Demand: what people of each community ask about, and whether they get an answer.

One object holds all that is shown of it, so that page, chart, CSV and XLSX cannot differ (C31).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.insights.counted import WITHHELD, Figure, share
from bot.insights.reading import Reading, Week
from bot.insights.views import View, languages_for, topics_for
from bot.people.service import Person
from bot.places import service as places
from bot.places.service import Right

ROWS_WITH_NOTHING = 50
"""A view of at most so many communities shows those too in which every figure is withheld."""


@dataclass(frozen=True, slots=True)
class Row:
    """One community (or district), or all of them together."""

    place: str
    people: Figure
    topics: Mapping[str, Figure]
    asked: Figure
    typical: timedelta | None
    in_time: Figure  # percent
    helped: Figure  # percent

    @property
    def is_withheld(self) -> bool:
        figures = (self.people, self.asked, self.in_time, self.helped, *self.topics.values())
        return self.typical is None and all(each.value is None for each in figures)


@dataclass(frozen=True, slots=True)
class Demand:
    """A view as it may be shown. ``topics``: ids, most asked first; ``rows``: most people first.

    ``by_district``: the rows are districts, since what was chosen has no figure below (C33).
    ``withheld_rows``, ``withheld_topics``: how many were left out, having nothing to show.
    What became of questions is told only without a filter.
    """

    view: View
    topics: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Row
    reads: Figure
    searches: Figure
    failed: Figure
    answered: Figure
    waiting: Figure
    late: Figure
    weeks: tuple[Week, ...]
    withheld_rows: int
    withheld_topics: int
    by_district: bool
    is_sample: bool


def demand(
    session: Session, actor: Person, view: View, *, with_sample: bool, now: datetime
) -> Demand:
    """The figures of a view. Raises NotFound for a place where the actor may not see them, or for
    a filter that the place does not have."""
    place = places.place_for(session, actor, view.place, Right.SEE_DEMAND)
    view = replace(view, place=place.code)
    if view.language is not None and view.language not in languages_for(session, place.code):
        raise NotFound(view.language)
    if view.topic is not None and view.topic not in topics_for(session, place.code):
        raise NotFound(view.topic)
    return _made(Reading(session, view, with_sample=with_sample, now=now))


def _made(reading: Reading) -> Demand:
    view = reading.view
    by_topic, asked, outcomes = reading.topics(), reading.asked(), reading.outcomes()
    people = reading.people()

    def row(place: str) -> Row:
        return Row(
            place=place,
            people=people.of(place),
            topics={topic: each.of(place) for topic, each in by_topic.items()},
            asked=asked.of(place),
            typical=reading.typical_time(place) if outcomes else None,
            in_time=share(*outcomes.in_time, place) if outcomes else WITHHELD,
            helped=share(*outcomes.helped, place) if outcomes else WITHHELD,
        )

    total, every = row(view.place), [row(each) for each in reading.places()]
    shown = [each for each in every if not each.is_withheld]
    rows = every if len(every) <= ROWS_WITH_NOTHING else shown
    topics = [topic for topic in by_topic if any(row.topics[topic].value for row in (total, *rows))]
    searches, failed = reading.searches()
    return Demand(
        view=view,
        topics=tuple(sorted(topics, key=lambda each: (-(total.topics[each].value or 0), each))),
        rows=tuple(sorted(rows, key=lambda each: (-(each.people.value or 0), each.place))),
        total=total,
        reads=reading.reads().of(view.place),
        searches=searches,
        failed=failed,
        answered=outcomes.answered[0].of(view.place) if outcomes else WITHHELD,
        waiting=outcomes.answered[1].of(view.place) if outcomes else WITHHELD,
        late=outcomes.in_time[1].of(view.place) if outcomes else WITHHELD,
        weeks=reading.weeks(),
        withheld_rows=len(every) - len(rows),
        withheld_topics=len(by_topic) - len(topics),
        by_district=reading.by_district,
        is_sample=reading.with_sample,
    )
