"""What can stand in the way of asking and answering, named by the fact."""

from __future__ import annotations


class NothingWritten(Exception):
    """There is nothing in it yet that could be sent."""


class TooManyParts(Exception):
    """A question carries at most ten messages and files (C44)."""


class TooManyOpen(Exception):
    """Three questions of this person wait for an answer (C44)."""


class TooManyToday(Exception):
    """This person asked five questions within a day (C44)."""


class AlreadyAnswered(Exception):
    """The question has its answer; ``by_a_colleague`` tells whose it is."""

    def __init__(self, *, by_a_colleague: bool) -> None:
        super().__init__(by_a_colleague)
        self.by_a_colleague = by_a_colleague


class AlreadyClosed(Exception):
    """The asker has ended it."""


class NothingToRate(Exception):
    """There is no answer yet, or none any more."""
