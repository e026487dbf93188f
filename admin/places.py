"""Places and staff: where nobody answers, who holds a post (by number only), invitations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.responses import Response

from admin import staff, words
from admin.visits import Visit
from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import HeadCount
from bot.language.dates import BISHKEK
from bot.people import sign_in
from bot.places import service as places
from bot.places.authority import may_appoint
from bot.places.invitations import PAYLOAD as INVITATION
from bot.places.posters import PAYLOAD as POSTER
from bot.places.rights import fits
from bot.places.service import (
    Place,
    Post,
    PostState,
    Right,
    Role,
    RoleDoesNotFit,
    TooManyInvitations,
)

HIGHEST_ID = 2**63


class Why(StrEnum):
    """Why a post is suspended; kept in the log, so none of them tells anything private."""

    LEFT_THE_POST = "left_the_post"
    PHONE_LOST = "phone_lost"
    COMPLAINT = "complaint"
    NOT_ANSWERING = "not_answering"


@dataclass(frozen=True, slots=True)
class Inside:
    """A place in the list of those right below another."""

    code: str
    name: str
    people: str
    communities: int
    vacant: int
    is_community: bool


def show(visit: Visit) -> Response:
    return _page(visit, _place(visit, visit.request.query_params.get("place")))


def invite(visit: Visit) -> Response:
    """Make an invitation; its link is shown in this answer and never again."""
    place = _place(visit, visit.form.get("place"))
    wanted = visit.form.get("role", "")
    if wanted not in list(Role):
        raise NotFound(wanted)
    role = Role(wanted)
    try:
        code = places.make(visit.session, visit.person, place.code, role, now=visit.now)
    except RoleDoesNotFit as error:
        raise NotFound(wanted) from error
    except TooManyInvitations:
        return _page(visit, place, problem="too_many")
    return _page(
        visit,
        place,
        made={
            "role": words.role(role, visit.speech),
            "link": staff.bot_link(visit, INVITATION + code),
            "code": INVITATION + code,
        },
    )


def confirm(visit: Visit) -> Response:
    """Give the post to who said this code on the phone; a wrong one spends the invitation."""
    number = _id(visit.form.get("invitation", ""))
    said = visit.form.get("code", "")
    post = places.confirm(visit.session, visit.person, number, said, now=visit.now)
    if post is None:
        return _page(visit, _place(visit, None), problem="wrong_code")
    staff.welcome(visit, post)
    return visit.redirect(f"/places?place={post.place}")


def refuse(visit: Visit) -> Response:
    number = _id(visit.form.get("invitation", ""))
    places.refuse(visit.session, visit.person, number, now=visit.now)
    return visit.redirect("/places")


def suspend(visit: Visit) -> Response:
    """Close a post at once: desk, console and invitations with it."""
    why = visit.form.get("why", "")
    if why not in list(Why):
        number = _id(visit.form.get("post", ""))
        post = places.post_for(visit.session, visit.person, number)
        return _page(visit, _place(visit, post.place), problem="no_reason")
    post = places.suspend(
        visit.session, visit.person, _id(visit.form.get("post", "")), now=visit.now
    )
    sign_in.end_all(visit.session, post.person_id)
    staff.note_why(visit, post, why)
    staff.rehome(visit, post)
    return visit.redirect(f"/places?place={post.place}")


def resume(visit: Visit) -> Response:
    post = places.resume(
        visit.session, visit.person, _id(visit.form.get("post", "")), now=visit.now
    )
    return visit.redirect(f"/places?place={post.place}")


# --- the page ---------------------------------------------------------------------------------


def _page(
    visit: Visit, place: Place, *, made: dict[str, str] | None = None, problem: str = ""
) -> Response:
    posts = places.staff(visit.session, visit.person, place.code)
    here = [each for each in posts if places.resolve(visit.session, each.place).code == place.code]
    count = insights.head_count(
        visit.session, visit.person, with_sample=visit.with_sample, now=visit.now
    )
    inside = _inside(visit, place, posts, count)
    return visit.page(
        "places.html",
        place=place,
        name=places.name(place, visit.speech.language, full=True),
        above=_above(visit, place),
        inside=inside,
        has_areas=any(each.people for each in inside),
        counted_on=visit.speech.date(count.on) if count else "",
        roles=_roles(visit, place, here),
        poster=staff.bot_link(visit, POSTER + places.poster_code(place))
        if place.is_community
        else "",
        pending=[
            {
                "id": each.invitation_id,
                "role": words.role(each.role, visit.speech),
                "place": visit.place_name(each.place),
                "codes": each.codes,
                "until": visit.speech.desk_moment(each.expires_at),
            }
            for each in places.pending(visit.session, visit.person, now=visit.now)
        ],
        whys=[(each.value, staff.why_name(each.value, visit.speech)) for each in Why],
        made=made,
        problem=problem,
    )


def _place(visit: Visit, code: str | None) -> Place:
    """The place that is asked for, or the reader's own. Raises NotFound."""
    wanted = code or visit.areas(Right.INVITE)[0]
    place = places.place_for(visit.session, visit.person, wanted, Right.INVITE)
    if place.level is places.Level.VILLAGE:
        raise NotFound(wanted)
    return places.resolve(visit.session, place.code)


def _above(visit: Visit, place: Place) -> list[tuple[str, str]]:
    """The way up to the reader's own area, the largest first."""
    area = visit.need(Right.INVITE)
    chain = [
        each
        for each in places.ancestors(visit.session, place.code)
        if area is None or each.code in area
    ]
    return [(each.code, visit.place_name(each.code)) for each in reversed(chain)]


def _inside(
    visit: Visit, place: Place, posts: Sequence[Post], count: HeadCount | None
) -> list[Inside]:
    """What lies right below, where most communities have nobody first."""
    held = {
        places.resolve(visit.session, post.place).code
        for post in posts
        if post.role is Role.FOCAL_POINT and post.state is PostState.ACTIVE
    }
    known = places.gazetteer(visit.session)
    found = []
    for each in known.children(place.code):
        if each.level is places.Level.VILLAGE or each.merged_into is not None:
            continue
        communities = [
            code
            for code in known.inside(each.code)
            if known.place(code).is_community and known.place(code).merged_into is None
        ]
        people = count.of(each.code) if count and not _is_below_district(visit, each) else None
        found.append(
            Inside(
                code=each.code,
                name=visit.place_name(each.code),
                people=words.number(people, visit.speech) if people else "",
                communities=len(communities),
                vacant=sum(code not in held for code in communities),
                is_community=each.is_community,
            )
        )
    found.sort(key=lambda each: (-each.vacant, each.name.casefold()))
    return found


def _is_below_district(visit: Visit, place: Place) -> bool:
    return not insights.languages_for(visit.session, place.code)


def _roles(visit: Visit, place: Place, posts: Sequence[Post]) -> list[dict[str, Any]]:
    """The posts that there are in this place: how many hold each, and what can be done."""
    by_role: defaultdict[Role, list[Post]] = defaultdict(list)
    for post in posts:
        by_role[post.role].append(post)
    found: list[dict[str, Any]] = []
    for role in Role:
        if not fits(role, place.level):
            continue
        may = may_appoint(visit.session, visit.person.id, role, place.code)
        states = Counter(post.state for post in by_role[role])
        found.append(
            {
                "role": role.value,
                "name": words.role(role, visit.speech),
                "active": states[PostState.ACTIVE],
                "may_invite": may,
                "posts": [
                    {
                        "id": post.id,
                        "who": staff.number_of(post.person_id),
                        "since": visit.speech.date(post.since.astimezone(BISHKEK).date()),
                        "state": words.post_state(post.state, visit.speech),
                        "is_active": post.state is PostState.ACTIVE,
                        "may_change": may and post.person_id != visit.person.id,
                    }
                    for post in by_role[role]
                ],
            }
        )
    return found


def _id(text: str) -> int:
    """Raises NotFound for anything that is no id."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 19 else 0
    if not 0 < number < HIGHEST_ID:
        raise NotFound(text)
    return number
