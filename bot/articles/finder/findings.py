"""What a search says."""

from dataclasses import dataclass

from bot.articles.article import Urgency


@dataclass(frozen=True, slots=True)
class Found:
    """An article and how close it is to the question, from 0 to 1."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text asks for. No results: we have no answer, or it is none of our business.

    ``topic`` is what it seems to be about even where no article tells of it yet; None when it seems
    to lie outside the product's task.
    """

    results: tuple[Found, ...]
    urgent: bool
    urgent_kind: Urgency | None
    topic: str | None
