"""How days and moments are written in each language.

Kyrgyz and Uzbek put the day first and the weekday last, Russian the other way round and with the
month in the genitive. No relative words ("tomorrow"): a message may be read days later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

BISHKEK: Final = ZoneInfo("Asia/Bishkek")


@dataclass(frozen=True, slots=True)
class DateWords:
    """The words and patterns of one language; the lists begin with January and with Monday."""

    months: tuple[str, ...]  # as they stand after a day
    months_alone: tuple[str, ...]
    months_short: tuple[str, ...]  # with the full stop where it is an abbreviation
    weekdays: tuple[str, ...]
    day: str
    date: str
    moment: str  # of {day} and {time}
    month_year: str
    short_day: str
    bishkek: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_KY_MONTHS = _words(
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"
)
_UZ_MONTHS = _words("yanvar fevral mart aprel may iyun iyul avgust sentabr oktabr noyabr dekabr")
_EN_MONTHS = _words(
    "January February March April May June July August September October November December"
)

_WRITTEN: Final[dict[str, DateWords]] = {
    "ky": DateWords(
        months=_KY_MONTHS,
        months_alone=_KY_MONTHS,
        months_short=_words("янв. фев. мар. апр. май июн. июл. авг. сен. окт. ноя. дек."),
        weekdays=_words("дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби"),
        day="{day}-{month}, {weekday}",
        date="{day}-{month}, {year}-ж.",
        moment="{day}, саат {time}",
        month_year="{month}, {year}-ж.",
        short_day="{day}-{month}",
        bishkek="Бишкек",
    ),
    "ru": DateWords(
        months=_words(
            "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
        ),
        months_alone=_KY_MONTHS,
        months_short=_words("янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек."),
        weekdays=_words("понедельник вторник среда четверг пятница суббота воскресенье"),
        day="{weekday}, {day} {month}",
        date="{day} {month} {year} г.",
        moment="{day}, {time}",
        month_year="{month} {year}",
        short_day="{day} {month}",
        bishkek="Бишкек",
    ),
    "uz_Latn": DateWords(
        months=_UZ_MONTHS,
        months_alone=_UZ_MONTHS,
        months_short=_words("yan. fev. mar. apr. may iyun iyul avg. sen. okt. noy. dek."),
        weekdays=_words("dushanba seshanba chorshanba payshanba juma shanba yakshanba"),
        day="{day}-{month}, {weekday}",
        date="{day}-{month}, {year}",
        moment="{day}, soat {time}",
        month_year="{month}, {year}",
        short_day="{day}-{month}",
        bishkek="Bishkek",
    ),
    "en": DateWords(
        months=_EN_MONTHS,
        months_alone=_EN_MONTHS,
        months_short=_words("Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec"),
        weekdays=_words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
        day="{weekday}, {day} {month}",
        date="{day} {month} {year}",
        moment="{day}, {time}",
        month_year="{month} {year}",
        short_day="{day} {month}",
        bishkek="Bishkek",
    ),
}


@cache
def date_words(language: str) -> DateWords:
    """The words of a language; those of Uzbek in Cyrillic are made from the Latin by rule."""
    if language != "uz_Cyrl":
        return _WRITTEN[language]
    from bot.language.uzbek import to_cyrillic

    return _turned(_WRITTEN["uz_Latn"], to_cyrillic)


def _turned(words: DateWords, turn: Callable[[str], str]) -> DateWords:
    months = tuple(map(turn, words.months))
    return replace(
        words,
        months=months,
        months_alone=months,
        # Abbreviations end in the middle of a word, where no rule holds; these are CLDR's.
        months_short=_words("янв. фев. мар. апр. май июн. июл. авг. сен. окт. ноя. дек."),
        weekdays=tuple(map(turn, words.weekdays)),
        moment=turn(words.moment),
        bishkek=turn(words.bishkek),
    )


def day_in(language: str, day: date) -> str:
    """``27-ноябрь, жума`` · ``пятница, 27 ноября`` · ``27-noyabr, juma``."""
    words = date_words(language)
    return words.day.format(
        day=day.day, month=words.months[day.month - 1], weekday=words.weekdays[day.weekday()]
    )


def date_in(language: str, day: date) -> str:
    """With the year: ``24-ноябрь, 2026-ж.`` · ``24 ноября 2026 г.`` · ``24-noyabr, 2026``."""
    words = date_words(language)
    return words.date.format(day=day.day, month=words.months[day.month - 1], year=day.year)


def short_day_in(language: str, day: date) -> str:
    """For a button: ``27-ноя.`` · ``27 нояб.`` · ``27-noy.``."""
    words = date_words(language)
    return words.short_day.format(day=day.day, month=words.months_short[day.month - 1])


def month_year_in(language: str, day: date) -> str:
    """``ноябрь, 2026-ж.`` · ``ноябрь 2026`` · ``noyabr, 2026``."""
    words = date_words(language)
    return words.month_year.format(month=words.months_alone[day.month - 1], year=day.year)


def moment_in(language: str, moment: datetime, zone: ZoneInfo | None, *, bare: bool) -> str:
    """A day and an hour; ``bare`` leaves out the word for *hour*, as on the cards of staff.

    While the reader's zone is unknown (None) the hour is that of Bishkek and says so. Raises
    ValueError for a moment without a zone of its own.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone: times are UTC inside")
    words = date_words(language)
    local = moment.astimezone(zone or BISHKEK)
    pattern = "{day}, {time}" if bare else words.moment
    text = pattern.format(day=day_in(language, local.date()), time=f"{local:%H:%M}")
    return text if zone is not None else f"{text} ({words.bishkek})"
