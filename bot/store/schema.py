"""The schema's versions: Alembic from the first table, run from the code and not from a folder."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData

from bot.settings import SettingsError

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(engine: Engine, metadata: MetaData, revision: str = "head") -> None:
    """Bring the database to the newest schema, or to an older one by name."""
    with engine.connect() as connection:
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
    version = present(engine)
    if version == newest():
        return
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if version is None or version in known:
        raise SettingsError("the database is older than this version; run: kopuro migrate")
    raise SettingsError(
        "the database is newer than this version of kopuro; install the newer version"
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
