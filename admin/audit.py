"""The log of what staff did: ids and verbs, newest first."""

from __future__ import annotations

from starlette.responses import Response

from admin import staff, subjects, words
from admin.visits import Visit
from bot.audit import service as audit
from bot.language.dates import BISHKEK
from bot.places import service as places
from bot.places.service import COUNTRY, Right

A_PAGE = 50
LAST_PAGE = 1000


def show(visit: Visit) -> Response:
    tops = visit.areas(Right.SEE_LOG)
    asked = visit.request.query_params.get("page", "1")
    page = min(max(int(asked) if asked.isdecimal() else 1, 1), LAST_PAGE)
    found = audit.entries(
        visit.session,
        places=None if tops == [COUNTRY] else tops,
        limit=A_PAGE + 1,
        offset=(page - 1) * A_PAGE,
    )
    known = places.gazetteer(visit.session)
    return visit.page(
        "log.html",
        rows=[
            {
                "at": visit.speech.desk_moment(each.at),
                "year": each.at.astimezone(BISHKEK).year,
                "who": staff.number_of(each.actor_id) if each.actor_id else "",
                "verb": words.verb(each.verb, visit.speech),
                "subject": subjects.told(each.subject, visit.speech, now=visit.now),
                "place": visit.place_name(each.place) if each.place and each.place in known else "",
            }
            for each in found[:A_PAGE]
        ],
        page=page,
        has_more=len(found) > A_PAGE,
        may_see_questions=visit.may(Right.SEE_QUESTIONS),
        may_see_system=places.where_may(visit.session, visit.person, Right.ADMINISTER) is None,
    )
