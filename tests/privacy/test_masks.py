"""A curious clerk learns from cards what was asked, and nothing of who asked (A3, C16, C51)."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.simulator import Message, Phone
from tests.house import Reader, Story, story
from tests.stories.deeds import TOOLOS, answers, asks, card_of, checks_and_sends, number_in

WEDNESDAY = datetime(2026, 11, 25, 4, 30, tzinfo=UTC)
CANARY = "canary_in_a_photo"


@pytest.fixture
async def st(tmp_path: Path) -> AsyncIterator[Story]:
    async with story(tmp_path, at=WEDNESDAY) as begun:
        yield begun


async def named(st: Story, name: str) -> Reader:
    """Somebody whose account is full of names."""
    phone = await st.phones.new(
        f"{name}-first", last_name=f"{name}-last", username=f"{name}_username", language_code="ky"
    )
    await phone.starts(f"c-{TOOLOS.replace('.', '_')}")
    await phone.presses("Кыргызча", 10)
    await phone.sees("📍")
    await phone.presses(phone.buttons[0], 10)
    await phone.waits_for(lambda: "☰" in phone.last.text)
    return Reader(phone, "ky")


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Everything that a card carries, piece by piece, down to the parts of a button's data."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}")
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from leaves(each, f"{path}[{at}]")
    elif path.endswith("callback_data"):
        for at, part in enumerate(str(value).split("~")):
            yield f"{path}~{at}", part
    elif path.endswith((".text", ".html")):
        for line in str(value).split("\n"):
            yield path, line
    else:
        yield path, str(value)


async def test_two_questions_of_one_person_have_no_more_in_common_than_those_of_two(
    st: Story,
) -> None:
    clerk, asker, other = await st.clerk(TOOLOS), await named(st, "asker"), await named(st, "other")
    cards: list[Message] = []
    for who, words in ((asker, "first words"), (other, "other words"), (asker, "third words")):
        cards.append(await card_of(clerk, await asks(who, words)))
    of_asker, of_other, of_asker_again = (
        # Message ids and seconds are Telegram's own, and go on from one message to the next.
        {each for each in leaves(card.raw) if each[0] not in {".date", ".message_id"}}
        for card in cards
    )
    assert of_asker & of_asker_again == of_asker & of_other
    assert of_asker & of_asker_again == of_other & of_asker_again
    assert len(of_asker & of_other) > 5  # place, role, language, day: what all cards share


async def test_numbers_do_not_tell_who_asked_first_or_next(st: Story) -> None:
    askers = [await st.reader(TOOLOS) for _each in range(4)]
    numbers = [await asks(each, "words") for each in askers for _question in range(2)]
    assert len(set(numbers)) == len(numbers)
    steps = {later - earlier for earlier, later in itertools.pairwise(numbers)}
    assert len(steps) > 2
    assert min(numbers) >= 1000


async def test_no_byte_that_the_clerks_phone_received_tells_of_the_account(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await named(st, "asker")
    await asker.sends("/ask")
    await asker.sees("❓ Write your question")
    await asker.new_screen(lambda: asker.sends("words"))
    photo = photo_with_notes()
    await asker.new_screen(lambda: asker.phone.sends_photo(photo, caption="under it"))
    await asker.new_screen(asker.phone.sends_voice)
    number = number_in(await checks_and_sends(asker))
    card = await card_of(clerk, number)
    await clerk.phone.waits_for(lambda: "voice" in clerk.phone.screen[-1].raw)
    await st.quiet()
    await answers(clerk, number, "come on Tuesday")
    await asker.sees("💬 Question {number}: there is a reply", number=number)

    received = await everything(clerk.phone)
    for secret in (str(asker.phone.id), "asker-first", "asker-last", "asker_username", CANARY):
        assert secret.encode() not in received, secret
    assert b"forward_origin" not in received
    assert all(
        each.protected for each in clerk.phone.screen if each.id >= card.id and has_words(each)
    )
    back = await everything(asker.phone)
    assert str(clerk.phone.id).encode() not in back


def has_words(message: Message) -> bool:
    """Whether somebody's words or pictures stand in it: what must not be passed on."""
    inside = ("photo", "voice", "document")
    return message.from_bot and (
        "words" in message.text or any(each in message.raw for each in inside)
    )


def photo_with_notes() -> bytes:
    exif = Image.Exif()
    exif[0x013B] = CANARY  # the artist
    exif[0x8825] = {1: "N", 2: (42.0, 52.0, 16.0)}
    out = BytesIO()
    Image.effect_noise((80, 60), 90).save(out, "JPEG", exif=exif, comment=CANARY.encode())
    return out.getvalue()


async def everything(phone: Phone) -> bytes:
    """All that this phone holds: its messages, pushes, deleted ones, and the files in them."""
    await phone.looks()
    received = json.dumps(phone.state, ensure_ascii=False).encode()
    for message in phone.screen:
        for kind in ("photo", "voice", "document"):
            if message.from_bot and kind in message.raw:
                received += await phone.downloads(message, kind)
    return received


async def test_a_photo_arrives_as_a_new_file_without_its_notes(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await named(st, "asker")
    sent = photo_with_notes()
    await asker.sends("/ask")
    await asker.sees("❓ Write your question")
    await asker.new_screen(lambda: asker.sends("words"))
    await asker.new_screen(lambda: asker.phone.sends_photo(sent))
    of_asker = next(each for each in asker.phone.screen if "photo" in each.raw)
    await checks_and_sends(asker)
    await clerk.phone.waits_for(lambda: "photo" in clerk.phone.screen[-1].raw)
    of_clerk = clerk.phone.screen[-1]
    got = await clerk.phone.downloads(of_clerk, "photo")
    with Image.open(BytesIO(got)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert CANARY.encode() not in got
    assert got != sent
    for name in ("file_id", "file_unique_id"):
        assert of_clerk.raw["photo"][name] != of_asker.raw["photo"][name]
    assert "caption" not in of_clerk.raw


async def test_the_hour_and_minute_of_a_question_do_not_reach_the_desk(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await named(st, "asker")
    card = await card_of(clerk, await asks(asker, "words"))
    assert "10:3" not in card.text
    assert "25" in card.text  # the day
    assert "18:00" in card.text  # when the office closes, the same for every question of a day
