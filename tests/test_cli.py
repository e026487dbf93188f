"""The command of an operator: every verb says what it does, and fails in one line (0, 1, 2)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.main import get_command
from typer.testing import CliRunner, Result

from bot.application import open_checked_store
from bot.cli import app
from bot.people import service as people
from bot.store import marks, schema
from bot.store.database import Store
from bot.store.keys import Keyring
from tests.house import DATABASE, KEY, TOKEN, settings_for, template
from tests.operation.process import ROOT, environment

REAL_TOKEN = "123456789:AAF-real_looking_token_of_35_letters"
HEAVY = ("sqlalchemy", "telegram", "pydantic", "aiohttp", "starlette", "alembic", "PIL", "jinja2")


def verbs() -> list[list[str]]:
    found = []
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        found += [[name, each] for each in below] if below else [[name]]
    return found


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An operator's folder with a database in it, and the settings that it needs."""
    for name, value in environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KOPURO_DATABASE_URL", f"sqlite:///{tmp_path / DATABASE}")
    monkeypatch.setenv("KOPURO_DATA_KEY", KEY)
    shutil.copy(template(), tmp_path / DATABASE)
    return tmp_path


def kopuro(*command: str) -> Result:
    return CliRunner().invoke(app, command)


def refused(*command: str) -> str:
    """The one line with which a command fails."""
    result = kopuro(*command)
    assert result.exit_code == 1, result.output
    (line,) = result.stderr.splitlines()
    assert line.startswith("kopuro: ")
    return line


def test_help_is_quick_since_it_imports_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['kopuro', '--help']\n"
        "from bot.cli import app\n"
        "try: app()\n"
        "except SystemExit as end: assert end.code == 0\n"
        f"print([each for each in {HEAVY} if each in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr.strip() == "[]"
    for verb in ("demo", "run", "console", "simulator", "migrate", "check", "search", "rotate-key"):
        assert f"\n  {verb} " in done.stdout


@pytest.mark.parametrize("verb", verbs(), ids=" ".join)
def test_every_verb_says_what_it_does(verb: list[str]) -> None:
    result = kopuro(*verb, "--help")
    assert result.exit_code == 0
    assert f"kopuro {' '.join(verb)}" in result.stdout.replace("root", "kopuro")
    assert len(result.stdout.splitlines()) > 4


@pytest.mark.parametrize(
    "wrong",
    [
        ["fly"],
        ["run", "--fast"],
        ["search"],
        ["search", "  "],
        ["demo", "--port", "99999"],
        ["places", "import"],
        ["admin", "add"],
        ["admin", "add", "somebody"],
        ["admin", "add", "100", "--role", "king"],
        [],
        ["admin"],
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_two_and_says_how_it_is_used(wrong: list[str]) -> None:
    result = kopuro(*wrong)
    assert result.exit_code == 2
    assert result.output.strip()
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("BOT_TOKEN", "hello", "KOPURO_BOT_TOKEN"),
        ("BOT_API_URL", "http://example.kg", "KOPURO_BOT_API_URL"),
        ("DATA_KEY", "short", "KOPURO_DATA_KEY"),
        ("WEBHOOK_URL", "https://kopuro.example.kg", "KOPURO_WEBHOOK_SECRET"),
        ("DATABASE_URL", "mysql://localhost", "KOPURO_DATABASE_URL"),
        ("LISTEN", "8080", "KOPURO_LISTEN"),
        ("ADMINS", "somebody", "KOPURO_ADMINS"),
        ("LOG_LEVEL", "loud", "KOPURO_LOG_LEVEL"),
    ],
)
@pytest.mark.parametrize("verb", ["run", "console", "migrate", "rotate-key"])
def test_a_wrong_setting_ends_a_verb_with_one_line_that_names_it(
    monkeypatch: pytest.MonkeyPatch, verb: str, variable: str, value: str, words: str
) -> None:
    monkeypatch.setenv(f"KOPURO_{variable}", value)
    assert words in refused(verb)


def test_without_a_token_and_with_a_simulators_one_run_says_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "KOPURO_BOT_TOKEN is not set" in refused("run")
    monkeypatch.setenv("KOPURO_BOT_TOKEN", TOKEN)
    assert "simulator's token" in refused("run")


def test_without_a_key_it_says_how_to_make_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOPURO_DATA_KEY")
    assert "openssl rand -base64 32" in refused("migrate")


@pytest.mark.parametrize("where", ["/proc/kopuro/kopuro.sqlite3", "{folder}/file/kopuro.sqlite3"])
@pytest.mark.parametrize("verb", ["run", "migrate"])
def test_where_nothing_can_be_written_it_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verb: str, where: str
) -> None:
    (folder / "file").touch()
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    monkeypatch.setenv("KOPURO_DATABASE_URL", f"sqlite:///{where.format(folder=folder)}")
    line = refused(verb)
    assert "cannot write" in line
    assert "KOPURO_DATABASE_URL" in line


def test_a_file_that_is_no_database_and_a_server_that_is_not_there_are_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / DATABASE).write_bytes(b"not a database, but long enough to look like one" * 100)
    assert "check KOPURO_DATABASE_URL" in refused("migrate")
    url = "postgresql://kopuro:a-password@127.0.0.1:1/kopuro"
    monkeypatch.setenv("KOPURO_DATABASE_URL", url)
    line = refused("migrate")
    assert "check KOPURO_DATABASE_URL" in line
    assert "a-password" not in line


def version(folder: Path, number: str | None) -> None:
    engine = sa.create_engine(f"sqlite:///{folder / DATABASE}")
    with engine.begin() as connection:
        if number is None:
            connection.execute(sa.text("DELETE FROM alembic_version"))
        else:
            connection.execute(
                sa.text("UPDATE alembic_version SET version_num = :n"), {"n": number}
            )
    engine.dispose()


@pytest.mark.parametrize("verb", ["run", "console", "migrate", "rotate-key"])
def test_a_newer_database_is_refused_by_every_verb(
    folder: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    monkeypatch.setenv("KOPURO_DATA_KEY_OLD", KEY + "!")
    version(folder, "2099_01_01_0000")
    assert "newer than this version" in refused(verb)


def test_an_older_database_is_refused_until_it_is_migrated(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    monkeypatch.setattr(schema, "newest", lambda: "2099_01_01_0000")
    assert "older than this version; run: kopuro migrate" in refused("run")


def test_migrating_again_and_again_is_harmless(folder: Path) -> None:
    (folder / DATABASE).unlink()
    told = [kopuro("migrate") for _each in range(3)]
    assert [each.exit_code for each in told] == [0, 0, 0]
    assert {each.stdout for each in told} == {f"The database stands at {schema.newest()}.\n"}
    open_checked_store(settings_for("http://127.0.0.1:1", folder)).close()


def test_a_database_with_another_key_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(f"sqlite:///{folder / DATABASE}", Keyring(KEY))
    with store.transaction() as session:
        marks.refuse_another_key(session)
    store.close()
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    monkeypatch.setenv("KOPURO_DATA_KEY", KEY + "!")
    assert "sealed with another key" in refused("run")


def test_a_demos_database_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(f"sqlite:///{folder / DATABASE}", Keyring(KEY))
    with store.transaction() as session:
        marks.set_mark(session, marks.DEMO, "1")
    store.close()
    monkeypatch.setenv("KOPURO_BOT_TOKEN", REAL_TOKEN)
    assert "sample people" in refused("run")


def test_the_first_administrator_is_made_at_the_terminal_and_gets_a_link() -> None:
    assert "kopuro admin add" in refused("admin", "link", "100")
    made = kopuro("admin", "add", "100")
    assert (made.exit_code, made.stderr) == (0, "")
    link = kopuro("admin", "link", "100")
    assert link.exit_code == 0
    assert link.stdout.startswith("http://127.0.0.1:8080/console/sign-in/")
    assert link.stdout.count("\n") == 1
    assert "KOPURO_ADMINS" not in link.stdout


def test_a_link_for_nobody_and_a_place_that_is_none_are_refused() -> None:
    assert "kopuro admin link TELEGRAM_ID" in refused("admin", "link")
    assert "there is no coordinator in 'atlantis'" in refused(
        "admin", "add", "100", "--role", "coordinator", "--place", "atlantis"
    )


def test_what_was_refused_leaves_nobody_behind(folder: Path) -> None:
    refused("admin", "add", "100", "--role", "coordinator", "--place", "atlantis")
    store = Store(f"sqlite:///{folder / DATABASE}", Keyring(KEY))
    with store.reading() as session:
        assert not people.anybody(session)
    store.close()


def test_searching_answers_one_object_a_line() -> None:
    queries = "паспорт жоголду\n\nкандай аба ырайы\n"
    result = CliRunner().invoke(app, ["search", "--lines"], input=queries)
    assert result.exit_code == 0
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    assert answers[0]["query"] == "паспорт жоголду"
    assert answers[0]["results"][0]["id"].endswith("passport-lost-abroad")
    assert all(set(each) == {"query", "results", "urgent", "ms"} for each in answers)


def test_importing_places_only_shows_until_it_is_told_to_do_it(folder: Path) -> None:
    result = kopuro("places", "import", str(ROOT / "content/places/places.csv"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "add --apply to do it" in result.stdout


def test_a_list_of_places_that_cannot_be_read_is_told(folder: Path) -> None:
    assert "cannot read nowhere.csv" in refused("places", "import", "nowhere.csv")
    (folder / "sheet.csv").write_bytes(b"\xff\xfec\x00o\x00d\x00e\x00")
    (folder / "broken.csv").write_text("code,parent\nosh,\n")
    for name in ("sheet.csv", "broken.csv"):
        result = kopuro("places", "import", name)
        assert result.exit_code == 1
        assert name in result.stderr
        assert "nothing was changed" in result.stderr or result.stderr.count("\n") == 1


def test_a_new_key_is_not_taken_without_the_one_before() -> None:
    assert "KOPURO_DATA_KEY_OLD" in refused("rotate-key")
