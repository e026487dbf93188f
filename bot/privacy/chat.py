"""«What is kept about me», and erasing it all, asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.navigation import OpenMenu, last_row
from bot.people.service import Person, speech_of
from bot.places import service as places
from bot.privacy import service
from bot.screens import Answer, Button, Press, Screen, ScreenKind, facts, paragraph, rows


@dataclass(frozen=True, slots=True)
class MyData(Press, code="md"):
    """What is kept about me?"""


@dataclass(frozen=True, slots=True)
class EraseAll(Press, code="me"):
    """Erase it; ``sure`` 1 when asked for the second time."""

    sure: int = 0


@dataclass(frozen=True, slots=True)
class EraseForGood(Press, code="mx"):
    """Erase it now."""


def my_data(session: Session, person: Person, press: MyData, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    kept = service.kept(session, person)
    community = (
        places.name(places.place(session, kept.community), speech.language)
        if kept.community
        else _("not told")
    )
    pairs = [
        (_("Language"), speech.language_name(kept.language or speech.language)),
        (_("Village"), community),
        (_("Questions"), str(kept.questions)),
        (_("Telegram account"), _("encrypted")),
    ]
    if kept.posts:
        pairs.insert(3, (_("Posts"), str(kept.posts)))
    return Screen(
        ScreenKind.CARD,
        _("🔒 What is kept about you"),
        (facts(*pairs), paragraph(_("Your name and phone are not kept."))),
        rows(Button(_("🗑 Erase everything"), EraseAll(), danger=True), last_row(speech)),
    )


def erase_all(session: Session, person: Person, press: EraseAll, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    keep = Button(_("No, keep it"), MyData())
    if not press.sure:
        return Screen(
            ScreenKind.CONFIRM,
            _("🗑 Erase everything?"),
            (
                paragraph(
                    _(
                        "Questions, answers and settings go. An open question will get no answer"
                        " here."
                    )
                ),
            ),
            rows(keep, Button(_("Yes, erase"), EraseAll(1))),
        )
    return Screen(
        ScreenKind.CONFIRM,
        _("🗑 This cannot be undone"),
        (paragraph(_("Messages in this chat stay on your phone until you delete the chat.")),),
        rows(keep, Button(_("🗑 Erase for good"), EraseForGood(), danger=True)),
    )


def erase_for_good(
    session: Session, person: Person, press: EraseForGood, *, now: datetime
) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    service.erase(session, person, now=now)
    return Screen(
        ScreenKind.EMPTY,
        _("✅ Everything about you is erased"),
        (paragraph(_("To begin anew, press the button or send /start.")),),
        rows(Button(_("☰ Begin anew"), OpenMenu())),
    )
