"""What can go wrong on purpose, so that a bot is tested against a bad day of Telegram's."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from typing import Any

from bot.simulator.errors import PhoneError


@dataclass(slots=True)
class Faults:
    """Shares are between 0 and 1, of the calls to any method.

    An error (500) means that nothing was done. A time-out (hangs ``hang_seconds``, then drops the
    connection) and a dropped connection leave it open whether the call was carried out, as on a
    bad line: half of them were.
    """

    error_share: float = 0.0
    timeout_share: float = 0.0
    drop_share: float = 0.0
    repeat_updates_share: float = 0.0
    reorder_updates: bool = False
    latency_ms: int = 0
    strict_limits: bool = True
    hang_seconds: float = 10.0
    random: random.Random = field(default_factory=random.Random, repr=False)

    @property
    def any_in_calls(self) -> bool:
        return bool(self.error_share or self.timeout_share or self.drop_share)

    def happens(self, share: float) -> bool:
        return share > 0 and self.random.random() < share

    def repeats_update(self) -> bool:
        return self.happens(self.repeat_updates_share)

    def shown(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self) if each.repr}

    def change(self, wanted: dict[str, Any]) -> None:
        """Set what is named, leave the rest. Raises PhoneError for what makes no sense."""
        known = self.shown()
        for name, value in wanted.items():
            if name not in known:
                raise PhoneError(f"there is no fault {name!r}; there are {', '.join(known)}")
            if isinstance(known[name], bool) != isinstance(value, bool):
                raise PhoneError(f"{name} is true or false, the others are numbers")
            if not isinstance(value, bool | int | float) or value < 0:
                raise PhoneError(f"{name} must be a number from 0 up")
            if name.endswith("_share") and value > 1:
                raise PhoneError(f"{name} is a share between 0 and 1")
        for name, value in wanted.items():
            setattr(self, name, value)
