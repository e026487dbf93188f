"""Logs for operators: what happened and where, never a text, a name, an id or a token (C46)."""

from __future__ import annotations

import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import given, settings
from hypothesis.strategies import from_regex

from bot import logs
from tests.operation.process import environment

TOKEN = "123456789:AAF-real_looking_token_of_35_letters"
WORDS = "what-somebody-wrote"
OURS = "bot.somewhere"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()
    for name in logs.OUR_OWN:
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def ours() -> Any:
    return structlog.get_logger(OURS)


def test_an_event_is_one_line_of_json_with_its_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    ours().info("question.escalated", community="osh.nookat.toolos", hours_late=3)
    (line,) = lines(capsys)
    assert line["event"] == "question.escalated"
    assert (line["community"], line["hours_late"], line["level"]) == (
        "osh.nookat.toolos",
        3,
        "info",
    )
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    ("level", "shown"),
    [
        ("DEBUG", ["debug", "info", "warning", "error"]),
        ("INFO", ["info", "warning", "error"]),
        ("WARNING", ["warning", "error"]),
        ("ERROR", ["error"]),
    ],
)
def test_an_operator_chooses_how_much_we_say(
    capsys: pytest.CaptureFixture[str], level: str, shown: list[str]
) -> None:
    logs.set_up(level)
    for each in ("debug", "info", "warning", "error"):
        getattr(ours(), each)("event")
    assert [line["level"] for line in lines(capsys)] == shown


@pytest.mark.parametrize(
    "library",
    ["telegram.ext", "aiohttp.access", "sqlalchemy.engine", "psycopg", "httpx", "anything.else"],
)
def test_libraries_speak_up_only_when_something_is_wrong(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    logs.set_up("DEBUG")
    talk = logging.getLogger(library)
    talk.debug("sending %s", WORDS)
    talk.info("sending %s", WORDS)
    talk.warning("slow")
    assert [line["event"] for line in lines(capsys)] == ["slow"]


def test_a_token_in_what_a_library_says_is_cut_out(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("INFO")
    talk = logging.getLogger("aiohttp.client")
    talk.warning("cannot reach https://api.telegram.org/bot%s/sendMessage", TOKEN)
    talk.error(f"cannot reach /bot{TOKEN}/getMe")
    told = capsys.readouterr().err
    assert TOKEN not in told
    assert TOKEN.partition(":")[2] not in told
    assert told.count("<token>") == 2


@settings(deadline=None)
@given(from_regex(r"[0-9]{5,12}:[A-Za-z0-9_-]{30,40}", fullmatch=True))
def test_any_token_is_recognised(token: str) -> None:
    assert token not in logs.TOKEN.sub("<token>", f"https://api.telegram.org/bot{token}/getMe?x=1")


def test_an_error_is_told_by_its_kind_and_not_by_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("DEBUG")
    try:
        raise ValueError(WORDS)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request")
        ours().exception("it.failed")
        ours().error("it.failed", exc_info=True)
    told = capsys.readouterr().err
    assert WORDS not in told
    assert told.count("\n") == 3
    assert "ValueError" in told


async def test_an_error_in_a_forgotten_task_is_told_without_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO")

    async def fails() -> None:
        raise ValueError(f"{WORDS} and (brackets) > more {WORDS}")

    task = asyncio.create_task(fails())
    await asyncio.wait({task})
    del task
    loop = asyncio.get_running_loop()
    loop.call_exception_handler({"message": "Something broke", "exception": ValueError(WORDS)})
    loop.call_exception_handler({"message": "Something broke", "handle": WORDS, "task": WORDS})
    told = capsys.readouterr().err
    assert WORDS not in told
    assert "Task exception was never retrieved" in told
    assert told.count("Something broke") == 2
    assert "ValueError" in told


def test_a_line_that_cannot_be_written_harms_nobody_and_tells_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("INFO")
    try:
        raise ValueError(WORDS)
    except ValueError:
        wrong = "%d bytes of %d"
        logging.getLogger("aiohttp").warning(wrong, WORDS)
        logging.getLogger("aiohttp").warning("it said %s", Unspeakable())
        ours().warning("it.was_odd", value=Unspeakable())
    told = capsys.readouterr().err
    assert WORDS not in told
    assert "Traceback" not in told
    assert "%d bytes of %d" in told


class Unspeakable:
    def __str__(self) -> str:
        raise RuntimeError(WORDS)

    __repr__ = __str__


def test_words_for_people_who_read_along_hide_as_much(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("DEBUG", pretty=True)
    try:
        raise ValueError(WORDS)
    except ValueError:
        ours().exception("it.failed", reference="K7-4M2Q")
        logging.getLogger("aiohttp").warning("slow %s", TOKEN, exc_info=True)
    told = capsys.readouterr().err
    assert "it.failed" in told
    assert "K7-4M2Q" in told
    assert WORDS not in told
    assert TOKEN not in told


def _crash(code: str) -> str:
    program = f"from bot import logs\nlogs.set_up('DEBUG')\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.stderr


def test_a_crash_tells_kind_and_place_and_not_its_words() -> None:
    told = _crash(f"def here():\n    raise ValueError('{WORDS}')\nhere()")
    assert WORDS not in told
    assert "ValueError" in told
    assert "<string>:4" in told, told
    assert "in here" in told


def test_a_crash_in_a_thread_and_one_while_cleaning_up_tell_no_more() -> None:
    told = _crash(
        "import threading\n"
        f"def here():\n    raise ValueError('{WORDS}')\n"
        "t = threading.Thread(target=here, name='a thread')\nt.start(); t.join()\n"
        f"class Thing:\n    def __del__(self):\n        raise KeyError('{WORDS}')\n"
        "Thing()\n"
    )
    assert WORDS not in told
    assert "ValueError" in told
    assert "KeyError" in told


def test_a_crash_keeps_its_causes_kind_by_kind() -> None:
    told = _crash(
        f"try:\n    raise KeyError('{WORDS}')\nexcept KeyError as error:\n"
        f"    raise ValueError('{WORDS}') from error"
    )
    assert WORDS not in told
    assert told.index("KeyError") < told.index("ValueError")
