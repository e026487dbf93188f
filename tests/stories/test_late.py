"""A question that nobody answers in time climbs, by the clock, and both sides hear of it."""

from __future__ import annotations

from bot.places.service import Role
from tests.house import Story
from tests.stories.deeds import NOOKAT, TOOLOS, answers, asks, card_of, office_of


async def test_an_overdue_question_climbs_and_both_sides_are_told(st: Story) -> None:
    village = await st.clerk(TOOLOS)
    district = await st.clerk(NOOKAT, Role.COORDINATOR, "ru")
    asker = await st.reader(TOOLOS, "uz_Latn")
    number = await asks(asker, "Savol")
    await card_of(village, number)

    await st.passes(days=2)
    assert await st.house.clock.tick() == 0
    await st.passes(hours=8)  # Friday, 18:30
    assert await st.house.clock.tick() == 1
    news = await asker.sees("⏳ Question {number} was moved up", number=number)
    assert asker.words("coordinator") in news.text
    push = asker.phone.pushes[-1]
    assert push["silent"]
    lost = await village.sees("⚠️ Question {number}: the time has passed", number=number)
    assert village.words("coordinator") in lost.text
    card = await card_of(district, number)
    assert "Savol" in card.text
    assert (await office_of(st, number))[0] == NOOKAT

    await village.sends("/desk")
    await village.sees("🏛 No question is waiting")
    await village.sends("Кечиктим", replying_to=await card_of(village, number))
    await village.sees("That is not here any more")
    await answers(district, number, "Ответ района")
    answer = await asker.sees("💬 Question {number}: there is a reply", number=number)
    assert "Ответ района" in answer.text


async def test_a_clock_that_looks_twice_moves_a_question_once(st: Story) -> None:
    await st.clerk(TOOLOS)
    district = await st.clerk(NOOKAT, Role.COORDINATOR)
    number = await asks(await st.reader(TOOLOS), "Суроо")
    await st.passes(days=3)
    assert [await st.house.clock.tick() for _ in range(3)] == [1, 0, 0]
    await card_of(district, number)
    await st.quiet()
    await district.phone.looks()
    assert sum("Суроо" in each.text for each in district.phone.screen) == 1
