"""One request of somebody who is signed in: who it is, what they may, one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, partial
from hmac import compare_digest
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin.guard import Endpoint, Pace
from admin.rendering import guessed_speech, page, root_of
from bot.errors import NotFound
from bot.insights import service as insights
from bot.language.speech import Speech, speech
from bot.people import sign_in
from bot.people.service import FIRST_LANGUAGE, Person, person_for
from bot.people.sign_in import ConsoleSession
from bot.places import service as places
from bot.places.service import COUNTRY, Level, PostState, Right
from bot.settings import Settings
from bot.store.database import Store

CSRF = "csrf"
_TOLD_IN_FULL = frozenset({Level.OBLAST, Level.DISTRICT, Level.CITY})


class OutOfDateForm(Exception):
    """The form does not belong to this session: an old page, or somebody else's."""


@dataclass(frozen=True, slots=True)
class Console:
    """What every page needs of the process that it runs in.

    ``wake`` tells the sender of this process that something may leave. ``bot_name`` is the bot's
    username in links, empty while it is not known.
    """

    store: Store
    settings: Settings
    clock: Callable[[], datetime]
    wake: Callable[[], None]
    bot_name: Callable[[], str]
    pace: Pace

    @property
    def bot_to_open(self) -> str:
        """The bot's username for a link; empty in a demo, whose bot lives in no messenger."""
        return "" if self.settings.demo else self.bot_name()

    @property
    def is_secure(self) -> bool:
        return self.settings.console_url.startswith("https://")

    def cookie(self, name: str) -> str:
        """Browsers bind ``__Host-`` to this host and TLS; without TLS they refuse it."""
        return f"__Host-{name}" if self.is_secure else name

    def give_cookie(self, response: Response, name: str, value: str, seconds: int) -> None:
        response.set_cookie(
            self.cookie(name),
            value,
            max_age=seconds,
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def take_cookie(self, response: Response, name: str) -> None:
        response.delete_cookie(
            self.cookie(name),
            path="/",
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )


@dataclass
class Visit:
    """Somebody's request, in its transaction."""

    console: Console
    request: Request
    session: Session
    person: Person
    signed_in: ConsoleSession
    token: str
    now: datetime
    form: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def speech(self) -> Speech:
        return speech(self.signed_in.language or self.person.language or FIRST_LANGUAGE)

    @property
    def with_sample(self) -> bool:
        return self.console.settings.demo

    @property
    def csrf(self) -> str:
        return csrf_of(self.token)

    def may(self, right: Right) -> bool:
        """Whether the person has this right somewhere: for what a page offers, never as a gate."""
        return places.may_anywhere(self.session, self.person, right)

    def need(self, right: Right) -> frozenset[str] | None:
        """Where the right holds (None: everywhere). Raises NotFound when nowhere."""
        codes = places.where_may(self.session, self.person, right)
        if codes is not None and not codes:
            raise NotFound(right)
        return codes

    def areas(self, right: Right) -> list[str]:
        """The largest places where the right holds, to begin with. Raises NotFound."""
        codes = self.need(right)
        if codes is None:
            return [COUNTRY]
        known = places.gazetteer(self.session)
        tops = [
            code
            for code in codes
            if known.place(code).merged_into is None and not (known.lineage(code) - {code}) & codes
        ]
        return sorted(tops)

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        return page(
            self.request,
            template,
            self.speech,
            status=status,
            visit=self,
            items=self._items(),
            csrf=self.csrf,
            standing=self._standing(),
            **values,
        )

    def redirect(self, path: str) -> Response:
        return RedirectResponse(root_of(self.request) + path, 303)

    def place_name(self, code: str) -> str:
        if code == insights.NOT_TOLD:
            return self.speech.gettext("Community not told")
        place = places.place(self.session, code)
        # An oblast, a town and a district often share their name.
        return places.name(place, self.speech.language, full=place.level in _TOLD_IN_FULL)

    def _standing(self) -> str:
        """The place of the reader's post, for the top of the page."""
        posts = places.posts_of(self.session, self.person)
        held = [post.place for post in posts if post.state is PostState.ACTIVE]
        known = places.gazetteer(self.session)
        top = min(held, key=lambda code: len(known.lineage(code)), default="")
        return self.place_name(top) if top in known else ""

    def _items(self) -> list[dict[str, Any]]:
        _ = self.speech.gettext
        waiting = (
            insights.how_many_wait(self.session, self.person, with_sample=self.with_sample)
            if self.may(Right.SEE_QUESTIONS)
            else 0
        )
        every = (
            (Right.SEE_DEMAND, "d", "/", _("Demand"), 0),
            (Right.SEE_QUESTIONS, "q", "/questions", _("Questions"), waiting),
            (Right.SEE_DEMAND, "a", "/articles", _("Articles"), 0),
            (Right.INVITE, "p", "/places", _("Places and staff"), 0),
            (Right.SEE_LOG, "l", "/log", _("Log and system"), 0),
        )
        here = self.request.url.path.removeprefix(root_of(self.request)) or "/"
        section = "/log" if here == "/system" else "/" + here.strip("/").partition("/")[0]
        return [
            {"key": key, "path": path, "name": name, "count": count, "here": path == section}
            for right, key, path, name, count in every
            if self.may(right)
        ]


Handler = Callable[[Visit], Response]


def csrf_of(token: str) -> str:
    """What every form of a session carries; from it nobody finds the session's token."""
    return hashlib.sha256(b"kopuro form\0" + token.encode()).hexdigest()


def standing_of(session: Session, person: Person) -> bytes | None:
    """Which posts somebody holds, as a fingerprint; None for who may see nothing in the console.

    A session carries the one it began with, and ends when it is another (C2).
    """
    codes = places.where_may(session, person, Right.SEE_DEMAND)
    if codes is not None and not codes:
        return None
    held = sorted(
        f"{post.id} {post.place} {post.role} {post.since.isoformat()}"
        for post in places.posts_of(session, person)
        if post.state is PostState.ACTIVE
    )
    return hashlib.sha256("\n".join(held).encode()).digest()


def reading(console: Console, handler: Handler) -> Endpoint:
    """An endpoint that shows something and changes nothing."""

    async def endpoint(request: Request) -> Response:
        return await _answer(console, request, handler, {}, writes=False)

    return endpoint


def writing(console: Console, handler: Handler) -> Endpoint:
    """An endpoint that does something: POST, with the form's token."""

    async def endpoint(request: Request) -> Response:
        form = {
            name: value for name, value in (await request.form()).items() if isinstance(value, str)
        }
        response = await _answer(console, request, handler, form, writes=True)
        console.wake()
        return response

    return endpoint


async def _answer(
    console: Console,
    request: Request,
    handler: Handler,
    form: Mapping[str, str],
    *,
    writes: bool,
) -> Response:
    token = request.cookies.get(console.cookie("kopuro"), "")
    if console.pace.is_too_fast(token or _address(request)):
        return refused(request, 429)
    now = console.clock()
    after: list[Callable[[Session], None]] = []

    def visit_of(session: Session) -> Visit | None:
        return _visit(console, request, session, token, form, now, after)

    def work(session: Session) -> Response:
        visit = visit_of(session)
        if visit is None:
            return not_signed_in(console, request)
        if writes and not compare_digest(form.get(CSRF, "").encode(), visit.csrf.encode()):
            raise OutOfDateForm
        return handler(visit)

    def not_found(session: Session) -> Response:
        visit = visit_of(session)
        return (
            visit.page("not_found.html", status=404) if visit else not_signed_in(console, request)
        )

    try:
        response = await (console.store.write if writes else console.store.read)(work)
    except NotFound:
        response = await console.store.read(not_found)
    except OutOfDateForm:
        response = refused(request, 403)
    if after:
        await console.store.write(after[0])
    return response


def _visit(
    console: Console,
    request: Request,
    session: Session,
    token: str,
    form: Mapping[str, str],
    now: datetime,
    after: list[Callable[[Session], None]],
) -> Visit | None:
    """Who asks; ``after`` gets what is to be noted of the session once the answer is made."""
    row = sign_in.session_for(session, token, now=now) if token else None
    if row is None:
        return None
    person = person_for(session, row.person_id)
    if standing_of(session, person) != row.standing:
        after.append(partial(sign_in.end, session_id=row.id))
        return None
    if sign_in.is_to_be_touched(row, now=now):
        after.append(partial(sign_in.touch, session_id=row.id, now=now))
    return Visit(console, request, session, person, row, token, now, form)


def not_signed_in(console: Console, request: Request) -> Response:
    """The same for who is not signed in, who is no more, and who has no right in the console."""
    spoken, bot = guessed_speech(request), console.bot_to_open
    return page(request, "not_signed_in.html", spoken, status=403, bot=bot)


def refused(request: Request, status: int) -> Response:
    return page(request, "refused.html", guessed_speech(request), status=status, why=status)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
