"""The door of the console (C1): a page with one button, a number, and the session that follows."""

from __future__ import annotations

from hmac import compare_digest

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from admin.rendering import guessed_speech, page, root_of
from admin.visits import Console, Visit, csrf_of, refused, standing_of
from bot.delivery import service as delivery
from bot.delivery.service import Lane
from bot.language.languages import CONSOLE_LANGUAGES
from bot.people import sign_in, sign_in_screens
from bot.people.service import Person, person_for, speech_of
from bot.people.sign_in import Pending, Stage

SESSION, BROWSER = "kopuro", "kopuro-browser"
STOP_POLLING = 286
"""What htmx takes as: swap this in, and do not ask again."""


class Door:
    """The routes of those who are not signed in yet."""

    def __init__(self, console: Console) -> None:
        self.console = console

    async def show(self, request: Request) -> Response:
        """A page with a button, whatever the link: opening it, as previews do, changes nothing."""
        return page(request, "sign_in.html", guessed_speech(request))

    async def spend(self, request: Request) -> Response:
        """Use the link up, and let the bot ask for the number that this browser will show."""
        console = self.console
        if self._too_fast(request):
            return refused(request, 429)
        now = console.clock()

        def work(session: Session) -> sign_in.Spent | None:
            spent = sign_in.spend(session, request.path_params["token"], now=now)
            if spent is None:
                return None
            person = person_for(session, spent.person_id)
            if standing_of(session, person) is None:
                return None
            if spent.needs_number:
                _ask_for_the_number(session, person, spent.link_id, console)
            return spent

        spent = await console.store.write(work)
        console.wake()
        if spent is None:
            spoken, bot = guessed_speech(request), console.bot_to_open
            return page(request, "link_over.html", spoken, status=404, bot=bot)
        response = RedirectResponse(root_of(request) + "/signing-in", 303)
        seconds = int(sign_in.VALID_FOR.total_seconds())
        console.give_cookie(response, BROWSER, spent.browser_token, seconds)
        return response

    async def wait(self, request: Request) -> Response:
        """The number, and from then on whether it was pressed."""
        token, pending = await self._pending(request)
        return page(
            request,
            "signing_in.html",
            guessed_speech(request),
            pending=pending,
            bot=self.console.bot_to_open,
            csrf=csrf_of(token),
        )

    async def state(self, request: Request) -> Response:
        """The part of that page which changes."""
        if self._too_fast(request):
            return refused(request, 429)
        token, pending = await self._pending(request)
        waits = pending.stage is Stage.WAITING
        return page(
            request,
            "signing_in_state.html",
            guessed_speech(request),
            status=200 if waits else STOP_POLLING,
            pending=pending,
            bot=self.console.bot_to_open,
            csrf=csrf_of(token),
        )

    async def enter(self, request: Request) -> Response:
        """Come in, once the number was pressed in the bot."""
        console, now = self.console, self.console.clock()
        token = request.cookies.get(console.cookie(BROWSER), "")
        form = await request.form()
        given = str(form.get("csrf", ""))
        if not compare_digest(given.encode(), csrf_of(token).encode()):
            return refused(request, 403)
        old = request.cookies.get(console.cookie(SESSION), "")

        def work(session: Session) -> str | None:
            before = sign_in.session_for(session, old, now=now) if old else None
            entered = sign_in.enter(session, token, standing=standing_of, now=now)
            if entered is not None and before is not None:
                sign_in.end(session, before.id)
            return entered

        entered = await console.store.write(work)
        if entered is None:
            return RedirectResponse(root_of(request) + "/signing-in", 303)
        response = _onward(request)
        seconds = int(sign_in.IN_ALL.total_seconds())
        console.give_cookie(response, SESSION, entered, seconds)
        console.take_cookie(response, BROWSER)
        return response

    async def _pending(self, request: Request) -> tuple[str, Pending]:
        console, now = self.console, self.console.clock()
        token = request.cookies.get(console.cookie(BROWSER), "")
        return token, await console.store.read(
            lambda session: sign_in.pending_for(session, token, now=now)
        )

    def _too_fast(self, request: Request) -> bool:
        token = request.cookies.get(self.console.cookie(BROWSER), "")
        address = request.client.host if request.client else ""
        return self.console.pace.is_too_fast(token or address)


def sign_out(visit: Visit) -> Response:
    sign_in.end(visit.session, visit.signed_in.id)
    bot = visit.console.bot_to_open
    response = page(visit.request, "signed_out.html", visit.speech, bot=bot)
    visit.console.take_cookie(response, SESSION)
    return response


def speak(visit: Visit) -> Response:
    """Another language of the console, and the same page again."""
    language = visit.form.get("language", "")
    if language in CONSOLE_LANGUAGES:
        sign_in.speak(visit.session, visit.signed_in.id, language)
    here = visit.form.get("here", "/")
    # Only within the console: what begins with two slashes is another host.
    return visit.redirect(here if here.startswith("/") and here[1:2] not in {"/", "\\"} else "/")


def _ask_for_the_number(session: Session, person: Person, link_id: int, console: Console) -> None:
    now = console.clock()
    numbers = sign_in.numbers(session, person, link_id, now=now)
    screen = sign_in_screens.which_number(link_id, numbers, speech_of(person))
    # Due at once: the bot may be another process, whose sender then takes it.
    delivery.put(session, person, [screen], lane=Lane.ANSWER, at=now, now=now)


def _onward(request: Request) -> Response:
    home = root_of(request) + "/"
    if request.headers.get("hx-request"):
        return Response(status_code=204, headers={"hx-redirect": home})
    return RedirectResponse(home, 303)
