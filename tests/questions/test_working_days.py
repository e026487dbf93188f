"""Due times: the end of a working day in Bishkek; in danger a full hour."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.questions.working_days import BISHKEK, due_at, is_free, urgent_due_at

moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is added


def bishkek(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BISHKEK)


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        ("2026-11-25T10:30", "2026-11-27T18:00"),  # Wednesday → Friday
        ("2026-11-26T23:59", "2026-11-30T18:00"),  # Thursday night → Monday
        ("2026-11-27T09:00", "2026-12-01T18:00"),  # Friday → Tuesday
        ("2026-11-28T12:00", "2026-12-01T18:00"),  # Saturday → Tuesday
        ("2026-08-28T12:00", "2026-09-02T18:00"),  # Independence Day on the 31st is skipped
        ("2026-03-19T12:00", "2026-03-24T18:00"),  # Nooruz on the 21st and the day before it
        ("2026-04-30T12:00", "2026-05-12T18:00"),  # the May holidays
    ],
)
def test_due_is_the_end_of_the_second_working_day(asked: str, due: str) -> None:
    assert due_at(bishkek(asked)) == bishkek(due)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 7),  # Orthodox Christmas
        date(2026, 3, 8),
        date(2026, 3, 21),  # Nooruz
        date(2026, 5, 1),
        date(2026, 5, 5),  # Constitution Day
        date(2026, 8, 31),  # Independence Day
        date(2026, 11, 28),  # a Saturday
        date(2026, 11, 29),  # a Sunday
    ],
)
def test_nobody_works_on_weekends_and_public_holidays(day: date) -> None:
    assert is_free(day)


def test_an_ordinary_wednesday_is_worked() -> None:
    assert not is_free(date(2026, 11, 25))


@given(moments, st.integers(1, 10))
def test_due_is_at_18_of_a_working_day_after_so_many_working_days(
    moment: datetime, days: int
) -> None:
    due = due_at(moment, days).astimezone(BISHKEK)
    asked_on = moment.astimezone(BISHKEK).date()
    assert (due.hour, due.minute, due.second) == (18, 0, 0)
    assert not is_free(due.date())
    between = (due.date() - asked_on).days
    worked = [asked_on + timedelta(days=each) for each in range(1, between + 1)]
    assert sum(not is_free(day) for day in worked) == days


@given(moments)
def test_an_urgent_one_is_due_at_a_full_hour_four_to_five_hours_later(moment: datetime) -> None:
    due = urgent_due_at(moment)
    assert (due.minute, due.second, due.microsecond) == (0, 0, 0)
    assert timedelta(hours=4) <= due - moment < timedelta(hours=5)


@given(moments)
def test_nobody_can_tell_from_a_due_time_when_the_question_was_written(moment: datetime) -> None:
    day = moment.astimezone(BISHKEK)
    earlier = day.replace(hour=0, minute=0, second=0, microsecond=0)
    assert due_at(moment) == due_at(earlier)
