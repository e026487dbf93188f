"""Focal points in bulk: a CSV of place, role and count becomes one-time invitations.

Each still has to be opened, and confirmed by the person in whose name it was made: a list that
gets into wrong hands gives nobody a desk.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.people.service import Person
from bot.places import invitations, rights
from bot.places.authority import may_appoint
from bot.places.gazetteer import Gazetteer
from bot.places.models import Role
from bot.places.reading import Cells, Problem, lines_of
from bot.places.refusals import BrokenPlaces

COLUMNS = ("place", "role", "count")
MOST_AT_A_PLACE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many people are wanted for this role in this place."""

    place: str
    role: Role
    count: int


@dataclass(frozen=True, slots=True)
class Made:
    """An invitation's code, readable this once."""

    place: str
    role: Role
    code: str


@dataclass(frozen=True, slots=True)
class StaffingPlan:
    """A file that was read. With any problem nothing can be applied."""

    wanted: tuple[Wanted, ...]
    problems: tuple[Problem, ...]

    def apply(self, session: Session, actor: Person, *, now: datetime) -> list[Made]:
        """Make the invitations in the name of ``actor``, who will have to confirm each.

        Raises BrokenPlaces for a file with problems, NotFound where the actor may not appoint.
        """
        if self.problems:
            raise BrokenPlaces(len(self.problems))
        for each in self.wanted:
            if not may_appoint(session, actor.id, each.role, each.place):
                raise NotFound(each.place)
        return [
            Made(
                each.place,
                each.role,
                invitations.put(session, actor, each.place, each.role, now=now),
            )
            for each in self.wanted
            for _ in range(each.count)
        ]


def read_staffing(path: Path, known: Gazetteer) -> StaffingPlan:
    """Read a file of places, roles and counts. Raises OSError."""
    lines, problems = lines_of(path, COLUMNS, COLUMNS)
    wanted = []
    for cells in lines:
        each = _wanted(cells, known)
        if each is not None:
            wanted.append(each)
        problems += cells.problems
    if not wanted and not problems:
        problems.append(Problem(str(path), 0, "asks for nobody"))
    return StaffingPlan(tuple(wanted), tuple(problems))


def _wanted(cells: Cells, known: Gazetteer) -> Wanted | None:
    if not cells.values or cells.problems:
        return None
    place, count = cells.get("place"), cells.get("count")
    if place not in known:
        cells.wrong(f"the place {place!r} is unknown")
    if not (count.isascii() and count.isdigit() and 1 <= int(count[:3]) <= MOST_AT_A_PLACE):
        cells.wrong(f"count {count!r} is not a number from 1 to {MOST_AT_A_PLACE}")
    if cells.get("role") not in list(Role):
        cells.wrong(f"the role {cells.get('role')!r} is none of {', '.join(Role)}")
    if cells.problems:
        return None
    role = Role(cells.get("role"))
    if not rights.fits(role, known.place(place).level):
        cells.wrong(f"there is no {role} in {place}, of level {known.place(place).level}")
        return None
    return Wanted(place, role, int(count))
