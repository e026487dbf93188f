"""From the inbox to an answer: one person's updates in their order, different people side by side.

Each update is one transaction: dialogue, service, replies and messages to others as outbox rows,
one interaction row. After the commit the replies leave at once from this process; what does not
leave stays in the outbox, for delivery to send later.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy.orm import Session
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram import callback_data, inbox, media
from bot.channels.telegram.incoming import Incoming, What
from bot.channels.telegram.profile import offer_commands
from bot.channels.telegram.sending import Sender
from bot.delivery import service as delivery
from bot.delivery.pace import Pace
from bot.delivery.service import Address, Departure, Lane, Outcome
from bot.errors import NotFound
from bot.people import service as people
from bot.people.service import Person
from bot.privacy import service as privacy
from bot.screens import (
    Action,
    Answer,
    Commanded,
    Media,
    Opened,
    OutOfDate,
    Press,
    Pressed,
    Sent,
    SentUnfit,
    Unfit,
    Wrote,
)
from bot.store.database import Store

log = structlog.get_logger()

UPDATES_A_MINUTE = 30
PAUSE_AFTER_FAILURE = 0.2
SWEEP_EVERY = 1.0
LEFT_BEHIND = timedelta(seconds=90)
LANGUAGE_CHOSEN = "language chosen"
LETTERS = "23456789ACDEFHJKLMNPQRTUVWXYZ"
"""Of reference codes: none that is mistaken for another when read out on the phone."""


class Conversation(Protocol):
    """What answers: an action of a person in, what they are shown out."""

    def answer(
        self, session: Session, person: Person, action: Action, *, hint: str, now: datetime
    ) -> Sequence[Answer]: ...

    def refused(self, person: Person, action: Action) -> Sequence[Answer]: ...

    def too_fast(self, person: Person) -> Sequence[Answer]: ...

    def failed(self, person: Person, reference: str) -> Sequence[Answer]: ...

    def is_urgent(self, text: str) -> bool: ...


class Worker:
    """Handles what the inbox holds, and sends what the outbox holds."""

    def __init__(
        self,
        store: Store,
        bot: Bot,
        conversation: Conversation,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        sends_per_second: float = 30,
    ) -> None:
        self.store = store
        self.bot = bot
        self.conversation = conversation
        self.clock = clock
        self.sender = Sender(bot, store.keys)
        self._pace = Pace(sends_per_second)
        self._queues: dict[str, deque[Incoming]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._arrived: list[Incoming] = []
        self._storing: asyncio.Future[None] | None = None
        self._storing_begun = False
        self._noting: asyncio.Task[None] | None = None
        self._answered = asyncio.Event()
        self._awake = asyncio.Event()
        self.answered = self.failures = self.sent_parcels = self.unsent = 0

    # --- taking in ------------------------------------------------------------------------

    async def accept(self, batch: Sequence[Incoming]) -> None:
        """Keep a batch; when this returns Telegram may be told that it arrived."""
        if not batch:
            return
        stored = self._storing
        self._arrived += batch
        if stored is None or self._storing_begun:
            # What arrives while a batch is being written becomes the next one: one transaction
            # for all of them, however Telegram hands them over.
            stored = self._storing = asyncio.ensure_future(self._store_arrived(stored))
            self._storing_begun = False
        await asyncio.shield(stored)
        self.dispatch(batch)

    async def _store_arrived(self, before: asyncio.Future[None] | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        batch, self._arrived = self._arrived, []
        self._storing_begun = True
        now = self.clock()
        await self.store.write(lambda session: inbox.store(session, batch, now=now))

    def dispatch(self, batch: Iterable[Incoming]) -> None:
        """Put updates into their person's line; a line that was empty starts to move."""
        for incoming in inbox.in_order(batch):
            line = self._queues.get(incoming.channel_id)
            if line is None:
                self._queues[incoming.channel_id] = deque([incoming])
                self._start(self._serve(incoming.channel_id))
            else:
                line.append(incoming)

    async def recover(self) -> None:
        """At the start: handle and send what a crash left behind."""
        now = self.clock()
        if self.store.is_sqlite:
            await self.store.write(lambda session: delivery.release_all(session, now=now))
        left = await self.store.read(lambda session: inbox.waiting(session, older_than=now))
        self.dispatch(left)

    async def sweep(self) -> None:
        """One look for what no process is at: due parcels, and updates of a process that died."""
        now = self.clock()
        due = await self.store.write(lambda session: delivery.claim(session, now=now))
        for departure in due:
            self._start(self._deliver_in_turn(departure))
        past = now - LEFT_BEHIND
        left = await self.store.read(lambda s: inbox.waiting(s, older_than=past, limit=100))
        self.dispatch([each for each in left if each.channel_id not in self._queues])

    async def run(self, stop: asyncio.Event) -> None:
        """Sweep until told to stop, then finish what has begun."""
        await self.recover()
        while not stop.is_set():
            try:
                await self.sweep()
            except Exception as error:
                log.error("delivery.sweep_failed", error=type(error).__name__)
            await self._until_woken(stop)
        await self.finish()

    def wake(self) -> None:
        """Something was put into the outbox elsewhere in this process: look at once."""
        self._awake.set()

    async def _until_woken(self, stop: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(each.wait()) for each in (stop, self._awake)]
        await asyncio.wait(waits, timeout=SWEEP_EVERY, return_when=asyncio.FIRST_COMPLETED)
        for each in waits:
            each.cancel()
        self._awake.clear()

    async def finish(self) -> None:
        """Wait until everything that has begun has ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def in_hand(self) -> int:
        """How many updates are taken in and not yet answered."""
        return sum(map(len, self._queues.values()))

    async def room_for_more(self, most: int) -> None:
        """Wait while more than ``most`` updates are at work."""
        while self.in_hand > most:
            self._answered.clear()
            await self._answered.wait()

    @property
    def is_idle(self) -> bool:
        return not self._tasks

    # --- one person -----------------------------------------------------------------------

    async def _serve(self, channel_id: str) -> None:
        line = self._queues[channel_id]
        try:
            while line:
                await self._one(line[0])
                line.popleft()
                self._answered.set()
        finally:
            del self._queues[channel_id]

    async def _one(self, incoming: Incoming) -> None:
        for attempt in range(1, inbox.ATTEMPTS + 1):
            try:
                await self._handle(incoming)
                self.answered += 1
                return
            except Exception as error:
                self.failures += 1
                reference = new_reference()
                log.warning(
                    "update.failed",
                    reference=reference,
                    attempt=attempt,
                    error=type(error).__name__,
                    where=_where(error),
                )
                await self._failed(incoming, reference)
                await asyncio.sleep(PAUSE_AFTER_FAILURE * attempt)

    async def _handle(self, incoming: Incoming) -> None:
        if incoming.what is What.STRANGE_CHAT:
            await self._leave(incoming)
            return
        action = await self._action(incoming)
        now = self.clock()

        def transaction(
            session: Session, *, refused: bool = False
        ) -> tuple[inbox.Turn, list[Departure], str | None]:
            taken = inbox.take(session, incoming, now=now)
            if taken.turn is inbox.Turn.NOW:
                self._answer(session, incoming, action, taken.recent, now, refused=refused)
            chosen = session.info.pop(LANGUAGE_CHOSEN, None)
            return taken.turn, delivery.departures(session), chosen

        try:
            turn, departures, chosen = await self.store.write(transaction)
        except (OutOfDate, NotFound):
            turn, departures, chosen = await self.store.write(partial(transaction, refused=True))
        if turn is inbox.Turn.NOT_YET:
            await self._after_the_earlier_ones(incoming)
        await self._send(departures, first_to=incoming.channel_id)
        if chosen is not None:
            self._start(self._offer_commands(incoming.channel_id, chosen))

    async def _offer_commands(self, channel_id: str, language: str) -> None:
        """The command menu in the language just chosen; how it goes matters to nothing else."""
        try:
            await offer_commands(self.bot, channel_id, language)
        except TelegramError as error:
            log.info("commands.not_offered", error=type(error).__name__)

    async def _after_the_earlier_ones(self, incoming: Incoming) -> None:
        """Another process took in an earlier update of this person: that one comes first."""
        earlier = await self.store.read(lambda session: inbox.earlier(session, incoming))
        if earlier is not None:
            await self._one(earlier)
        await self._handle(incoming)

    def _answer(
        self,
        session: Session,
        incoming: Incoming,
        action: Action | None,
        recent: int,
        now: datetime,
        *,
        refused: bool,
    ) -> None:
        person = people.meet(session, incoming.channel_id, now=now)
        if incoming.what is What.BLOCKED:
            person.blocked_at = now
            return
        if action is None:
            return
        address = Address(incoming.press_ref, incoming.message_ref)
        if refused:
            answers = self.conversation.refused(person, action)
        elif recent > UPDATES_A_MINUTE and not self._is_urgent(action):
            answers = self.conversation.too_fast(person) if recent == UPDATES_A_MINUTE + 1 else ()
        else:
            language = person.language
            action = self._with_thread(session, person, incoming, action)
            answers = self.conversation.answer(
                session, person, action, hint=incoming.language_hint, now=now
            )
            if privacy.FORGOTTEN in session.info:
                self._forgotten(session, incoming.channel_id, address, answers)
                return
            if person.language != language:
                session.info[LANGUAGE_CHOSEN] = person.language
        if not answers and not incoming.press_ref:
            return
        delivery.put(session, person, answers, lane=Lane.REPLY, address=address, now=now)

    def _is_urgent(self, action: Action) -> bool:
        return isinstance(action, Wrote) and self.conversation.is_urgent(action.text)

    def _forgotten(
        self, session: Session, channel_id: str, address: Address, answers: Sequence[Answer]
    ) -> None:
        """Somebody erased themselves: their updates go too, and the last word is not kept."""
        del session.info[privacy.FORGOTTEN]
        inbox.forget(session, channel_id)
        delivery.departures(session)
        delivery.put_unkept(session, channel_id, answers, address=address)

    def _with_thread(
        self, session: Session, person: Person, incoming: Incoming, action: Action
    ) -> Action:
        """A reply to one of our messages belongs to the thread of that message."""
        if not incoming.replies_to_ref:
            return action
        thread = delivery.thread_of(session, person, incoming.replies_to_ref)
        match action:
            case Wrote(text):
                return Wrote(text, thread)
            case Sent(sent, caption):
                return Sent(sent, caption, thread)
        return action

    async def _action(self, incoming: Incoming) -> Action | None:
        match incoming.what:
            case What.PRESS:
                return Pressed(self._press(incoming))
            case What.TEXT:
                return _text(incoming.text)
            case What.PHOTO | What.VOICE | What.DOCUMENT:
                try:
                    return Sent(await self._media(incoming), incoming.text)
                except media.NotTaken as refusal:
                    return SentUnfit(refusal.why)
            case What.UNFIT:
                return SentUnfit(Unfit.KIND)
        return None

    def _press(self, incoming: Incoming) -> Press | None:
        try:
            return callback_data.read(incoming.text, incoming.channel_id, self.store.keys)
        except OutOfDate:
            return None

    async def _media(self, incoming: Incoming) -> Media:
        content = await media.fetch(self.bot, incoming)
        return await asyncio.to_thread(media.clean, incoming, content)

    async def _leave(self, incoming: Incoming) -> None:
        """A group that nobody listed is left at once, without a word."""
        try:
            await self.bot.leave_chat(int(incoming.channel_id))
        except TelegramError:
            log.info("group.not_left")
        now = self.clock()
        await self.store.write(lambda session: inbox.take(session, incoming, now=now))

    # --- sending --------------------------------------------------------------------------

    async def _send(self, departures: Sequence[Departure], first_to: str) -> None:
        """The person who waits is answered before others hear of it."""
        for departure in departures:
            if departure.channel_id == first_to:
                await self._deliver(departure)
        for departure in departures:
            if departure.channel_id != first_to:
                self._start(self._deliver_in_turn(departure))

    async def _deliver_in_turn(self, departure: Departure) -> None:
        """Nobody waits for this one at their screen: it keeps the pace that Telegram allows."""
        await asyncio.sleep(self._pace.wait(asyncio.get_running_loop().time()))
        await self._deliver(departure)

    async def _deliver(self, departure: Departure) -> None:
        outcome = await self.sender.send(departure)
        if outcome.failure is None:
            self.sent_parcels += 1
            self._note(outcome)
            return
        self.unsent += 1
        now = self.clock()
        log.info("send.failed", trouble=outcome.failure.trouble.value, parcel=departure.parcel_id)
        await self.store.write(lambda session: delivery.failed(session, outcome, now=now))

    def _note(self, outcome: Outcome) -> None:
        """Note what has left: at once, together with what left meanwhile."""
        self._outcomes.append(outcome)
        if self._noting is None:
            self._noting = self._start(self._note_all())

    async def _note_all(self) -> None:
        try:
            while self._outcomes:
                outcomes, self._outcomes = self._outcomes, []
                await self.store.write(partial(delivery.sent, outcomes=outcomes))
        finally:
            self._noting = None

    async def _failed(self, incoming: Incoming, reference: str) -> None:
        now = self.clock()

        def transaction(session: Session) -> list[Departure]:
            if not inbox.fail(session, incoming, reference=reference):
                return []
            log.error("update.parked", reference=reference)
            person = people.meet(session, incoming.channel_id, now=now)
            answers = self.conversation.failed(person, reference)
            address = Address(incoming.press_ref, incoming.message_ref)
            delivery.put(session, person, answers, lane=Lane.REPLY, address=address, now=now)
            return delivery.departures(session)

        await self._send(await self.store.write(transaction), first_to=incoming.channel_id)

    def _start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def new_reference() -> str:
    """A code that the person sees and the log holds: K7-4M2Q."""
    code = "".join(secrets.choice(LETTERS) for _ in range(6))
    return f"{code[:2]}-{code[2:]}"


def _text(text: str) -> Action:
    if not text.startswith("/"):
        return Wrote(text)
    word, _, rest = text[1:].partition(" ")
    command = word.partition("@")[0].lower()
    if command == "start":
        return Opened(rest.strip())
    return Commanded(command, rest.strip())


def _where(error: Exception) -> str:
    """File and line, never the values: a traceback's text may hold what a person wrote."""
    trace = error.__traceback__
    last = ""
    while trace is not None:
        code = trace.tb_frame.f_code
        last = f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}:{code.co_name}"
        trace = trace.tb_next
    return last
