"""Due times: pure functions of a moment and of the days on which nobody works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

BISHKEK = ZoneInfo("Asia/Bishkek")
CLOSING = time(18, 0)
WORKING_DAYS_TO_ANSWER = 2
HOURS_FOR_URGENT = 4
SATURDAY = 5

IsFree = Callable[[date], bool]


@lru_cache
def _holidays(year: int) -> frozenset[date]:
    import holidays  # four megabytes that a bot nobody asks yet need not hold

    return frozenset(holidays.country_holidays("KG", years=year))


def is_free(day: date) -> bool:
    """Weekends and the public holidays of Kyrgyzstan."""
    return day.weekday() >= SATURDAY or day in _holidays(day.year)


def due_at(
    moment: datetime, working_days: int = WORKING_DAYS_TO_ANSWER, is_free: IsFree = is_free
) -> datetime:
    """The end of the ``working_days``-th working day after ``moment``, in Bishkek.

    The end of a day, since a due minute would tell when the question was written.
    """
    day = moment.astimezone(BISHKEK).date()
    left = working_days
    while left:
        day += timedelta(days=1)
        left -= not is_free(day)
    return datetime.combine(day, CLOSING, BISHKEK)


def urgent_due_at(moment: datetime, hours: int = HOURS_FOR_URGENT) -> datetime:
    """A full hour, by day or night, at least ``hours`` after ``moment``."""
    due = moment.astimezone(BISHKEK) + timedelta(hours=hours)
    full = due.replace(minute=0, second=0, microsecond=0)
    return full if full == due else full + timedelta(hours=1)
