"""What the buttons about oneself mean."""

from __future__ import annotations

from dataclasses import dataclass

from bot.screens import Press


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Press, code="lg"):
    """A language, and the code of the link that was opened before it was chosen (else empty)."""

    language: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class ChooseSignInNumber(Press, code="si"):
    """The number that the browser shows while somebody signs in to the console."""

    link: int
    number: int


@dataclass(frozen=True, slots=True)
class NotMe(Press, code="sx"):
    """Somebody else is signing in: end it."""

    link: int
