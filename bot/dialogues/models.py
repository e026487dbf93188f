from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record, SealedJson


class Dialogue(Record):
    """Where a person stands in a talk of several steps: one row a person, gone when it ends."""

    __tablename__ = "dialogues"

    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    wait: Mapped[str] = mapped_column(String(40))
    data_sealed: Mapped[bytes | None]
    data = SealedJson()
    since: Mapped[datetime]
