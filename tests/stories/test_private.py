"""What must not be found: on a locked screen, in the database's bytes, in the log."""

from __future__ import annotations

import base64
import json
import logging
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot import logs
from bot.articles import service as articles
from bot.people import service as people
from bot.places.service import Role
from bot.simulator import Phone
from tests.house import TOKEN, Reader, Story, story
from tests.stories.conftest import WEDNESDAY
from tests.stories.deeds import (
    KG,
    TOOLOS,
    answers,
    asks,
    card_of,
    checks_and_sends,
    number_in,
    office_of,
)

CANARY = "КАНАРЕЙКА-q7Zx"
URGENT = f"күйөөм мени сабап жатат {CANARY}"
CALL_NOW = "☎️ If it is dangerous, call now"


def everything_written(folder: Path) -> bytes:
    """Every byte of every file: the database, its WAL, and whatever else was left there."""
    return b"".join(each.read_bytes() for each in folder.rglob("*") if each.is_file())


def found(words: str, data: bytes) -> list[str]:
    """In which of its shapes the words stand there."""
    shapes = {
        "utf-8": words.encode(),
        "utf-16": words.encode("utf-16-le"),
        "escapes": json.dumps(words)[1:-1].encode(),
        "base64": base64.b64encode(words.encode())[:-4],
    }
    return [name for name, shape in shapes.items() if shape in data]


def test_the_search_for_words_finds_them_where_they_are() -> None:
    for shape in (
        CANARY.encode(),
        CANARY.encode("utf-16-le"),
        json.dumps({"x": CANARY}).encode(),
        base64.b64encode(CANARY.encode()),
    ):
        assert found(CANARY, b"before" + shape + b"after")
    assert not found(CANARY, b"nothing of the kind")


async def rows(st: Story, table: str, where: str = "1 = 1") -> int:
    def look(session: Session) -> int:
        query = text(f"SELECT count(*) FROM {table} WHERE {where}")  # noqa: S608
        return int(session.scalar(query) or 0)

    return await st.store.read(look)


# --- not now ---


async def test_not_now_leaves_no_text_in_any_table_nor_in_the_files(
    st: Story, tmp_path: Path
) -> None:
    asker = await st.reader(TOOLOS)
    await asker.sends(URGENT)
    await asker.sees(CALL_NOW)
    await asker.presses("Not now")
    last = await asker.sees("☰ How can we help?")
    assert CANARY not in last.text
    await st.quiet()
    for table in ("questions", "question_parts", "dialogues", "files"):
        assert await rows(st, table) == 0
    assert await rows(st, "inbox", "body_sealed IS NOT NULL") == 0
    assert await rows(st, "outbox", "body_sealed IS NOT NULL") == 0
    assert found(CANARY, everything_written(tmp_path)) == []


# --- who may know, on the phones ---


@pytest.mark.parametrize(
    ("choice", "asked"), [("Yes, they may know", TOOLOS), ("No, not in the village", KG)]
)
async def test_who_may_know_decides_whose_phone_rings(st: Story, choice: str, asked: str) -> None:
    village = await st.clerk(TOOLOS)
    council = await st.clerk(TOOLOS, Role.WOMENS_COUNCIL)
    nation = await st.clerk(KG, Role.COORDINATOR)
    asker = await st.reader(TOOLOS)
    await asker.sends(URGENT)
    card = await asker.sees(CALL_NOW)
    assert "102" in card.text
    await asker.presses(choice)
    await asker.sees("✏️ We have it")
    number = number_in(await checks_and_sends(asker))
    assert (await office_of(st, number))[0] == asked

    told, others = (council, [village, nation]) if asked == TOOLOS else (nation, [village, council])
    folded = await card_of(told, number)
    assert CANARY not in folded.text
    assert all(CANARY not in each["text"] for each in told.phone.pushes)
    await told.presses("☎️ Urgent: open")
    await told.phone.sees(CANARY)
    await st.quiet()
    for each in others:
        await each.phone.looks()
        assert str(number) not in each.phone.drawn()

    # The answer comes quietly: nothing on a locked screen tells what it is about.
    before = len((await asker.phone.looks()).pushes)
    await told.sends("Борборго чалыңыз", replying_to=told.last)
    await told.sees("💬 Question {number}: so your answer leaves", number=number)
    await told.presses("✅ Send")
    await asker.sees("🔔 You have a reply")
    pushed = [each["text"] for each in asker.phone.pushes[before:]]
    assert pushed == [asker.words("🔔 You have a reply")]
    await asker.presses("Open")
    await asker.phone.sees("Борборго чалыңыз")
    assert len(asker.phone.pushes) == before + 1


# --- the database's bytes ---


async def test_what_people_write_stands_nowhere_in_clear_and_goes_when_they_erase_it(
    tmp_path: Path,
) -> None:
    async with story(tmp_path, at=WEDNESDAY) as st:
        clerk = await st.clerk(TOOLOS)
        phone = await st.phones.new(
            "Someone-named-Canary", last_name="Of-a-family", username="canary_of_moscow"
        )
        asker = await _registered(phone)
        number = await asks(asker, f"Суроо {CANARY}")
        await card_of(clerk, number)
        await answers(clerk, number, f"Жооп {CANARY}")
        await asker.sees("💬 Question {number}: there is a reply", number=number)
        await asker.sends(f"издөө {CANARY}")
        await asker.sends("/ask")
        await asker.sends(f"башталышы {CANARY}")
        await asker.phone.sends_photo(caption=f"сүрөт {CANARY}")
        await st.passes(minutes=2)
        secrets = (CANARY, "Someone-named-Canary", "Of-a-family", "canary_of_moscow")
        written = everything_written(tmp_path)
        for words in (*secrets, str(phone.id)):
            assert found(words, written) == [], words

        await _erases(asker)
        await st.quiet()
        assert await st.store.read(lambda s: people.find(s, str(phone.id))) is None
        sealed = await st.store.read(_sealed_bytes)
        with st.store.engine.connect() as connection:
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        after = everything_written(tmp_path)
        for words in (*secrets, str(phone.id)):
            assert found(words, after) == [], words
        assert sealed == []


async def _registered(phone: Phone) -> Reader:
    asker = Reader(phone, "ky")
    await phone.starts("c-osh_nookat_toolos")
    await phone.sees("Тилди тандаңыз")
    await phone.presses("Кыргызча")
    await asker.presses("Yes, this one")
    await asker.sees("☰ How can we help?")
    return asker


async def _erases(asker: Reader) -> None:
    await asker.sends("/my_data")
    await asker.presses("🗑 Erase everything")
    await asker.sees("🗑 Erase everything?")
    await asker.presses("Yes, erase")
    await asker.sees("🗑 This cannot be undone")
    await asker.presses("🗑 Erase for good")
    await asker.sees("✅ Everything about you is erased")


def _sealed_bytes(session: Session) -> list[str]:
    """Tables in which something sealed of a question or of a file is left."""
    left = []
    for table, column in (
        ("question_parts", "text_sealed"),
        ("files", "content_sealed"),
        ("inbox", "body_sealed"),
        ("outbox", "body_sealed"),
    ):
        query = text(f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
        if session.scalar(query):
            left.append(table)
    return left


async def test_after_erasing_everything_begins_anew(st: Story) -> None:
    asker = await st.reader(TOOLOS)
    await asks(asker, "Суроо")
    await _erases(asker)
    await asker.presses("☰ Begin anew")
    await asker.phone.sees("Тилди тандаңыз")
    await asker.phone.presses("Кыргызча")
    await asker.sees("📍 Which village are you from?")
    await asker.presses("I would rather not say")
    await asker.sees("🔒 We do not ask for your name and number")
    await asker.sends("/my_data")
    kept = await asker.sees("🔒 What is kept about you")
    assert f"{asker.words('Questions')}: 0" in kept.text


# --- the log ---


async def test_no_log_holds_a_word_a_name_an_id_or_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    articles.finder()  # reading the articles says much, and nothing of anybody
    logs.set_up("DEBUG")
    try:
        async with story(tmp_path, at=WEDNESDAY) as st:
            clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
            number = await asks(asker, f"Суроо {CANARY}")
            await answers(clerk, number, f"Жооп {CANARY}")
            await asker.sends(URGENT)
            await asker.sees(CALL_NOW)
            await asker.new_screen(lambda: asker.sends("/cancel"))
            await clerk.phone.blocks()
            await st.passes(minutes=2)
            await asks(asker, f"Бөгөттөгөнгө {CANARY}")
            await st.quiet()
            with monkeypatch.context() as broken:
                broken.setattr(articles, "search", _breaks)
                await asker.sends(f"издөө {CANARY}")
                failed = await asker.sees("⚠️ Something went wrong on our side")
            ids = [str(asker.phone.id), str(clerk.phone.id)]
    finally:
        root.handlers, root.level = handlers, level
    said = capsys.readouterr()
    logged = said.err + said.out
    # What the operator is told, and the code by which the person's word and the log's meet.
    reference = failed.text.rpartition(" ")[2]
    assert f'"reference": "{reference}"' in logged
    for event in ("update.failed", "update.parked", "send.failed"):
        assert f'"event": "{event}"' in logged
    for secret in (CANARY, TOKEN, TOKEN.partition(":")[2], "Somebody", *ids):
        assert secret not in logged, secret


def _breaks(_session: Session, _person: object, words: str, **_more: object) -> None:
    raise ValueError(f"cannot understand {words}")
