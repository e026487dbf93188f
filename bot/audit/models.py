from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record


class Entry(Record):
    """What a member of staff did: ids and verbs, no text, so that erasing breaks nothing (C41)."""

    __tablename__ = "audit_entries"

    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="SET NULL")
    )
    verb: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    place: Mapped[str | None] = mapped_column(String(80))

    __table_args__ = (Index(None, "at"),)
