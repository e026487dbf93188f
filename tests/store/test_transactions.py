"""One transaction is one function: all of it stays, or nothing."""

from __future__ import annotations

import asyncio
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis.strategies import datetimes, timezones
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.orm import Session

from bot.dialogues.models import Dialogue
from bot.store import marks
from bot.store.database import Store, open_store, prepare_folder
from bot.store.keys import Keyring
from bot.store.leases import Lease
from bot.store.marks import Mark
from bot.store.records import UtcDateTime
from bot.tables import METADATA
from tests.house import settings_for

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
FROM, UNTIL = datetime(1900, 1, 2), datetime(2200, 1, 1)  # noqa: DTZ001  # zones are drawn


@pytest.fixture
def store(store: Store) -> Store:
    METADATA.create_all(store.engine)
    return store


def how_many(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(Mark)) or 0


class Stumbled(Exception):
    """Something went wrong after half of the work."""


async def test_half_a_piece_of_work_leaves_nothing(store: Store) -> None:
    def half(session: Session) -> None:
        marks.set_mark(session, "half", "done")
        session.flush()
        raise Stumbled

    with pytest.raises(Stumbled):
        await store.write(half)
    assert how_many(store) == 0
    await store.write(lambda session: marks.set_mark(session, "whole", "done"))
    assert how_many(store) == 1


async def test_reading_leaves_nothing_behind(store: Store) -> None:
    await store.read(lambda session: marks.set_mark(session, "a", "b"))
    assert how_many(store) == 0


async def test_whoever_stops_waiting_does_not_stop_the_work(store: Store) -> None:
    begun, may_go_on = Event(), Event()

    def slow(session: Session) -> None:
        begun.set()
        assert may_go_on.wait(30)
        marks.set_mark(session, "slow", "done")

    waiting = asyncio.create_task(store.write(slow))
    await asyncio.to_thread(begun.wait, 30)
    waiting.cancel()
    may_go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    store.close()  # waits for those who are at work
    assert how_many(store) == 1


async def test_what_one_does_wrong_touches_nobody_who_is_written_with_them(store: Store) -> None:
    first_is_in, all_stand_in_line = Event(), Event()

    def first(session: Session) -> None:
        first_is_in.set()
        assert all_stand_in_line.wait(30)
        marks.set_mark(session, "first", "done")

    def stumbles(session: Session) -> None:
        marks.set_mark(session, "stumbles", "done")
        session.flush()
        raise Stumbled

    def breaks_a_rule(session: Session) -> None:
        session.add_all([Mark(id=7, name="a", value=""), Mark(id=7, name="b", value="")])

    def last(session: Session) -> None:
        marks.set_mark(session, "last", "done")

    works = [first, stumbles, breaks_a_rule, last]
    waiting = [asyncio.ensure_future(store.write(work)) for work in works]
    await asyncio.to_thread(first_is_in.wait, 30)
    all_stand_in_line.set()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(each) for each in outcomes] == [type(None), Stumbled, IntegrityError, type(None)]
    with store.reading() as session:
        assert marks.mark(session, "first") == marks.mark(session, "last") == "done"
    assert how_many(store) == 2


async def test_nobody_is_told_that_it_is_written_when_the_commit_failed(tmp_path: Path) -> None:
    store = Store(
        f"sqlite:///{tmp_path}/one.sqlite3", Keyring("a key of this test alone, 32 letters")
    )
    METADATA.create_all(store.engine)

    def breaks_a_rule_at_the_very_end(session: Session) -> None:
        session.execute(text("PRAGMA defer_foreign_keys=ON"))
        marks.set_mark(session, "lost", "done")
        session.add(Dialogue(person_id=1, wait="nobody", data={}, since=NOW))

    with pytest.raises(IntegrityError):
        await store.write(breaks_a_rule_at_the_very_end)
    assert how_many(store) == 0
    await store.write(lambda session: marks.set_mark(session, "next", "done"))
    assert how_many(store) == 1


async def test_many_writers_at_once_lose_no_word(store: Store) -> None:
    await store.write(lambda session: marks.set_mark(session, "count", "0"))

    def adds_one(session: Session) -> None:
        row = session.scalars(select(Mark).with_for_update()).one()
        row.value = str(int(row.value) + 1)

    await asyncio.gather(*(store.write(adds_one) for _each in range(40)))
    with store.reading() as session:
        assert marks.mark(session, "count") == "40"


@settings(deadline=None, max_examples=50)
@given(datetimes(FROM, UNTIL, timezones=timezones()))
def test_a_moment_is_kept_as_utc(moment: datetime) -> None:
    kind = UtcDateTime()
    bound = kind.process_bind_param(moment, None)  # type: ignore[arg-type]  # it looks at no dialect
    assert bound is not None
    assert bound.timestamp() == moment.timestamp()
    assert bound.utcoffset() == timedelta(0)


def test_a_moment_comes_back_as_it_was_whatever_its_zone(store: Store) -> None:
    bishkek = timezone(timedelta(hours=6))
    with store.transaction() as session:
        session.add(Lease(name="a", holder="b", until=NOW.astimezone(bishkek)))
    with store.reading() as session:
        until = session.scalars(select(Lease.until)).one()
    assert until == NOW
    assert until.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    naive = NOW.replace(tzinfo=None)
    with store.transaction() as session:
        session.add(Lease(name="a", holder="b", until=naive))
        with pytest.raises(StatementError, match="without a time zone"):
            session.flush()
        session.rollback()


def test_the_error_of_a_statement_does_not_tell_its_values(store: Store) -> None:
    with store.transaction() as session:
        session.add_all(Mark(name="secret-name", value="secret-value") for _each in range(2))
        with pytest.raises(IntegrityError) as caught:
            session.flush()
        session.rollback()
    words = str(caught.value)
    assert "secret-value" not in words
    assert "parameters hidden" in words


def test_files_of_the_database_are_read_by_their_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / ".kopuro"
    store = open_store(settings_for("http://127.0.0.1:1", folder))
    METADATA.create_all(store.engine)
    with store.transaction() as session:
        marks.set_mark(session, "a", "b")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        names = {each.suffix: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
    assert names == dict.fromkeys((".sqlite3", ".sqlite3-wal", ".sqlite3-shm"), 0o600)
    store.close()


def test_a_folder_that_was_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / ".kopuro"
    folder.mkdir(mode=0o755)
    (folder / "kopuro.sqlite3").touch(0o644)
    prepare_folder(folder / "kopuro.sqlite3")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "kopuro.sqlite3").stat().st_mode) == 0o600
