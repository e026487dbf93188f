"""What the buttons under questions mean."""

from __future__ import annotations

from dataclasses import dataclass

from bot.questions.models import Rating
from bot.screens import Press


@dataclass(frozen=True, slots=True)
class Review(Press, code="qr"):
    question: int


@dataclass(frozen=True, slots=True)
class Send(Press, code="qs"):
    question: int


@dataclass(frozen=True, slots=True)
class Rewrite(Press, code="qw"):
    question: int


@dataclass(frozen=True, slots=True)
class Discard(Press, code="qd"):
    question: int


@dataclass(frozen=True, slots=True)
class MyQuestions(Press, code="qm"):
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenQuestion(Press, code="qo"):
    question: int


@dataclass(frozen=True, slots=True)
class Rate(Press, code="qx"):
    question: int
    rating: Rating


@dataclass(frozen=True, slots=True)
class AskAgain(Press, code="qa"):
    question: int


@dataclass(frozen=True, slots=True)
class MayTheVillageKnow(Press, code="qu"):
    """The choice of an urgent talk: the village may know (1) or only the nation's coordinator (0).

    ``kind`` is the place of the danger in the list of kinds.
    """

    question: int
    may: int
    kind: int


@dataclass(frozen=True, slots=True)
class NotNow(Press, code="qn"):
    """Out of an urgent talk: what was written is not kept."""

    question: int


@dataclass(frozen=True, slots=True)
class OpenDesk(Press, code="dk"):
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenCard(Press, code="dc"):
    question: int


@dataclass(frozen=True, slots=True)
class Answer(Press, code="da"):
    question: int


@dataclass(frozen=True, slots=True)
class SendAnswer(Press, code="ds"):
    question: int


@dataclass(frozen=True, slots=True)
class LeaveAnswer(Press, code="dl"):
    question: int
