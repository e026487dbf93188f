"""Whether and when to try again: a decision, returned as a value; the sender only obeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PAUSES = (1, 3, 10, 30, 60, 120, 300, 600)
"""Seconds after the first, second … attempt that failed; the last one goes on until the limit."""

ATTEMPTS_AT_MOST = 40
"""With the pauses above about five hours: longer than Telegram was ever down for long."""


class Trouble(StrEnum):
    """What the other side said, sorted by what we can do about it."""

    LATER = "later"  # 5xx, a time-out, a dropped connection
    SLOWER = "slower"  # too many requests, with a time to wait
    BLOCKED = "blocked"  # the person blocked the bot or is gone
    REFUSED = "refused"  # wrong for good: it will never be taken


@dataclass(frozen=True, slots=True)
class SendFailed(Exception):
    """Sending did not succeed. ``wait`` is what the other side asked for, in seconds."""

    trouble: Trouble
    reason: str
    wait: float = 0


def when_to_try_again(failure: SendFailed, attempts: int, now: datetime) -> datetime | None:
    """The moment of the next attempt, or None: never. ``attempts`` counts those that failed."""
    if failure.trouble in {Trouble.BLOCKED, Trouble.REFUSED} or attempts >= ATTEMPTS_AT_MOST:
        return None
    if failure.trouble is Trouble.SLOWER:
        return now + timedelta(seconds=failure.wait)
    return now + timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])
