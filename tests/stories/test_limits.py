"""A pace that no person has: one word, then silence, and danger is answered all the same (C44)."""

from __future__ import annotations

from bot.channels.telegram.worker import UPDATES_A_MINUTE
from tests.house import Reader, Story
from tests.stories.deeds import TOOLOS

URGENT = "күйөөм мени сабап жатат"
TOO_FAST = "⏳ Too fast: wait a minute"


async def test_more_than_thirty_a_minute_gets_one_word_and_danger_is_still_answered(
    st: Story,
) -> None:
    asker = await st.reader(TOOLOS)
    await st.passes(minutes=2)
    for _ in range(UPDATES_A_MINUTE):
        await asker.phone.sends("/nonsense")
    await asker.phone.waits_for(
        lambda: _times(asker, "There is no such command") == UPDATES_A_MINUTE
    )
    await asker.does_not_see(TOO_FAST)
    for _ in range(4):
        await asker.phone.sends("/nonsense")
    await asker.sees(TOO_FAST)
    # A press of a button is answered, so that nothing spins, and changes nothing.
    seen = len((await asker.phone.looks()).screen)
    await asker.presses("☰ Menu")
    await asker.phone.looks()
    assert len(asker.phone.screen) == seen

    await asker.sends(URGENT)
    card = await asker.sees("☎️ If it is dangerous, call now")
    assert "102" in card.text
    await st.quiet()
    await asker.phone.looks()
    assert _times(asker, TOO_FAST) == 1
    assert _times(asker, "There is no such command") == UPDATES_A_MINUTE

    await st.passes(minutes=1, seconds=5)
    await asker.sends("/help")
    await asker.sees("⚙️ Help and settings")


def _times(asker: Reader, message: str) -> int:
    return sum(asker.words(message) in each.text for each in asker.phone.screen)


async def test_a_batch_that_comes_at_once_is_answered_up_to_the_limit(st: Story) -> None:
    """A phone that was offline sends everything in one second."""
    asker = await st.reader(TOOLOS)
    await st.passes(minutes=2)
    from bot.channels.telegram.incoming import Incoming, What

    batch = [
        Incoming(9_000_000 + each, str(asker.phone.id), What.TEXT, text="/nonsense")
        for each in range(UPDATES_A_MINUTE + 10)
    ]
    await st.house.channel.worker.accept(batch)
    await st.quiet()
    await asker.phone.looks()
    assert _times(asker, "There is no such command") == UPDATES_A_MINUTE
    assert _times(asker, TOO_FAST) == 1


async def test_one_persons_flood_slows_nobody_else(st: Story) -> None:
    flooding, calm = await st.reader(TOOLOS), await st.reader(TOOLOS, "ru")
    await st.passes(minutes=2)
    for _ in range(UPDATES_A_MINUTE + 5):
        await flooding.phone.sends("/nonsense")
    await calm.sends("/help")
    await calm.sees("⚙️ Help and settings")
    await calm.does_not_see(TOO_FAST)
