"""What the guides say is so: every setting, command and link, checked against the program."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.core import TyperGroup

from bot.cli import app
from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parent.parent
GUIDES = ("README.md", "CONTRIBUTING.md", "docs/operating.md")


def text_of(name: str) -> str:
    return (ROOT / name).read_text()


def variables() -> set[str]:
    """What an operator may set; what the demo tells itself is not meant for anybody."""
    return {
        f"KOPURO_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if not field.validation_alias
    }


def secrets_by_file() -> set[str]:
    """Variables whose ``_FILE`` is heeded, found by pointing each at a file that is not there."""
    found = set()
    for name in variables():
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(f"{name}_FILE", "no-such-file")
            try:
                load_settings()
            except SettingsError as error:
                if f"{name}_FILE" in str(error):
                    found.add(name)
    return found


@pytest.fixture
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.startswith("KOPURO_"):
            monkeypatch.delenv(name)


@pytest.mark.usefixtures("nothing_set")
def test_the_readme_lists_every_setting_and_no_other() -> None:
    settings = text_of("README.md").partition("\n## Settings\n")[2].partition("\n## ")[0]
    table = set(re.findall(r"^\| `(KOPURO_[A-Z_]+)` \|", settings, re.MULTILINE))
    assert table == variables()
    files = set(re.findall(r"`(KOPURO_[A-Z_]+)_FILE`", settings))
    assert files == secrets_by_file()


@pytest.mark.usefixtures("nothing_set")
@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_names_no_variable_that_is_not_there(name: str) -> None:
    known = variables() | {f"{each}_FILE" for each in secrets_by_file()} | {"KOPURO_TEST_REQUIRE"}
    assert set(re.findall(r"KOPURO_[A-Z_]+", text_of(name))) <= known


def pieces_of_code(name: str) -> Iterator[str]:
    text = text_of(name)
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from (line.partition("#")[0] for line in block.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.M | re.S))


@pytest.mark.parametrize("name", GUIDES)
def test_every_command_of_a_guide_exists(name: str) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    commands = typer.main.get_command(app)
    for piece in pieces_of_code(name):
        for target in re.findall(r"\bmake ([a-z]+)", piece):
            assert target in targets, piece
        for words in re.findall(r"(?:^|[ /])kopuro((?: -{0,2}[a-z]+(?:-[a-z]+)*)+)", piece):
            follow(commands, words.split(), piece)


def follow(command: Any, words: list[str], piece: str) -> None:
    """Verbs, then options of the last one. A leaf's plain words are its arguments."""
    for word in words:
        if word.startswith("--"):
            options = {opt for each in command.params for opt in each.opts} | {"--help"}
            assert word in options, f"{piece}: no {word}"
        elif isinstance(command, TyperGroup):
            assert word in command.commands, f"{piece}: no {word}"
            command = command.commands[word]


@pytest.mark.parametrize("name", [*GUIDES, "CHANGELOG.md"])
def test_every_link_of_a_guide_leads_somewhere(name: str) -> None:
    here = (ROOT / name).parent
    for address in re.findall(r"\]\(([^)#]+)[^)]*\)", text_of(name)):
        assert (here / address).exists(), address


def test_the_readme_shows_where_every_room_is() -> None:
    named = set(re.findall(r"`(?:bot/)?([a-z_/]+)/`", text_of("README.md")))
    rooms = {each.parent.name for each in ROOT.glob("bot/*/__init__.py")} - {"sample", "channels"}
    assert rooms <= named


@pytest.mark.usefixtures("nothing_set")
def test_compose_sets_only_variables_that_exist() -> None:
    environment = yaml.safe_load(text_of("compose.yaml"))["services"]["kopuro"]["environment"]
    assert set(environment) <= variables() | {f"{each}_FILE" for each in secrets_by_file()}


def test_the_licence_is_the_one_that_the_project_names() -> None:
    lines = text_of("LICENSE").splitlines()
    assert [line.strip() for line in lines[:2]] == [
        "GNU AFFERO GENERAL PUBLIC LICENSE",
        "Version 3, 19 November 2007",
    ]
    assert len(lines) == 661
    assert lines[-1] == "<https://www.gnu.org/licenses/>."
    assert 'license = "AGPL-3.0-or-later"' in text_of("pyproject.toml")
