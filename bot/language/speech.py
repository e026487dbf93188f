"""How the product speaks to one reader: texts, plurals, dates and figures in their language."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo

from bot.language import dates
from bot.language.catalogues import Catalogue, load
from bot.language.languages import NAMES
from bot.language.where import data_directory

_UNBROKEN_SPACE = "\u00a0"  # a figure must not be broken over two lines


def N_(message: str) -> str:  # noqa: N802  # the name by which the tools of gettext know it
    """Marks a text that is translated later, where the reader is known."""
    return message


@dataclass(frozen=True, slots=True)
class Speech:
    """One language. Message ids are English sentences with named placeholders, which the caller
    fills: ``speech.gettext("Question {number}").format(number=4127)``.

    A text that is missing in Kyrgyz or Uzbek comes in Russian, and failing that as its id.
    """

    language: str
    catalogue: Catalogue

    def gettext(self, message: str) -> str:
        return self.catalogue.text(None, message)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The form that the number takes; ``n`` still has to be filled in."""
        return self.catalogue.plural_text(None, one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """For a word that is translated differently by place."""
        return self.catalogue.text(context, message)

    def npgettext(self, context: str, one: str, many: str, n: int) -> str:
        return self.catalogue.plural_text(context, one, many, n)

    def day(self, day: datetime.date) -> str:
        """``27-ноябрь, жума`` · ``пятница, 27 ноября`` · ``27-noyabr, juma``."""
        return dates.day_in(self.language, day)

    def date(self, day: datetime.date) -> str:
        """With the year: ``24-ноябрь, 2026-ж.`` · ``24 ноября 2026 г.`` · ``24-noyabr, 2026``."""
        return dates.date_in(self.language, day)

    def short_day(self, day: datetime.date) -> str:
        """For a button: ``27-ноя.`` · ``27 нояб.`` · ``27-noy.``."""
        return dates.short_day_in(self.language, day)

    def month_year(self, day: datetime.date) -> str:
        """``ноябрь, 2026-ж.`` · ``ноябрь 2026`` · ``noyabr, 2026``."""
        return dates.month_year_in(self.language, day)

    def moment(self, moment: datetime.datetime, zone: ZoneInfo | None = None) -> str:
        """``27-ноябрь, жума, саат 18:00 (Бишкек)``; the place only while the zone is unknown."""
        return dates.moment_in(self.language, moment, zone, bare=False)

    def desk_moment(self, moment: datetime.datetime) -> str:
        """As on the cards of staff, who all live by Bishkek's time: ``27-ноябрь, жума, 18:00``."""
        return dates.moment_in(self.language, moment, dates.BISHKEK, bare=True)

    def count(self, number: int) -> str:
        """A whole number in groups of three: ``1 240``, in English ``1,240``."""
        grouped = f"{number:,}"
        return grouped if self.language == "en" else grouped.replace(",", _UNBROKEN_SPACE)

    def language_name(self, code: str) -> str:
        """What a language is called here; ``uz`` where the script does not matter.

        Raises KeyError for a language the product does not know.
        """
        if self.language != "uz_Cyrl":
            return NAMES[self.language][code]
        from bot.language.uzbek import to_cyrillic

        return to_cyrillic(NAMES["uz_Latn"][code])


@cache
def speech(language: str) -> Speech:
    """The speech of ``ky``, ``ru``, ``uz_Latn``, ``uz_Cyrl`` or ``en``; else ValueError."""
    return Speech(language, load(language, data_directory("locales")))
