"""When somebody writes of danger: numbers at once, and the choice of who may know."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.articles import chat as articles
from bot.articles.chat import numbers
from bot.articles.presses import UrgentCountries, UrgentHelp
from bot.articles.urgent_numbers import HOME
from bot.dialogues import service as dialogues
from bot.dialogues.service import Dialogue, Wait
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.navigation import AskPerson, last_row, out_of_date
from bot.people.service import Person, speech_of
from bot.questions import chat, service
from bot.questions.chat import full, got_it, leave, too_many
from bot.questions.models import Status
from bot.questions.presses import MayTheVillageKnow, NotNow
from bot.screens import Answer, Block, Button, Media, Screen, ScreenKind, Toast, paragraph, rows

KINDS = ("violence", "children", "trafficking", "detention", "suicide")
"""The kinds of danger; a button carries the place in this list, since it carries no words."""

CHOICE = "choice"
"""Of a dialogue: the kind of danger while its question waits for the choice of who may know."""


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
    of the danger they are not asked again. Until they choose, it is as if they had said no: what
    is sent without a choice goes past the village.
    """
    speech = speech_of(person)
    interactions.record(session, person, Kind.URGENT_SHOWN, now=now)
    known = None if within is None else service.question_for(session, person, within)
    undecided = _undecided(session, person)
    try:
        if known is None or not known.urgent or _is_about(undecided, known.id):
            known = None
        question = known or service.begin(session, person, urgent=True, now=now)
    except (service.TooManyOpen, service.TooManyToday) as refusal:
        return [_numbers_only(person), too_many(refusal, speech)]
    try:
        for part in parts:
            service.write(session, person, question, part, now=now)
    except service.TooManyParts:
        return [_numbers_only(person), full(question, speech)]
    if known is not None:
        dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=now)
        return [_numbers_only(person), got_it(question, speech)]
    service.mark_urgent(session, person, question.id, kind, may_the_village_know=False)
    choice = {"question": question.id, CHOICE: kind}
    dialogues.wait_for(session, person, Wait.QUESTION, choice, now=now)
    return [_choice(person, question.id, kind)]


def ask(session: Session, person: Person, press: AskPerson, *, now: datetime) -> Answer:
    """As ``chat.ask``; while the choice of who may know is open, that is asked again first."""
    undecided = _undecided(session, person)
    if undecided is None:
        return chat.ask(session, person, press, now=now)
    return _choice(person, undecided.data["question"], undecided.data[CHOICE])


def heard(
    session: Session, person: Person, dialogue: Dialogue, what: str | Media, *, now: datetime
) -> Answer:
    """As ``chat.heard``; more words do not take the place of the choice."""
    answer = chat.heard(session, person, dialogue, what, now=now)
    if CHOICE not in dialogue.data:
        return answer
    return _choice(person, dialogue.data["question"], dialogue.data[CHOICE])


def still_asking(session: Session, person: Person, dialogue: Dialogue, *, now: datetime) -> Answer:
    """As ``chat.still_asking``, or the choice if that is where they stand."""
    if CHOICE not in dialogue.data:
        return chat.still_asking(session, person, dialogue, now=now)
    return _choice(person, dialogue.data["question"], dialogue.data[CHOICE])


def urgent_help(session: Session, person: Person, press: UrgentHelp, *, now: datetime) -> Answer:
    """Numbers of a country; the choice of who may know stays under them while it is open."""
    undecided = _undecided(session, person)
    if undecided is None:
        dialogues.finish(session, person)
        return articles.urgent_help(session, person, press, now=now)
    question, kind = undecided.data["question"], undecided.data[CHOICE]
    return _choice(person, question, kind, country=press.country)


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
    """What was written is kept nowhere. Where it stood, the menu stands: a neutral last line."""
    speech = speech_of(person)
    question = service.question_for(session, person, press.question)
    if question.status is not Status.DRAFT:
        return out_of_date(speech)
    leave(session, person, question)
    service.discard(session, person, press.question)
    return Toast(speech.gettext("Nothing was kept"))


def _undecided(session: Session, person: Person) -> Dialogue | None:
    """The dialogue in which somebody has told of a danger and not yet chosen who may know."""
    waiting = dialogues.current(session, person)
    return waiting if waiting is not None and CHOICE in waiting.data else None


def _is_about(dialogue: Dialogue | None, question_id: int) -> bool:
    return dialogue is not None and dialogue.data["question"] == question_id


def _choice(person: Person, question_id: int, kind: str, country: str = HOME) -> Screen:
    speech = speech_of(person)
    _ = speech.gettext
    at = KINDS.index(kind)
    body: tuple[Block, ...] = (
        *numbers(country, speech),
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
