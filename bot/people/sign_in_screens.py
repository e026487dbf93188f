"""What the bot shows while somebody signs in to the console."""

from __future__ import annotations

from collections.abc import Sequence

from bot.language.speech import Speech
from bot.navigation import menu_button
from bot.people.presses import ChooseSignInNumber, NotMe
from bot.screens import Button, Screen, ScreenKind, Span, Style, paragraph, rows


def link(url: str, speech: Speech) -> Screen:
    """The link itself; previews of it change nothing, since only a press in the browser does."""
    _ = speech.gettext
    # On a laptop the console has no https address, and there a link is plain text.
    address = Span(url, Style.LINK, url) if url.startswith("https://") else Span(url)
    return Screen(
        ScreenKind.RECEIPT,
        _("🔒 Sign in to the console"),
        (
            paragraph(_("The link works for 10 minutes and once. Do not send it to anybody.")),
            paragraph(address),
        ),
        rows(menu_button(speech)),
        protected=True,
    )


def which_number(link_id: int, numbers: Sequence[int], speech: Speech) -> Screen:
    """Comes by itself once a browser has spent the link."""
    _ = speech.gettext
    return Screen(
        ScreenKind.NOTICE,
        _("🔒 Which number does the browser show?"),
        (paragraph(_("Somebody is signing in to the console with your link.")),),
        rows(
            [Button(str(each), ChooseSignInNumber(link_id, each)) for each in numbers],
            Button(_("This is not me"), NotMe(link_id), danger=True),
        ),
        protected=True,
    )


def let_in(speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.EMPTY,
        _("✅ The browser is signed in"),
        (paragraph(_("You can go on there.")),),
        rows(menu_button(speech)),
    )


def shut_out(speech: Speech) -> Screen:
    """After a wrong number or *this is not me*."""
    _ = speech.gettext
    return Screen(
        ScreenKind.EMPTY,
        _("🔒 Nobody was signed in"),
        (paragraph(_("That link does not work any more. For a new one, send /console.")),),
        rows(menu_button(speech)),
    )


def too_many(speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.ERROR,
        _("⚠️ You have asked for five links within an hour"),
        (paragraph(_("Try again later.")),),
        rows(menu_button(speech)),
    )
