"""A new data key: everything is sealed anew, whatever interrupts it, and the old key is dead."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from bot import rotation
from bot.application import open_checked_store
from bot.channels.telegram import inbox
from bot.channels.telegram.incoming import Incoming, What
from bot.delivery import service as delivery
from bot.delivery.service import Lane
from bot.dialogues import service as dialogues
from bot.dialogues.service import Wait
from bot.interactions import service as interactions
from bot.interactions.service import Kind
from bot.people import service as people
from bot.people import sign_in
from bot.people.service import Person
from bot.places import invitations
from bot.places.posts import appoint
from bot.places.service import Role
from bot.questions import service as questions
from bot.screens import Media, MediaKind, Screen, ScreenKind
from bot.settings import SettingsError
from bot.store import marks
from bot.store.database import Store
from bot.store.keys import CannotOpen, Keyring, keyring
from bot.store.records import seal_place
from bot.tables import METADATA
from tests.house import DATABASE, KEY, settings_for, template
from tests.operation.process import COMMAND, environment, says_and_ends

NEW = "the next key, only for the tests, 32+"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SEALED = [
    (table, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if column.name.endswith(rotation.SEALED)
]
TOOLOS = "osh.nookat.toolos"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A database in which every sealed column of every table holds something."""
    database = tmp_path / DATABASE
    shutil.copy(template(), database)
    store = opened(database, KEY)
    with store.transaction() as session:
        marks.note_key(session)
        _fill(session)
    store.close()
    return database


def opened(database: Path, present: str, old: str | None = None) -> Store:
    return Store(f"sqlite:///{database}", Keyring(present, old))


def _fill(session: Session) -> None:
    clerk = people.meet(session, "9000", now=NOW)
    appoint(session, clerk, Role.FOCAL_POINT, TOOLOS, appointed_by=None, now=NOW)
    coordinator = people.meet(session, "9001", now=NOW)
    appoint(session, coordinator, Role.ADMINISTRATOR, "kg", appointed_by=None, now=NOW)
    for number in range(20):
        person = people.meet(session, str(1000 + number), now=NOW)
        people.choose_community(session, person, TOOLOS)
        interactions.record(session, person, Kind.MENU_OPENED, now=NOW)
        question = questions.begin(session, person, now=NOW)
        questions.write(session, person, question, f"question {number}", now=NOW)
        photo = Media(MediaKind.PHOTO, f"photo {number}".encode(), "image/jpeg")
        questions.write(session, person, question, photo, now=NOW)
        questions.send(session, person, question.id, now=NOW)
        dialogues.wait_for(session, person, Wait.QUESTION, {"question": question.id}, now=NOW)
        screen = Screen(ScreenKind.NOTICE, f"notice {number}")
        delivery.put(session, person, [screen], lane=Lane.REMINDER, now=NOW)
    inbox.store(session, [_update(number) for number in range(1, 21)], now=NOW)
    code = invitations.make(session, coordinator, TOOLOS, Role.FOCAL_POINT, now=NOW)
    invitations.open_(session, people.meet(session, "9002", now=NOW), code, now=NOW)
    sign_in.spend(session, sign_in.make_link(session, coordinator, now=NOW), now=NOW)


def _update(number: int) -> Incoming:
    return Incoming(number, str(1000 + number - 1), What.TEXT, f"update {number}")


def cells(store: Store) -> Iterator[tuple[bytes, bytes]]:
    """Every sealed value and where it stands."""
    with store.reading() as session:
        for table, column in SEALED:
            query = select(table.c.id, table.c[column]).where(table.c[column].is_not(None))
            for row, value in session.execute(query):
                yield value, seal_place(table.name, column, row)


def test_every_sealed_column_holds_something_in_these_tests(filled: Path) -> None:
    store = opened(filled, KEY)
    full = {place.decode().rpartition(".")[0] for _value, place in cells(store)}
    assert full == {f"{table.name}.{column}" for table, column in SEALED}
    store.close()


def test_afterwards_the_new_key_opens_everything_and_the_old_one_nothing(filled: Path) -> None:
    store = opened(filled, KEY)
    before = {place: Keyring(KEY).open(value, place) for value, place in cells(store)}
    store.close()

    both = opened(filled, NEW, KEY)
    assert rotation.rotate(both) == len(before)
    assert rotation.rotate(both) == 0
    both.close()

    store = opened(filled, NEW)
    after = {place: value for value, place in cells(store)}
    assert {place: Keyring(NEW).open(value, place) for place, value in after.items()} == before
    for place, value in after.items():
        with pytest.raises(CannotOpen):
            Keyring(KEY).open(value, place)
    store.close()


def test_afterwards_no_byte_sealed_with_the_old_key_is_left_in_the_file(filled: Path) -> None:
    store = opened(filled, KEY)
    old = [value for value, _place in cells(store)]
    store.close()
    both = opened(filled, NEW, KEY)
    rotation.rotate(both)
    both.close()
    for file in filled.parent.iterdir():
        content = file.read_bytes()
        assert not any(value in content for value in old), file


def test_everybody_is_known_by_their_id_while_it_runs_and_after(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [str(1000 + number) for number in range(20)]
    store = opened(filled, KEY)
    with store.reading() as session:
        rows = {each: _known(session, each).id for each in ids}
    store.close()

    monkeypatch.setattr(rotation, "BATCH", 3)
    both = opened(filled, NEW, KEY)
    known_meanwhile = 0
    one_batch = rotation._batch

    def batch_and_look(session: Session, table: Table, *rest: Any) -> tuple[int, int]:
        nonlocal known_meanwhile
        done = one_batch(session, table, *rest)
        for each in ids:
            person = _known(session, each)
            assert (person.id, person.channel_id) == (rows[each], each)
            known_meanwhile += 1
        return done

    monkeypatch.setattr(rotation, "_batch", batch_and_look)
    rotation.rotate(both)
    assert known_meanwhile > 20 * len(ids)
    both.close()

    store = opened(filled, NEW)
    with store.reading() as session:
        assert {each: _known(session, each).id for each in ids} == rows
        left = inbox.waiting(session, older_than=NOW + timedelta(days=1))
        assert [each.text for each in left] == [f"update {number}" for number in range(1, 21)]
        senders = set(session.scalars(select(inbox.Update.sender)))
        assert senders == {keyring().lookup(inbox.LOOKUP, each) for each in ids}
    store.close()
    store = opened(filled, KEY)
    with store.reading() as session:
        assert [people.find(session, each) for each in ids] == [None] * len(ids)
    store.close()


def _known(session: Session, channel_id: str) -> Person:
    person = people.find(session, channel_id)
    assert person is not None
    return person


async def test_killed_in_the_middle_it_goes_on_from_there(filled: Path) -> None:
    store = opened(filled, KEY)
    with store.transaction() as session:
        for number in range(1500):
            people.meet(session, str(20_000 + number), now=NOW)
    count = sum(1 for _each in cells(store))
    store.close()
    keys = {
        "KOPURO_DATABASE_URL": f"sqlite:///{filled}",
        "KOPURO_DATA_KEY": NEW,
        "KOPURO_DATA_KEY_OLD": KEY,
    }
    process = await asyncio.create_subprocess_exec(
        *COMMAND, "rotate-key", cwd=filled.parent, env=environment(**keys)
    )
    both = opened(filled, NEW, KEY)
    people_table = METADATA.tables["people"]
    sealed_anew = select(func.count()).where(
        func.substr(people_table.c.channel_id_sealed, 1, 4) == both.keys.present.version
    )
    # What is waited for happens in another process: nothing here could tell of it.
    while not await both.read(lambda session: session.scalar(sealed_anew)):
        assert process.returncode is None
        await asyncio.sleep(0)
    process.kill()
    await process.wait()

    done = sum(both.keys.is_present(value) for value, _place in cells(both))
    assert 0 < done < count, "it was not in the middle"
    with both.reading() as session:
        for each in ("1000", "20000", "21499"):
            assert _known(session, each).channel_id == each
    both.close()

    # The key before must stay until it is done.
    alone = settings_for("http://127.0.0.1:1", filled.parent, data_key=SecretStr(NEW))
    with pytest.raises(SettingsError, match="sealed with another key"):
        open_checked_store(alone)

    code, out, words = await says_and_ends("rotate-key", folder=filled.parent, **keys)
    assert (code, words) == (0, "")
    assert f"{count - done} values are sealed with the new key" in out
    open_checked_store(alone).close()


def test_a_database_knows_the_key_that_seals_it(filled: Path) -> None:
    for keys, fits in (
        (Keyring(KEY), True),
        (Keyring(NEW, KEY), True),
        (Keyring(NEW), False),
        (Keyring(NEW, NEW + "!"), False),
    ):
        store = Store(f"sqlite:///{filled}", keys)
        with store.transaction() as session:
            if fits:
                marks.refuse_another_key(session)
            else:
                with pytest.raises(SettingsError, match="sealed with another key"):
                    marks.refuse_another_key(session)
        store.close()
