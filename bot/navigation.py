"""Ways on that any room may put under its screens, and the last row they all share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

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


A_PAGE = 6
"""More rows make a list that nobody reads on a cheap phone."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[T]):
    """One page of a longer list: what stands on it, *1–6 / 21*, and the way to its neighbours."""

    shown: Sequence[T]
    count: str
    pager: tuple[Button, ...]


def list_page(
    items: Sequence[T], page: int, speech: Speech, to: Callable[[int], Press]
) -> ListPage[T]:
    """The page of that number, or the nearest there is; ``to`` makes the press of another page."""
    pages = max(-(-len(items) // A_PAGE), 1)
    page = min(max(page, 1), pages)
    first = (page - 1) * A_PAGE
    shown = items[first : first + A_PAGE]
    count = speech.gettext("{first}–{last} / {all}").format(
        first=first + 1, last=first + len(shown), all=len(items)
    )
    return ListPage(shown, count, pager(page, pages, speech, to))


def pager(page: int, pages: int, speech: Speech, to: Callable[[int], Press]) -> tuple[Button, ...]:
    """Back and on, where there is something; empty for a single page."""
    _ = speech.gettext
    row = []
    if page > 1:
        row.append(Button(_("‹ Previous"), to(page - 1)))
    if page < pages:
        row.append(Button(_("Next ›"), to(page + 1)))
    return tuple(row)


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
