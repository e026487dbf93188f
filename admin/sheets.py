"""Demand as tables of cells: the page, the CSV and the XLSX show these and nothing else (C31)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from admin import words
from bot.articles import service as articles
from bot.insights.service import Demand, Figure, Row
from bot.language.letters import without_marks
from bot.language.speech import Speech

Name = Callable[[str], str]
"""From a place's code to what it is called."""

BAR_STEPS = 20
NAME, PEOPLE, ASKED, TIME, IN_TIME, HELPED = "name", "people", "asked", "time", "in_time", "helped"
BY_TOPIC = "topic."


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell. ``value`` is None for a withheld figure; ``bar``: 0 to 20."""

    text: str
    value: str | int | float | None = None
    withheld: bool = False
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    head: str
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a sheet; ``place`` is its code, and empty for the total."""

    place: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with its caption, which says what, whom and when."""

    key: str
    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    total: Line | None


@dataclass(frozen=True, slots=True)
class Key:
    """A figure of the whole view. ``least``: the number, when it is a lower bound.

    ``of_questions``: it tells what became of the questions that were asked in the period.
    """

    name: str
    cell: Cell
    least: str = ""
    of_questions: bool = False


def sentence(found: Demand, name: Name, speech: Speech) -> str:
    """The filters in words; it goes with the figures into print and export."""
    view = found.view
    parts = [name(view.place), words.period(view.period, speech)]
    if view.language is not None:
        parts.append(
            speech.gettext("language: {language}").format(
                language=words.language(view.language, speech)
            )
        )
    if view.topic is not None:
        parts.append(speech.gettext("topic: {topic}").format(topic=topic_name(view.topic, speech)))
    return " · ".join(parts)


def topic_name(topic: str, speech: Speech) -> str:
    return articles.topic_name(topic, speech.language)


def key_figures(found: Demand, speech: Speech) -> list[Key]:
    """What stands above the tables; what a filter does not allow is left out."""
    _ = speech.gettext
    total = found.total
    keys = [
        _counted(_("People"), total.people, speech),
        _counted(_("Articles read"), found.reads, speech),
    ]
    if not found.view.is_filtered:
        keys += [
            _counted(_("Searches"), found.searches, speech),
            _counted(_("Searches without result"), found.failed, speech),
        ]
    keys.append(_counted(_("Questions asked"), total.asked, speech, of_questions=True))
    if not found.view.is_filtered:
        keys += [
            _counted(_("Answered"), found.answered, speech, of_questions=True),
            _counted(_("Awaiting an answer"), found.waiting, speech, of_questions=True),
            _counted(_("Late"), found.late, speech, of_questions=True),
            Key(_("Typical time to an answer"), _time(total.typical, speech), of_questions=True),
            Key(_("Answered in time"), _percent(total.in_time, speech), of_questions=True),
            Key(_("Answers that helped"), _percent(total.helped, speech), of_questions=True),
        ]
    return keys


def of_questions(speech: Speech) -> str:
    """Above the figures of questions, which are not those of all that wait today."""
    return speech.gettext("Questions asked in this period, as they stand today")


def topics_sheet(found: Demand, name: Name, speech: Speech) -> Sheet:
    """Communities × topics: how many people asked about it there."""
    _ = speech.gettext
    # Under a filter by topic the people are those who asked about it: one column is enough.
    topics = found.topics if found.view.topic is None else ()
    columns = (
        Column(NAME, _("District") if found.by_district else _("Community"), is_number=False),
        Column(PEOPLE, _("All people") if topics else _("People")),
        *(Column(BY_TOPIC + topic, topic_name(topic, speech)) for topic in topics),
    )
    highest = {
        column: max((each.value or 0 for each in figures), default=0)
        for column, figures in _by_column(found)
    }

    def line(row: Row, label: str, place: str) -> Line:
        figures = {PEOPLE: row.people} | {BY_TOPIC + each: row.topics[each] for each in topics}
        counts = (
            count_cell(figure, speech, highest[key] if place else 0)
            for key, figure in figures.items()
        )
        return Line(place, (_name(label), *counts))

    return Sheet(
        "topics",
        _("What people ask about: number of people · {view}").format(
            view=sentence(found, name, speech)
        ),
        columns,
        tuple(line(row, name(row.place), row.place) for row in found.rows),
        line(found.total, _("Everything together"), ""),
    )


def answers_sheet(found: Demand, name: Name, speech: Speech) -> Sheet | None:
    """Communities × what became of questions; None under a filter, which leaves too few."""
    if found.view.is_filtered:
        return None
    _ = speech.gettext

    def line(row: Row, label: str, place: str) -> Line:
        return Line(
            place,
            (
                _name(label),
                count_cell(row.asked, speech),
                _time(row.typical, speech),
                _percent(row.in_time, speech),
                _percent(row.helped, speech),
            ),
        )

    return Sheet(
        "answers",
        _("Questions to a person and their answers · {view}").format(
            view=sentence(found, name, speech)
        ),
        (
            Column(NAME, _("Community"), is_number=False),
            Column(ASKED, _("Questions asked")),
            Column(TIME, _("Typical time to an answer")),
            Column(IN_TIME, _("Answered in time")),
            Column(HELPED, _("Answers that helped")),
        ),
        tuple(line(row, name(row.place), row.place) for row in found.rows),
        line(found.total, _("Everything together"), ""),
    )


def weeks_sheet(found: Demand, name: Name, speech: Speech) -> Sheet:
    """People in each of the closed weeks up to the period."""
    _ = speech.gettext
    lines = (
        Line("", (_name(words.period(each.period, speech)), count_cell(each.people, speech)))
        for each in found.weeks
    )
    last = speech.date(found.weeks[-1].period.last)
    return Sheet(
        "weeks",
        _("People by week, to {day} · {place}").format(day=last, place=name(found.view.place)),
        (Column(NAME, _("Week"), is_number=False), Column(PEOPLE, _("People"))),
        tuple(lines),
        None,
    )


def ordered(sheet: Sheet, by: str, *, rising: bool) -> Sheet:
    """By one of the sheet's own columns, else as it was (C11); withheld cells last, by name."""
    keys = [column.key for column in sheet.columns]
    if by not in keys:
        return sheet
    position = keys.index(by)
    told = [each for each in sheet.lines if not each.cells[position].withheld]
    rest = [each for each in sheet.lines if each.cells[position].withheld]
    told.sort(key=lambda each: each.cells[0].text.casefold())
    told.sort(key=lambda each: _sortable(each.cells[position]), reverse=not rising)
    rest.sort(key=lambda each: each.cells[0].text.casefold())
    return Sheet(sheet.key, sheet.caption, sheet.columns, (*told, *rest), sheet.total)


def notes(found: Demand, speech: Speech) -> list[str]:
    """What a reader has to know beside the figures; in every export too."""
    _ = speech.gettext
    told = [
        _("Figures count distinct people; with fewer than 5 people a figure is withheld."),
        _("A total is withheld too where a withheld figure would follow from it."),
    ]
    if found.withheld_rows:
        left = speech.ngettext(
            "{count} more place has no figure that can be shown.",
            "{count} more places have no figure that can be shown.",
            found.withheld_rows,
        )
        told.append(left.format(count=speech.count(found.withheld_rows)))
    if found.withheld_topics:
        left = speech.ngettext(
            "{count} more topic has no figure that can be shown.",
            "{count} more topics have no figure that can be shown.",
            found.withheld_topics,
        )
        told.append(left.format(count=speech.count(found.withheld_topics)))
    if found.is_sample:
        told.append(_("Sample data: these people do not exist."))
    return told


def counting(speech: Speech) -> list[str]:
    """How it is counted, in words."""
    _ = speech.gettext
    return [
        _("Asking about a topic: reading its article, finding it by a search, or asking a person."),
        _("Everybody counts once in a period, in one community and one language."),
        _("At the turn of a quarter somebody may count twice: nobody can be followed over it."),
        _("Urgent topics and the language of readers have no figures below a district."),
        _("A time is typical with 10 answers or more: half of the answers came sooner."),
        _("A percentage is shown when there are 5 people or more on either side of it."),
        _("Weeks and months are those of Bishkek, and only closed ones are shown."),
    ]


def _by_column(found: Demand) -> Iterable[tuple[str, Sequence[Figure]]]:
    yield PEOPLE, [row.people for row in found.rows]
    for topic in found.topics:
        yield BY_TOPIC + topic, [row.topics[topic] for row in found.rows]


def _sortable(cell: Cell) -> tuple[float, str]:
    if isinstance(cell.value, str):
        return (0.0, cell.value.casefold())
    return (float(cell.value or 0), "")


def _name(text: str) -> Cell:
    plain = without_marks(text)
    return Cell(plain, plain)


def count_cell(figure: Figure, speech: Speech, highest: int = 0) -> Cell:
    text = words.number(figure, speech)
    if figure.value is None:
        return Cell(text, withheld=True)
    bar = round(BAR_STEPS * figure.value / highest) if highest else None
    # A lower bound is no number to calculate with: it stays a text in exports.
    return Cell(text, text if figure.at_least else figure.value, bar=bar)


def _counted(name: str, figure: Figure, speech: Speech, *, of_questions: bool = False) -> Key:
    least = speech.count(figure.value) if figure.at_least and figure.value is not None else ""
    return Key(name, count_cell(figure, speech), least, of_questions)


def _percent(figure: Figure, speech: Speech) -> Cell:
    text = words.percent(figure, speech)
    return Cell(text, figure.value, withheld=figure.value is None)


def _time(time: timedelta | None, speech: Speech) -> Cell:
    text = words.duration(time, speech)
    if time is None:
        return Cell(text, withheld=True)
    return Cell(text, round(time / words.AN_HOUR, 1))
