"""A question, and what was said in it by both sides."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record, Sealed


class Status(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"  # the asker erased themselves, or said that it helped


class Side(StrEnum):
    ASKER = "asker"
    OFFICE = "office"


class Rating(StrEnum):
    HELPED = "helped"
    DID_NOT_HELP = "did not help"


class Question(Record):
    """A promise: who asked, which office has it, by when it is answered, how it ended.

    ``number`` is random and the same for the asker, the desk and the console; for the desk it is
    also the asker's mask, so each question has its own.
    """

    __tablename__ = "questions"

    number: Mapped[int | None] = mapped_column(unique=True)
    asker_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="SET NULL")
    )
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    topic: Mapped[str | None] = mapped_column(String(60))
    community: Mapped[str | None] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(8))
    urgent: Mapped[str | None] = mapped_column(String(16))
    not_the_village: Mapped[bool] = mapped_column(default=False)
    office: Mapped[str | None] = mapped_column(String(80))
    office_role: Mapped[str | None] = mapped_column(String(32))
    began_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="SET NULL")
    )
    rating: Mapped[Rating | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index(None, "asker_id", "status"),
        Index(None, "office", "status", "due_at"),
        Index(None, "community", "asked_at"),
    )


class Part(Record):
    """One message of a question's thread: a text or a file; unsent while it is a draft."""

    __tablename__ = "question_parts"

    question_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("questions.id", ondelete="CASCADE")
    )
    side: Mapped[Side]
    author_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="SET NULL")
    )
    text_sealed: Mapped[bytes | None]
    text = Sealed()
    file_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("files.id", ondelete="SET NULL")
    )
    position: Mapped[int]
    sent_at: Mapped[datetime | None]

    __table_args__ = (Index(None, "question_id", "position"),)
