"""Language and script: chosen first, and changed from anywhere in two taps."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.language.languages import LANGUAGES
from bot.people import service
from bot.people.presses import ChooseLanguage
from bot.people.service import Person
from bot.screens import Button, OutOfDate, Screen, ScreenKind, paragraph, rows

# Four names, each in its own script, and the question in all: nobody is asked in a language
# that they do not read, so none of it is translated.
TITLE = "🌐 Тилди тандаңыз · Выберите язык"
REST = "Tilni tanlang · Тилни танланг"
NAMES = {"ky": "Кыргызча", "ru": "Русский", "uz_Cyrl": "Ўзбекча", "uz_Latn": "Oʻzbekcha"}
HINTS = {"ru": "ru", "uz": "uz_Latn", "ky": "ky"}


def which_language(link: str = "") -> Screen:
    """``link`` is the code that somebody came with: it waits in the buttons."""
    return Screen(
        ScreenKind.MENU,
        TITLE,
        (paragraph(REST),),
        rows(*(Button(name, ChooseLanguage(code, link)) for code, name in NAMES.items())),
    )


def choose_language(session: Session, person: Person, press: ChooseLanguage) -> None:
    """Raises OutOfDate for a language that is not one of ours."""
    if press.language not in LANGUAGES:
        raise OutOfDate(press.code)
    service.choose_language(session, person, press.language)


def guessed(hint: str) -> str:
    """The language of an interface as a hint for the first screen only: it often misleads."""
    return HINTS.get(hint[:2], "ky")
