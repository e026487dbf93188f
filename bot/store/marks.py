"""What a database is: a few words about itself, such as that it holds sample data."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.records import Record

DEMO = "demo"


class Mark(Record):
    """A fact about this database as a whole: today only whether it is a demo's (C50)."""

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
