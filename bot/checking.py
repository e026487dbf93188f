"""``kopuro check``: everything that can be wrong with what the product says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.articles import check as articles
from bot.language import check as language
from bot.language.where import data_directory
from bot.places import service as places
from bot.settings import SettingsError, load_settings


def every_problem() -> Iterator[str]:
    """Each problem in one line, with file and line where there is one."""
    content, locales = data_directory("content"), data_directory("locales")
    for problem in (
        *articles.problems(content),
        *language.problems(locales),
        *places.problems(content / "places"),
    ):
        yield str(problem)
    yield from settings_problems()


def settings_problems() -> Iterator[str]:
    """Settings that are given and wrong; one that is missing is told by the verb that needs it."""
    try:
        settings = load_settings()
    except SettingsError as error:
        yield str(error)
        return
    key_file = Path(".kopuro") / "data.key"
    if settings.bot_token and not settings.talks_to_the_simulator and key_file.exists():
        yield f"{key_file}: with a real token the key must not stand beside the database"
