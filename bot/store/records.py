"""The base of every table, and the few column types that the product shares."""

from __future__ import annotations

import json
import secrets
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar, overload

from sqlalchemy import JSON, BigInteger, DateTime, Enum, LargeBinary, MetaData
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.store.keys import keyring


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: UTC in the database, aware in Python. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def random_id() -> int:
    """A row's key: random, so that neither its order nor its gaps tell anything."""
    return secrets.randbits(62) + 1


class Record(DeclarativeBase):
    """A row. Its key is chosen before it is stored, since sealed values are bound to it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        bytes: LargeBinary(),
        # By value and as text: a new member must never need a migration of the column.
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=list),
        dict[str, Any]: JSON(),
        dict[str, str]: JSON(),
        list[str]: JSON(),
    }

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)

    def __init__(self, **values: Any) -> None:
        # The key comes first: a sealed value is bound to it.
        self.id = values.pop("id", None) or random_id()
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{name!r} is not a column of {type(self).__name__}")
            setattr(self, name, value)


def seal_place(table: str, column: str, row: int) -> bytes:
    """The associated data that ties a sealed value to where it stands."""
    return f"{table}.{column}.{row}".encode()


class Sealed:
    """Text that is encrypted in ``<name>_sealed``, and plain only while code looks at it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> Sealed: ...
    @overload
    def __get__(self, row: Record, owner: type) -> str | None: ...
    def __get__(self, row: Record | None, owner: type) -> Sealed | str | None:
        if row is None:
            return self
        opened = _opened(row, self.column)
        return None if opened is None else opened.decode()

    def __set__(self, row: Record, value: str | None) -> None:
        _seal(row, self.column, None if value is None else value.encode())


class SealedBytes:
    """As Sealed, for files."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> SealedBytes: ...
    @overload
    def __get__(self, row: Record, owner: type) -> bytes | None: ...
    def __get__(self, row: Record | None, owner: type) -> SealedBytes | bytes | None:
        if row is None:
            return self
        return _opened(row, self.column)

    def __set__(self, row: Record, value: bytes | None) -> None:
        _seal(row, self.column, value)


class SealedJson:
    """As Sealed, for small structures."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.column = f"{name}_sealed"

    @overload
    def __get__(self, row: None, owner: type) -> SealedJson: ...
    @overload
    def __get__(self, row: Record, owner: type) -> dict[str, Any]: ...
    def __get__(self, row: Record | None, owner: type) -> SealedJson | dict[str, Any]:
        if row is None:
            return self
        opened = _opened(row, self.column)
        if opened is None:
            return {}
        value: dict[str, Any] = json.loads(opened)
        return value

    def __set__(self, row: Record, value: dict[str, Any] | None) -> None:
        plain = None if value is None else json.dumps(value, ensure_ascii=False).encode()
        _seal(row, self.column, plain)


def _opened(row: Record, column: str) -> bytes | None:
    sealed: bytes | None = getattr(row, column)
    if sealed is None:
        return None
    return keyring().open(sealed, seal_place(row.__tablename__, column, row.id))


def _seal(row: Record, column: str, plain: bytes | None) -> None:
    sealed = None
    if plain is not None:
        sealed = keyring().seal(plain, seal_place(row.__tablename__, column, row.id))
    setattr(row, column, sealed)
