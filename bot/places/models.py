"""Places, who holds which post in them, and how one gets a post.

Everything that names a place does so by its ``code``, which never changes: a renamed place keeps
its code, a merged one keeps its row and points to its successor.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import BigInteger, Dialect, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.store.records import Record, SealedJson

CODE_LENGTH = 80

E = TypeVar("E", bound=StrEnum)


class Word(TypeDecorator[E]):
    """A StrEnum, stored as its value: a new member then needs no migration."""

    impl = String(20)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> E | None:
        return None if value is None else self.kind(value)


class Level(StrEnum):
    """How large a place is; from the largest to the smallest."""

    COUNTRY = "country"
    OBLAST = "oblast"
    DISTRICT = "district"
    CITY = "city"
    COMMUNITY = "community"
    VILLAGE = "village"


class Role(StrEnum):
    """What somebody does in a place; the first six are a community's own."""

    FOCAL_POINT = "focal_point"
    WOMENS_COUNCIL = "womens_council"
    SOCIAL_WORKER = "social_worker"
    COURT_OF_ELDERS = "court_of_elders"
    CHILD_PROTECTION = "child_protection"
    LAND_OFFICER = "land_officer"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"


class Sex(StrEnum):
    """So that a woman can ask to be answered by a woman."""

    WOMAN = "woman"
    MAN = "man"


class PostState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


class InvitationState(StrEnum):
    WAITING = "waiting"  # nobody has opened it
    ASKING = "asking"  # opened: the inviter has to confirm
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    EXPIRED = "expired"


class StoredPlace(Record):
    """A row of the gazetteer. Rooms read :class:`bot.places.gazetteer.Place` instead."""

    __tablename__ = "places"

    code: Mapped[str] = mapped_column(String(CODE_LENGTH), unique=True)
    parent: Mapped[str | None] = mapped_column(String(CODE_LENGTH))
    level: Mapped[Level] = mapped_column(Word(Level))
    names: Mapped[dict[str, str]]  # ky, ru, uz (Latin) → full label
    shorts: Mapped[dict[str, str]]  # the same without "айыл аймагы"; only where it differs
    aliases: Mapped[list[str]]
    soate: Mapped[str | None] = mapped_column(String(14))  # the state classifier's code
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    merged_into: Mapped[str | None] = mapped_column(String(CODE_LENGTH))


class Edition(Record):
    """One row: a hash over all places, so that every process notices when they have changed."""

    __tablename__ = "place_editions"

    content_hash: Mapped[str] = mapped_column(String(64))


class Post(Record):
    """Who holds which role where. One row for each person, place and role, whatever its state."""

    __tablename__ = "posts"

    person_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[str] = mapped_column(String(CODE_LENGTH))
    role: Mapped[Role] = mapped_column(Word(Role))
    sex: Mapped[Sex | None] = mapped_column(Word(Sex))
    state: Mapped[PostState] = mapped_column(Word(PostState))
    since: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    appointed_by: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="SET NULL")
    )

    __table_args__ = (
        UniqueConstraint("person_id", "place", "role"),
        Index(None, "place", "role"),
    )


class Invitation(Record):
    """A one-time code with which somebody may ask for a post (C5). Only its hash is kept."""

    __tablename__ = "invitations"

    code_hash: Mapped[bytes] = mapped_column(unique=True)
    place: Mapped[str] = mapped_column(String(CODE_LENGTH))
    role: Mapped[Role] = mapped_column(Word(Role))
    made_by: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    opened_by: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("people.id", ondelete="CASCADE")
    )
    spoken_sealed: Mapped[bytes | None]
    spoken = SealedJson()  # {"right": "4127", "shown": [...]}, until it is decided
    state: Mapped[InvitationState] = mapped_column(Word(InvitationState))

    __table_args__ = (Index(None, "made_by", "made_at"),)


class WrongCode(Record):
    """Somebody tried a code that does not exist: counted for an hour, then deleted (C6)."""

    __tablename__ = "wrong_codes"

    person_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("people.id", ondelete="CASCADE"))
    at: Mapped[datetime]

    __table_args__ = (Index(None, "person_id", "at"),)
