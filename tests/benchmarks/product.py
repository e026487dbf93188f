"""The product as a process for the benchmarks: a database with people in it, ``kopuro run``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pydantic import SecretStr

from bot.application import open_checked_store
from bot.channels.telegram.callback_data import written
from bot.interactions import service as interactions
from bot.navigation import OpenMenu
from bot.people import service as people
from bot.settings import Settings
from bot.store.keys import Keyring
from tests.benchmarks.load import KEY, PYTHON, SECRET, TOKEN

COMMAND = [PYTHON, "-m", "bot", "run", "--no-console"]


def settings(database_url: str) -> Settings:
    return Settings(database_url=SecretStr(database_url), data_key=SecretStr(KEY))


def fill(database_url: str, channel_ids: list[int]) -> None:
    """People who have chosen language and community, as the menu needs them."""
    store = open_checked_store(settings(database_url))
    now = datetime.now(UTC)
    with store.transaction() as session:
        for each in channel_ids:
            person = people.meet(session, str(each), now=now)
            person.language = "ky"
            person.community, person.community_settled = "osh.nookat.toolos", True
            # Nobody here is new: they have been to the menu before, this quarter.
            interactions.record(session, person, interactions.Kind.MENU_OPENED, now=now)
    store.close()


def environment(database_url: str, port: int, api_port: int) -> dict[str, str]:
    return {
        "KOPURO_BOT_TOKEN": TOKEN,
        "KOPURO_BOT_API_URL": f"http://127.0.0.1:{api_port}",
        "KOPURO_DATABASE_URL": database_url,
        "KOPURO_DATA_KEY": KEY,
        "KOPURO_LISTEN": f"127.0.0.1:{port}",
        "KOPURO_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "KOPURO_WEBHOOK_SECRET": SECRET,
        "KOPURO_LOG_LEVEL": "WARNING",
    }


def sqlite_url(folder: Path) -> str:
    return f"sqlite:///{folder}/bench.sqlite3"


class MenuPress:
    """A press on the menu's button, signed as the bot signs it for each person."""

    def __init__(self) -> None:
        self._keys = Keyring(KEY)

    def __call__(self, update_id: int, chat: int) -> dict[str, object]:
        sender = {"id": chat, "is_bot": False, "first_name": "x", "language_code": "ru"}
        return {
            "update_id": update_id,
            "callback_query": {
                "id": str(update_id),
                "from": sender,
                "chat_instance": "1",
                "data": written(OpenMenu(), str(chat), self._keys),
                "message": {
                    "message_id": 7,
                    "date": 1_780_000_000,
                    "chat": {"id": chat, "type": "private", "first_name": "x"},
                    "text": "x",
                },
            },
        }
