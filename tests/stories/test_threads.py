"""Two open questions at once, on one phone, by replies and by buttons."""

from __future__ import annotations

from bot.simulator import Message
from tests.house import Reader, Story
from tests.stories.deeds import TOOLOS, answers, asks, card_of, checks_and_sends, number_in


async def test_a_reply_to_an_older_message_belongs_to_the_older_question(st: Story) -> None:
    clerk = await st.clerk(TOOLOS)
    asker = await st.reader(TOOLOS)
    older = await asks(asker, "Паспорт тууралуу")
    older_receipt = asker.last
    newer = await asks(asker, "Жөлөкпул тууралуу")

    await asker.sends("Паспортко кошумча", replying_to=older_receipt)
    await asker.presses("Check and send ›")
    review = await asker.sees("✏️ Check your question")
    assert str(older) in review.text
    receipt = await asker.new_screen(lambda: asker.presses("✅ Send"))
    assert number_in(receipt) == older

    await clerk.phone.waits_for(lambda: "Паспортко кошумча" in clerk.last.text)
    assert number_in(clerk.last) == older
    assert "Жөлөкпул" not in clerk.last.text

    # The clerk answers the newer first, by replying to its card.
    await answers(clerk, newer, "Жөлөкпулга жооп")
    await answers(clerk, older, "Паспортко жооп")
    first = await asker.sees("💬 Question {number}: there is a reply", number=newer)
    second = await asker.sees("💬 Question {number}: there is a reply", number=older)
    assert "Жөлөкпулга жооп" in first.text
    assert "Паспортко жооп" in second.text
    # And the asker goes on under the older answer.
    await asker.sends("Рахмат, дагы бир нерсе", replying_to=second)
    await st.passes(minutes=2)
    assert number_in(await checks_and_sends(asker)) == older


async def test_a_reply_belongs_to_the_question_that_the_message_shows_now(st: Story) -> None:
    asker = await st.reader(TOOLOS)
    one = await asks(asker, "Биринчи суроо")
    two = await asks(asker, "Экинчи суроо")
    await asker.sends("/questions")
    await asker.sees("💬 My questions")
    await _opens(asker, one)
    await asker.presses("‹ Back")
    await asker.phone.waits_for(lambda: asker.words("💬 My questions") in asker.last.text)
    shown = await _opens(asker, two)
    await st.quiet()
    await asker.sends("Экинчиге кошумча", replying_to=shown)
    assert number_in(await checks_and_sends(asker)) == two


async def _opens(asker: Reader, number: int) -> Message:
    await asker.phone.presses(str(number))
    return await asker.sees("💬 Question {number}", number=number)


async def test_a_clerk_who_replies_to_a_card_answers_that_card(st: Story) -> None:
    clerk = await st.clerk(TOOLOS)
    one, two = await st.reader(TOOLOS), await st.reader(TOOLOS, "ru")
    first, second = await asks(one, "Биринчиден суроо"), await asks(two, "Вопрос второго")
    await card_of(clerk, second)
    await clerk.presses("✏️ Answer")
    await clerk.sees("✏️ Question {number}: write your answer", number=second)
    # A reply to the other card counts more than the dialogue that waits.
    await answers(clerk, first, "Биринчиге жооп")
    await one.phone.sees("Биринчиге жооп")
    await two.does_not_see("💬 Question {number}: there is a reply", number=second)
