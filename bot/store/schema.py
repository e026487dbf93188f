"""The schema's versions: Alembic from the first table, run from the code and not from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, MetaData, inspect, text

from bot.settings import SettingsError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
NAMED_BY_TIME = "[0-9]" * 4 + "_[0-9][0-9]" * 2 + "_" + "[0-9]" * 4
"""A migration's file begins with its version, and versions follow each other in time."""
LOCK = 7_104_202_611_251_700
"""The key of PostgreSQL's advisory lock on migrating: any number that nothing else locks."""


def migrate(engine: Engine, metadata: MetaData, revision: str = "head") -> None:
    """Bring the database to the newest schema, or to an older one by name.

    Several processes may begin at once: the others wait until the first is done. Raises
    SettingsError for a database that is newer than this program.
    """
    from alembic import command  # an eighth of the start-up: only when there is something to do

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
        if not inspect(connection).has_table("alembic_version"):
            return None
        version = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if version is None else str(version)


def versions() -> list[str]:
    """Every version that this program knows, the oldest first."""
    length = len("2026_11_25_1700")
    files = (MIGRATIONS / "versions").glob(f"{NAMED_BY_TIME}_*.py")
    return sorted(file.stem[:length] for file in files)


def newest() -> str:
    return versions()[-1]


def require_newest(engine: Engine) -> None:
    """Raises SettingsError for a database that is older or newer than this program."""
    refuse_newer(engine)
    if present(engine) != newest():
        raise SettingsError("the database is older than this version; run: kopuro migrate")


def refuse_newer(engine: Engine) -> None:
    """Raises SettingsError for a database whose version this program does not know."""
    version = present(engine)
    if version is not None and version not in versions():
        raise SettingsError(
            "the database is newer than this version of kopuro; install the newer version"
        )


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    return config
