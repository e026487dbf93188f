"""What a demo must not be mixed with, and what it cannot do without: one line, exit 1 (C50)."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from bot import application
from bot.cli import app
from bot.demo import demo
from bot.demo_settings import own_key
from bot.people import service as people
from bot.settings import load_settings

REAL_TOKEN = "123456789:AAF-real_looking_token_of_35_letters"
KEY = "a key that is only for the tests, 32+"


def refused(*command: str) -> str:
    """The one line with which the command ends."""
    result: Result = CliRunner().invoke(app, command)
    assert result.exit_code == 1, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("kopuro: ")
    return line


def a_demo_was_here() -> None:
    async def start() -> None:
        async with demo(with_sample=False):
            pass

    asyncio.run(start())


def test_a_demo_refuses_a_real_token_and_does_not_repeat_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    line = refused("demo", "--port", "0")
    assert "real token" in line
    assert REAL_TOKEN not in line
    assert not (folder / ".kopuro").exists()


def test_a_demo_refuses_a_real_token_in_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = folder / "token"
    file.touch(mode=0o600)
    file.write_text(REAL_TOKEN)
    monkeypatch.setenv("KOPURO_BOT_TOKEN_FILE", str(file))
    assert "real token" in refused("demo", "--port", "0")


def test_a_demo_refuses_a_real_token_in_dot_env(folder: Path) -> None:
    file = folder / ".env"
    file.touch(mode=0o600)
    file.write_text(f"KOPURO_BOT_TOKEN={REAL_TOKEN}\n")
    assert "real token" in refused("demo", "--port", "0")


def test_a_demo_refuses_a_database_with_real_people(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{folder}/real.sqlite3"
    settings = load_settings(database_url=SecretStr(url), data_key=SecretStr(KEY))
    store = application.open_checked_store(settings)
    with store.transaction() as session:
        people.meet(session, "77", now=application.utc_now())
    store.close()
    monkeypatch.setenv("KOPURO_DATABASE_URL", url)
    assert "real people" in refused("demo", "--port", "0")


def test_the_bot_for_real_refuses_the_database_of_a_demo(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_demo_was_here()
    monkeypatch.setenv("KOPURO_BOT_TOKEN", "7:SIMULATOR")
    monkeypatch.setenv("KOPURO_BOT_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("KOPURO_DATABASE_URL", f"sqlite:///{folder}/.kopuro/demo.sqlite3")
    monkeypatch.setenv("KOPURO_DATA_KEY", (folder / ".kopuro/demo.key").read_text())
    assert "sample people" in refused("run")


def test_a_taken_port_is_told(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} " in refused("demo", "--port", str(port))


def test_a_folder_that_cannot_be_written_is_told(folder: Path) -> None:
    (folder / ".kopuro").touch()
    assert "cannot write" in refused("demo", "--port", "0")


def test_two_demos_do_not_run_in_one_folder(folder: Path) -> None:
    with own_key():
        assert "another demo" in refused("demo", "--port", "0")


def test_a_database_whose_key_is_gone_is_told(folder: Path) -> None:
    a_demo_was_here()
    (folder / ".kopuro/demo.key").unlink()
    assert "another key" in refused("demo", "--port", "0")


def test_a_key_that_others_can_read_is_refused(folder: Path) -> None:
    a_demo_was_here()
    (folder / ".kopuro/demo.key").chmod(0o644)
    assert "chmod 600" in refused("demo", "--port", "0")


def test_sample_data_is_not_taken_out_of_a_demo_again(folder: Path) -> None:
    async def start() -> None:
        async with demo():
            pass

    asyncio.run(start())
    assert "sample data already" in refused("demo", "--port", "0", "--no-sample")
