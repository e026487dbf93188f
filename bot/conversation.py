"""From what somebody did to the room that answers it; menu, start, and «I did not understand».

Typed text is, in this order: a command, a word for the thread it replies to, a word for the
dialogue that waits, or a search. Danger is recognised in all four.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import help_chat, sign_in_chat
from bot.articles import chat as articles
from bot.articles import service as article_service
from bot.articles.presses import Judge, OpenArticle, OpenSection, UrgentCountries, UrgentHelp
from bot.dialogues import service as dialogues
from bot.dialogues.service import Dialogue, Wait
from bot.errors import NotFound
from bot.help_chat import ChooseLanguageAgain, OpenHelp, WhoSees
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.language.letters import without_marks
from bot.language.speech import speech
from bot.navigation import (
    AskPerson,
    LeaveDialogue,
    OpenMenu,
    ask_button,
    cannot_take,
    last_row,
    menu_button,
    out_of_date,
)
from bot.people import chat as people_chat
from bot.people import service as people
from bot.people.presses import ChooseLanguage, ChooseSignInNumber, NotMe
from bot.people.service import Person, speech_of
from bot.places import chat as places
from bot.places import invitation_chat as invitations
from bot.places.presses import (
    AskCommunity,
    BrowsePlaces,
    ConfirmInvitation,
    DeclareSex,
    RefuseInvitation,
    Settle,
)
from bot.privacy import chat as privacy
from bot.questions import chat as questions
from bot.questions import desk, urgent_chat
from bot.questions import presses as q
from bot.questions import service as question_service
from bot.questions.notices import CARD, THREAD
from bot.screens import (
    Action,
    Answer,
    Button,
    Commanded,
    Media,
    Opened,
    Press,
    Pressed,
    Screen,
    ScreenKind,
    Sent,
    SentUnfit,
    Toast,
    Unfit,
    Wrote,
    paragraph,
    rows,
)

Handler = Callable[..., Answer | Sequence[Answer]]
LONGEST_TEXT = 4096
POSTER, INVITATION = "c-", "i-"
LONGEST_LINK = 43
"""What fits into a button beside the choice of a language; every code of ours is shorter."""

PRESSES: Mapping[type[Press], Handler] = {
    OpenSection: articles.open_section,
    OpenArticle: articles.open_article,
    Judge: articles.judge,
    UrgentHelp: urgent_chat.urgent_help,
    UrgentCountries: articles.urgent_countries,
    AskCommunity: places.ask_community,
    BrowsePlaces: places.browse,
    ConfirmInvitation: invitations.confirm,
    RefuseInvitation: invitations.refuse,
    DeclareSex: invitations.declare_sex,
    ChooseSignInNumber: sign_in_chat.choose,
    NotMe: sign_in_chat.not_me,
    AskPerson: urgent_chat.ask,
    q.Review: questions.review,
    q.Send: questions.send,
    q.Rewrite: questions.rewrite,
    q.Discard: questions.discard,
    q.MyQuestions: questions.my_questions,
    q.OpenQuestion: questions.open_question,
    q.Rate: questions.rate,
    q.AskAgain: questions.ask_again,
    q.MayTheVillageKnow: urgent_chat.may_the_village_know,
    q.NotNow: urgent_chat.not_now,
    q.OpenDesk: desk.open_desk,
    q.OpenCard: desk.open_card,
    q.Answer: desk.answer,
    q.SendAnswer: desk.send,
    q.LeaveAnswer: desk.leave,
    privacy.MyData: privacy.my_data,
    privacy.EraseAll: privacy.erase_all,
    privacy.EraseForGood: privacy.erase_for_good,
    OpenHelp: help_chat.open_help,
    WhoSees: help_chat.who_sees,
}

COMMANDS: Mapping[str, Press] = {
    "ask": AskPerson(),
    "questions": q.MyQuestions(),
    "community": AskCommunity(),
    "my_data": privacy.MyData(),
    "help": OpenHelp(),
    "desk": q.OpenDesk(),
    "urgent": UrgentHelp(),
}

LEAVES_THE_DIALOGUE = (OpenSection, OpenArticle, OpenHelp, WhoSees, privacy.MyData)
"""Going there is leaving what was waiting; a draft is kept and offered again."""


class Conversation:
    """The one door of the rooms for every channel. ``console_url``: where staff sign in."""

    def __init__(self, console_url: str) -> None:
        self._console_url = console_url

    def answer(
        self, session: Session, person: Person, action: Action, *, hint: str, now: datetime
    ) -> Sequence[Answer]:
        """What a person is shown for what they did.

        Raises OutOfDate and NotFound; then nothing of it may stay, and ``refused`` is the answer.
        """
        return _screens(self._answer(session, person, action, hint=hint, now=now))

    def refused(self, person: Person, action: Action) -> Sequence[Answer]:
        """For an old button, a stranger's id, a thing that is gone: all look the same (C8)."""
        if isinstance(action, Pressed):
            return [out_of_date(speech_of(person))]
        return [_lost(person)]

    def too_fast(self, person: Person) -> Sequence[Answer]:
        ours = speech_of(person)
        _ = ours.gettext
        return [
            Screen(
                ScreenKind.ERROR,
                _("⏳ Too fast: wait a minute"),
                (paragraph(_("After that everything works again.")),),
                rows(menu_button(ours)),
            )
        ]

    def failed(self, person: Person, reference: str) -> Sequence[Answer]:
        ours = speech_of(person)
        _ = ours.gettext
        return [
            Screen(
                ScreenKind.ERROR,
                _("⚠️ Something went wrong on our side"),
                (
                    paragraph(
                        _("Try again in a few minutes."),
                        "\n",
                        _("If it happens again, tell us this code: {code}").format(code=reference),
                    ),
                ),
                rows(menu_button(ours)),
            )
        ]

    def is_urgent(self, text: str) -> bool:
        return article_service.urgent_kind(text) is not None

    # --- by kind of action ------------------------------------------------------------------

    def _answer(
        self, session: Session, person: Person, action: Action, *, hint: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        match action:
            case Opened(code):
                return self._opened(session, person, code, now)
            case Pressed(press):
                return self._pressed(session, person, press, now)
            case _ if person.language is None:
                return self._before_a_language(session, person, action, hint, now)
            case Commanded(command):
                return self._commanded(session, person, command, now)
            case Wrote(text, thread):
                return self._wrote(session, person, without_marks(text), thread, now)
            case Sent(media, caption, thread):
                return self._sent(session, person, media, without_marks(caption), thread, now)
            case SentUnfit(why):
                return _unfit(session, person, why)

    def _opened(
        self, session: Session, person: Person, code: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        if person.language is None:
            return people_chat.which_language(code if _is_link(code) else "")
        return self._came_with(session, person, code, now)

    def _came_with(
        self, session: Session, person: Person, code: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        if code.startswith(INVITATION):
            return invitations.opened(session, person, code.removeprefix(INVITATION), now=now)
        if code.startswith(POSTER):
            return places.from_poster(session, person, code.removeprefix(POSTER), now=now)
        if not person.community_settled:
            return places.ask_community(session, person, now=now)
        if code:
            return places.out_of_date_link(speech_of(person))
        return menu(session, person, now=now)

    def _pressed(
        self, session: Session, person: Person, press: Press | None, now: datetime
    ) -> Answer | Sequence[Answer]:
        match press:
            case None:
                return out_of_date(speech_of(person))
            case ChooseLanguage(_language, link):
                return self._chose_language(session, person, press, link, now)
            case ChooseLanguageAgain():
                return people_chat.which_language()
            case _ if person.language is None:
                # Somebody who erased themselves and presses what still stands in the chat.
                return people_chat.which_language()
            case OpenMenu() | LeaveDialogue():
                return menu(session, person, now=now)
            case Settle():
                return self._settled(session, person, press, now)
            case q.Send() | q.Discard() | q.NotNow():
                return _ended(session, person, press, now)
        handler = PRESSES.get(type(press))
        if handler is None:
            return out_of_date(speech_of(person))
        if isinstance(press, LEAVES_THE_DIALOGUE):
            dialogues.finish(session, person)
        answer: Answer | Sequence[Answer] = handler(session, person, press, now=now)
        if isinstance(press, OpenArticle):
            place = {"article": press.article, "page": press.page}
            dialogues.wait_for(session, person, Wait.READING, place, now=now)
        return answer

    def _chose_language(
        self, session: Session, person: Person, press: ChooseLanguage, link: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        people_chat.choose_language(session, person, press)
        waiting = dialogues.stands_at(session, person)
        if waiting is not None and person.community_settled:
            return _what_waits(session, person, waiting, now)
        return self._came_with(session, person, link, now)

    def _settled(
        self, session: Session, person: Person, press: Settle, now: datetime
    ) -> Sequence[Answer]:
        newcomer = not person.community_settled
        places.settle(session, person, press, now=now)
        if newcomer:
            interactions.record(session, person, Kind.STARTED, now=now)
        first = _kept(session, person, now)
        if not newcomer:
            first = [_community_saved(person)]
        return [*first, *_screens(menu(session, person, now=now))]

    def _before_a_language(
        self, session: Session, person: Person, action: Action, hint: str, now: datetime
    ) -> Sequence[Answer]:
        """Nobody is asked for a language first when it may be dangerous."""
        first: list[Answer] = []
        if isinstance(action, Wrote) and self.is_urgent(action.text):
            guessed = speech(people_chat.guessed(hint))
            first.append(
                Screen(
                    ScreenKind.CARD,
                    guessed.gettext("☎️ If it is dangerous, call now"),
                    articles.numbers("KG", guessed),
                )
            )
        return [*first, people_chat.which_language()]

    def _commanded(
        self, session: Session, person: Person, command: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        if command == "menu":
            return menu(session, person, now=now)
        if command == "language":
            return people_chat.which_language()
        if command == "cancel":
            return self._cancel(session, person, now)
        if command == "console":
            return sign_in_chat.console_link(session, person, self._console_url, now=now)
        press = COMMANDS.get(command)
        if press is None:
            return _unknown_command(person)
        return self._pressed(session, person, press, now)

    def _cancel(self, session: Session, person: Person, now: datetime) -> Answer | Sequence[Answer]:
        waiting = dialogues.current(session, person)
        if waiting is None:
            return menu(session, person, now=now)
        match waiting.wait:
            case Wait.QUESTION:
                return _ended(session, person, q.Discard(waiting.data["question"]), now)
            case Wait.ANSWER:
                return desk.leave(session, person, q.LeaveAnswer(waiting.data["question"]), now=now)
        return menu(session, person, now=now)

    def _wrote(
        self, session: Session, person: Person, text: str, thread: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        text = text.strip()[:LONGEST_TEXT]
        if not text:
            return cannot_take(speech_of(person))
        kind, number = _thread(thread)
        if kind == CARD:
            return desk.heard(session, person, number, text, now=now)
        waiting = dialogues.current(session, person)
        if not kind and waiting is not None and waiting.wait == Wait.ANSWER:
            return _answered(session, person, waiting, text, now)
        danger = article_service.urgent_kind(text)
        if danger is not None:
            within = _question_meant(kind, number, waiting)
            return urgent_chat.recognised(session, person, danger, text, within=within, now=now)
        if kind == THREAD:
            return questions.replied(session, person, number, text, now=now)
        if waiting is not None:
            return self._for_the_dialogue(session, person, waiting, text, now)
        return articles.search(session, person, text, now=now)

    def _for_the_dialogue(
        self, session: Session, person: Person, waiting: Dialogue, text: str, now: datetime
    ) -> Answer | Sequence[Answer]:
        match waiting.wait:
            case Wait.COMMUNITY:
                return places.named(session, person, waiting, text, now=now)
            case Wait.QUESTION:
                return urgent_chat.heard(session, person, waiting, text, now=now)
        return articles.search(session, person, text, now=now)

    def _sent(
        self,
        session: Session,
        person: Person,
        media: Media,
        caption: str,
        thread: str,
        now: datetime,
    ) -> Answer | Sequence[Answer]:
        """A file is part of a question: the one replied to, the one being asked, or a new one."""
        kind, number = _thread(thread)
        caption = caption.strip()
        waiting = dialogues.current(session, person)
        if kind == CARD or (not kind and waiting is not None and waiting.wait == Wait.ANSWER):
            return _waits_for_text(person)
        danger = article_service.urgent_kind(caption) if caption else None
        if danger is not None:
            within = _question_meant(kind, number, waiting)
            return urgent_chat.recognised(
                session, person, danger, media, caption, within=within, now=now
            )
        if kind == THREAD:
            given = questions.replied(session, person, number, media, now=now)
        else:
            if waiting is not None and waiting.wait != Wait.QUESTION:
                return _waits_for_text(person)
            if waiting is None:
                begun = urgent_chat.ask(session, person, AskPerson(), now=now)
                waiting = dialogues.current(session, person)
                if waiting is None:
                    return begun
            given = urgent_chat.heard(session, person, waiting, media, now=now)
        waiting = dialogues.current(session, person)
        if not caption or waiting is None:
            return given
        return urgent_chat.heard(session, person, waiting, caption, now=now)


# --- screens of this file -------------------------------------------------------------------


def menu(session: Session, person: Person, *, now: datetime) -> Answer | Sequence[Answer]:
    """The menu, which ends whatever waited; drafts are kept."""
    dialogues.finish(session, person)
    interactions.record(session, person, Kind.MENU_OPENED, now=now)
    ours = speech_of(person)
    _ = ours.gettext
    sections = article_service.catalogue().sections
    has_desk = question_service.has_desk(session, person)
    return Screen(
        ScreenKind.MENU,
        _("☰ How can we help?"),
        (paragraph(_("Write in your own words, or choose.")),),
        rows(
            *(Button(articles.section_name(each, ours), OpenSection(each)) for each in sections),
            ask_button(ours),
            Button(_("☎️ Urgent help"), UrgentHelp()),
            (
                Button(_("💬 My questions"), q.MyQuestions()),
                Button(_("⚙️ More"), OpenHelp()),
            ),
            Button(_("🏛 Desk of questions"), q.OpenDesk()) if has_desk else None,
        ),
    )


def _kept(session: Session, person: Person, now: datetime) -> list[Answer]:
    """Once, above the first menu: what is kept, who sees it, how to erase it."""
    if not people.told_what_is_kept(session, person, now=now):
        return []
    ours = speech_of(person)
    _ = ours.gettext
    return [
        Screen(
            ScreenKind.EMPTY,
            _("🔒 We do not ask for your name and number"),
            (
                paragraph(
                    _("Whoever answers does not see your account."),
                    "\n",
                    _("To see what is kept, and to erase it: /my_data"),
                ),
            ),
        )
    ]


def _community_saved(person: Person) -> Answer:
    return Screen(ScreenKind.EMPTY, speech_of(person).gettext("📍 Saved."))


def _what_waits(
    session: Session, person: Person, waiting: Dialogue, now: datetime
) -> Answer | Sequence[Answer]:
    """The place somebody stood at, in the language they just chose."""
    match waiting.wait:
        case Wait.COMMUNITY:
            return places.ask_community(session, person, now=now)
        case Wait.QUESTION:
            return urgent_chat.still_asking(session, person, waiting, now=now)
        case Wait.ANSWER:
            press = q.Answer(waiting.data["question"])
            return desk.answer(session, person, press, now=now)
        case Wait.READING:
            page = OpenArticle(waiting.data["article"], waiting.data["page"])
            return articles.open_article(session, person, page, now=now)
    return menu(session, person, now=now)


def _ended(
    session: Session, person: Person, press: q.Send | q.Discard | q.NotNow, now: datetime
) -> Answer | Sequence[Answer]:
    """The end of asking; after an urgent talk the last line of the chat is the plain menu (A1)."""
    urgent = question_service.question_for(session, person, press.question).urgent
    (given,) = _screens(PRESSES[type(press)](session, person, press, now=now))
    if not urgent or not _has_ended(press, given):
        return given
    if isinstance(given, Screen):
        # In place of what was read back, so that those words do not stand in the chat twice.
        given = replace(given, kind=ScreenKind.CARD)
    return [given, *_screens(menu(session, person, now=now))]


def _has_ended(press: Press, given: Answer) -> bool:
    """Not so when the press came late, or a limit keeps the question from being sent."""
    if isinstance(given, Toast):
        return isinstance(press, q.NotNow) and not given.must_be_closed
    return given.kind is ScreenKind.RECEIPT or isinstance(press, q.Discard)


def _unfit(session: Session, person: Person, why: Unfit) -> Answer:
    ours = speech_of(person)
    _ = ours.gettext
    if why is Unfit.TOO_BIG:
        title = _("⚠️ This file is too big: 10 MB at most")
    elif why is Unfit.BROKEN:
        title = _("⚠️ This file cannot be opened. Send it again as a photo")
    else:
        waiting = dialogues.current(session, person)
        if waiting is not None and waiting.wait != Wait.QUESTION:
            return _waits_for_text(person)
        return cannot_take(ours)
    return Screen(ScreenKind.ERROR, title, buttons=rows(last_row(ours)))


def _unknown_command(person: Person) -> Answer:
    ours = speech_of(person)
    _ = ours.gettext
    return Screen(
        ScreenKind.EMPTY,
        _("There is no such command"),
        (paragraph(_("Write in your own words, or open the menu.")),),
        rows(ask_button(ours), last_row(ours)),
    )


def _waits_for_text(person: Person) -> Answer:
    ours = speech_of(person)
    _ = ours.gettext
    return Screen(
        ScreenKind.EMPTY,
        _("Here we wait for text"),
        (paragraph(_("Write it in words, or leave this.")),),
        rows(Button(_("Leave this"), LeaveDialogue())),
    )


def _lost(person: Person) -> Answer:
    ours = speech_of(person)
    return Screen(
        ScreenKind.EMPTY,
        ours.gettext("That is not here any more"),
        buttons=rows(ask_button(ours), last_row(ours)),
    )


def _answered(
    session: Session, person: Person, waiting: Dialogue, text: str, now: datetime
) -> Answer:
    """Words of an answer; whoever lost the question meanwhile must not stay in its dialogue."""
    try:
        return desk.said(session, person, waiting, text, now=now)
    except NotFound:
        dialogues.finish(session, person)
        return _lost(person)


def _question_meant(kind: str, number: int, waiting: Dialogue | None) -> int | None:
    """The question that a typed word belongs to: of the thread replied to, or the one begun."""
    if kind == THREAD:
        return number
    if waiting is not None and waiting.wait == Wait.QUESTION:
        return int(waiting.data["question"])
    return None


def _thread(thread: str) -> tuple[str, int]:
    kind, _, number = thread.partition(":")
    return (kind, int(number)) if kind in {CARD, THREAD} and number.isdigit() else ("", 0)


def _is_link(code: str) -> bool:
    fits = code.isascii() and len(code) <= LONGEST_LINK
    return fits and code.startswith((POSTER, INVITATION)) and "~" not in code


def _screens(given: Answer | Sequence[Answer]) -> Sequence[Answer]:
    return [given] if isinstance(given, Screen | Toast) else given
