"""The schema's versions: Alembic from the first table, run from the code and not from a folder."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, text

from bot.settings import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 7_104_202_611_251_700
"""The key of PostgreSQL's advisory lock on migrating: any number that nothing else locks."""


def migrate(engine: Engine, metadata: MetaData, revision: str = "head") -> None:
    """Bring the database to the newest schema, or to an older one by name.

    Several processes may begin at once: the others wait until the first is done. Raises
    SettingsError for a database that is newer than this program.
    """
    refuse_newer(engine)
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            # A session of its own: it is closed afterwards, and takes the lock with it.
            connection.detach()
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": LOCK})
            # A migration that waits for a table would hold up everybody behind it.
            connection.execute(text("SET lock_timeout = '5s'"))
            connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        config.attributes["metadata"] = metadata
        command.upgrade(config, revision)


def present(engine: Engine) -> str | None:
    """The version that the database has; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest() -> str:
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        raise RuntimeError("there are no migrations")
    return head


def require_newest(engine: Engine) -> None:
    """Raises SettingsError for a database that is older or newer than this program."""
    refuse_newer(engine)
    if present(engine) != newest():
        raise SettingsError("the database is older than this version; run: kopuro migrate")


def refuse_newer(engine: Engine) -> None:
    """Raises SettingsError for a database whose version this program does not know."""
    version = present(engine)
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version is not None and version not in known:
        raise SettingsError(
            "the database is newer than this version of kopuro; install the newer version"
        )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
