"""The tree of places as one immutable value, shared by every thread that needs it.

It is kept under the hash of its own content: a process asks the database which edition stands
there (one row) and reads the places again only when that is another one. So nothing goes stale,
in no process, and a transaction that is rolled back leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.places.finding import Name, NameIndex
from bot.places.models import Edition, Level, StoredPlace

COUNTRY = "kg"
"""The code of the whole country: where national posts are held."""

COMMUNITIES = frozenset({Level.CITY, Level.COMMUNITY})
"""What a person can be from: a rural community or a town."""

EDITIONS_KEPT = 2
THE_EDITION = 1

_LEVELS = tuple(Level)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as everybody may see it. ``names`` and ``shorts``: ky, ru and uz (in Latin)."""

    code: str
    parent: str | None
    level: Level
    names: Mapping[str, str] = field(hash=False)
    shorts: Mapping[str, str] = field(hash=False)
    aliases: tuple[str, ...]
    merged_into: str | None

    @property
    def is_community(self) -> bool:
        return self.level in COMMUNITIES

    def every_name(self) -> Iterable[str]:
        yield from self.names.values()
        yield from self.shorts.values()
        yield from self.aliases


class Gazetteer:
    """All places of one edition, and what lies in what."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._places = {place.code: place for place in places}
        children: defaultdict[str | None, list[Place]] = defaultdict(list)
        for place in self._places.values():
            children[place.parent].append(place)
        for each in children.values():
            each.sort(key=lambda place: (_LEVELS.index(place.level), place.code))
        self._children = {parent: tuple(each) for parent, each in children.items()}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, code: object) -> bool:
        return code in self._places

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def place(self, code: str) -> Place:
        """Raises NotFound."""
        place = self._places.get(code)
        if place is None:
            raise NotFound(code)
        return place

    def children(self, code: str | None) -> tuple[Place, ...]:
        """What lies right under a place, larger levels first; None: under the country."""
        return self._children.get(COUNTRY if code is None else code, ())

    def chain(self, code: str) -> tuple[Place, ...]:
        """The place and everything that it lies in, smallest first. Raises NotFound."""
        place = self.place(code)
        chain = [place]
        while place.parent is not None:
            place = self.place(place.parent)
            chain.append(place)
        return tuple(chain)

    def resolve(self, code: str) -> Place:
        """The place itself or, after a merger, its successor of today. Raises NotFound."""
        place = self.place(code)
        while place.merged_into is not None:
            place = self.place(place.merged_into)
        return place

    def lineage(self, code: str) -> frozenset[str]:
        """Codes of today's place and all that it lies in; empty for an unknown code."""
        if code not in self._places:
            return frozenset()
        return frozenset(each.code for each in self.chain(self.resolve(code).code))

    def one_with(self, code: str) -> frozenset[str]:
        """Codes that today mean the same place: itself, its successor, what else merged into it."""
        if code not in self._places:
            return frozenset()
        return self._merged[self.resolve(code).code]

    def inside(self, area: str) -> frozenset[str]:
        """Codes of the area and of all in it, but for villages: nothing is kept by village."""
        if area not in self._places:
            return frozenset()
        return self._inside.get(self.resolve(area).code, frozenset())

    def community_of(self, code: str) -> Place | None:
        """The community or town that a village (or a part of a town) belongs to."""
        return next((place for place in self.chain(code) if place.is_community), None)

    @cached_property
    def _merged(self) -> Mapping[str, frozenset[str]]:
        merged = defaultdict(set)
        for code in self._places:
            merged[self.resolve(code).code].add(code)
        return {code: frozenset(each) for code, each in merged.items()}

    @cached_property
    def _inside(self) -> Mapping[str, frozenset[str]]:
        inside = defaultdict(set)
        for place in self._places.values():
            if place.level is not Level.VILLAGE:
                for area in self.lineage(place.code):
                    inside[area].add(place.code)
        return {code: frozenset(each) for code, each in inside.items()}

    @cached_property
    def index(self) -> NameIndex:
        """For finding places by what people type."""
        communities, areas = [], []
        for place in self._places.values():
            names = tuple(dict.fromkeys(place.every_name()))
            if place.level in {Level.OBLAST, Level.DISTRICT}:
                areas.append(Name(place.code, None, names))
            community = self.community_of(place.code)
            if community is not None:
                via = None if community is place else place.code
                is_town = community.level is Level.CITY
                communities.append(Name(community.code, via, names, is_town))
        lineages = {code: self.lineage(code) | self._own(code) for code in self._places}
        return NameIndex(communities, areas, lineages)

    def _own(self, code: str) -> frozenset[str]:
        return frozenset(each.code for each in self.chain(code))


_editions: OrderedDict[str, Gazetteer] = OrderedDict()
_lock = Lock()


def gazetteer(session: Session) -> Gazetteer:
    """The places as this transaction sees them."""
    wanted = session.scalar(select(Edition.content_hash).where(Edition.id == THE_EDITION))
    with _lock:
        if wanted is not None and wanted in _editions:
            _editions.move_to_end(wanted)
            return _editions[wanted]
    places = _stored(session)
    found = content_hash(places)
    with _lock:
        # Kept under what was really read: another process may have imported in between.
        made = _editions.setdefault(found, Gazetteer(places))
        _editions.move_to_end(found)
        while len(_editions) > EDITIONS_KEPT:
            _editions.popitem(last=False)
    return made


def renew(session: Session) -> str:
    """To be called after any change of places: tells every process. Returns the new hash."""
    session.flush()
    found = content_hash(_stored(session))
    edition = session.scalar(select(Edition).where(Edition.id == THE_EDITION))
    if edition is None:
        session.add(Edition(id=THE_EDITION, content_hash=found))
    else:
        edition.content_hash = found
    session.flush()
    return found


def content_hash(places: Iterable[Place]) -> str:
    digest = hashlib.sha256()
    for place in sorted(places, key=lambda each: each.code):
        row = [
            place.code,
            place.parent,
            place.level,
            dict(place.names),
            dict(place.shorts),
            place.aliases,
            place.merged_into,
        ]
        digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
    return digest.hexdigest()


def _stored(session: Session) -> list[Place]:
    row = StoredPlace
    columns = (row.code, row.parent, row.level, row.names, row.shorts, row.aliases, row.merged_into)
    return [
        Place(
            code=code,
            parent=parent,
            level=level,
            names=MappingProxyType(names),
            shorts=MappingProxyType(shorts),
            aliases=tuple(aliases),
            merged_into=merged_into,
        )
        for code, parent, level, names, shorts, aliases, merged_into in session.execute(
            select(*columns)
        )
    ]
