"""The periods that figures are shown for: closed weeks and months, and no others (C32).

With free dates the figure of a single day follows from two views that differ by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from bot.errors import NotFound
from bot.language.dates import BISHKEK

WEEKS_OFFERED = 4
MONTHS_OFFERED = 12
WEEKS_IN_A_SERIES = 8
A_WEEK = timedelta(days=7)


class Length(StrEnum):
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of Bishkek, both ends included. ``code``: ``2026-10`` or ``2026-W43``."""

    code: str
    length: Length
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return _midnight(self.last + timedelta(days=1))


def month(year: int, number: int) -> Period:
    first = date(year, number, 1)
    following = date(year + number // 12, number % 12 + 1, 1)
    last = following - timedelta(days=1)
    return Period(f"{first:%Y-%m}", Length.MONTH, first, last)


def week_of(day: date) -> Period:
    """Monday to Sunday."""
    first = day - timedelta(days=day.weekday())
    year, number, _ = first.isocalendar()
    return Period(f"{year}-W{number:02}", Length.WEEK, first, first + A_WEEK - timedelta(days=1))


def offered(now: datetime) -> tuple[Period, ...]:
    """What can be chosen today: the last months that are over, then the last weeks; newest first.

    The first one is what a page opens with.
    """
    today = now.astimezone(BISHKEK).date()
    months = []
    year, number = today.year, today.month
    for _ in range(MONTHS_OFFERED):
        year, number = (year, number - 1) if number > 1 else (year - 1, 12)
        months.append(month(year, number))
    weeks = [week_of(today - A_WEEK * back) for back in range(1, WEEKS_OFFERED + 1)]
    return (*months, *weeks)


def period_named(code: str, now: datetime) -> Period:
    """Raises NotFound for anything that is not offered today."""
    for each in offered(now):
        if each.code == code:
            return each
    raise NotFound(code)


def weeks_to(last: date) -> Sequence[Period]:
    """The closed weeks of a series that ends no later than this day, oldest first."""
    newest = week_of(last)
    if newest.last > last:
        newest = week_of(last - A_WEEK)
    return [week_of(newest.first - A_WEEK * back) for back in reversed(range(WEEKS_IN_A_SERIES))]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), BISHKEK).astimezone(UTC)
