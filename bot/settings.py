"""Everything an operator can set, read once from the environment (and ``.env``) and then frozen.

Secrets never appear in a ``repr`` or an error: what goes wrong is told by the name of the variable.
"""

from __future__ import annotations

import os
import re
import stat
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

HOME = Path(".kopuro")
"""Where the default database, the demo's key and nothing else live; mode 700."""

TELEGRAM = "https://api.telegram.org"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
TOKEN_FORM = re.compile(r"^\d{1,20}:[A-Za-z0-9_-]{3,}$")
SIMULATOR_TOKEN = re.compile(r"^\d{1,12}:SIMULATOR[A-Za-z0-9_-]*$")
MINIMUM_KEY_LENGTH = 32
SECRETS = (
    "bot_token",
    "data_key",
    "data_key_old",
    "webhook_secret",
    "database_url",
    "metrics_token",
)


class SettingsError(Exception):
    """A setting cannot be used. The message is one line and says what to do."""


class Settings(BaseSettings):
    """The environment as one frozen object; see README for each variable."""

    model_config = SettingsConfigDict(
        env_prefix="KOPURO_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    bot_api_url: str = TELEGRAM
    database_url: SecretStr = SecretStr(f"sqlite:///{HOME}/kopuro.sqlite3")
    webhook_url: str = ""
    webhook_secret: SecretStr | None = None
    listen: str = "127.0.0.1:8080"
    admins: Annotated[tuple[int, ...], NoDecode] = ()
    data_key: SecretStr | None = None
    data_key_old: SecretStr | None = None
    sends_per_second: float = Field(default=30, gt=0, le=1000)
    log_level: str = "INFO"
    metrics_token: SecretStr | None = None
    public_url: str = ""
    demo: bool = Field(default=False, validation_alias="KOPURO_INTERNAL_DEMO")

    @field_validator("admins", mode="before")
    @classmethod
    def _numbers(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        words = [each for each in re.split(r"[\s,;]+", value) if each]
        if not all(each.isascii() and each.isdigit() and len(each) <= 20 for each in words):
            raise ValueError("must be Telegram ids, numbers with commas between them")
        return tuple(map(int, words))

    @field_validator("bot_api_url", "public_url", "webhook_url")
    @classmethod
    def _secured(cls, value: str) -> str:
        """The token travels in the path, so anything but loopback must be https."""
        value = value.rstrip("/")
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme == "https" and parts.hostname:
            return value
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return value
        raise ValueError("must begin with https:// (http only on 127.0.0.1)")

    @field_validator("bot_token")
    @classmethod
    def _token_form(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN_FORM.match(value.get_secret_value()):
            raise ValueError("is not a bot token: copy it whole from @BotFather")
        return value

    @field_validator("data_key", "data_key_old")
    @classmethod
    def _key_length(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MINIMUM_KEY_LENGTH:
            raise ValueError(
                f"must have at least {MINIMUM_KEY_LENGTH} letters;"
                " make one: openssl rand -base64 32"
            )
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @field_validator("listen")
    @classmethod
    def _host_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isdigit() or not 0 <= int(port) <= 65535:
            raise ValueError("must be host:port, for example 127.0.0.1:8080")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("must begin with postgresql:// or sqlite:///")
        try:
            _ = urlsplit(url).port
        except ValueError:
            raise ValueError(
                "is not an address: write / : @ in its password as %2F %3A %40"
            ) from None
        return value

    @model_validator(mode="after")
    def _webhook_has_a_secret(self) -> Settings:
        secret = self.webhook_secret.get_secret_value() if self.webhook_secret else ""
        if self.webhook_url and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret):
            raise ValueError(
                "KOPURO_WEBHOOK_SECRET must be set beside KOPURO_WEBHOOK_URL:"
                " 16 to 256 letters A-Z a-z 0-9 _ -"
            )
        return self

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def talks_to_the_simulator(self) -> bool:
        token = self.bot_token.get_secret_value() if self.bot_token else ""
        return bool(SIMULATOR_TOKEN.match(token))

    @cached_property
    def console_url(self) -> str:
        """Where the console is reached from outside; loopback unless an operator says otherwise."""
        return (self.public_url or f"http://{self.listen}") + "/console"


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, ``_FILE`` variables included. Raises SettingsError."""
    _refuse_an_open_env_file()
    try:
        return Settings(**(_secrets_from_files() | given))
    except ValidationError as error:
        raise SettingsError(_in_one_line(error)) from None


def _refuse_an_open_env_file(path: Path = Path(".env")) -> None:
    """A file of settings that holds a secret must not be readable by others (C47)."""
    if not path.is_file():
        return
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {path} ({type(error).__name__})") from None
    given = (line.partition("=") for line in lines)
    names = {
        name.strip().removeprefix("export ").strip().upper()
        for name, _, value in given
        if value.strip()
    }
    if names & {f"KOPURO_{each.upper()}" for each in SECRETS}:
        refuse_if_others_can_read(path)


def _secrets_from_files() -> dict[str, str]:
    """``KOPURO_X_FILE`` names a file that holds the value, as container secrets do."""
    found = {}
    for name in SECRETS:
        variable = f"KOPURO_{name.upper()}_FILE"
        if path := os.environ.get(variable):
            try:
                refuse_if_others_can_read(Path(path))
                found[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                raise SettingsError(f"{variable}: cannot read {path}: {error.strerror}") from None
            except UnicodeDecodeError:
                raise SettingsError(f"{variable}: {path} does not hold text") from None
    return found


def refuse_if_others_can_read(path: Path) -> None:
    """Raises SettingsError when a file of secrets can be read by others than its owner."""
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"{path} can be read by others: chmod 600 {path}")


def _in_one_line(error: ValidationError) -> str:
    lines = []
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        name = f"KOPURO_{str(each['loc'][0]).upper()} " if each["loc"] else ""
        lines.append(name + each["msg"].removeprefix("Value error, "))
    return "; ".join(lines)
