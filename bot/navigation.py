"""Ways on that any room may put under its screens, and the last row they all share."""

from __future__ import annotations

from dataclasses import dataclass

from bot.language.speech import Speech
from bot.screens import Button, Press, Screen, ScreenKind, Toast, rows


@dataclass(frozen=True, slots=True)
class OpenMenu(Press, code="m"):
    """To the menu, from anywhere."""


@dataclass(frozen=True, slots=True)
class AskPerson(Press, code="q"):
    """A question to a person, about a topic when one was being read (else empty)."""

    topic: str = ""


@dataclass(frozen=True, slots=True)
class LeaveDialogue(Press, code="x"):
    """Out of whatever waits for an answer; what was written is kept."""


def menu_button(speech: Speech) -> Button:
    return Button(speech.gettext("☰ Menu"), OpenMenu())


def back_button(speech: Speech, press: Press) -> Button:
    return Button(speech.gettext("‹ Back"), press)


def last_row(speech: Speech, back: Press | None = None) -> tuple[Button, ...]:
    """Back on the left, menu on the right, on every screen."""
    if back is None:
        return (menu_button(speech),)
    return (back_button(speech, back), menu_button(speech))


def ask_button(speech: Speech, topic: str = "") -> Button:
    return Button(speech.gettext("❓ Ask a person"), AskPerson(topic))


def out_of_date(speech: Speech) -> Toast:
    return Toast(speech.gettext("This button is out of date. Open the menu."), must_be_closed=True)


def cannot_take(speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.EMPTY,
        _("We cannot take this. Send text, a photo or voice."),
        buttons=rows(last_row(speech)),
    )
