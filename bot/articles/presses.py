"""What the buttons around articles mean."""

from __future__ import annotations

from dataclasses import dataclass

from bot.screens import Press


@dataclass(frozen=True, slots=True)
class OpenSection(Press, code="as"):
    section: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class OpenArticle(Press, code="ar"):
    article: str
    page: int = 1


@dataclass(frozen=True, slots=True)
class Judge(Press, code="aj"):
    """Whether an article was useful: 1 yes, 0 no."""

    article: str
    useful: int


@dataclass(frozen=True, slots=True)
class UrgentHelp(Press, code="uh"):
    """Numbers to call, in a country (ISO code)."""

    country: str = "KG"


@dataclass(frozen=True, slots=True)
class UrgentCountries(Press, code="uc"):
    """Which country's numbers?"""
