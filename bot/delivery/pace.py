"""How fast what nobody waits for may leave: a token bucket, as a value without a clock of its own.

Telegram allows about 30 messages a second over all chats (Bot API, "My bot is hitting limits").
Replies to somebody who waits do not queue behind it: people cannot press faster than that.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Pace:
    """``per_second`` messages on average, with a burst of one second's worth."""

    per_second: float
    _tokens: float = 0.0
    _seen: float | None = None

    def wait(self, moment: float) -> float:
        """Seconds that the next message has to wait at ``moment`` (a monotonic clock's seconds).

        Each call takes one message's turn.
        """
        if self._seen is None:
            self._tokens = self.per_second
        else:
            earned = (moment - self._seen) * self.per_second
            self._tokens = min(self.per_second, self._tokens + earned)
        self._seen = moment
        self._tokens -= 1
        return max(0.0, -self._tokens / self.per_second)
