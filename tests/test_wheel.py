"""The package that others install: it carries all that it needs, and a changed one is refused."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.test_packaging import ROOT, kept_files


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("kopuro-*.whl"))


def test_the_wheel_carries_all_that_the_product_says_and_shows(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("content", "locales"):
        for path in (each for each in kept_files() if each.is_relative_to(ROOT / folder)):
            assert f"bot/_data/{path.relative_to(ROOT)}" in packed, path
    for package in ("bot", "admin"):
        for path in (each for each in kept_files() if each.is_relative_to(ROOT / package)):
            assert str(path.relative_to(ROOT)) in packed, path
    assert not {each for each in packed if each.startswith("tests/") or "__pycache__" in each}


def test_an_installed_wheel_finds_its_articles_far_from_the_checkout(
    wheel: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def kopuro(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *words],
            cwd=elsewhere,
            env={"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    where = "import bot.language.where as w; print(w.data_directory('content'))"
    found = subprocess.run(
        [sys.executable, "-c", where],
        cwd=elsewhere,
        env={"PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(found.stdout.strip()) == site / "bot" / "_data" / "content"
    assert "in order" in kopuro("check")
    assert "passport-lost-abroad" in kopuro("search", "потерял паспорт в Москве")


def test_a_changed_wheel_is_not_installed(wheel: Path, tmp_path: Path) -> None:
    """As the locks ask: the hash decides, not the name."""
    changed = tmp_path / wheel.name
    shutil.copy(wheel, changed)
    asked = tmp_path / "asked.lock"
    asked.write_text(f"{changed} --hash=sha256:{sha256(changed.read_bytes()).hexdigest()}\n")

    def install() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "pip", "install", "--no-index", "--no-deps", "--dry-run"]
        return subprocess.run(
            [*command, "--ignore-installed", "--require-hashes", "-r", str(asked)],
            capture_output=True,
            text=True,
            check=False,
        )

    as_it_was = install()
    assert as_it_was.returncode == 0, as_it_was.stderr
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("bot/back_door.py", "")
    refused = install()
    assert refused.returncode != 0
    assert "DO NOT MATCH" in refused.stderr
