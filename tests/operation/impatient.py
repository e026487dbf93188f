"""``kopuro`` that believes a silent process dead after seconds: for tests of taking over.

It changes how long is waited and nothing else.
"""

from __future__ import annotations

from datetime import timedelta

from bot import clock
from bot.channels.telegram import worker
from bot.cli import main
from bot.delivery import service as delivery
from bot.store import leases

SECONDS = 3

worker.LEFT_BEHIND = timedelta(seconds=SECONDS)
delivery.HELD = timedelta(seconds=SECONDS)
leases.HELD_FOR = timedelta(seconds=SECONDS)
clock.TICK_SECONDS = 1

if __name__ == "__main__":
    main()
