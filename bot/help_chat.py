"""⚙️ More and /help: settings, how to know us, and what we must tell about risks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.navigation import last_row
from bot.people.service import Person, speech_of
from bot.places.presses import AskCommunity
from bot.privacy.chat import MyData
from bot.screens import Answer, Button, Press, Screen, ScreenKind, paragraph, rows


@dataclass(frozen=True, slots=True)
class OpenHelp(Press, code="hp"):
    """More: settings and help."""


@dataclass(frozen=True, slots=True)
class WhoSees(Press, code="ws"):
    """Who can see what is written here."""


@dataclass(frozen=True, slots=True)
class ChooseLanguageAgain(Press, code="la"):
    """Show the four languages."""


def open_help(session: Session, person: Person, press: OpenHelp, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("⚙️ Help and settings"),
        (
            paragraph(
                _("Write in your own words, or use the menu. /ask asks a person, /cancel stops.")
            ),
            paragraph(
                _(
                    "Kopuro is free and never asks for money or codes. Whoever does is not us, even"
                    " when the message comes from your office."
                )
            ),
        ),
        rows(
            Button(_("🌐 Language and script"), ChooseLanguageAgain()),
            Button(_("📍 My village"), AskCommunity()),
            Button(_("🔒 My data"), MyData()),
            Button(_("🔒 Who sees what I write"), WhoSees()),
            last_row(speech),
        ),
    )


def who_sees(session: Session, person: Person, press: WhoSees, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("🔒 Who sees what you write"),
        (
            paragraph(
                _(
                    "Whoever answers does not see your account. What you write, and how, can still"
                    " show who you are. A few people who run Kopuro can read questions; each"
                    " reading is recorded."
                )
            ),
            paragraph(
                _("Telegram can see what you write here. For a matter of life or freedom, call.")
            ),
            paragraph(
                _("Who holds your phone can read this chat. Delete the chat when you need to.")
            ),
        ),
        rows(last_row(speech, OpenHelp())),
    )
