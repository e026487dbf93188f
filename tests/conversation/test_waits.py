"""A dialogue says what it waits for when it gets something else, and swallows nothing (2.3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.screens import Media, MediaKind, Sent, SentUnfit, Unfit
from tests.memory_channel import MemoryChannel, Somebody, asks

TOOLOS = "osh.nookat.toolos"
PHOTO = Media(MediaKind.PHOTO, b"cleaned", "image/jpeg")
VOICE = Media(MediaKind.VOICE, b"cleaned", "audio/ogg", 3)

GOT_IT = "✏️ We have it"
TEXT_HERE = "Here we wait for text"
CANNOT_TAKE = "We cannot take this. Send text, a photo or voice."
FOUND = "Is it one of these?"

Stands = Callable[[MemoryChannel], Somebody]


def nowhere(channel: MemoryChannel) -> Somebody:
    return channel.somebody("who", TOOLOS)


def choosing_a_village(channel: MemoryChannel) -> Somebody:
    who = channel.somebody("who", TOOLOS)
    who.commands("community")
    return who


def asking(channel: MemoryChannel) -> Somebody:
    who = channel.somebody("who", TOOLOS)
    who.commands("ask")
    return who


def adding(channel: MemoryChannel) -> Somebody:
    channel.clerk("clerk", TOOLOS)
    who = channel.somebody("who", TOOLOS)
    number = asks(who, "Суроо")
    who.presses("💬 My questions")
    who.presses(str(number))
    who.presses("✏️ Add to it")
    return who


def answering(channel: MemoryChannel) -> Somebody:
    who = channel.clerk("who", TOOLOS)
    asks(channel.somebody("asker", TOOLOS), "Суроо")
    who.presses("✏️ Answer")
    return who


@pytest.mark.parametrize(
    ("stands", "text", "photo", "voice"),
    [
        (nowhere, FOUND, GOT_IT, GOT_IT),
        (choosing_a_village, "📍 We do not find this name", TEXT_HERE, TEXT_HERE),
        (asking, GOT_IT, GOT_IT, GOT_IT),
        (adding, GOT_IT, GOT_IT, GOT_IT),
        (answering, "so your answer leaves", TEXT_HERE, TEXT_HERE),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_what_each_wait_accepts(
    restarting: MemoryChannel, stands: Stands, text: str, photo: str, voice: str
) -> None:
    who = stands(restarting)
    for unfit, line in (
        (Unfit.KIND, TEXT_HERE if photo == TEXT_HERE else CANNOT_TAKE),
        (Unfit.TOO_BIG, "⚠️ This file is too big: 10 MB at most"),
        (Unfit.BROKEN, "⚠️ This file cannot be opened. Send it again as a photo"),
    ):
        assert who.does(SentUnfit(unfit)).title == who.words(line)
    assert who.commands("nonsense").title == who.words("There is no such command")
    # Nothing of this has moved anybody: what was waited for is still taken.
    assert who.does(Sent(PHOTO)).title == who.words(photo)
    assert who.does(Sent(VOICE)).title == who.words(voice)
    if stands is nowhere:
        return
    shown = who.writes("паспортум жоголду")
    if stands is answering:
        assert "паспортум жоголду" in shown.plain()
    else:
        assert shown.title == who.words(text)


@pytest.mark.parametrize("stands", [choosing_a_village, asking, adding, answering])
def test_every_wait_can_be_left_by_the_menu_and_words_are_a_search_again(
    restarting: MemoryChannel, stands: Stands
) -> None:
    who = stands(restarting)
    assert who.commands("menu").title == who.words("☰ How can we help?")
    assert who.writes("паспортум жоголду").title == who.words(FOUND)


def test_leaving_what_waits_for_text_leads_to_the_menu(channel: MemoryChannel) -> None:
    who = answering(channel)
    who.does(Sent(PHOTO))
    assert who.presses("Leave this").title == who.words("☰ How can we help?")
