"""The country as figures are added up: down to communities, or for some of them to districts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from bot.insights.withholding import Tree
from bot.places.gazetteer import Gazetteer
from bot.places.service import COUNTRY, Level, Place

NOT_TOLD = ""
"""Where somebody is counted who did not say where they are from: a leaf right under the country."""

URGENT = "urgent in "
"""What stands in for the communities of a district whose urgent questions have no figure below
it (C33): a leaf of its own, so that nothing follows from the difference."""

_LARGE = frozenset({Level.COUNTRY, Level.OBLAST})


@dataclass(frozen=True, slots=True)
class Areas:
    """Trees over the same places. In ``districts`` a leaf is a district or what stands beside
    districts: a town of an oblast, a city of the country. ``questions`` is ``communities`` with a
    leaf in each district for its urgent questions."""

    communities: Tree
    districts: Tree
    questions: Tree
    _today: dict[str, str] = field(repr=False)
    _district: dict[str, str] = field(repr=False)

    def community(self, code: str | None) -> str:
        """The leaf in which something that happened there is counted today."""
        return self._today.get(code or "", NOT_TOLD)

    def district(self, community: str) -> str:
        """The leaf of ``districts`` that a community lies in."""
        return self._district.get(community, NOT_TOLD)

    def urgent(self, community: str) -> str:
        """The leaf of ``questions`` in which an urgent question from there is counted."""
        district = self.district(community)
        return district if district == community else URGENT + district

    def reaches_districts(self, code: str) -> bool:
        """Whether a place is at least a district: below, some figures do not exist (C33)."""
        return code in self.districts.children or code in self._district.values()


@lru_cache(maxsize=2)
def areas(places: Gazetteer) -> Areas:
    """The trees of one edition of the places; merged places count as what they merged into."""
    down = dict(_down(places))
    down[COUNTRY] = (*down.get(COUNTRY, ()), NOT_TOLD)
    large = {
        code: each
        for code, each in down.items()
        if code == COUNTRY or places.place(code).level in _LARGE
    }
    districts = {code for each in large.values() for code in each if code in down}
    with_urgent = {
        code: (*each, URGENT + code) if code in districts and code not in large else each
        for code, each in down.items()
    }
    today, district = {}, {}
    for place in places:
        community = places.community_of(place.code)
        if community is None:
            continue
        standing = places.resolve(community.code).code
        today[place.code] = standing
        district[standing] = _district_of(places, standing)
    return Areas(
        Tree(COUNTRY, down),
        Tree(COUNTRY, large),
        Tree(COUNTRY, with_urgent),
        today,
        district,
    )


def _down(places: Gazetteer) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place in places:
        if not place.is_community and place.level is not Level.VILLAGE:
            inside = (each for each in places.children(place.code) if _counts(each))
            yield place.code, tuple(each.code for each in inside)


def _counts(place: Place) -> bool:
    return place.level is not Level.VILLAGE and place.merged_into is None


def _district_of(places: Gazetteer, community: str) -> str:
    for place in places.chain(community):
        if place.parent is None or places.place(place.parent).level in _LARGE:
            return place.code
    return community
