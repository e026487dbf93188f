"""Questions from above: which wait, which are late, and whose office has them; no asker, no text.

A text is opened for a reason that is chosen before and goes into the log (A4).
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from admin import words
from admin.visits import Visit
from bot.articles import service as articles
from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import Listed, Reason, State
from bot.places import service as places
from bot.places.service import Right
from bot.questions import service as questions


def show(visit: Visit) -> Response:
    asked = visit.request.query_params
    visit.need(Right.SEE_QUESTIONS)
    place = asked.get("place") or None
    state = State(asked["state"]) if asked.get("state") in list(State) else None
    page = int(asked["page"]) if asked.get("page", "").isdecimal() else 1
    found = insights.listed(
        visit.session,
        visit.person,
        place=place,
        state=state,
        page=min(page, 10_000),
        with_sample=visit.with_sample,
        now=visit.now,
    )
    return visit.page(
        "questions.html",
        found=found,
        rows=[_told(visit, each) for each in found.rows],
        states=[(each.value, words.state(each, visit.speech)) for each in State],
        state=state.value if state else "",
        areas=_areas(visit),
        place=place or "",
    )


def one(visit: Visit) -> Response:
    number = _number(visit)
    listed = insights.one(
        visit.session, visit.person, number, with_sample=visit.with_sample, now=visit.now
    )
    return _page(visit, listed)


def read(visit: Visit) -> Response:
    """Show the text, once a reason was given; the answer to this form only, and never by GET."""
    number = _number(visit)
    given = visit.form.get("reason", "")
    listed = insights.one(
        visit.session, visit.person, number, with_sample=visit.with_sample, now=visit.now
    )
    if given not in list(Reason):
        return _page(visit, listed, problem=True)
    parts = insights.read_text(
        visit.session,
        visit.person,
        number,
        Reason(given),
        with_sample=visit.with_sample,
        now=visit.now,
    )
    return _page(visit, listed, parts=parts, files=sum(each.file_id is not None for each in parts))


def _page(visit: Visit, listed: Listed, **values: Any) -> Response:
    may_read = insights.may_read_text(
        visit.session, visit.person, listed.number, with_sample=visit.with_sample
    )
    given: dict[str, Any] = {"parts": None, "files": 0, "problem": False}
    return visit.page(
        "question.html",
        row=_told(visit, listed),
        may_read=may_read,
        reasons=[(each.value, words.reason(each, visit.speech)) for each in Reason],
        asker_side=questions.Side.ASKER,
        **(given | values),
    )


def _told(visit: Visit, listed: Listed) -> dict[str, object]:
    speech = visit.speech
    _ = speech.gettext
    return {
        "number": listed.number,
        "state": listed.state.value,
        "state_name": words.state(listed.state, speech),
        "urgent": listed.urgent,
        "topic": articles.topic_name(listed.topic, speech.language) if listed.topic else "",
        "language": speech.language_name(listed.language),
        "office": questions.name_of(visit.session, listed.office, listed.office_role, speech),
        "asked": speech.day(listed.asked_on) if listed.asked_on else "",
        "due": speech.desk_moment(listed.due_at) if listed.due_at else "",
        "answered": speech.day(listed.answered_on) if listed.answered_on else "",
    }


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """The reader's areas and what lies right in them."""
    found = []
    for top in visit.areas(Right.SEE_QUESTIONS):
        inside = places.children(visit.session, top, set(places.Level) - {places.Level.VILLAGE})
        found.append((top, visit.place_name(top)))
        named = [(each.code, visit.place_name(each.code)) for each in inside]
        found += sorted(named, key=lambda each: each[1].casefold())
    return found


def _number(visit: Visit) -> int:
    """Raises NotFound for anything that is no number."""
    text = visit.request.path_params["number"]
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise NotFound(text)
    return int(text)
