"""Buttons stay where something can still be done, and go where a step is over (2.3)."""

from __future__ import annotations

from bot.simulator import Message
from tests.house import Reader, Story
from tests.stories.deeds import TOOLOS, answers, asks, card_of


def shown(reader: Reader, message: Message) -> Message:
    return next(each for each in reader.phone.screen if each.id == message.id)


async def loses_its_buttons(reader: Reader, message: Message) -> None:
    gone = await reader.phone.waits_for(lambda: not shown(reader, message).buttons)
    assert gone, reader.phone.drawn()


async def test_a_step_of_asking_loses_its_buttons_when_the_next_stands_below(st: Story) -> None:
    await st.clerk(TOOLOS)
    asker = await st.reader(TOOLOS)
    await asker.sends("/ask")
    first = await asker.sees("❓ Write your question")
    await asker.sends("Биринчи")
    second = await asker.sees("✏️ We have it")
    await loses_its_buttons(asker, first)
    await asker.phone.sends_sticker()
    await asker.sees("We cannot take this. Send text, a photo or voice.")
    assert shown(asker, second).buttons
    await asker.sends("Экинчи")
    await loses_its_buttons(asker, second)
    third = await asker.sees("✏️ We have it")
    assert third.id > second.id
    await asker.presses("Check and send ›")
    await asker.presses("✅ Send")
    receipt = await asker.sees("✅ Your question has been sent")
    assert receipt.id > third.id
    await loses_its_buttons(asker, third)
    assert receipt.buttons


async def test_an_answer_read_back_twice_can_only_be_sent_as_it_was_read_last(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    number = await asks(asker, "Кайда барам?")
    card = await card_of(clerk, number)
    await clerk.sends("Биринчи жооп", replying_to=card)
    first = await clerk.phone.sees("Биринчи жооп")
    await clerk.sends("Экинчи жооп")
    await clerk.phone.sees("Экинчи жооп")
    await loses_its_buttons(clerk, first)
    await clerk.presses("✅ Send")
    answer = await asker.sees("💬 Question {number}: there is a reply", number=number)
    assert "Экинчи жооп" in answer.text


async def test_receipt_and_answer_stay_with_their_buttons_when_one_is_pressed(st: Story) -> None:
    clerk, asker = await st.clerk(TOOLOS), await st.reader(TOOLOS)
    number = await asks(asker, "Кайда барам?")
    receipt = await asker.sees("✅ Your question has been sent")
    await asker.presses("💬 My questions")
    await answers(clerk, number, "Консулдукка")
    answer = await asker.sees("💬 Question {number}: there is a reply", number=number)
    await asker.presses("✏️ Ask again")
    await asker.sees("✏️ Question {number}: write what to add", number=number)
    for message in (receipt, answer):
        assert shown(asker, message).text == message.text
        assert shown(asker, message).buttons == message.buttons


async def test_a_reply_to_the_receipt_of_an_urgent_question_belongs_to_it(st: Story) -> None:
    asker = await st.reader(TOOLOS)
    await asker.sends("күйөөм мени сабап жатат")
    await asker.presses("No, not in the village")
    await asker.presses("Check and send ›")
    await asker.presses("✅ Send")
    receipt = await asker.sees("✅ Your question has been sent")
    menu = await asker.sees("☰ How can we help?")
    assert asker.last.id == menu.id > receipt.id
    await st.quiet()
    await asker.sends("Эртең келсеңиз болот", replying_to=receipt)
    await asker.sees("✏️ We have it")
