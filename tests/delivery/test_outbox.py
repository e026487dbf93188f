"""The outbox: what was decided leaves at least once, in its lane, and is emptied when it has."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from bot.delivery import service as delivery
from bot.delivery.models import Lane, Parcel, State
from bot.delivery.retries import SendFailed, Trouble
from bot.delivery.service import HELD, Address, Departure, Outcome
from bot.errors import NotFound
from bot.screens import Media, MediaKind, Screen, ScreenKind, Toast
from tests.memory_channel import MORNING, MemoryChannel, Somebody

CANARY = "CANARY-31f0"
LATER = MORNING + HELD


def screen(title: str = CANARY, thread: str = "") -> Screen:
    return Screen(ScreenKind.NOTICE, title, thread=thread)


def put(channel: MemoryChannel, to: Somebody, what: Screen, lane: Lane = Lane.ANSWER) -> Departure:
    def work(session: Session) -> Departure:
        delivery.put(session, to.person(session), [what], lane=lane, now=channel.now)
        (departure,) = delivery.departures(session)
        return departure

    return channel.does(work)


def parcels(channel: MemoryChannel) -> list[Parcel]:
    with channel.store.reading() as session:
        found = session.query(Parcel).all()
        session.expunge_all()
        return found


@pytest.fixture
def reader(channel: MemoryChannel) -> Somebody:
    return channel.somebody("reader")


def test_what_leaves_at_once_is_a_row_first_and_sealed(
    channel: MemoryChannel, reader: Somebody
) -> None:
    departure = put(channel, reader, screen())
    assert departure.answers == (screen(),)
    assert departure.channel_id == "reader"
    (parcel,) = parcels(channel)
    assert parcel.state is State.WAITING
    assert parcel.body_sealed is not None
    assert CANARY.encode() not in parcel.body_sealed


def test_what_a_crash_left_behind_leaves_after_the_start_as_it_was(
    channel: MemoryChannel, reader: Somebody
) -> None:
    put(channel, reader, screen(thread="question:1"))
    assert channel.does(lambda session: delivery.claim(session, now=MORNING)) == []
    channel.restart()
    assert channel.does(lambda session: delivery.release_all(session, now=MORNING)) == 1
    (again,) = channel.does(lambda session: delivery.claim(session, now=MORNING))
    assert again.answers == (screen(thread="question:1"),)
    # Whoever claims it holds it for a while: nobody else sends it meanwhile.
    assert channel.does(lambda session: delivery.claim(session, now=MORNING)) == []
    assert len(channel.does(lambda session: delivery.claim(session, now=LATER))) == 1


def test_replies_go_before_answers_answers_before_reminders(
    channel: MemoryChannel, reader: Somebody
) -> None:
    for lane in (Lane.BULK, Lane.REMINDER, Lane.ANSWER, Lane.REPLY):
        put(channel, reader, screen(lane.value), lane)
    claimed = channel.does(lambda session: delivery.claim(session, now=LATER))
    titles = [each.answers[0].title for each in claimed if isinstance(each.answers[0], Screen)]
    assert titles == [Lane.REPLY, Lane.ANSWER, Lane.REMINDER, Lane.BULK]


def test_what_has_left_is_gone_unless_a_reply_must_find_its_thread(
    channel: MemoryChannel, reader: Somebody
) -> None:
    plain, threaded = put(channel, reader, screen()), put(channel, reader, screen("t", "card:7"))
    outcomes = [Outcome(plain, "11"), Outcome(threaded, "12")]
    channel.does(lambda session: delivery.sent(session, outcomes))
    (left,) = parcels(channel)
    assert (left.state, left.body_sealed, left.message_ref) == (State.SENT, None, "12")

    def thread(message: str, who: Somebody) -> str:
        return channel.does(
            lambda session: delivery.thread_of(session, who.person(session), message)
        )

    assert thread("12", reader) == "card:7"
    assert thread("11", reader) == ""
    assert thread("12", channel.somebody("somebody else")) == ""


def test_an_edited_message_belongs_to_the_thread_that_it_shows_now(
    channel: MemoryChannel, reader: Somebody
) -> None:
    for moment, thread in enumerate(["question:1", "question:2", "question:3"]):
        channel.now = MORNING + timedelta(seconds=moment)
        departure = put(channel, reader, screen("t", thread))
        channel.does(partial(delivery.sent, outcomes=[Outcome(departure, "12")]))
    found = channel.does(lambda s: delivery.thread_of(s, reader.person(s), "12"))
    assert found == "question:3"


@pytest.mark.parametrize(
    ("trouble", "state", "blocked"),
    [
        (Trouble.LATER, State.WAITING, False),
        (Trouble.SLOWER, State.WAITING, False),
        (Trouble.REFUSED, State.FAILED, False),
        (Trouble.BLOCKED, State.FAILED, True),
    ],
)
def test_what_did_not_leave(
    channel: MemoryChannel, reader: Somebody, trouble: Trouble, state: State, blocked: bool
) -> None:
    departure = put(channel, reader, screen())
    outcome = Outcome(departure, failure=SendFailed(trouble, "why", wait=5))
    channel.does(lambda session: delivery.failed(session, outcome, now=MORNING))
    (parcel,) = parcels(channel)
    assert parcel.state is state
    assert (parcel.body_sealed is None) == (state is State.FAILED)
    with channel.store.reading() as session:
        assert (reader.person(session).blocked_at is not None) == blocked
    if state is State.WAITING:
        soon = MORNING + timedelta(seconds=5)
        (again,) = channel.does(lambda session: delivery.claim(session, now=soon))
        assert again.attempts == 1


def test_what_the_clock_puts_leaves_at_the_next_look(
    channel: MemoryChannel, reader: Somebody
) -> None:
    def clock(session: Session) -> None:
        person = reader.person(session)
        delivery.put(session, person, [screen()], lane=Lane.REMINDER, now=MORNING)
        delivery.leave_to_the_sweep(session, now=MORNING)
        assert delivery.departures(session) == []

    channel.does(clock)
    assert len(channel.does(lambda session: delivery.claim(session, now=MORNING))) == 1


def test_what_is_for_later_waits_for_its_hour(channel: MemoryChannel, reader: Somebody) -> None:
    hour = MORNING + timedelta(hours=3)

    def work(session: Session) -> list[Departure]:
        person = reader.person(session)
        delivery.put(session, person, [screen()], lane=Lane.BULK, at=hour, now=MORNING)
        return delivery.departures(session)

    assert channel.does(work) == []
    before = hour - timedelta(seconds=1)
    assert channel.does(lambda session: delivery.claim(session, now=before)) == []
    assert len(channel.does(lambda session: delivery.claim(session, now=hour))) == 1


def test_a_last_word_to_somebody_forgotten_stands_in_no_row(channel: MemoryChannel) -> None:
    def work(session: Session) -> list[Departure]:
        address = Address("press", "5")
        delivery.put_unkept(session, "gone", [Toast(CANARY)], address=address)
        return delivery.departures(session)

    (departure,) = channel.does(work)
    assert (departure.channel_id, departure.answers) == ("gone", (Toast(CANARY),))
    assert parcels(channel) == []
    channel.does(lambda session: delivery.sent(session, [Outcome(departure, "1")]))
    failure = SendFailed(Trouble.LATER, "why")
    outcome = Outcome(departure, failure=failure)
    channel.does(lambda session: delivery.failed(session, outcome, now=MORNING))


def test_a_file_is_its_owners_alone(channel: MemoryChannel, reader: Somebody) -> None:
    other = channel.somebody("other")
    media = Media(MediaKind.PHOTO, CANARY.encode(), "image/jpeg")
    file_id = channel.does(lambda s: delivery.keep_file(s, reader.person(s), media, now=MORNING))
    assert channel.does(lambda s: delivery.file_for(s, reader.person(s).id, file_id)) == media
    for owner, wanted in ((other, file_id), (reader, file_id + 1)):
        with channel.store.reading() as session, pytest.raises(NotFound):
            delivery.file_for(session, owner.person(session).id, wanted)
