"""The asker's side of a question: press or words in, one service call, screen out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.articles.service import topic_name
from bot.dialogues import service as dialogues
from bot.dialogues.service import Dialogue, Wait
from bot.errors import NotFound
from bot.language.speech import Speech
from bot.navigation import (
    AskPerson,
    ask_button,
    last_row,
    list_page,
    menu_button,
    out_of_date,
)
from bot.people.service import Person, speech_of
from bot.questions import notices, offices, service
from bot.questions.models import Question, Rating, Side, Status
from bot.questions.presses import (
    AskAgain,
    Discard,
    MyQuestions,
    OpenQuestion,
    Rate,
    Review,
    Rewrite,
    Send,
)
from bot.questions.routing import NATION, Rung
from bot.screens import (
    Answer,
    Block,
    Button,
    Media,
    Screen,
    ScreenKind,
    Toast,
    facts,
    paragraph,
    rows,
)


def ask(session: Session, person: Person, press: AskPerson, *, now: datetime) -> Answer:
    """Begin a question, or go on with the one that was begun."""
    speech = speech_of(person)
    try:
        draft = service.begin(session, person, topic=press.topic or None, now=now)
    except (service.TooManyOpen, service.TooManyToday) as refusal:
        return too_many(refusal, speech)
    dialogues.wait_for(session, person, Wait.QUESTION, {"question": draft.id}, now=now)
    if service.unsent(session, draft, Side.ASKER):
        return got_it(draft, speech, again=True)
    return _invitation(draft, speech)


def heard(
    session: Session, person: Person, dialogue: Dialogue, what: str | Media, *, now: datetime
) -> Answer:
    """A part of a question, while one is being asked."""
    speech = speech_of(person)
    question = service.question_for(session, person, dialogue.data["question"])
    try:
        service.write(session, person, question, what, now=now)
    except service.TooManyParts:
        return full(question, speech)
    return got_it(question, speech)


def still_asking(session: Session, person: Person, dialogue: Dialogue, *, now: datetime) -> Answer:
    """The step of asking at which somebody stands, shown again."""
    speech = speech_of(person)
    question = service.question_for(session, person, dialogue.data["question"])
    if service.unsent(session, question, Side.ASKER):
        return got_it(question, speech)
    return _to_be_written(question, speech)


def leave(session: Session, person: Person, question: Question) -> bool:
    """End the dialogue if it is about this question; whether it was."""
    waiting = dialogues.current(session, person)
    if waiting is None or waiting.wait != Wait.QUESTION or waiting.data["question"] != question.id:
        return False
    dialogues.finish(session, person)
    return True


def review(session: Session, person: Person, press: Review, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    question = service.question_for(session, person, press.question)
    parts = service.unsent(session, question, Side.ASKER)
    if not parts:
        return out_of_date(speech)
    place, role = service.would_go_to(session, person, question)
    to = offices.name_of(session, place, role, speech)
    body: list[Block] = [*notices.thread(parts, speech)]
    pairs = [(_("To"), to)]
    if question.number:
        pairs.insert(0, (_("Number"), str(question.number)))
    if question.topic:
        pairs.append((_("Topic"), topic_name(question.topic, speech.language)))
    body.append(facts(*pairs))
    return Screen(
        ScreenKind.CARD,
        _("✏️ Check your question"),
        tuple(body),
        rows(
            Button(_("✅ Send"), Send(question.id), main=True),
            Button(_("✏️ Change"), Rewrite(question.id)),
            Button(_("Cancel"), Discard(question.id)),
        ),
    )


def rewrite(session: Session, person: Person, press: Rewrite, *, now: datetime) -> Answer:
    question = service.rewrite(session, person, press.question)
    dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=now)
    return _to_be_written(question, speech_of(person))


def discard(session: Session, person: Person, press: Discard, *, now: datetime) -> Answer:
    speech = speech_of(person)
    question = service.question_for(session, person, press.question)
    is_draft = question.status is Status.DRAFT
    stood_here = leave(session, person, question)
    if not is_draft and not stood_here and not service.unsent(session, question, Side.ASKER):
        # An old button of a question that has been sent: to say «nothing was sent» would be false.
        return out_of_date(speech)
    service.discard(session, person, press.question)
    return Screen(
        ScreenKind.EMPTY,
        speech.gettext("Cancelled. Nothing was sent and nothing is kept.")
        if is_draft
        else speech.gettext("Cancelled. Nothing was added to the question."),
        buttons=rows(ask_button(speech), last_row(speech)),
    )


def send(session: Session, person: Person, press: Send, *, now: datetime) -> Answer:
    speech = speech_of(person)
    question = service.question_for(session, person, press.question)
    written = service.unsent(session, question, Side.ASKER)
    was_draft = question.status is Status.DRAFT
    try:
        question = service.send(session, person, press.question, now=now)
    except (service.TooManyOpen, service.TooManyToday) as refusal:
        return too_many(refusal, speech)
    except service.NothingWritten:
        return out_of_date(speech)
    if not written:
        return Toast(speech.gettext("Your question has been sent already."))
    leave(session, person, question)
    first = was_draft and service.how_many_of(session, person) == 1
    return _receipt(session, question, speech, first=first)


def my_questions(session: Session, person: Person, press: MyQuestions, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    questions = service.of_asker(session, person)
    if not questions:
        return Screen(
            ScreenKind.EMPTY,
            _("💬 You have not asked anything yet"),
            buttons=rows(ask_button(speech), last_row(speech)),
        )
    listed = list_page(questions, press.page, speech, MyQuestions)
    return Screen(
        ScreenKind.LIST,
        _("💬 My questions"),
        (paragraph(_("Choose a question to open it.")),),
        rows(
            *(Button(_line(each, speech), OpenQuestion(each.id)) for each in listed.shown),
            listed.pager,
            last_row(speech),
        ),
    )


def open_question(
    session: Session, person: Person, press: OpenQuestion, *, now: datetime
) -> Answer:
    """What was asked and answered, and what can be done now."""
    speech = speech_of(person)
    _ = speech.gettext
    question = service.question_for(session, person, press.question)
    if question.status is Status.DRAFT:
        return out_of_date(speech)
    body = [
        facts(*_state(session, question, speech)),
        *notices.thread(service.said(session, question), speech),
    ]
    buttons: list[Button | Sequence[Button] | None] = []
    if question.status is Status.ANSWERED:
        buttons += _after_an_answer(question, speech)
    else:
        buttons.append(Button(_("✏️ Add to it"), AskAgain(question.id)))
    return Screen(
        ScreenKind.CARD,
        _("💬 Question {number}").format(number=question.number),
        tuple(body),
        rows(*buttons, last_row(speech, MyQuestions())),
        thread=f"{notices.THREAD}:{question.id}",
    )


def rate(session: Session, person: Person, press: Rate, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    try:
        question = service.rate(session, person, press.question, press.rating, now=now)
    except service.NothingToRate:
        return out_of_date(speech)
    if press.rating is Rating.HELPED:
        return Toast(_("Saved. Thank you for telling us."))
    return Screen(
        ScreenKind.RECEIPT,
        _("💬 Question {number}: it did not help").format(number=question.number),
        (paragraph(_("You can ask again: write what is missing. It stays the same question.")),),
        rows(Button(_("✏️ Ask again"), AskAgain(question.id)), menu_button(speech)),
    )


def ask_again(session: Session, person: Person, press: AskAgain, *, now: datetime) -> Answer:
    """More words for a question that is already under way, under the same number."""
    speech = speech_of(person)
    question = service.question_for(session, person, press.question)
    if question.status in {Status.DRAFT, Status.CLOSED}:
        return out_of_date(speech)
    dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=now)
    if service.unsent(session, question, Side.ASKER):
        return got_it(question, speech, again=True)
    return _more(question, speech)


def replied(
    session: Session, person: Person, question_id: int, what: str | Media, *, now: datetime
) -> Answer:
    """A typed reply to one of a question's messages belongs to that question."""
    question = service.question_for(session, person, question_id)
    if question.status in {Status.DRAFT, Status.CLOSED}:
        raise NotFound(question_id)
    dialogue = dialogues.wait_for(
        session, person, Wait.QUESTION, {"question": question.id}, now=now
    )
    return heard(session, person, dialogue, what, now=now)


def too_many(refusal: Exception, speech: Speech) -> Screen:
    _ = speech.gettext
    if isinstance(refusal, service.TooManyOpen):
        title = _("⏳ Your open questions wait for an answer")
        text = _("When one of them is answered you can ask the next.")
    else:
        title = _("⏳ You have asked many questions today")
        text = _("You can ask again tomorrow. If it is dangerous, open “Urgent help”.")
    return Screen(
        ScreenKind.EMPTY,
        title,
        (paragraph(text),),
        rows(Button(_("💬 My questions"), MyQuestions()), last_row(speech)),
    )


def _invitation(question: Question, speech: Speech) -> Screen:
    _ = speech.gettext
    body: list[Block] = [
        paragraph(_("Text, a photo, voice: all are welcome. Several messages too.")),
        paragraph(_("Leave out your name and phone: what you write may tell who you are.")),
    ]
    if question.topic:
        body.insert(0, facts((_("Topic"), topic_name(question.topic, speech.language))))
    return Screen(
        ScreenKind.CARD,
        _("❓ Write your question"),
        tuple(body),
        rows(Button(_("Cancel"), Discard(question.id))),
    )


def _to_be_written(question: Question, speech: Speech) -> Screen:
    if question.status is Status.DRAFT:
        return _invitation(question, speech)
    return _more(question, speech)


def _more(question: Question, speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("✏️ Question {number}: write what to add").format(number=question.number),
        (paragraph(_("Text, a photo, voice: all are welcome. Several messages too.")),),
        rows(Button(_("Cancel"), Discard(question.id))),
    )


def got_it(question: Question, speech: Speech, *, again: bool = False) -> Screen:
    _ = speech.gettext
    title = _("✏️ You began a question and have not sent it") if again else _("✏️ We have it")
    return Screen(
        ScreenKind.CARD,
        title,
        (paragraph(_("You can add more, or check it and send it.")),),
        rows(
            Button(_("Check and send ›"), Review(question.id), main=True),
            Button(_("Cancel"), Discard(question.id)),
        ),
    )


def full(question: Question, speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.CARD,
        _("✏️ Ten messages are in it: no more will fit"),
        (paragraph(_("The last one was not added. Check your question and send it.")),),
        rows(
            Button(_("Check and send ›"), Review(question.id), main=True),
            Button(_("Cancel"), Discard(question.id)),
        ),
    )


def _receipt(session: Session, question: Question, speech: Speech, *, first: bool) -> Screen:
    _ = speech.gettext
    body: list[Block] = [facts(*_state(session, question, speech, with_number=True))]
    if _vacant_below(session, question):
        body.append(
            paragraph(
                _(
                    "Nobody in your village answers questions yet."
                    " Your question went straight to the coordinator above it."
                )
            )
        )
    else:
        body.append(paragraph(_what_if_not(session, question, speech)))
    if first:
        body.append(
            paragraph(
                _(
                    "This is not a formal appeal. Take a written appeal to the office itself and"
                    " ask for its number."
                )
            )
        )
    return Screen(
        ScreenKind.RECEIPT,
        _("✅ Your question has been sent"),
        tuple(body),
        rows((Button(_("💬 My questions"), MyQuestions()), menu_button(speech))),
        closes=True,
        thread=f"{notices.THREAD}:{question.id}",
    )


def _vacant_below(session: Session, question: Question) -> bool:
    return offices.owner(session, question).vacant_below and not question.not_the_village


def _what_if_not(session: Session, question: Question, speech: Speech) -> str:
    _ = speech.gettext
    if offices.rung_of(session, question.office or NATION) is Rung.NATION:
        return _("The national coordinator answers it. There is no office above.")
    return _("If there is no answer by then, it moves up to the next office. We will tell you.")


def _state(
    session: Session, question: Question, speech: Speech, *, with_number: bool = False
) -> list[tuple[str, str]]:
    _ = speech.gettext
    pairs = [(_("Number"), str(question.number))] if with_number else []
    pairs.append((_("With"), offices.office_name(session, question, speech)))
    match question.status:
        case Status.OPEN if question.due_at:
            pairs.append((_("Answer by"), speech.moment(question.due_at)))
        case Status.ANSWERED:
            pairs.append((_("State"), _("answered")))
        case _:
            pairs.append((_("State"), _("closed")))
    return pairs


def _line(question: Question, speech: Speech) -> str:
    """A row of the list: sign, number and when."""
    _ = speech.gettext
    if question.status is Status.OPEN and question.due_at:
        return _("⏳ {number} · answer by {day}").format(
            number=question.number, day=speech.short_day(question.due_at.date())
        )
    if question.status is Status.ANSWERED:
        return _("💬 {number} · answered").format(number=question.number)
    return _("✅ {number} · closed").format(number=question.number)


def _after_an_answer(question: Question, speech: Speech) -> list[Button]:
    _ = speech.gettext
    return [
        Button(_("Helped"), Rate(question.id, Rating.HELPED)),
        Button(_("Did not help"), Rate(question.id, Rating.DID_NOT_HELP)),
        Button(_("✏️ Ask again"), AskAgain(question.id)),
    ]
