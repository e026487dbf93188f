"""Whether and when to try again, as one table."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.retries import (
    ATTEMPTS_AT_MOST,
    PAUSES,
    SendFailed,
    Trouble,
    when_to_try_again,
)

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trouble", "wait", "attempts", "seconds"),
    [
        (Trouble.LATER, 0, 1, 1),
        (Trouble.LATER, 0, 2, 3),
        (Trouble.LATER, 0, 8, 600),
        (Trouble.LATER, 0, 39, 600),
        (Trouble.LATER, 0, 40, None),
        (Trouble.SLOWER, 7, 1, 7),
        (Trouble.SLOWER, 3600, 5, 3600),
        (Trouble.BLOCKED, 0, 1, None),
        (Trouble.REFUSED, 0, 1, None),
    ],
)
def test_when_it_is_tried_again(
    trouble: Trouble, wait: float, attempts: int, seconds: int | None
) -> None:
    expected = None if seconds is None else NOW + timedelta(seconds=seconds)
    assert when_to_try_again(SendFailed(trouble, "why", wait), attempts, NOW) == expected


@given(st.sampled_from(Trouble), st.floats(0, 1e5), st.integers(1, 1000))
def test_the_next_attempt_is_never_in_the_past_and_there_is_a_last_one(
    trouble: Trouble, wait: float, attempts: int
) -> None:
    again = when_to_try_again(SendFailed(trouble, "why", wait), attempts, NOW)
    if attempts >= ATTEMPTS_AT_MOST:
        assert again is None
    if again is not None:
        assert again >= NOW


def test_an_outage_of_some_hours_is_waited_out() -> None:
    spent = sum(PAUSES) + PAUSES[-1] * (ATTEMPTS_AT_MOST - len(PAUSES) - 1)
    assert timedelta(seconds=spent) > timedelta(hours=4)
