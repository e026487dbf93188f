"""``/console``: a link that signs an administrator in once, and a number that proves it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.navigation import last_row
from bot.people import sign_in, sign_in_screens
from bot.people.presses import ChooseSignInNumber, NotMe
from bot.people.service import Person, speech_of
from bot.places import service as places
from bot.places.service import Right
from bot.screens import Answer, Screen, ScreenKind, paragraph, rows


def console_link(session: Session, person: Person, console_url: str, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    if not places.may_anywhere(session, person, Right.SEE_DEMAND):
        return Screen(
            ScreenKind.EMPTY,
            _("🔒 The console is for administrators"),
            (paragraph(_("If you are one, ask who runs Kopuro for a post.")),),
            rows(last_row(speech)),
        )
    try:
        token = sign_in.make_link(session, person, now=now)
    except sign_in.TooManyLinks:
        return sign_in_screens.too_many(speech)
    return sign_in_screens.link(f"{console_url}/sign-in/{token}", speech)


def choose(session: Session, person: Person, press: ChooseSignInNumber, *, now: datetime) -> Answer:
    speech = speech_of(person)
    if sign_in.choose(session, person, press.link, press.number, now=now):
        return sign_in_screens.let_in(speech)
    return sign_in_screens.shut_out(speech)


def not_me(session: Session, person: Person, press: NotMe, *, now: datetime) -> Answer:
    sign_in.refuse(session, person, press.link, now=now)
    return sign_in_screens.shut_out(speech_of(person))
