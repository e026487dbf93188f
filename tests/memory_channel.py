"""A channel without a messenger: actions go straight in, screens stay in a list.

It stands where Telegram's channel stands and imports nothing of it, so what holds here holds for
any door that comes later. With ``restarts`` on, the process is as good as new before each action:
a store opened anew on the same file, and another conversation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from bot.conversation import Conversation
from bot.delivery import service as delivery
from bot.errors import NotFound
from bot.language.speech import speech
from bot.language.width import label_width, width_of_row
from bot.people import service as people
from bot.people.service import Person
from bot.places import posts
from bot.places.service import Role
from bot.privacy import service as privacy
from bot.questions import due
from bot.questions.models import Part, Question
from bot.screens import (
    Action,
    Answer,
    Button,
    Commanded,
    Media,
    Opened,
    OutOfDate,
    Press,
    Pressed,
    Screen,
    Sent,
    Toast,
    Wrote,
    press_named,
)
from bot.store.database import Store
from bot.store.keys import Keyring

T = TypeVar("T")
SECRET = "a key that is only for the tests, 32+"
LONGEST_TITLE = 50
MORNING = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
"""A Wednesday, 10:30 in Bishkek."""


@dataclass
class MemoryChannel:
    """A house with people who write to it from nowhere in particular."""

    database: Path
    now: datetime = MORNING
    restarts: bool = False
    people: dict[str, Somebody] = field(default_factory=dict)
    keys: Keyring = field(default_factory=lambda: Keyring(SECRET), repr=False)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self.store = Store(f"sqlite:///{self.database}", self.keys)
        self._conversation = Conversation("http://127.0.0.1:1/console")

    def restart(self) -> None:
        """What only memory knew is gone now."""
        self.store.close()
        self._begin()

    def passes(self, **by: float) -> None:
        self.now += timedelta(**by)

    def does(self, work: Callable[[Session], T]) -> T:
        """One transaction, as a console or the clock would; what it sends arrives."""
        with self.store.transaction() as session:
            result = work(session)
            left = delivery.departures(session)
        self._arrive(left)
        return result

    def ticks(self) -> int:
        """The clock does what is due; how many questions moved up."""
        moved = 0
        while self.does(lambda session: due.climb_next(session, now=self.now)):
            moved += 1
        return moved

    def somebody(self, name: str, community: str = "", language: str = "ky") -> Somebody:
        """A person who has chosen language and community."""

        def arrives(session: Session) -> None:
            person = people.meet(session, name, now=self.now)
            people.choose_language(session, person, language)
            people.choose_community(session, person, community or None)
            people.told_what_is_kept(session, person, now=self.now)

        self.does(arrives)
        return self.newcomer(name, language)

    def newcomer(self, name: str, language: str = "ky") -> Somebody:
        """Somebody of whom the product has never heard."""
        made = self.people[name] = Somebody(self, name, language)
        return made

    def clerk(
        self, name: str, place: str, role: Role = Role.FOCAL_POINT, language: str = "ky"
    ) -> Somebody:
        made = self.somebody(name, place if place.count(".") == 2 else "", language)
        self.does(
            lambda session: posts.appoint(
                session, made.person(session), role, place, appointed_by=None, now=self.now
            )
        )
        return made

    def handle(self, who: Somebody, action: Action) -> Sequence[Answer]:
        """One action as the update loop takes it: one transaction, or the word of refusal."""
        if self.restarts:
            self.restart()
        try:
            given, left = self._transaction(who, action)
        except (OutOfDate, NotFound):
            given, left = self._refusal(who, action)
        self._arrive(left)
        return given

    def _transaction(self, who: Somebody, action: Action) -> tuple[Sequence[Answer], Any]:
        with self.store.transaction() as session:
            person = people.meet(session, who.name, now=self.now)
            given = self._conversation.answer(session, person, action, hint="", now=self.now)
            session.info.pop(privacy.FORGOTTEN, None)
            return given, delivery.departures(session)

    def _refusal(self, who: Somebody, action: Action) -> tuple[Sequence[Answer], Any]:
        with self.store.transaction() as session:
            person = people.meet(session, who.name, now=self.now)
            return self._conversation.refused(person, action), delivery.departures(session)

    def _arrive(self, left: Sequence[delivery.Departure]) -> None:
        for departure in left:
            known = self.people.get(departure.channel_id)
            if known is not None:
                screens = [each for each in departure.answers if isinstance(each, Screen)]
                known.came += map(fitting, screens)


@dataclass
class Somebody:
    """A person and what stands in front of them; words are named by the ids of the catalogue."""

    channel: MemoryChannel
    name: str
    language: str
    shown: list[Screen] = field(default_factory=list)
    """Answers to what they did, oldest first."""
    came: list[Screen] = field(default_factory=list)
    """What came by itself."""
    toast: str = ""
    """The word that flashed up last."""

    def person(self, session: Session) -> Person:
        found = people.find(session, self.name)
        assert found is not None, f"nobody knows {self.name}"
        return found

    def words(self, message: str, **filled: object) -> str:
        text = speech(self.language).gettext(message)
        return text.format(**filled) if filled else text

    def writes(self, text: str, replying_to: Screen | None = None) -> Screen:
        return self._does(Wrote(text, replying_to.thread if replying_to else ""))

    def sends(self, media: Media, caption: str = "", replying_to: Screen | None = None) -> Screen:
        return self._does(Sent(media, caption, replying_to.thread if replying_to else ""))

    def commands(self, command: str) -> Screen:
        return self._does(Commanded(command))

    def opens(self, code: str = "") -> Screen:
        return self._does(Opened(code))

    def does(self, action: Action) -> Screen:
        return self._does(action)

    def presses(self, message: str, on: Screen | None = None, **filled: object) -> Screen:
        """Press the button of that label, on a screen or on the newest that has it."""
        return self._does(Pressed(self.press(message, on, **filled)))

    def press(self, message: str, on: Screen | None = None, **filled: object) -> Press:
        """What a button means, after the way through some messenger: a code and arguments."""
        label = self.words(message, **filled)
        screens = [on] if on is not None else [*self.came, *self.shown]
        for screen in reversed(screens):
            for button in screen.every_button():
                if label in button.label:
                    return _carried(button)
        raise AssertionError(f"no button {label!r} in\n" + "\n---\n".join(map(_drawn, screens)))

    def presses_only(self, press: Press | None) -> Screen:
        return self._does(Pressed(press))

    def sees(self, message: str, **filled: object) -> Screen:
        """The newest screen that holds these words; fails when there is none."""
        words = self.words(message, **filled)
        for screen in reversed([*self.shown, *self.came]):
            if words in screen.plain():
                return screen
        drawn = "\n---\n".join(map(_drawn, [*self.shown, *self.came]))
        raise AssertionError(f"{self.name} never saw {words!r} in\n{drawn}")

    @property
    def last(self) -> Screen:
        return self.shown[-1]

    def _does(self, action: Action) -> Screen:
        given = self.channel.handle(self, action)
        self.toast = next((each.text for each in given if isinstance(each, Toast)), "")
        self.shown += [fitting(each) for each in given if isinstance(each, Screen)]
        assert given, f"{action} was answered by nothing"
        return self.shown[-1]


def fitting(screen: Screen) -> Screen:
    """The screen, if a cheap phone shows its first line and its labels whole."""
    assert len(screen.title) <= LONGEST_TITLE, screen.title
    for row in screen.buttons:
        for button in row:
            assert label_width(button.label) <= width_of_row(len(row)), button.label
    return screen


def _carried(button: Button) -> Press:
    return press_named(button.press.code, button.press.arguments())


def _drawn(screen: Screen) -> str:
    labels = " ".join(f"[{each.label}]" for each in screen.every_button())
    return f"{screen.plain()}\n{labels}"


def asks(asker: Somebody, *parts: str | Media) -> int:
    """Ask a question of one or several messages, from the command on; its number."""
    asker.commands("ask")
    for part in parts:
        asker.writes(part) if isinstance(part, str) else asker.sends(part)
    asker.presses("Check and send ›", on=asker.last)
    return number_in(asker.presses("✅ Send", on=asker.last))


def answers(clerk: Somebody, answer: str, *, to: Screen | None = None) -> Screen:
    """Reply to a card (the newest) and send what is read back; the receipt."""
    clerk.writes(answer, replying_to=to or clerk.came[-1])
    return clerk.presses("✅ Send", on=clerk.last)


def number_in(screen: Screen) -> int:
    found = re.search(r"\b\d{4,}\b", screen.plain())
    assert found is not None, screen.plain()
    return int(found[0])


def question_numbered(channel: MemoryChannel, number: int) -> Question:
    with channel.store.reading() as session:
        question = session.query(Question).filter_by(number=number).one()
        session.expunge(question)  # it is looked at when the transaction is over
        return question


def texts_of(channel: MemoryChannel, number: int, *, sent: bool = True) -> list[str]:
    """What was said in a question, in order."""
    with channel.store.reading() as session:
        question = session.query(Question).filter_by(number=number).one()
        parts = session.query(Part).filter_by(question_id=question.id).order_by(Part.position)
        return [part.text or "" for part in parts if (part.sent_at is not None) == sent]
