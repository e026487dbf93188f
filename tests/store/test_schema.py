"""The schema: migrations and models agree, rows survive them, and a wrong version is refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from bot.settings import SettingsError
from bot.store import schema
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.tables import METADATA
from tests.house import KEY

FIRST = "2026_11_25_1700"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
SAMPLES: Mapping[type[Any], Any] = {
    int: 1,
    str: "a",
    bytes: b"sealed",
    bool: False,
    float: 1.0,
    datetime: NOW,
    dict: {"ky": "a"},
}


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    schema.migrate(store.engine, METADATA)
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_row_of_every_table_comes_through_all_migrations(store: Store) -> None:
    """Written under the first schema, by what that schema says of itself."""
    schema.migrate(store.engine, METADATA, FIRST)
    tables = sa.MetaData()
    with store.engine.begin() as connection:
        tables.reflect(connection)
        written = {
            table.name: _write_a_row(connection, table)
            for table in tables.sorted_tables
            if table.name != "alembic_version"
        }
    assert set(written) >= {"people", "questions", "question_parts", "inbox", "outbox"}

    schema.migrate(store.engine, METADATA)
    tables = sa.MetaData()
    with store.engine.connect() as connection:
        tables.reflect(connection)
        for name, row in written.items():
            (found,) = connection.execute(tables.tables[name].select()).mappings()
            kept = {column: value for column, value in found.items() if column in row}
            assert {column: _as_read(value) for column, value in kept.items()} == {
                column: row[column] for column in kept
            }


def _as_read(value: Any) -> Any:
    """SQLite keeps a moment without its zone; the product reads it as UTC."""
    naive = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if naive else value


def _write_a_row(connection: sa.Connection, table: sa.Table) -> dict[str, Any]:
    row = {column.name: _sample(column) for column in table.columns}
    connection.execute(table.insert(), row)
    return row


def _sample(column: sa.Column[Any]) -> Any:
    kind = column.type.python_type
    if isinstance(column.type, sa.JSON):
        kind = dict
    return SAMPLES[kind]


def test_migrating_again_changes_nothing(store: Store) -> None:
    schema.migrate(store.engine, METADATA)
    before = _drawn(store)
    schema.migrate(store.engine, METADATA)
    assert _drawn(store) == before
    assert schema.present(store.engine) == schema.newest()


def _drawn(store: Store) -> list[tuple[str, list[str]]]:
    found = sa.inspect(store.engine)
    return [
        (name, [each["name"] for each in found.get_columns(name)])
        for name in sorted(found.get_table_names())
    ]


def test_migrations_stand_in_one_line() -> None:
    scripts = ScriptDirectory.from_config(schema._config())
    assert len(scripts.get_heads()) == 1
    assert scripts.get_base() == FIRST
    for script in scripts.walk_revisions():
        assert script.path.rpartition("/")[2].startswith(script.revision), "named by its time"


@pytest.mark.postgres
def test_a_migration_leaves_no_time_out_and_no_lock_behind(postgres_url: str) -> None:
    store = Store(postgres_url, Keyring(KEY))
    schema.migrate(store.engine, METADATA)
    with store.engine.connect() as connection:
        assert connection.scalar(sa.text("SHOW lock_timeout")) == "0"
        locks = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
        assert connection.scalar(locks) == 0
    store.close()


def test_an_empty_database_and_an_older_one_are_told_to_migrate(store: Store) -> None:
    with pytest.raises(SettingsError, match="older than this version; run: kopuro migrate"):
        schema.require_newest(store.engine)
    assert schema.present(store.engine) is None


def test_a_newer_database_is_neither_used_nor_migrated(store: Store) -> None:
    schema.migrate(store.engine, METADATA)
    with store.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '2099_01_01_0000'"))
    for attempt in (schema.require_newest, lambda engine: schema.migrate(engine, METADATA)):
        with pytest.raises(SettingsError, match="newer than this version of kopuro"):
            attempt(store.engine)
    assert schema.present(store.engine) == "2099_01_01_0000"
