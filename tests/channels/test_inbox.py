"""The inbox: kept before Telegram is told, answered once, in order, and emptied (C38, C44)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from bot.channels.telegram import inbox
from bot.channels.telegram.inbox import ATTEMPTS, KEPT_HANDLED, KEPT_PARKED, State, Turn, Update
from bot.channels.telegram.incoming import Incoming, What
from tests.memory_channel import MORNING, MemoryChannel


def text(update_id: int, words: str = "салам", channel_id: str = "7") -> Incoming:
    return Incoming(update_id, channel_id, What.TEXT, text=words)


def states(session: Session) -> dict[int, State]:
    return {each.id: each.state for each in session.query(Update)}


def test_a_repeated_update_is_kept_once_and_taken_once(channel: MemoryChannel) -> None:
    for _ in range(3):
        channel.does(lambda session: inbox.store(session, [text(1), text(1)], now=MORNING))
    turns = [
        channel.does(lambda session: inbox.take(session, text(1), now=MORNING).turn)
        for _ in range(3)
    ]
    assert turns == [Turn.NOW, Turn.DONE_BEFORE, Turn.DONE_BEFORE]
    channel.does(lambda session: inbox.store(session, [text(1)], now=MORNING))
    assert channel.does(states) == {1: State.DONE}


def test_a_body_goes_in_the_transaction_that_handles_it(channel: MemoryChannel) -> None:
    def bodies(session: Session) -> list[bytes | None]:
        return [each.body_sealed for each in session.query(Update)]

    channel.does(lambda session: inbox.store(session, [text(1, "CANARY")], now=MORNING))
    (sealed,) = channel.does(bodies)
    assert sealed is not None
    assert b"CANARY" not in sealed

    def fails(session: Session) -> None:
        inbox.take(session, text(1), now=MORNING)
        raise LookupError

    with pytest.raises(LookupError):
        channel.does(fails)
    assert channel.does(bodies) == [sealed]
    channel.does(lambda session: inbox.take(session, text(1), now=MORNING))
    assert channel.does(bodies) == [None]


def test_what_a_crash_left_behind_comes_back_in_order_and_as_it_was(
    channel: MemoryChannel,
) -> None:
    batch = [text(3, "үчүнчү"), text(1, "биринчи"), text(2, "экинчи", "8")]
    channel.does(lambda session: inbox.store(session, batch, now=MORNING))
    channel.restart()
    channel.does(lambda session: inbox.take(session, text(2, "экинчи", "8"), now=MORNING))
    left = channel.does(lambda session: inbox.waiting(session, older_than=MORNING))
    assert left == [text(1, "биринчи"), text(3, "үчүнчү")]
    early = MORNING - timedelta(seconds=1)
    assert channel.does(lambda session: inbox.waiting(session, older_than=early)) == []


def test_an_update_waits_for_the_earlier_ones_of_the_same_person_alone(
    channel: MemoryChannel,
) -> None:
    batch = [text(1), text(2), text(3, channel_id="8")]
    channel.does(lambda session: inbox.store(session, batch, now=MORNING))

    def turn(incoming: Incoming) -> Turn:
        return channel.does(lambda session: inbox.take(session, incoming, now=MORNING).turn)

    assert turn(text(2)) is Turn.NOT_YET
    assert turn(text(3, channel_id="8")) is Turn.NOW
    assert channel.does(lambda session: inbox.earlier(session, text(2))) == text(1)
    assert turn(text(1)) is Turn.NOW
    assert turn(text(2)) is Turn.NOW


def test_the_pace_counts_the_last_minute_up_to_the_update_itself(channel: MemoryChannel) -> None:
    batch = [text(each) for each in range(1, 41)]
    channel.does(lambda session: inbox.store(session, batch, now=MORNING))

    def recent(update_id: int, seconds: int = 0) -> int:
        moment = MORNING + timedelta(seconds=seconds)
        incoming = text(update_id)
        return channel.does(lambda session: inbox.take(session, incoming, now=moment).recent)

    assert [recent(1), recent(2)] == [1, 2]
    for each in range(3, 40):
        channel.does(partial(inbox.take, incoming=text(each), now=MORNING))
    assert recent(40) == 40
    channel.restart()
    channel.does(lambda session: inbox.store(session, [text(41)], now=MORNING))
    assert recent(41) == 41
    later = MORNING + timedelta(seconds=61)
    channel.does(lambda session: inbox.store(session, [text(42)], now=later))
    assert recent(42, seconds=61) == 1


def test_what_fails_three_times_is_parked_with_its_code_and_blocks_nobody(
    channel: MemoryChannel,
) -> None:
    channel.does(lambda session: inbox.store(session, [text(1), text(2)], now=MORNING))
    parked = [
        channel.does(lambda session: inbox.fail(session, text(1), reference="AB-CDEF"))
        for _ in range(ATTEMPTS)
    ]
    assert parked == [False] * (ATTEMPTS - 1) + [True]
    assert not channel.does(lambda session: inbox.fail(session, text(1), reference="ZZ-ZZZZ"))
    assert channel.does(lambda session: inbox.take(session, text(2), now=MORNING).turn) is Turn.NOW
    assert channel.does(states) == {1: State.PARKED, 2: State.DONE}
    found = channel.does(lambda session: session.query(Update.id, Update.reference).all())
    assert {row.id: row.reference for row in found} == {1: "AB-CDEF", 2: ""}


def test_handled_ones_go_after_three_days_parked_ones_after_fourteen(
    channel: MemoryChannel,
) -> None:
    batch = [text(1), text(2), text(3, channel_id="8")]
    channel.does(lambda session: inbox.store(session, batch, now=MORNING))
    channel.does(lambda session: inbox.take(session, text(1), now=MORNING))
    for _ in range(ATTEMPTS):
        channel.does(lambda session: inbox.fail(session, text(2), reference="AB-CDEF"))
    second = timedelta(seconds=1)
    for age, left in (
        (KEPT_HANDLED, {1, 2, 3}),
        (KEPT_HANDLED + second, {2, 3}),
        (KEPT_PARKED + second, {3}),
    ):
        moment = MORNING + age
        channel.does(partial(inbox.prune, now=moment))
        assert set(channel.does(states)) == left


def test_whoever_erases_themselves_leaves_no_words_behind(channel: MemoryChannel) -> None:
    batch = [text(1), text(2), text(3, channel_id="8")]
    channel.does(lambda session: inbox.store(session, batch, now=MORNING))
    channel.does(lambda session: inbox.forget(session, "7"))

    def bodies(session: Session) -> dict[int, bool]:
        return {each.id: each.body_sealed is not None for each in session.query(Update)}

    assert channel.does(bodies) == {1: False, 2: False, 3: True}
    assert channel.does(states) == {1: State.DONE, 2: State.DONE, 3: State.WAITING}
