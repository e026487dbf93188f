"""The simulator's time, which tests can move forward."""

from __future__ import annotations

import time


class Clock:
    """Seconds since 1970, plus what :meth:`move` has added."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        return time.time() + self._ahead

    def move(self, seconds: float) -> None:
        """Let that much time pass at once; raises ValueError for the past."""
        if seconds < 0:
            raise ValueError("the clock moves forward only")
        self._ahead += seconds
