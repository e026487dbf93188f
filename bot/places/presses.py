"""What the buttons about places and posts mean."""

from __future__ import annotations

from dataclasses import dataclass

from bot.places.models import Sex
from bot.screens import Press


@dataclass(frozen=True, slots=True)
class BrowsePlaces(Press, code="pb"):
    """The list of what lies in a place (empty: the country)."""

    place: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Settle(Press, code="ps"):
    """«This is my community»; empty: I would rather not say, or it is not here."""

    place: str


@dataclass(frozen=True, slots=True)
class AskCommunity(Press, code="pa"):
    """Ask where somebody is from, from the start."""


@dataclass(frozen=True, slots=True)
class ConfirmInvitation(Press, code="ic"):
    invitation: int
    said: str


@dataclass(frozen=True, slots=True)
class RefuseInvitation(Press, code="ir"):
    invitation: int


@dataclass(frozen=True, slots=True)
class DeclareSex(Press, code="ds1"):
    sex: Sex
