"""The engine, and the one boundary of transactions.

Rooms are plain synchronous Python over a ``Session``; they flush and never commit. Here, and only
here, a transaction begins and ends. SQLite has one writer thread (a second writer would only wait
for the first) with readers beside it; PostgreSQL has a few of both.
"""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, TypeVar, cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from bot.settings import HOME, Settings, SettingsError
from bot.store.group_commit import GroupCommit
from bot.store.keys import Keyring, using

T = TypeVar("T")
POSTGRES_WRITERS = 3
POSTGRES_READERS = 3
"""Few: threads that wait for one interpreter lock cost more than they bring. Measured on two cores,
eight took a third more of the processor for an update than two. Readings have their own, so that
a slow page of the console never holds up an answer."""
SQLITE_READERS = 4


class Store:
    """A database with its keys. ``write`` and ``read`` each run one function as one transaction."""

    def __init__(self, url: str, keys: Keyring) -> None:
        self.keys = keys
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            self._engine = _sqlite(url, "IMMEDIATE")
            self._reader = _sqlite(url, "DEFERRED")
            self._group: GroupCommit | None = GroupCommit(self._engine, keys)
            self._readers = ThreadPoolExecutor(SQLITE_READERS, "store-reader")
        else:
            self._engine = self._reader = _postgres(url)
            self._group = None
            self._readers = ThreadPoolExecutor(POSTGRES_READERS, "store-reader")
        self._writers = ThreadPoolExecutor(POSTGRES_WRITERS, "store-writer")

    @property
    def engine(self) -> Engine:
        return self._engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One writing transaction in this thread: for commands and tests."""
        with (
            using(self.keys),
            Session(self._engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with using(self.keys), Session(self._reader, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Runs ``work`` as one transaction in a writer thread; commits if it returns."""
        if self._group is not None:
            return await asyncio.shield(self._group.write(work))
        return await self._run(self._writers, self._write, work)

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self._run(self._readers, self._read, work)

    def close(self) -> None:
        if self._group is not None:
            self._group.close()
        self._writers.shutdown(wait=True)
        self._readers.shutdown(wait=True)
        self._engine.dispose()
        self._reader.dispose()

    async def _run(
        self,
        threads: ThreadPoolExecutor,
        how: Callable[[Callable[[Session], T]], T],
        work: Callable[[Session], T],
    ) -> T:
        loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        # A cancelled caller must not leave us unsure whether the transaction took place.
        return await asyncio.shield(loop.run_in_executor(threads, context.run, how, work))

    def _write(self, work: Callable[[Session], T]) -> T:
        with self.transaction() as session:
            return work(session)

    def _read(self, work: Callable[[Session], T]) -> T:
        with self.reading() as session:
            return work(session)


def open_store(settings: Settings) -> Store:
    """The store of these settings. Raises SettingsError when it cannot be used."""
    if settings.data_key is None:
        raise SettingsError("KOPURO_DATA_KEY is not set; make one: openssl rand -base64 32")
    old = settings.data_key_old
    keys = Keyring(
        settings.data_key.get_secret_value(), old.get_secret_value() if old is not None else None
    )
    url = settings.database_url.get_secret_value()
    if url.startswith("sqlite"):
        prepare_folder(Path(url.removeprefix("sqlite:///")))
    return Store(url, keys)


def prepare_folder(database: Path) -> None:
    """The folder of a SQLite database, closed to others. Raises SettingsError."""
    folder = database.parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if folder.name == HOME.name:
            folder.chmod(0o700)
        if database.exists():
            database.chmod(0o600)
        else:
            database.touch(mode=0o600)
    except OSError as error:
        raise SettingsError(
            f"cannot write {database}: {error.strerror}; set KOPURO_DATABASE_URL"
        ) from None


def _sqlite(url: str, begin: Literal["IMMEDIATE", "DEFERRED"]) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def _connect(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        connection = cast(sqlite3.Connection, raw)
        # The driver's own BEGIN comes late and is deferred: two writers could then deadlock.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(f"BEGIN {begin}")

    _make_savepoints_cheap(engine)
    if begin == "DEFERRED":

        @event.listens_for(engine, "connect")
        def _remember_more(raw: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
            # Readings of demand go over many rows twice: 32 MB of pages, taken when needed.
            cast(sqlite3.Connection, raw).execute("PRAGMA cache_size=-32000")

    return engine


def _make_savepoints_cheap(engine: Engine) -> None:
    """As the dialect makes them, without compiling three words of SQL anew for each update."""

    def through_the_driver(words: str) -> Callable[[Connection, str], None]:
        def do(connection: Connection, name: str) -> None:
            raw = cast(sqlite3.Connection, connection.connection.driver_connection)
            raw.execute(f"{words} {name}")

        return do

    dialect: Any = engine.dialect
    dialect.do_savepoint = through_the_driver("SAVEPOINT")
    dialect.do_release_savepoint = through_the_driver("RELEASE SAVEPOINT")
    dialect.do_rollback_to_savepoint = through_the_driver("ROLLBACK TO SAVEPOINT")


def _postgres(url: str) -> Engine:
    url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=POSTGRES_WRITERS + POSTGRES_READERS,
        max_overflow=4,
        connect_args={"connect_timeout": 10},
    )
