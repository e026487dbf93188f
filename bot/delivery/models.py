from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.screens import Media, MediaKind
from bot.store.records import Record, SealedBytes, SealedJson


class Lane(StrEnum):
    """What goes first when not everything can go at once."""

    REPLY = "1 reply"
    ANSWER = "2 answer"
    REMINDER = "3 reminder"
    BULK = "4 bulk"


class State(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Parcel(Record):
    """One thing that leaves for one person; written in the transaction that decided it.

    A sent parcel stays only while a reply to it must find its thread, or while its text must be
    taken back; its body is emptied as soon as it has left.
    """

    __tablename__ = "outbox"

    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    lane: Mapped[Lane]
    state: Mapped[State] = mapped_column(default=State.WAITING)
    body_sealed: Mapped[bytes | None]
    body = SealedJson()
    thread: Mapped[str] = mapped_column(String(40), default="")
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(String(80), default="")
    message_ref: Mapped[str] = mapped_column(String(24), default="")
    made_at: Mapped[datetime]

    __table_args__ = (
        Index(None, "state", "not_before"),
        Index(None, "person_id", "message_ref"),
    )


class File(Record):
    """A photo, voice note or document that a person sent: cleaned, sealed, without a name."""

    __tablename__ = "files"

    owner_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    kind: Mapped[MediaKind]
    mime_type: Mapped[str] = mapped_column(String(60))
    seconds: Mapped[int] = mapped_column(default=0)
    content_sealed: Mapped[bytes]
    content = SealedBytes()
    kept_at: Mapped[datetime]

    def as_media(self) -> Media:
        return Media(self.kind, self.content or b"", self.mime_type, self.seconds)
