"""What a database is: a few words about itself, such as that it holds sample data."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.settings import SettingsError
from bot.store.keys import keyring
from bot.store.records import Record

DEMO = "demo"
KEY = "data key"


class Mark(Record):
    """A fact about this database as a whole: whether it is a demo's (C50), which key seals it."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    value: Mapped[str] = mapped_column(String(80))


def mark(session: Session, name: str) -> str:
    """The value of a mark; empty when the database does not bear it."""
    return session.scalar(select(Mark.value).where(Mark.name == name)) or ""


def set_mark(session: Session, name: str, value: str) -> None:
    row = session.scalar(select(Mark).where(Mark.name == name))
    if row is None:
        session.add(Mark(name=name, value=value))
    else:
        row.value = value


def refuse_another_key(session: Session) -> None:
    """Raises SettingsError when this database is sealed with a key that is not at hand.

    Nobody would be known any more: each person who writes would be taken for a new one.
    """
    known = mark(session, KEY)
    if not known:
        note_key(session)
    elif known not in keyring().versions:
        raise SettingsError(
            "this database is sealed with another key than KOPURO_DATA_KEY;"
            " bring that key back, or name it in KOPURO_DATA_KEY_OLD and run: kopuro rotate-key"
        )


def note_key(session: Session) -> None:
    """From now on the present key is the one that seals everything here."""
    set_mark(session, KEY, keyring().versions[0])
