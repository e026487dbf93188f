"""Who writes to the product: as little as the next step uses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record, Sealed


class Person(Record):
    """Somebody who wrote to us: how to reach them, in which language, from which community.

    No name, number or picture is kept. The channel's id is sealed, and found by a keyed hash.
    """

    __tablename__ = "people"

    channel_id_sealed: Mapped[bytes]
    channel_id = Sealed()
    lookup: Mapped[bytes] = mapped_column(unique=True)
    language: Mapped[str | None] = mapped_column(String(8))
    community: Mapped[str | None] = mapped_column(String(80))
    community_settled: Mapped[bool] = mapped_column(default=False)
    told_what_is_kept_at: Mapped[datetime | None]
    quiet: Mapped[bool] = mapped_column(default=False)
    blocked_at: Mapped[datetime | None]
    came_at: Mapped[datetime]
    last_seen_on: Mapped[datetime]
    is_sample: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "community"),)
