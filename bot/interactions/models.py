from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record, SealedBytes


class Kind(StrEnum):
    """What a person did, as a reading of demand needs it."""

    STARTED = "started"
    MENU_OPENED = "menu opened"
    SECTION_OPENED = "section opened"
    ARTICLE_READ = "article read"  # detail: the screen it was read to
    ARTICLE_USEFUL = "article useful"
    ARTICLE_USELESS = "article useless"
    SEARCH_FOUND = "search found"
    SEARCH_FAILED = "search failed"
    URGENT_SHOWN = "urgent shown"
    QUESTION_ASKED = "question asked"
    QUESTION_ANSWERED = "question answered"
    ANSWER_RATED = "answer rated"  # detail: helped, did not help
    OTHER = "other"


class Interaction(Record):
    """One step of a person under a pseudonym of the quarter: the ground of all demand figures."""

    __tablename__ = "interactions"

    pseudonym: Mapped[bytes | None]
    hour: Mapped[datetime]
    kind: Mapped[Kind]
    topic: Mapped[str | None] = mapped_column(String(60))
    community: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str | None] = mapped_column(String(8))
    detail: Mapped[str] = mapped_column(String(24), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "hour", "community"),)


class Pseudonym(Record):
    """Who goes by which pseudonym this quarter; destroyed with the quarter (C37)."""

    __tablename__ = "interaction_pseudonyms"

    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    quarter: Mapped[str] = mapped_column(String(7))
    pseudonym_sealed: Mapped[bytes]
    pseudonym = SealedBytes()
