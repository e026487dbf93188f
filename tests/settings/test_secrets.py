"""Secrets: from files of their owner's alone, shown nowhere (C47)."""

from __future__ import annotations

import os
import traceback
from pathlib import Path

import pytest

from bot.settings import SECRETS as IN_FILES
from bot.settings import Settings, SettingsError, load_settings

KEY = "the present key of these tests, 32+"
TOKEN = "123456789:AAF-real_looking_token_of_35_letters"
SECRETS = {
    "BOT_TOKEN": TOKEN,
    "DATA_KEY": KEY,
    "DATA_KEY_OLD": "the key before of these tests, 32 +",
    "WEBHOOK_SECRET": "the_webhook_secret_of_tests",
    "METRICS_TOKEN": "the-token-for-figures",
    "DATABASE_URL": "postgresql://kopuro:the-password-of-tests@database/kopuro",
}


@pytest.fixture(autouse=True)
def bare_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("KOPURO_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def file_of(tmp_path: Path, content: str, mode: int = 0o600) -> Path:
    file = tmp_path / "secret"
    file.touch(mode)
    file.write_text(content)
    file.chmod(mode)
    return file


def test_no_secret_shows_when_settings_are_written_out(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(f"KOPURO_{name}", value)
    settings = load_settings()
    shown = [repr(settings), str(settings), repr(settings.model_dump())]
    shown += [settings.model_dump_json(), f"{settings.__dict__}"]
    for value in (*SECRETS.values(), "the-password-of-tests"):
        for words in shown:
            assert value not in words


@pytest.mark.parametrize("name", SECRETS)
def test_no_secret_shows_in_the_error_or_traceback_of_a_wrong_setting(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for each, value in SECRETS.items():
        monkeypatch.setenv(f"KOPURO_{each}", value)
    monkeypatch.setenv("KOPURO_LISTEN", "nowhere")
    monkeypatch.setenv("KOPURO_WEBHOOK_URL", "http://nowhere")
    try:
        load_settings()
    except SettingsError as error:
        words = "".join(traceback.format_exception(error))
        assert "KOPURO_LISTEN" in words
        assert SECRETS[name] not in words
    else:
        pytest.fail("it was taken")


@pytest.mark.parametrize("name", [each.upper() for each in IN_FILES])
def test_a_secret_may_stand_in_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    file = file_of(tmp_path, f"{SECRETS[name]}\n")
    monkeypatch.setenv(f"KOPURO_{name}_FILE", str(file))
    value = getattr(load_settings(), name.lower())
    assert value.get_secret_value() == SECRETS[name]


def test_the_file_wins_over_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOPURO_DATA_KEY", "x" * 40)
    monkeypatch.setenv("KOPURO_DATA_KEY_FILE", str(file_of(tmp_path, "y" * 40)))
    key = load_settings().data_key
    assert key is not None
    assert key.get_secret_value() == "y" * 40


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601, 0o666])
def test_a_file_that_others_can_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: int
) -> None:
    file = file_of(tmp_path, TOKEN, mode)
    monkeypatch.setenv("KOPURO_BOT_TOKEN_FILE", str(file))
    with pytest.raises(SettingsError, match=f"chmod 600 {file}") as caught:
        load_settings()
    assert TOKEN not in str(caught.value)


@pytest.mark.parametrize("kind", ["missing", "a folder", "bytes", "wrong"])
def test_a_file_that_holds_no_secret_is_told_in_one_line_with_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    file = file_of(tmp_path, "not a token")
    if kind == "missing":
        file.unlink()
    elif kind == "a folder":
        file = tmp_path / "folder"
        file.mkdir(mode=0o700)
    elif kind == "bytes":
        file.write_bytes(b"\xff\xfe\x00\x80")
    monkeypatch.setenv("KOPURO_BOT_TOKEN_FILE", str(file))
    with pytest.raises(SettingsError, match=r"^KOPURO_BOT_TOKEN") as caught:
        load_settings()
    assert "\n" not in str(caught.value)
    assert "not a token" not in str(caught.value)


def test_an_env_file_with_secrets_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.touch(0o600)
    file.write_text(f"KOPURO_BOT_TOKEN={TOKEN}\nKOPURO_LISTEN=127.0.0.1:1\n")
    settings = load_settings()
    assert settings.port == 1
    assert settings.bot_token is not None
    file.chmod(0o644)
    with pytest.raises(SettingsError, match=r"chmod 600 \.env"):
        load_settings()


@pytest.mark.parametrize(
    ("line", "is_secret"),
    [
        (f"KOPURO_DATA_KEY={KEY}", True),
        ("export KOPURO_WEBHOOK_SECRET = x", True),
        ("kopuro_metrics_token=x", True),
        (f"KOPURO_DATA_KEY_OLD={KEY}", True),
        ("# KOPURO_DATA_KEY=x", False),
        ("KOPURO_WEBHOOK_SECRET=", False),
        ("KOPURO_DATA_KEY_FILE=/run/key", False),
        ("KOPURO_ADMINS=1", False),
    ],
)
def test_an_env_file_without_secrets_may_stand_open(
    tmp_path: Path, line: str, is_secret: bool
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"KOPURO_LISTEN=127.0.0.1:1\n{line}\n")
    file.chmod(0o644)
    if is_secret:
        with pytest.raises(SettingsError, match=r"\.env can be read by others"):
            load_settings()
    else:
        assert load_settings().port == 1


def test_an_env_file_that_is_no_text_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x80")
    with pytest.raises(SettingsError, match=r"^cannot read \.env"):
        load_settings()


def test_the_default_folder_is_the_one_that_is_closed_to_others() -> None:
    from bot.settings import HOME

    assert str(HOME) in Settings().database_url.get_secret_value()
