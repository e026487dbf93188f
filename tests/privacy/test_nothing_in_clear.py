"""Whoever steals the disk or reads the logs finds nobody: every byte that a process writes (C46).

A real process at its most talkative, killed in the middle, so that nothing is tidied away.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import shutil
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

from PIL import Image

from bot.language.speech import speech
from bot.people import service as people
from bot.places.posts import appoint
from bot.places.service import Role
from bot.simulator import Message, Phone, Phones, Simulator, running
from bot.store.database import open_store
from tests.house import DATABASE, KEY, TOKEN, settings_for, template
from tests.operation.process import PATIENCE, for_the_simulator
from tests.operation.warm import Warm
from tests.stories.deeds import TOOLOS, number_in

LETTERS = "абвгдежзиклмнопрстуфхцчшыэюя"
ASKER, CLERK = 6_912_345_678_901, 7_023_456_789_012
"""Long enough that six bytes of a sealed value are never one of them by chance."""
LATITUDE, LONGITUDE = 42.871_234, 74.591_357
_ = speech("ky").gettext


class Canaries:
    """One random word for each thing that people send, so that a failure names it."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def __getitem__(self, of_what: str) -> str:
        made = "".join(secrets.choice(LETTERS) for _each in range(14))
        return self.words.setdefault(of_what, made)

    def latin(self, of_what: str) -> str:
        return self.words.setdefault(of_what, f"canary_{secrets.token_hex(6)}")


async def test_nothing_that_people_send_stands_in_any_file_or_line_that_a_process_writes(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "operator"
    (folder / "tmp").mkdir(parents=True)
    shutil.copy(template(), folder / DATABASE)
    canaries = Canaries()
    simulator = Simulator(strict_limits=False)
    simulator.add_bot(TOKEN, username="kopuro_bot", name="Kopuro")
    async with running(simulator) as base_url, Phones(base_url) as phones:
        clerk = await _clerk(phones, folder, base_url, canaries)
        asker = await phones.new(
            canaries["first name"],
            last_name=canaries["last name"],
            username=canaries.latin("username"),
            language_code="ky",
            person_id=ASKER,
        )
        ours = for_the_simulator(
            base_url,
            f"sqlite:///{folder / DATABASE}",
            KEY,
            TOKEN,
            KOPURO_LOG_LEVEL="DEBUG",
            TMPDIR=str(folder / "tmp"),
        )
        process = await Warm.start("run", "--no-console", folder=folder, hurried=False, **ours)
        try:
            await process.ready()
            await _arrives(asker, canaries)
            await _sends_what_nobody_takes(asker, canaries)
            await _asks_and_is_answered(asker, clerk, canaries)
            await _leaves_drafts(asker, canaries)
        finally:
            await process.killed()

    written = dict(_everything_in(folder))
    assert f"{DATABASE}-wal" in {Path(name).name for name in written}, "it was tidied away"
    written["what it said"] = "\n".join(process.said).encode()
    assert b"kopuro.ready" in written["what it said"]
    looked_for = {
        **{what: list(_ways_to_write(word)) for what, word in canaries.words.items()},
        "place": [word for each in (LATITUDE, LONGITUDE) for word in _ways_to_write(str(each))],
        "token": list(_ways_to_write(TOKEN.partition(":")[2])),
        "key": list(_ways_to_write(KEY)),
        "ids": [
            word
            for each in (ASKER, CLERK)
            for word in (*_ways_to_write(str(each)), *_as_number(each))
        ],
    }
    assert len(looked_for) > 18
    found = [
        f"{what} in {name}"
        for name, content in written.items()
        for what, words in looked_for.items()
        if any(word in content for word in words)
    ]
    assert found == []


async def _clerk(phones: Phones, folder: Path, base_url: str, canaries: Canaries) -> Phone:
    phone = await phones.new(canaries["clerk's name"], language_code="ky", person_id=CLERK)
    store = open_store(settings_for(base_url, folder))
    now = datetime.now(UTC)
    with store.transaction() as session:
        person = people.meet(session, str(CLERK), now=now)
        people.choose_language(session, person, "ky")
        people.choose_community(session, person, TOOLOS)
        appoint(session, person, Role.FOCAL_POINT, TOOLOS, appointed_by=None, now=now)
    store.close()
    await phone.starts()
    return phone


async def _arrives(asker: Phone, canaries: Canaries) -> None:
    await asker.starts(canaries.latin("wrong code"))
    await asker.sees("Тилди тандаңыз", PATIENCE)
    await asker.presses("Кыргызча", PATIENCE)
    await asker.sees(_("📍 Which village are you from?"), PATIENCE)
    await asker.sends(canaries["name of a village"])
    await asker.sees(_("📍 We do not find this name"), PATIENCE)
    await asker.starts(f"c-{TOOLOS.replace('.', '_')}")
    await asker.sees("Төөлөс", PATIENCE)
    await asker.presses(asker.buttons[0], PATIENCE)
    await asker.sees(_("☰ How can we help?"), PATIENCE)


async def _answered(phone: Phone, deed: Coroutine[Any, Any, Message]) -> None:
    """Do it, and wait for what the bot says to it."""
    sent = await deed
    came = await phone.waits_for(lambda: phone.last.id > sent.id, PATIENCE)
    assert came, phone.drawn()


async def _sends_what_nobody_takes(asker: Phone, canaries: Canaries) -> None:
    contact = canaries.latin("phone number"), canaries["name of a contact"]
    paper = b"%PDF-1.4 " + canaries["words of a paper"].encode()
    file_name = f"{canaries['name of a file']}.pdf"
    caption = canaries["caption of a paper"]
    command = f"/{canaries.latin('a command')} {canaries['after a command']}"
    await _answered(asker, asker.sends_contact(*contact))
    await _answered(asker, asker.sends_location(LATITUDE, LONGITUDE))
    await _answered(asker, asker.sends_document(paper, name=file_name, caption=caption))
    await _answered(asker, asker.sends(command))
    await _answered(asker, asker.sends(canaries["a search"]))


async def _asks_and_is_answered(asker: Phone, clerk: Phone, canaries: Canaries) -> None:
    picture = f"{canaries['name of a picture']}.jpg"
    await _answered(asker, asker.sends("/ask"))
    await _answered(asker, asker.sends(canaries["a question"]))
    await _answered(asker, asker.sends_photo(_photo(canaries), caption=canaries["a caption"]))
    await _answered(
        asker, asker.sends_document(_photo(canaries), name=picture, mime_type="image/jpeg")
    )
    await asker.presses(_("Check and send ›"), PATIENCE)
    await asker.presses(_("✅ Send"), PATIENCE)
    receipt = await asker.sees(_("✅ Your question has been sent"), PATIENCE)
    await clerk.sees(canaries["a question"], PATIENCE)
    await clerk.presses(_("✏️ Answer"), PATIENCE)
    await clerk.sends(canaries["an answer"])
    draft = _("💬 Question {number}: so your answer leaves").format(number=number_in(receipt))
    await clerk.sees(draft, PATIENCE)
    await clerk.presses(_("✅ Send"), PATIENCE)
    reply = await asker.sees(canaries["an answer"], PATIENCE)
    await _answered(asker, asker.sends(canaries["a word on it"], replying_to=reply))


def _photo(canaries: Canaries) -> bytes:
    exif = Image.Exif()
    exif[0x013B] = exif[0x010E] = canaries.latin("notes in a photo")
    out = BytesIO()
    picture = Image.effect_noise((64, 64), 90)
    picture.save(out, "JPEG", exif=exif, comment=canaries.latin("comment in a photo").encode())
    return out.getvalue()


async def _leaves_drafts(asker: Phone, canaries: Canaries) -> None:
    await _answered(asker, asker.sends("/cancel"))
    await _answered(asker, asker.sends("/ask"))
    await _answered(asker, asker.sends(canaries["a draft"]))
    cry = f"күйөөм мени сабап жатат {canaries['a cry for help']}"
    await _answered(asker, asker.sends(cry))
    # The last one is cut off in the middle: it may wait in the inbox.
    await asker.sends(canaries["cut off"])


def _everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield str(path), path.read_bytes()


def _ways_to_write(words: str) -> Iterator[bytes]:
    """As itself in UTF-8 and UTF-16, escaped for JSON and for an address, in hex and base64."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1251"):
        plain = words.encode(encoding)
        yield plain
        yield plain.hex().encode()
        # In base64 a word looks different at each of three places; its middle is the same.
        for before in range(3):
            yield base64.b64encode(b"\0" * before + plain)[4 if before else 0 : -4]
    yield json.dumps(words).strip('"').encode()
    yield quote(words).encode()
    yield words.encode("unicode_escape")


def _as_number(number: int) -> Iterator[bytes]:
    yield number.to_bytes(6, "big")
    yield number.to_bytes(6, "little")


def test_the_search_finds_a_word_however_it_is_written() -> None:
    words = "канарейка-1"
    for content in (
        f"before {words} after".encode(),
        f"before {words} after".encode("utf-16-le"),
        json.dumps({"text": f"before {words}"}).encode(),
        *(base64.b64encode(b"x" * each + f"{words} after".encode()) for each in range(6)),
        os.urandom(20) + words.encode().hex().encode(),
        quote(f"?q={words}").encode(),
    ):
        assert any(each in content for each in _ways_to_write(words)), content
    assert not any(each in b"nothing of the kind" * 99 for each in _ways_to_write(words))
    assert any(each in b"\0\x01" + ASKER.to_bytes(8, "big") for each in _as_number(ASKER))
