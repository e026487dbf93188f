"""What an operator sets: taken as meant, or refused in one line that names the variable."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis.strategies import from_regex, text
from pydantic import ValidationError

from bot.settings import Settings, SettingsError, load_settings

TOKEN = "123456789:AAF-real_looking_token_of_35_letters"
KEY = "a key that is only for the tests, 32+"
SECRET = "a_webhook_secret_of_its_own"


@pytest.fixture(autouse=True)
def bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KOPURO_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def set_all(monkeypatch: pytest.MonkeyPatch, variables: Mapping[str, str]) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(f"KOPURO_{name}", value)


def test_with_nothing_set_it_polls_telegram_from_this_machine() -> None:
    settings = load_settings()
    assert settings.bot_api_url == "https://api.telegram.org"
    assert settings.database_url.get_secret_value() == "sqlite:///.kopuro/kopuro.sqlite3"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert (settings.webhook_url, settings.admins, settings.log_level) == ("", (), "INFO")
    assert settings.console_url == "http://127.0.0.1:8080/console"
    assert settings.bot_token is settings.data_key is settings.metrics_token is None


def test_everything_can_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(
        monkeypatch,
        {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": "https://bot-api.example.kg/",
            "DATABASE_URL": "postgresql://kopuro:p%40ss@database:5432/kopuro",
            "WEBHOOK_URL": "https://kopuro.example.kg/telegram",
            "WEBHOOK_SECRET": SECRET,
            "LISTEN": "[::1]:8443",
            "ADMINS": " 100,200; 300 ",
            "DATA_KEY": KEY,
            "DATA_KEY_OLD": KEY + "!",
            "SENDS_PER_SECOND": "12.5",
            "LOG_LEVEL": "warning",
            "METRICS_TOKEN": "a token for the figures",
            "PUBLIC_URL": "https://kopuro.example.kg/",
        },
    )
    settings = load_settings()
    assert settings.bot_api_url == "https://bot-api.example.kg"
    assert (settings.host, settings.port) == ("::1", 8443)
    assert settings.admins == (100, 200, 300)
    assert settings.sends_per_second == 12.5
    assert settings.log_level == "WARNING"
    assert settings.console_url == "https://kopuro.example.kg/console"
    assert not settings.talks_to_the_simulator


def test_settings_do_not_change_while_it_runs() -> None:
    with pytest.raises(ValidationError):
        load_settings().listen = "0.0.0.0:1"


WRONG = [
    ("BOT_TOKEN", "hello", "copy it whole from @BotFather"),
    ("BOT_TOKEN", "", "copy it whole from @BotFather"),
    ("BOT_TOKEN", f" {TOKEN}", "copy it whole from @BotFather"),
    ("BOT_API_URL", "http://api.telegram.org", "https://"),
    ("BOT_API_URL", "http://10.0.0.1:8081", "https://"),
    ("BOT_API_URL", "http://127.0.0.1.example.kg", "https://"),
    ("BOT_API_URL", "http://localhost@example.kg", "https://"),
    ("BOT_API_URL", "ftp://127.0.0.1", "https://"),
    ("BOT_API_URL", "https://", "https://"),
    ("BOT_API_URL", "api.telegram.org", "https://"),
    ("WEBHOOK_URL", "http://kopuro.example.kg", "https://"),
    ("PUBLIC_URL", "http://kopuro.example.kg", "https://"),
    ("DATA_KEY", "short", "openssl rand -base64 32"),
    ("DATA_KEY", "", "openssl rand -base64 32"),
    ("DATA_KEY_OLD", "short", "openssl rand -base64 32"),
    ("DATABASE_URL", "mysql://localhost/kopuro", "postgresql:// or sqlite:///"),
    ("DATABASE_URL", "kopuro.sqlite3", "postgresql:// or sqlite:///"),
    ("DATABASE_URL", "postgresql://kopuro:pa/ss@host/kopuro", "%2F"),
    ("DATABASE_URL", "postgresql://kopuro:pass@host:port/kopuro", "is not an address"),
    ("DATABASE_URL", "postgresql://kopuro:pass@[host/kopuro", "is not an address"),
    ("LISTEN", "8080", "host:port"),
    ("LISTEN", "127.0.0.1:99999", "host:port"),
    ("LISTEN", "127.0.0.1:http", "host:port"),
    ("ADMINS", "100, @somebody", "numbers with commas"),
    ("ADMINS", "-100", "numbers with commas"),
    ("SENDS_PER_SECOND", "fast", "number"),
    ("SENDS_PER_SECOND", "0", "greater than 0"),
    ("LOG_LEVEL", "loud", "DEBUG, INFO, WARNING or ERROR"),
]


@pytest.mark.parametrize(("name", "value", "what_to_do"), WRONG)
def test_a_wrong_setting_is_one_line_with_its_name_and_without_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, what_to_do: str
) -> None:
    set_all(monkeypatch, {name: value})
    with pytest.raises(SettingsError) as caught:
        load_settings()
    line = str(caught.value)
    assert line.startswith(f"KOPURO_{name} "), line
    assert what_to_do in line
    assert "\n" not in line
    if len(value) > 8 and "://" not in value:
        assert value not in line
    assert "pass" not in line.replace("password", "")


def test_two_wrong_settings_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch, {"DATA_KEY": "short", "LISTEN": "8080"})
    with pytest.raises(SettingsError, match=r"KOPURO_LISTEN .*; KOPURO_DATA_KEY ") as caught:
        load_settings()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("secret", ["", "short", "with blanks in between it", "кириллица" * 3])
def test_a_webhook_without_a_good_secret_is_refused(
    monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    set_all(monkeypatch, {"WEBHOOK_URL": "https://kopuro.example.kg", "WEBHOOK_SECRET": secret})
    with pytest.raises(SettingsError, match="KOPURO_WEBHOOK_SECRET must be set"):
        load_settings()


def test_a_webhook_on_this_machine_may_be_without_a_certificate_but_not_without_a_secret(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    set_all(monkeypatch, {"WEBHOOK_URL": "http://127.0.0.1:8080"})
    with pytest.raises(SettingsError, match="KOPURO_WEBHOOK_SECRET must be set"):
        load_settings()
    monkeypatch.setenv("KOPURO_WEBHOOK_SECRET", SECRET)
    assert load_settings().webhook_url == "http://127.0.0.1:8080"


@examples(deadline=None)
@given(from_regex(r"[0-9]{1,12}:SIMULATOR[A-Za-z0-9_-]{0,20}", fullmatch=True))
def test_tokens_of_the_simulator_are_told_apart(token: str) -> None:
    assert Settings(bot_token=token).talks_to_the_simulator  # type: ignore[arg-type]


@examples(deadline=None)
@given(text(min_size=1, max_size=40))
def test_what_is_no_token_is_never_taken_for_one(words: str) -> None:
    try:
        Settings(bot_token=words)  # type: ignore[arg-type]
    except ValidationError:
        return
    number, _, rest = words.partition(":")
    assert number.isdigit()
    assert len(rest) >= 3
