"""How somebody gets into the console, and for how long they stay in."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.records import Record, SealedJson


class LinkState(StrEnum):
    MADE = "made"  # nobody has pressed the button of its page
    ASKING = "asking"  # spent: a browser shows a number, the bot asks for it
    CONFIRMED = "confirmed"  # that browser may come in
    OVER = "over"  # used, refused or replaced


class SignInLink(Record):
    """A one-time way into the console (C1). Only hashes of its secrets are kept."""

    __tablename__ = "sign_in_links"

    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    browser_hash: Mapped[bytes | None] = mapped_column(unique=True)
    """Of the secret that the browser got which spent the link: no other one is let in."""

    needs_number: Mapped[bool]
    numbers_sealed: Mapped[bytes | None]
    numbers = SealedJson()  # {"right": 47, "shown": [31, 47, 82]}, until it is decided
    state: Mapped[LinkState]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    __table_args__ = (Index(None, "person_id", "made_at"),)


class ConsoleSession(Record):
    """Somebody who is signed in (C2). ``standing`` tells which posts they held as they came in."""

    __tablename__ = "console_sessions"

    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    standing: Mapped[bytes]
    language: Mapped[str | None] = mapped_column(String(8))
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
