"""Places from a CSV file: read whole, every problem told at once, then a dry run, then the deed.

Nothing is ever deleted: people, questions and history hang on codes. A place that is gone points
to its successor (``merged_into``), and one that is missing from the file stays as it was.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from bot.audit import service as audit
from bot.errors import NotFound
from bot.language.where import data_directory
from bot.people.service import Person
from bot.places.authority import may
from bot.places.gazetteer import COUNTRY, Gazetteer, renew
from bot.places.models import StoredPlace
from bot.places.reading import Problem, Row, problems_among, rows_of
from bot.places.refusals import BrokenPlaces
from bot.places.rights import Right
from bot.store.records import random_id

FILE = "places.csv"


@dataclass(frozen=True, slots=True)
class Changes:
    """What an import would do, as codes. ``changed``: anything but a name or a merger."""

    new: tuple[str, ...]
    renamed: tuple[str, ...]
    merged: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A file that was read. ``problems`` are complete; with any of them nothing can be applied."""

    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    def changes(self, session: Session) -> Changes:
        """The dry run."""
        stored = _stored(session)
        kinds: dict[str, list[str]] = {
            kind: [] for kind in ("new", "renamed", "merged", "changed", "unchanged")
        }
        for row in self.rows:
            kinds[_kind(stored.get(row.code), row)].append(row.code)
        here = {row.code for row in self.rows}
        missing = tuple(sorted(code for code in stored if code not in here))
        return Changes(**{kind: tuple(codes) for kind, codes in kinds.items()}, missing=missing)

    def apply(self, session: Session, actor: Person | None, *, now: datetime) -> Changes:
        """Take everything over; ``actor`` None: the operator at a terminal.

        Raises BrokenPlaces when the file has problems, NotFound when the actor may not.
        """
        if self.problems:
            raise BrokenPlaces(len(self.problems))
        if actor is not None and not may(session, actor, Right.ADMINISTER, COUNTRY):
            raise NotFound(COUNTRY)
        changes = self.changes(session)
        stored = _stored(session)
        fresh = []
        for row in self.rows:
            place = stored.get(row.code)
            if place is None:
                fresh.append({"id": random_id()} | _columns(row))
            else:
                for column, value in _columns(row).items():
                    if getattr(place, column) != value:
                        setattr(place, column, value)
        if fresh:
            session.execute(insert(StoredPlace), fresh)
        edition = renew(session)
        audit.record(
            session,
            actor_id=None if actor is None else actor.id,
            verb="places.imported",
            subject=f"places:{edition[:16]}",
            place=COUNTRY,
            now=now,
        )
        return changes


def read(path: Path, known: Gazetteer | None = None) -> Plan:
    """Read a file. Parents and successors may stand in the file or be ``known`` already.

    Raises OSError when the file cannot be read at all; everything else is a problem of the plan.
    """
    rows, problems = rows_of(path)
    problems += problems_among(rows, str(path), known)
    problems.sort(key=lambda each: each.line)
    return Plan(tuple(rows), tuple(problems))


def load_defaults(session: Session, *, now: datetime, directory: Path | None = None) -> int:
    """Load the places that come with the product into an empty table; how many were loaded.

    Raises BrokenPlaces.
    """
    if session.scalar(select(StoredPlace.id).limit(1)) is not None:
        return 0
    plan = read((directory or data_directory("content") / "places") / FILE)
    plan.apply(session, None, now=now)
    return len(plan.rows)


def problems(directory: Path) -> list[Problem]:
    """What is wrong with the folder of places that comes with the product: for the check."""
    path = directory / FILE
    try:
        plan = read(path)
    except OSError as error:
        return [Problem(str(path), 0, f"cannot be read: {error.strerror}")]
    found = list(plan.problems)
    codes = {row.code for row in plan.rows}
    for outlines in sorted(directory.glob("outlines-*.geojson")):
        found += _problems_of_outlines(outlines, codes)
    return found


def _problems_of_outlines(path: Path, codes: set[str]) -> list[Problem]:
    try:
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        drawn = [str(feature["properties"]["code"]) for feature in features]
    except (OSError, ValueError, KeyError, TypeError):
        return [Problem(str(path), 0, "is not GeoJSON with a code for each outline")]
    return [
        Problem(str(path), 0, f"draws {code!r}, which is not in {FILE}")
        for code in drawn
        if code not in codes
    ]


def _stored(session: Session) -> dict[str, StoredPlace]:
    return {place.code: place for place in session.scalars(select(StoredPlace))}


def _columns(row: Row) -> dict[str, Any]:
    return {
        "code": row.code,
        "parent": row.parent,
        "level": row.level,
        "names": dict(row.names),
        "shorts": dict(row.shorts),
        "aliases": list(row.aliases),
        "soate": row.soate,
        "lat": row.lat,
        "lon": row.lon,
        "merged_into": row.merged_into,
    }


def _kind(place: StoredPlace | None, row: Row) -> str:
    if place is None:
        return "new"
    if row.merged_into is not None and place.merged_into != row.merged_into:
        return "merged"
    if place.names != dict(row.names) or place.shorts != dict(row.shorts):
        return "renamed"
    different = any(getattr(place, column) != value for column, value in _columns(row).items())
    return "changed" if different else "unchanged"
