"""When somebody writes of danger: numbers at once, and the choice of who may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.articles.chat import numbers
from bot.articles.presses import UrgentCountries
from bot.articles.urgent_numbers import HOME
from bot.dialogues import service as dialogues
from bot.dialogues.service import Wait
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.navigation import last_row, out_of_date
from bot.people.service import Person, speech_of
from bot.questions import service
from bot.questions.chat import full, got_it, leave, too_many
from bot.questions.models import Status
from bot.questions.presses import MayTheVillageKnow, NotNow
from bot.screens import Answer, Block, Button, Media, Screen, ScreenKind, paragraph, rows

KINDS = ("violence", "children", "trafficking", "detention", "suicide")
"""The kinds of danger; a button carries the place in this list, since it carries no words."""


def recognised(
    session: Session,
    person: Person,
    kind: str,
    *parts: str | Media,
    within: int | None = None,
    now: datetime,
) -> Sequence[Answer]:
    """Numbers to call, and the question who may know, before anything is sent to anybody.

    ``within``: the question that the words belong to. If its asker has already chosen who may know
    of the danger they are not asked again.
    """
    speech = speech_of(person)
    interactions.record(session, person, Kind.URGENT_SHOWN, now=now)
    known = None if within is None else service.question_for(session, person, within)
    try:
        if known is None or not known.urgent:
            known = None
        question = known or service.begin(session, person, now=now)
    except (service.TooManyOpen, service.TooManyToday) as refusal:
        return [_numbers_only(person), too_many(refusal, speech)]
    try:
        for part in parts:
            service.write(session, person, question, part, now=now)
    except service.TooManyParts:
        return [_numbers_only(person), full(question, speech)]
    dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=now)
    if known is not None:
        return [_numbers_only(person), got_it(question, speech)]
    return [_choice(person, question.id, kind)]


def may_the_village_know(
    session: Session, person: Person, press: MayTheVillageKnow, *, now: datetime
) -> Answer:
    speech = speech_of(person)
    if not 0 <= press.kind < len(KINDS):
        return out_of_date(speech)
    question = service.mark_urgent(
        session,
        person,
        press.question,
        KINDS[press.kind],
        may_the_village_know=bool(press.may),
    )
    if question.status is not Status.DRAFT:
        return out_of_date(speech)
    dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=now)
    return got_it(question, speech)


def not_now(session: Session, person: Person, press: NotNow, *, now: datetime) -> Answer:
    """What was written is kept nowhere; the last line of the chat is a neutral one."""
    speech = speech_of(person)
    question = service.question_for(session, person, press.question)
    if question.status is not Status.DRAFT:
        return out_of_date(speech)
    leave(session, person, question)
    service.discard(session, person, press.question)
    return Screen(
        ScreenKind.EMPTY,
        speech.gettext("☰ Nothing was kept"),
        buttons=rows(last_row(speech)),
    )


def _choice(person: Person, question_id: int, kind: str) -> Screen:
    speech = speech_of(person)
    _ = speech.gettext
    at = KINDS.index(kind)
    body: tuple[Block, ...] = (
        *numbers(HOME, speech),
        paragraph(
            _(
                "May the responsible person in your village know of this? If you say no, only the"
                " national coordinator does. If you say not now, what you wrote is not kept."
            )
        ),
    )
    return Screen(
        ScreenKind.CARD,
        _("☎️ If it is dangerous, call now"),
        body,
        rows(
            Button(_("Yes, they may know"), MayTheVillageKnow(question_id, 1, at)),
            Button(_("No, not in the village"), MayTheVillageKnow(question_id, 0, at)),
            Button(_("Not now"), NotNow(question_id)),
            Button(_("☎️ Numbers in another country"), UrgentCountries()),
        ),
    )


def _numbers_only(person: Person) -> Screen:
    speech = speech_of(person)
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("☎️ If it is dangerous, call now"),
        numbers(HOME, speech),
        rows(Button(_("☎️ Numbers in another country"), UrgentCountries()), last_row(speech)),
    )
