"""What a demo runs with: its own folder, key and token, and nothing of a real one (C47, C50)."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from bot.sample import ADMINISTRATOR
from bot.settings import HOME, Settings, SettingsError, load_settings, refuse_if_others_can_read

HOST = "127.0.0.1"
TOKEN = "4242:SIMULATOR_demo"  # noqa: S105 - the simulator's own form: it opens nothing
DATABASE = HOME / "demo.sqlite3"
KEY = HOME / "demo.key"
LOG_LEVEL = "WARNING"


def settings_given() -> Settings:
    """What the environment says. Raises SettingsError when it holds a real token."""
    given = load_settings()
    if given.bot_token is not None and not given.talks_to_the_simulator:
        raise SettingsError(
            "KOPURO_BOT_TOKEN holds a real token, which a demo must not use;"
            " unset it for the demo, or: kopuro run"
        )
    return given


def demo_settings(given: Settings, port: int, key: str) -> Settings:
    """The demo's settings; of the given ones it takes database, log level and pace."""
    address = f"{HOST}:{port}"
    ours: dict[str, object] = {
        "bot_token": SecretStr(TOKEN),
        "bot_api_url": f"http://{address}",
        "data_key": SecretStr(key),
        "data_key_old": None,
        "webhook_url": "",
        "webhook_secret": None,
        "public_url": "",
        "listen": address,
        "admins": (ADMINISTRATOR.id,),
        "KOPURO_INTERNAL_DEMO": True,
    }
    if "database_url" not in given.model_fields_set:
        ours["database_url"] = SecretStr(f"sqlite:///{DATABASE}")
    if "log_level" not in given.model_fields_set:
        ours["log_level"] = LOG_LEVEL
    return load_settings(**ours)


@contextmanager
def own_key() -> Iterator[str]:
    """The demo's data key, made at the first start; held, so that one demo runs in a folder.

    Raises SettingsError when the folder cannot be written or another demo is at work in it.
    """
    try:
        HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        HOME.chmod(0o700)
        file = os.fdopen(os.open(KEY, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="ascii")
    except OSError as error:
        raise SettingsError(
            f"cannot write {KEY}: {error.strerror}; start the demo in a folder of your own"
        ) from None
    with file:
        refuse_if_others_can_read(KEY)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsError(
                "another demo is running in this folder; stop it, or start this one elsewhere"
            ) from None
        key = file.read().strip()
        if not key:
            key = secrets.token_urlsafe(32)
            file.write(key)
            file.flush()
        yield key
