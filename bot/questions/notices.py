"""What comes by itself: a card at the desk, an answer to the asker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.articles.service import topic_name
from bot.delivery import service as delivery
from bot.delivery.service import Lane
from bot.language.speech import Speech
from bot.navigation import menu_button
from bot.people.service import Person, speech_of
from bot.questions import offices
from bot.questions.models import Part, Question, Rating, Side
from bot.questions.presses import Answer, AskAgain, OpenCard, OpenQuestion, Rate
from bot.questions.working_days import BISHKEK
from bot.screens import Block, Button, Quote, Screen, ScreenKind, facts, paragraph, rows

CARD = "card"
THREAD = "question"


def arrived(
    session: Session, question: Question, answerer: Person, parts: Sequence[Part], *, now: datetime
) -> None:
    """Tell somebody of the office that has it. Urgent cards arrive folded."""
    speech = speech_of(answerer)
    screen = (
        folded(session, question, speech)
        if question.urgent
        else card(session, question, parts, speech)
    )
    delivery.put(session, answerer, [screen], lane=Lane.ANSWER, now=now)


def card(session: Session, question: Question, parts: Sequence[Part], speech: Speech) -> Screen:
    """A question at the desk: its words and nothing of the asker's account. Day, not minute."""
    _ = speech.gettext
    pairs = [(_("Language"), speech.language_name(question.language))]
    if question.topic:
        pairs.append((_("Topic"), topic_name(question.topic, speech.language)))
    if question.asked_at:
        pairs.append((_("Received"), speech.day(question.asked_at.astimezone(BISHKEK).date())))
    if question.due_at:
        pairs.append((_("Answer by"), speech.desk_moment(question.due_at)))
    body: list[Block] = [facts(*pairs), *thread(parts, speech)]
    body.append(paragraph(_("You can simply reply to this message.")))
    return Screen(
        ScreenKind.NOTICE,
        desk_title(session, question, speech),
        tuple(body),
        rows(Button(_("✏️ Answer"), Answer(question.id), main=True)),
        thread=f"{CARD}:{question.id}",
        protected=True,
        attachments=tuple(
            part.file_id for part in parts if part.file_id and part.side is Side.ASKER
        ),
    )


def folded(session: Session, question: Question, speech: Speech) -> Screen:
    """A card that shows no word of what was asked until it is opened."""
    _ = speech.gettext
    due = question.due_at
    body = (facts((_("Answer by"), speech.desk_moment(due))),) if due else ()
    return Screen(
        ScreenKind.NOTICE,
        desk_title(session, question, speech),
        body,
        rows(Button(_("☎️ Urgent: open"), OpenCard(question.id), main=True)),
        thread=f"{CARD}:{question.id}",
        protected=True,
    )


def desk_title(session: Session, question: Question, speech: Speech) -> str:
    where = offices.place_name(session, question.community, speech)
    return speech.gettext("❓ Question {number} · {community}").format(
        number=question.number, community=where
    )


def thread(parts: Sequence[Part], speech: Speech) -> list[Block]:
    """What was said: the asker's words and, between them, the office's, told apart."""
    _ = speech.gettext
    blocks: list[Block] = []
    answered = any(part.side is Side.OFFICE for part in parts)
    side = None
    for part in parts:
        if answered and part.side is not side:
            side = part.side
            blocks.append(paragraph(_("Question:") if side is Side.ASKER else _("Answer:")))
        if part.text:
            blocks.append(Quote(part.text))
    files = sum(part.file_id is not None for part in parts)
    if files:
        with_files = speech.ngettext("{count} file attached", "{count} files attached", files)
        blocks.append(paragraph(with_files.format(count=files)))
    return blocks


def answered(
    session: Session, question: Question, asker: Person, text: str, *, now: datetime
) -> None:
    """Bring the answer; for quiet phones only that there is one."""
    speech = speech_of(asker)
    screen = quiet(question, speech) if asker.quiet else answer(session, question, text, speech)
    delivery.put(session, asker, [screen], lane=Lane.ANSWER, now=now)


def moved_up(
    session: Session, question: Question, asker: Person, office: str, role: str, *, now: datetime
) -> None:
    """Tell the asker that another office has it now, and by when. Makes no sound."""
    speech = speech_of(asker)
    _ = speech.gettext
    pairs = [(_("With"), offices.office_name(session, question, speech))]
    if question.due_at:
        pairs.append((_("New time"), speech.moment(question.due_at)))
    late = offices.name_of(session, office, role, speech)
    screen = Screen(
        ScreenKind.NOTICE,
        _("⏳ Question {number} was moved up").format(number=question.number),
        (
            paragraph(_("Not answered in time: {office}").format(office=late)),
            facts(*pairs),
        ),
        rows(Button(_("💬 Open the question"), OpenQuestion(question.id))),
        thread=f"{THREAD}:{question.id}",
        silent=True,
    )
    if asker.quiet:
        screen = replace(quiet(question, speech), title=_("🔔 There is news"), silent=True)
    delivery.put(session, asker, [screen], lane=Lane.REMINDER, now=now)


def lost(session: Session, question: Question, answerer: Person, *, now: datetime) -> None:
    """Say once, as a fact, to those who had it."""
    speech = speech_of(answerer)
    _ = speech.gettext
    screen = Screen(
        ScreenKind.NOTICE,
        _("⚠️ Question {number}: the time has passed").format(number=question.number),
        (
            paragraph(
                _("Now it is with: {office}").format(
                    office=offices.office_name(session, question, speech)
                )
            ),
        ),
        rows(menu_button(speech)),
        silent=True,
    )
    delivery.put(session, answerer, [screen], lane=Lane.REMINDER, now=now)


def answer(session: Session, question: Question, text: str, speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.NOTICE,
        _("💬 Question {number}: there is a reply").format(number=question.number),
        (
            Quote(text),
            paragraph(
                _("Answered by: {office}").format(
                    office=offices.office_name(session, question, speech)
                ),
                "\n",
                _("Did this help you?"),
            ),
        ),
        rows(
            Button(_("Helped"), Rate(question.id, Rating.HELPED)),
            Button(_("Did not help"), Rate(question.id, Rating.DID_NOT_HELP)),
            Button(_("✏️ Ask again"), AskAgain(question.id)),
            menu_button(speech),
        ),
        thread=f"{THREAD}:{question.id}",
    )


def quiet(question: Question, speech: Speech) -> Screen:
    """Nothing on a locked screen tells what it is about (A1)."""
    _ = speech.gettext
    return Screen(
        ScreenKind.NOTICE,
        _("🔔 You have a reply"),
        buttons=rows(Button(_("Open"), OpenQuestion(question.id))),
    )
