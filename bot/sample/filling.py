"""Writing the sample into a database: once, and in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bot.articles.service import catalogue
from bot.audit import service as audit
from bot.interactions.models import Interaction, Pseudonym
from bot.interactions.service import Kind, quarter_of
from bot.people.models import Person
from bot.people.service import LOOKUP
from bot.questions.models import Part, Question, Side, Status
from bot.sample import cast, fates, offices, texts
from bot.sample.activity import DAYS, Resident, Step, residents, steps
from bot.sample.cast import FOCAL_POINT, MIGRANT
from bot.sample.communities import SEATS
from bot.sample.fates import Fate
from bot.store import marks
from bot.store.keys import keyring

SEED = 1991
FIRST_CHANNEL_ID = 9_000_000_001
"""Of people without a phone: no phone of the simulator's ever has such a number."""

FULL = "sample"
ERASED = 2
"""So many of those who asked have erased themselves since."""


def is_filled(session: Session) -> bool:
    return bool(marks.mark(session, FULL))


def fill(session: Session, *, now: datetime) -> bool:
    """Write the sample, unless it was written before; whether it was written now."""
    if is_filled(session):
        return False
    _Filling(session, now).all()
    marks.set_mark(session, FULL, f"{now:%Y-%m-%d}")
    return True


class _Filling:
    def __init__(self, session: Session, now: datetime) -> None:
        self.session = session
        self.now = now
        self.chance = Random(SEED)
        self.people: dict[int, Person] = {}
        self.pseudonyms: dict[tuple[int, str], bytes] = {}
        self.rows: list[dict[str, Any]] = []
        self.questions: list[Question] = []
        self.parts: list[Part] = []

    def all(self) -> None:
        session, chance = self.session, self.chance
        four = cast.settle(session, now=self.now)
        everybody = residents(chance, self.now)
        self._remember(everybody)
        since = self.now - timedelta(days=DAYS)
        staff = self._staff(len(everybody), since)
        self.offices = offices.appoint(session, staff, four[FOCAL_POINT], since=since)
        for resident in everybody:
            for step in steps(chance, resident, catalogue().topics):
                self._note(step)
                if step.kind is Kind.QUESTION_ASKED:
                    self._ask(step)
        self._ask_in_the_village(everybody)
        self._erase_some()
        self._write()

    # --- people ---

    def _remember(self, everybody: Iterable[Resident]) -> None:
        for resident in everybody:
            first, last = _day(resident.visits[0]), _day(resident.visits[-1])
            self.people[resident.number] = self._person(
                resident.number, resident.language, resident.community.code, first, last
            )
        self.session.add_all(self.people.values())
        self.session.flush()

    def _staff(self, residents: int, since: datetime) -> Sequence[Person]:
        staff = [
            self._person(residents + seat, "ky", None, _day(since), _day(self.now))
            for seat in range(1, len(SEATS) + 1)
        ]
        self.session.add_all(staff)
        self.session.flush()
        return staff

    def _person(
        self, number: int, language: str, community: str | None, came: datetime, seen: datetime
    ) -> Person:
        channel_id = str(FIRST_CHANNEL_ID + number)
        return Person(
            id=self._id(),
            channel_id=channel_id,
            lookup=keyring().lookup(LOOKUP, channel_id),
            language=language,
            community=community,
            community_settled=True,
            told_what_is_kept_at=came,
            quiet=False,
            came_at=came,
            last_seen_on=seen,
            is_sample=True,
        )

    def _id(self) -> int:
        return self.chance.getrandbits(62) + 1

    # --- steps ---

    def _note(self, step: Step) -> None:
        hour = step.moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        self.rows.append(
            {
                "id": self._id(),
                "pseudonym": self._pseudonym(step.resident.number, step.moment),
                "hour": hour,
                "kind": step.kind,
                "topic": step.topic,
                "community": step.resident.community.code,
                "language": step.resident.language,
                "detail": step.detail,
                "is_sample": True,
            }
        )

    def _pseudonym(self, number: int, moment: datetime) -> bytes:
        key = number, quarter_of(moment)
        if key not in self.pseudonyms:
            self.pseudonyms[key] = self.chance.randbytes(12)
        return self.pseudonyms[key]

    # --- questions ---

    def _ask(self, step: Step) -> None:
        way = self.offices.way(step.resident.community.code, step.topic)
        fate = fates.fate(self.chance, way, step.moment, self.now)
        self._keep(step, fate, way.urgent)

    def _ask_in_the_village(self, everybody: Sequence[Resident]) -> None:
        """Two that wait at the desk of the phone at hand, whatever chance had in mind."""
        asking = [each for each in everybody if each.community.code == MIGRANT.community]
        for resident, hours, topic in zip(
            asking, (3, 20), ("passport-lost-abroad", "power-of-attorney"), strict=False
        ):
            moment = self.now - timedelta(hours=hours)
            step = Step(resident, moment, Kind.QUESTION_ASKED, topic)
            way = self.offices.way(resident.community.code, topic)
            self._note(step)
            self._keep(step, Fate(way.owner(), way.due(moment)), way.urgent)

    def _keep(self, step: Step, fate: Fate, urgent: str | None) -> None:
        asker = self.people[step.resident.number]
        answered = fate.answered_at is not None
        answerer = self.offices.who_answers(fate.owner) if answered else None
        question = Question(
            id=self._id(),
            number=self._number(),
            asker_id=asker.id,
            status=Status.ANSWERED if answered else Status.OPEN,
            topic=step.topic,
            community=asker.community,
            language=step.resident.language,
            urgent=urgent,
            not_the_village=False,
            office=fate.owner.place,
            office_role=fate.owner.role,
            began_at=step.moment,
            asked_at=step.moment,
            due_at=fate.due_at,
            answered_at=fate.answered_at,
            answered_by_id=answerer.id if answerer else None,
            rating=fate.rating,
            is_sample=True,
        )
        self.questions.append(question)
        self._say(question, Side.ASKER, asker, step.moment)
        if answerer is not None and fate.answered_at is not None:
            self._say(question, Side.OFFICE, answerer, fate.answered_at)
            self._answered(step, question, answerer, fate)

    def _number(self) -> int:
        taken = {question.number for question in self.questions}
        while (number := self.chance.randrange(1000, 10_000)) in taken:
            continue
        return number

    def _say(self, question: Question, side: Side, author: Person, moment: datetime) -> None:
        language, topic = question.language, question.topic
        if side is Side.ASKER:
            text = texts.question(self.chance, topic, language)
        else:
            text = texts.answer(self.chance, topic, language, urgent=bool(question.urgent))
        part = Part(
            id=self._id(),
            question_id=question.id,
            side=side,
            author_id=author.id,
            text=text,
            position=1 if side is Side.ASKER else 2,
            sent_at=moment,
        )
        self.parts.append(part)

    def _answered(self, step: Step, question: Question, answerer: Person, fate: Fate) -> None:
        resident, topic, moment = step.resident, step.topic, fate.answered_at
        if moment is None:
            return
        self._note(Step(resident, moment, Kind.QUESTION_ANSWERED, topic))
        if fate.rating is not None and fate.rated_at is not None:
            detail = fate.rating.value
            self._note(Step(resident, fate.rated_at, Kind.ANSWER_RATED, topic, detail))
        for verb in ("question.opened", "question.answered"):
            audit.record(
                self.session,
                actor_id=answerer.id,
                verb=verb,
                subject=f"question {question.number}",
                place=question.office,
                now=moment,
            )

    def _erase_some(self) -> None:
        closed = [each for each in self.questions if each.status is Status.ANSWERED][:ERASED]
        for question in closed:
            question.status, question.asker_id = Status.CLOSED, None
        gone = {question.id for question in closed}
        self.parts = [part for part in self.parts if part.question_id not in gone]

    # --- the database ---

    def _write(self) -> None:
        session = self.session
        session.add_all(self.questions)
        session.flush()
        session.add_all(self.parts)
        session.add_all(self._present_pseudonyms())
        # Without this each pattern of empty columns would be a statement of its own.
        session.execute(insert(Interaction).execution_options(render_nulls=True), self.rows)

    def _present_pseudonyms(self) -> Iterable[Pseudonym]:
        """Those of earlier quarters are nobody's any more."""
        present = quarter_of(self.now)
        for (number, quarter), pseudonym in self.pseudonyms.items():
            if quarter == present:
                person = self.people[number]
                yield Pseudonym(
                    id=self._id(), person_id=person.id, quarter=quarter, pseudonym=pseudonym
                )


def _day(moment: datetime) -> datetime:
    return datetime.combine(moment.astimezone(UTC).date(), time(), UTC)
