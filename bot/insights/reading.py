"""Everything that a view counts, each count decided for the whole country at once.

So it does not matter who looks, or where from: what is withheld is withheld in every view.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.insights import asking
from bot.insights.activity import (
    LANGUAGES,
    Done,
    active,
    asked_about,
    divided,
    everything,
    together,
)
from bot.insights.areas import Areas, areas
from bot.insights.asking import Asked
from bot.insights.counted import WITHHELD, Counted, Figure, by_district, counted, split
from bot.insights.periods import Period, weeks_to
from bot.insights.views import View, urgent_topics
from bot.insights.withholding import Vector
from bot.places import service as places


@dataclass(frozen=True, slots=True)
class Week:
    period: Period
    people: Figure


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of questions; each pair divides them in two."""

    answered: tuple[Counted, Counted]  # and waiting
    in_time: tuple[Counted, Counted]  # and late
    helped: tuple[Counted, Counted]  # and did not help


class Reading:
    """All counts of one view."""

    def __init__(self, session: Session, view: View, *, with_sample: bool, now: datetime) -> None:
        self.session = session
        self.view = view
        self.with_sample = with_sample
        self.areas: Areas = areas(places.gazetteer(session))
        self.urgent = urgent_topics()
        self.by_district = view.language is not None or view.topic in self.urgent
        self.done = everything(
            session, view.period, self.areas, topic=view.topic, with_sample=with_sample
        )
        self.about = asked_about(session, view.period, self.areas, with_sample=with_sample)
        self.questions: list[Asked] = asking.asked(
            session, view.period, self.areas, with_sample=with_sample, now=now
        )
        if view.topic is not None:
            self.questions = [each for each in self.questions if each.topic == view.topic]
        self._questions_by_leaf: defaultdict[str, list[Asked]] = defaultdict(list)
        for each in self.questions:
            self._questions_by_leaf[each.leaf].append(each)

    def places(self) -> tuple[str, ...]:
        """The communities of the view or, where there is no figure for these, its districts."""
        tree = self.areas.districts if self.by_district else self.areas.communities
        return tuple(tree.leaves(self.view.place))

    def people(self) -> Counted:
        topic = self.view.topic
        if topic is not None:
            return self._people_of(self.about.get(topic, Done()), urgent=topic in self.urgent)
        return self._people_of(self.done.active)

    def topics(self) -> dict[str, Counted]:
        """Of each topic that may have a figure here, who asked about it."""
        wanted = self.view.topic
        below = not self.areas.reaches_districts(self.view.place)
        return {
            topic: self._people_of(done, urgent=topic in self.urgent)
            for topic, done in self.about.items()
            if (wanted is None or topic == wanted) and not (below and topic in self.urgent)
        }

    def reads(self) -> Counted:
        topic = self.view.topic
        return self._times_of(self.done.reads, urgent=topic in self.urgent)

    def searches(self) -> tuple[Figure, Figure]:
        """All of them, and those that found nothing; not under a filter."""
        if self.view.is_filtered:
            return WITHHELD, WITHHELD
        done = self.done
        whole = self._times_of(done.searches)
        people = _beside(together(done.found.people), together(done.failed.people))
        times = _beside(together(done.found.times), together(done.failed.times))
        _, failed = split(whole, self.areas.communities, people, times, parts=2)
        return whole.of(self.view.place), failed.of(self.view.place)

    def asked(self) -> Counted:
        """Questions to a person."""
        urgent = self.view.topic in self.urgent
        tree = self.areas.districts if urgent else self.areas.questions
        people = asking.askers(self.questions, by_district=urgent)
        whole = counted(tree, people, asking.times(self.questions, by_district=urgent))
        if self.view.language is None:
            return whole
        parts = asking.BY_LANGUAGE
        people = asking.askers(self.questions, parts, by_district=True)
        times = asking.times(self.questions, parts, by_district=True)
        return self._in_the_language(whole, people, times)

    def outcomes(self) -> Outcomes | None:
        """None under a filter: too few would be left in each part."""
        if self.view.is_filtered:
            return None
        return Outcomes(
            self._halves(asking.ANSWERED),
            self._halves(asking.IN_TIME),
            self._halves(asking.HELPED),
        )

    def typical_time(self, place: str) -> timedelta | None:
        by_leaf = self._questions_by_leaf
        leaves = self.areas.questions.leaves(place)
        return asking.typical_time(each for leaf in leaves for each in by_leaf.get(leaf, ()))

    def weeks(self) -> tuple[Week, ...]:
        weeks = weeks_to(self.view.period.last)
        topic = self.view.topic
        every = active(self.session, weeks, self.areas, topic=topic, with_sample=self.with_sample)
        counts = (self._people_of(done, urgent=topic in self.urgent) for done in every)
        figures = (each.of(self.view.place) for each in counts)
        return tuple(Week(week, people) for week, people in zip(weeks, figures, strict=True))

    # --- each decided for the whole country ---------------------------------------------------

    def _people_of(self, done: Done, *, urgent: bool = False) -> Counted:
        return self._counted(done.people, done.people, urgent=urgent)

    def _times_of(self, done: Done, *, urgent: bool = False) -> Counted:
        return self._counted(done.people, done.times, urgent=urgent)

    def _counted(
        self, people: dict[str, list[int]], times: dict[str, list[int]], *, urgent: bool
    ) -> Counted:
        whole_people, whole_times = together(people), together(times)
        if urgent:
            whole_people = by_district(whole_people, self.areas)
            whole_times = by_district(whole_times, self.areas)
        tree = self.areas.districts if urgent else self.areas.communities
        whole = counted(tree, whole_people, whole_times)
        if self.view.language is None:
            return whole
        parts = by_district(divided(people), self.areas)
        return self._in_the_language(whole, parts, by_district(divided(times), self.areas))

    def _in_the_language(
        self, whole: Counted, people: Mapping[str, Vector], times: Mapping[str, Vector]
    ) -> Counted:
        parts = split(whole, self.areas.districts, people, times, parts=len(LANGUAGES))
        return parts[LANGUAGES.index(self.view.language or "")]

    def _halves(self, parts: asking.Halves) -> tuple[Counted, Counted]:
        tree = self.areas.questions
        whole = counted(tree, asking.askers(self.questions))
        people = asking.askers(self.questions, parts)
        one, other = split(whole, tree, people, asking.times(self.questions, parts), parts=2)
        return one, other


def _beside(first: Mapping[str, Vector], other: Mapping[str, Vector]) -> dict[str, Vector]:
    return {code: (*first.get(code, (0,)), *other.get(code, (0,))) for code in {*first, *other}}
