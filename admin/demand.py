"""The opening page: what people ask about, and where. Filters live in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from admin import exports, sheets, words
from admin.charts import Bar, Chart
from admin.visits import Visit
from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import Demand, View
from bot.places import service as places
from bot.places.service import Level, Right

A_PAGE = 50
INDENT = "\u2003"
_LARGE = frozenset({Level.COUNTRY, Level.OBLAST})


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


def show(visit: Visit) -> Response:
    asked = visit.request.query_params
    view = view_of(visit, asked)
    found = insights.demand(
        visit.session, visit.person, view, with_sample=visit.with_sample, now=visit.now
    )
    made = Tables(visit, found, asked)
    return visit.page(
        "demand.html",
        found=found,
        tables=made,
        choices=_choices(visit, view),
        address=_address(view),
        may_export=_may_export(visit, view.place),
        chart=_chart(visit, found),
        counting=sheets.counting(visit.speech),
        today=visit.speech.date(visit.now.date()),
    )


def export(visit: Visit) -> Response:
    """The view as a file; each one is noted, and there are only so many an hour (A4)."""
    view = view_of(visit, visit.form)
    places.place_for(visit.session, visit.person, view.place, Right.EXPORT)
    if exports.too_many(visit.session, visit.person, now=visit.now):
        return visit.page("too_many_exports.html", status=429)
    found = insights.demand(
        visit.session, visit.person, view, with_sample=visit.with_sample, now=visit.now
    )
    exports.note(visit.session, visit.person, view, now=visit.now)
    return exports.file_of(
        visit.form.get("format", ""),
        Tables(visit, found, visit.form),
        view,
        visit.speech,
        on=visit.now.date(),
    )


class Tables:
    """Everything that a view shows, in the order that was asked for."""

    def __init__(self, visit: Visit, found: Demand, asked: Mapping[str, str]) -> None:
        speech, name = visit.speech, visit.place_name
        self.by = asked.get("sort", "")
        self.rising = asked.get("order") == "rising"
        self.sentence = sheets.sentence(found, name, speech)
        self.keys = sheets.key_figures(found, speech)
        self.of_questions = "" if found.view.is_filtered else sheets.of_questions(speech)
        self.topics = self._ordered(sheets.topics_sheet(found, name, speech))
        answers = sheets.answers_sheet(found, name, speech)
        self.answers = None if answers is None else self._ordered(answers)
        self.weeks = sheets.weeks_sheet(found, name, speech)
        self.notes = sheets.notes(found, speech)

    def every(self) -> Iterator[sheets.Sheet]:
        yield self.topics
        if self.answers is not None:
            yield self.answers
        yield self.weeks

    def _ordered(self, sheet: sheets.Sheet) -> sheets.Sheet:
        return sheets.ordered(sheet, self.by, rising=self.rising)


def view_of(visit: Visit, asked: Mapping[str, str]) -> View:
    """The view that an address means. Raises NotFound for what is not offered to this reader.

    A filter that another place does not have is dropped, so that changing the place leads on.
    """
    tops = visit.areas(Right.SEE_DEMAND)
    code = asked.get("place") or tops[0]
    place = places.place_for(visit.session, visit.person, code, Right.SEE_DEMAND)
    period = asked.get("period")
    when = insights.period_named(period, visit.now) if period else insights.offered(visit.now)[0]
    language = _offered(asked.get("language"), insights.languages_for(visit.session, place.code))
    topic = _offered(asked.get("topic"), insights.topics_for(visit.session, place.code))
    return View(place.code, when, language, topic)


def _offered(wanted: str | None, offered: tuple[str, ...]) -> str | None:
    return wanted if wanted in offered else None


def _choices(visit: Visit, view: View) -> dict[str, list[Choice]]:
    speech = visit.speech
    _ = speech.gettext
    languages = insights.languages_for(visit.session, view.place)
    topics = insights.topics_for(visit.session, view.place)
    return {
        "place": list(_places(visit, view.place)),
        "period": [
            Choice(each.code, words.period(each, speech), each == view.period)
            for each in insights.offered(visit.now)
        ],
        "language": [
            Choice("", _("all languages"), view.language is None),
            *(
                Choice(each, words.language(each, speech), each == view.language)
                for each in languages
            ),
        ],
        "topic": [
            Choice("", _("all topics"), view.topic is None),
            *(Choice(each, sheets.topic_name(each, speech), each == view.topic) for each in topics),
        ],
    }


def _places(visit: Visit, chosen: str) -> Iterator[Choice]:
    """The reader's areas down to districts, and the communities of the district that is shown."""
    known = places.gazetteer(visit.session)
    way = known.lineage(chosen)

    def unfolded(code: str, depth: int) -> Iterator[Choice]:
        yield Choice(code, INDENT * depth + visit.place_name(code), code == chosen)
        if code not in way and known.place(code).level not in _LARGE:
            return
        inside = [
            each.code
            for each in known.children(code)
            if each.level is not Level.VILLAGE and each.merged_into is None
        ]
        for each in sorted(inside, key=lambda code: visit.place_name(code).casefold()):
            yield from unfolded(each, depth + 1)

    for top in visit.areas(Right.SEE_DEMAND):
        yield from unfolded(top, 0)


def _chart(visit: Visit, found: Demand) -> Chart:
    speech = visit.speech
    bars = [
        Bar(
            speech.short_day(week.period.first),
            week.people.value,
            words.number(week.people, speech),
            f"≥{speech.count(week.people.value or 0)}" if week.people.at_least else "",
        )
        for week in found.weeks
    ]
    return Chart(sheets.weeks_sheet(found, visit.place_name, speech).caption, bars)


def _address(view: View) -> dict[str, str]:
    """The filters as an address carries them, so that a view can be sent as a link."""
    return {
        "place": view.place,
        "period": view.period.code,
        "language": view.language or "",
        "topic": view.topic or "",
    }


def _may_export(visit: Visit, place: str) -> bool:
    try:
        places.place_for(visit.session, visit.person, place, Right.EXPORT)
    except NotFound:
        return False
    return True
