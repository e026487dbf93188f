"""The desk of a focal point: what waits, a card, an answer read back and sent."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogues import service as dialogues
from bot.dialogues.service import Dialogue, Wait
from bot.errors import NotFound
from bot.language.speech import Speech
from bot.navigation import last_row, list_page, menu_button
from bot.people.service import Person, speech_of
from bot.questions import notices, service
from bot.questions.models import Question
from bot.questions.presses import (
    Answer as AnswerPress,
)
from bot.questions.presses import (
    LeaveAnswer,
    OpenCard,
    OpenDesk,
    SendAnswer,
)
from bot.questions.working_days import BISHKEK
from bot.screens import Answer, Button, Quote, Screen, ScreenKind, paragraph, rows


def open_desk(session: Session, person: Person, press: OpenDesk, *, now: datetime) -> Answer:
    """Open questions of the person's offices, late ones first."""
    speech = speech_of(person)
    _ = speech.gettext
    if not service.desks_of(session, person):
        return _no_desk(speech)
    waiting = service.desk(session, person)
    if not waiting:
        return Screen(
            ScreenKind.EMPTY,
            _("🏛 No question is waiting"),
            (paragraph(_("A new question will come here by itself.")),),
            rows(last_row(speech)),
        )
    listed = list_page(waiting, press.page, speech, OpenDesk)
    title = _("🏛 Questions: {count}").format(count=len(waiting))
    return Screen(
        ScreenKind.LIST,
        title,
        (paragraph(_("Choose a question to open it.")),),
        rows(
            *(Button(_line(each, speech, now), OpenCard(each.id)) for each in listed.shown),
            listed.pager,
            last_row(speech),
        ),
    )


def open_card(session: Session, person: Person, press: OpenCard, *, now: datetime) -> Answer:
    speech = speech_of(person)
    question, parts = service.open_card(session, person, press.question, now=now)
    if question.status is not service.Status.OPEN:
        return _done_already(question, person, speech)
    return notices.card(session, question, parts, speech)


def answer(session: Session, person: Person, press: AnswerPress, *, now: datetime) -> Answer:
    """From now on what the person writes is the answer to this question."""
    speech = speech_of(person)
    _ = speech.gettext
    try:
        question = service.to_answer(session, person, press.question)
    except (service.AlreadyAnswered, service.AlreadyClosed) as refusal:
        return refused(refusal, speech)
    dialogues.wait_for(session, person, Wait.ANSWER, {"question": question.id}, now=now)
    if begun := service.draft_answer(session, person, question):
        return _read_back(question, begun, speech)
    return Screen(
        ScreenKind.CARD,
        _("✏️ Question {number}: write your answer").format(number=question.number),
        (paragraph(_("You will see it once more before it leaves.")),),
        rows(Button(_("Cancel"), LeaveAnswer(question.id))),
    )


def heard(
    session: Session, person: Person, question_id: int, text: str, *, now: datetime
) -> Answer:
    """The words of an answer, to be read back before they leave."""
    speech = speech_of(person)
    try:
        question = service.write_answer(session, person, question_id, text, now=now)
    except (service.AlreadyAnswered, service.AlreadyClosed) as refusal:
        dialogues.finish(session, person)
        return refused(refusal, speech)
    dialogues.wait_for(session, person, Wait.ANSWER, {"question": question.id}, now=now)
    return _read_back(question, text, speech)


def said(
    session: Session, person: Person, dialogue: Dialogue, text: str, *, now: datetime
) -> Answer:
    return heard(session, person, dialogue.data["question"], text, now=now)


def send(session: Session, person: Person, press: SendAnswer, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    try:
        question = service.send_answer(session, person, press.question, now=now)
    except (service.AlreadyAnswered, service.AlreadyClosed) as refusal:
        return refused(refusal, speech)
    except service.NothingWritten:
        return Screen(
            ScreenKind.ERROR,
            _("⚠️ There is no answer to send"),
            (paragraph(_("Open the question and write it anew.")),),
            rows(Button(_("🏛 Open the desk"), OpenDesk()), menu_button(speech)),
        )
    dialogues.finish(session, person)
    left = len(service.desk(session, person))
    rest = _("Still waiting: {count}").format(count=left) if left else _("Nothing more today.")
    return Screen(
        ScreenKind.RECEIPT,
        _("✅ Question {number}: your answer has left").format(number=question.number),
        (paragraph(rest),),
        rows(Button(_("🏛 Open the desk"), OpenDesk()), menu_button(speech)),
        closes=True,
    )


def leave(session: Session, person: Person, press: LeaveAnswer, *, now: datetime) -> Answer:
    speech = speech_of(person)
    dialogues.finish(session, person)
    with suppress(NotFound):  # it may have gone to another office meanwhile
        service.drop_draft(session, person, press.question)
    return Screen(
        ScreenKind.EMPTY,
        speech.gettext("Nothing was sent. The question still waits."),
        buttons=rows(Button(speech.gettext("🏛 Open the desk"), OpenDesk()), last_row(speech)),
    )


def refused(refusal: Exception, speech: Speech) -> Screen:
    """Why an answer cannot be given any more."""
    _ = speech.gettext
    if isinstance(refusal, service.AlreadyAnswered):
        title = (
            _("A colleague has answered this question")
            if refusal.by_a_colleague
            else _("You have answered this question already")
        )
    else:
        title = _("The asker has closed this question")
    return Screen(
        ScreenKind.ERROR,
        title,
        (paragraph(_("Nothing was sent a second time.")),),
        rows(Button(_("🏛 Open the desk"), OpenDesk()), menu_button(speech)),
    )


def _read_back(question: Question, text: str, speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("💬 Question {number}: so your answer leaves").format(number=question.number),
        (Quote(text), paragraph(_("To change it, write it anew."))),
        rows(
            Button(_("✅ Send"), SendAnswer(question.id), main=True),
            Button(_("Cancel"), LeaveAnswer(question.id)),
        ),
        protected=True,
    )


def _done_already(question: Question, person: Person, speech: Speech) -> Screen:
    if question.status is service.Status.ANSWERED:
        colleague = question.answered_by_id != person.id
        return refused(service.AlreadyAnswered(by_a_colleague=colleague), speech)
    return refused(service.AlreadyClosed(), speech)


def _no_desk(speech: Speech) -> Screen:
    return Screen(
        ScreenKind.EMPTY,
        speech.gettext("🏛 You have no desk"),
        (paragraph(speech.gettext("A desk is given by a coordinator's invitation.")),),
        rows(last_row(speech)),
    )


def _line(question: Question, speech: Speech, now: datetime) -> str:
    _ = speech.gettext
    due = question.due_at
    if due is None:
        return str(question.number)
    day = speech.short_day(due.astimezone(BISHKEK).date())
    if due < now:
        return _("⚠️ {number} · late, {day}").format(number=question.number, day=day)
    return _("⏳ {number} · answer by {day}").format(number=question.number, day=day)
