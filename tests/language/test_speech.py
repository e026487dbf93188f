from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from bot.language.dates import date_words
from bot.language.languages import CONSOLE_LANGUAGES, LANGUAGES, NAMES, OWN_NAMES
from bot.language.speech import N_, speech

FRIDAY = date(2026, 11, 27)
SIX_IN_BISHKEK = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")
SAME_AS_CLDR = {"ky": "ky", "ru": "ru", "uz_Latn": "uz_Latn", "en": "en_GB"}


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("ky", "27-ноябрь, жума"),
        ("ru", "пятница, 27 ноября"),
        ("uz_Latn", "27-noyabr, juma"),
        ("uz_Cyrl", "27-ноябрь, жума"),
        ("en", "Friday, 27 November"),
    ],
)
def test_a_day_is_said_with_its_weekday(language: str, day: str) -> None:
    assert speech(language).day(FRIDAY) == day


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ky", "24-ноябрь, 2026-ж."),
        ("ru", "24 ноября 2026 г."),
        ("uz_Latn", "24-noyabr, 2026"),
        ("uz_Cyrl", "24-ноябрь, 2026"),
        ("en", "24 November 2026"),
    ],
)
def test_the_day_a_text_was_checked_carries_the_year(language: str, text: str) -> None:
    assert speech(language).date(date(2026, 11, 24)) == text


@pytest.mark.parametrize(
    ("language", "unknown_zone", "moscow", "desk"),
    [
        (
            "ky",
            "27-ноябрь, жума, саат 18:00 (Бишкек)",
            "27-ноябрь, жума, саат 15:00",
            "27-ноябрь, жума, 18:00",
        ),
        (
            "ru",
            "пятница, 27 ноября, 18:00 (Бишкек)",
            "пятница, 27 ноября, 15:00",
            "пятница, 27 ноября, 18:00",
        ),
        (
            "uz_Latn",
            "27-noyabr, juma, soat 18:00 (Bishkek)",
            "27-noyabr, juma, soat 15:00",
            "27-noyabr, juma, 18:00",
        ),
        (
            "uz_Cyrl",
            "27-ноябрь, жума, соат 18:00 (Бишкек)",
            "27-ноябрь, жума, соат 15:00",
            "27-ноябрь, жума, 18:00",
        ),
        (
            "en",
            "Friday, 27 November, 18:00 (Bishkek)",
            "Friday, 27 November, 15:00",
            "Friday, 27 November, 18:00",
        ),
    ],
)
def test_an_hour_is_the_readers_or_says_that_it_is_bishkeks(
    language: str, unknown_zone: str, moscow: str, desk: str
) -> None:
    own = speech(language)
    assert own.moment(SIX_IN_BISHKEK) == unknown_zone
    assert own.moment(SIX_IN_BISHKEK, MOSCOW) == moscow
    assert own.desk_moment(SIX_IN_BISHKEK) == desk


def test_the_day_is_that_of_the_readers_zone() -> None:
    late = datetime(2026, 11, 30, 20, 30, tzinfo=UTC)
    assert speech("ru").moment(late) == "вторник, 1 декабря, 02:30 (Бишкек)"
    assert speech("ru").moment(late, MOSCOW) == "понедельник, 30 ноября, 23:30"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        speech("ky").moment(SIX_IN_BISHKEK.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("language", "short", "month"),
    [
        ("ky", "27-ноя.", "ноябрь, 2026-ж."),
        ("ru", "27 нояб.", "ноябрь 2026"),
        ("uz_Latn", "27-noy.", "noyabr, 2026"),
        ("uz_Cyrl", "27-ноя.", "ноябрь, 2026"),
        ("en", "27 Nov", "November 2026"),
    ],
)
def test_buttons_and_headings_have_short_dates(language: str, short: str, month: str) -> None:
    assert speech(language).short_day(FRIDAY) == short
    assert speech(language).month_year(FRIDAY) == month


@pytest.mark.parametrize(("language", "cldr"), SAME_AS_CLDR.items())
def test_months_and_weekdays_are_those_of_cldr(language: str, cldr: str) -> None:
    locale, words = Locale.parse(cldr), date_words(language)
    assert list(words.months) == list(locale.months["format"]["wide"].values())
    alone = [each.lower() for each in locale.months["stand-alone"]["wide"].values()]
    assert [each.lower() for each in words.months_alone] == alone
    monday_first = [locale.days["format"]["wide"][day] for day in range(7)]
    assert list(words.weekdays) == monday_first


def test_abbreviated_months_are_those_of_cldr_where_it_has_whole_abbreviations() -> None:
    for language in ("ky", "ru"):
        short = list(Locale.parse(language).months["format"]["abbreviated"].values())
        assert list(date_words(language).months_short) == short


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_russian_dates_are_those_of_cldr(day: date) -> None:
    assert speech("ru").day(day) == format_date(day, "EEEE, d MMMM", locale="ru")
    assert speech("ru").date(day) == format_date(day, "long", locale="ru").replace("\u202f", " ")
    assert speech("uz_Latn").date(day) == format_date(day, "long", locale="uz_Latn")


@pytest.mark.parametrize("language", CONSOLE_LANGUAGES)
def test_big_figures_are_grouped_and_never_break(language: str) -> None:
    own = speech(language)
    gap = "," if language == "en" else "\u00a0"
    assert own.count(999) == "999"
    assert own.count(1240) == f"1{gap}240"
    assert own.count(1234567) == f"1{gap}234{gap}567"


def test_every_language_has_a_name_in_every_language() -> None:
    assert set(OWN_NAMES) == set(CONSOLE_LANGUAGES)
    for reader in CONSOLE_LANGUAGES:
        names = [speech(reader).language_name(code) for code in NAMES["en"]]
        assert len(set(names)) == len(names)
    assert speech("uz_Cyrl").language_name("ky") == "қирғизча"
    assert speech("ru").language_name("ky") == "кыргызский"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="tr"):
        speech("tr")


def test_a_speech_is_made_once() -> None:
    assert speech("ky") is speech("ky")
    assert {speech(language).language for language in LANGUAGES} == set(LANGUAGES)


def test_a_marked_text_is_itself_until_a_reader_is_known() -> None:
    assert N_("Menu") == "Menu"
