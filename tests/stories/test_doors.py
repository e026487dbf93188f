"""Who comes in and by which door: a poster, the console's link, a group that nobody listed."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.channels.telegram.profile import COMMANDS
from bot.places import posts
from bot.places.service import Role
from tests.house import LANGUAGE_BUTTONS, Reader, Story
from tests.stories.deeds import NOOKAT, TOOLOS, asks, card_of, person_of


@pytest.mark.parametrize("language", LANGUAGE_BUTTONS)
async def test_a_poster_leads_to_the_menu_in_three_taps_and_tells_what_is_kept(
    st: Story, language: str
) -> None:
    phone = await st.phones.new("Newcomer", language_code="ru")
    reader = Reader(phone, language)
    # One: Start. Two: the language. Three: yes.
    await phone.starts("c-osh_nookat_toolos")
    await phone.sees("Тилди тандаңыз")
    await phone.presses(LANGUAGE_BUTTONS[language])
    await reader.sees("📍 Is this your village?")
    await reader.presses("Yes, this one")
    await reader.sees("🔒 We do not ask for your name and number")
    menu = await reader.sees("☰ How can we help?")
    assert phone.last.id == menu.id
    # Telegram's own command menu is in the language that was chosen, in its script.
    await st.quiet()
    await phone.looks()
    assert phone.commands == [name for name, _ in COMMANDS]
    described = [each["description"] for each in phone.state["commands"]]
    assert described == [reader.words(words) for _, words in COMMANDS]


async def test_a_poster_moves_a_resident_to_another_village(st: Story) -> None:
    village = await st.clerk(TOOLOS)
    resident = await st.reader("osh.ozgon.ak-jar")
    await resident.phone.starts("c-osh_nookat_toolos")
    await resident.sees("📍 Is this your village?")
    await resident.presses("Yes, this one")
    await resident.sees("📍 Saved.")
    await card_of(village, await asks(resident, "Суроо"))


# --- the console ---


async def test_the_console_is_not_for_strangers_nor_for_focal_points(st: Story) -> None:
    for reader in (await st.reader(TOOLOS, "uz_Latn"), await st.clerk(TOOLOS)):
        await reader.sends("/console")
        answer = await reader.sees("🔒 The console is for administrators")
        assert "http" not in answer.text


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
async def test_an_administrator_gets_a_link_that_shows_no_preview(st: Story, role: Role) -> None:
    chief = await st.reader("", "ru")

    def appoint(session: Session) -> None:
        place = "kg" if role is Role.ADMINISTRATOR else NOOKAT
        posts.add_administrator(session, person_of(session, chief), role, place, now=st.clock())

    await st.store.write(appoint)
    await chief.sends("/console")
    message = await chief.sees("🔒 Sign in to the console")
    assert re.search(r"http://127\.0\.0\.1:\d+/console/sign-in/[\w-]{40,}", message.text)
    assert message.protected
    assert message.raw.get("link_preview_options", {}).get("is_disabled", True)
    for _ in range(4):
        await chief.new_screen(lambda: chief.sends("/console"))
    too_many = await chief.new_screen(lambda: chief.sends("/console"))
    assert too_many.text.startswith(chief.words("⚠️ You have asked for five links within an hour"))


# --- groups ---


async def test_a_group_that_nobody_listed_is_left_at_once_without_a_word(st: Story) -> None:
    member = await st.reader(TOOLOS)
    await st.quiet()
    group = await st.phones.call("POST", "/groups", json={"title": "A village"})
    await st.phones.call(
        "POST",
        f"/groups/{group['id']}/text",
        json={"from": member.phone.id, "text": "/start i-AAAAAAAAAAAAAAAAAAAAAA"},
    )
    await member.sends("/help")
    await member.sees("⚙️ Help and settings")
    await st.quiet()
    shown = await st.phones.call("GET", f"/groups/{group['id']}")
    assert [each for each in shown["messages"] if each["from_bot"]] == []

    def people(session: Session) -> int:
        return int(session.scalar(text("SELECT count(*) FROM people")) or 0)

    assert await st.store.read(people) == 1


async def test_whoever_blocks_the_bot_is_left_alone_and_comes_back(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    number = await asks(asker, "Суроо")
    await asker.phone.blocks()
    await clerk.sends("Жооп", replying_to=await card_of(clerk, number))
    await clerk.presses("✅ Send")
    await clerk.sees("✅ Question {number}: your answer has left", number=number)
    await st.quiet()
    await asker.phone.unblocks()
    await asker.sends("/questions")
    await asker.sees("💬 My questions")
    await asker.phone.presses(str(number))
    await asker.phone.sees("Жооп")
