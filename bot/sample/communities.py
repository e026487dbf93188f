"""The ten communities of the field study, with people and questions as one could imagine there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.places.service import Role, Sex

WOMAN, MAN = Sex.WOMAN, Sex.MAN

TOPICS: Mapping[str, float] = {
    "entry-ban-check": 15,
    "passport-lost-abroad": 13,
    "russia-entry-and-stay": 12,
    "social-benefits": 9,
    "birth-certificate-child-abroad": 9,
    "power-of-attorney": 9,
    "employment-contract": 8,
    "civil-status-certificates": 7,
    "first-steps-after-return": 6,
    "complaints-and-ombudsman": 4,
    "trafficking-and-fraud": 3,
    "domestic-violence": 2,
}
"""How often each is asked about, relative to the others."""

GAPS: Mapping[str | None, float] = {
    "passport-renewal-abroad": 6,
    "russia-work": 5,
    "unpaid-wages-and-labour-rights": 5,
    "south-korea": 4,
    "loans-and-debt": 2,
    "kindergarten": 2,
    None: 5,
}
"""What is searched for in vain: topics without an article, and what nobody understood."""

KYRGYZ: Mapping[str, float] = {"ky": 9, "ru": 1}
WITH_RUSSIAN: Mapping[str, float] = {"ky": 3, "ru": 2}
WITH_UZBEK: Mapping[str, float] = {"ky": 5, "uz_Cyrl": 3, "uz_Latn": 1, "ru": 1}
UZBEK: Mapping[str, float] = {"uz_Cyrl": 5, "uz_Latn": 2, "ky": 3, "ru": 1}


@dataclass(frozen=True, slots=True)
class Community:
    """``code`` None: people who would rather not say where they are from.

    ``leans``: what is asked about more often here than elsewhere, and how many times more.
    """

    code: str | None
    people: int
    languages: Mapping[str, float]
    leans: Mapping[str, float] = field(default_factory=dict)

    def topics(self) -> Mapping[str, float]:
        return {topic: weight * self.leans.get(topic, 1) for topic, weight in TOPICS.items()}


COMMUNITIES = (
    Community("osh.nookat.nookat-city", 170, UZBEK, {"employment-contract": 2}),
    Community("osh.nookat.toolos", 120, KYRGYZ, {"passport-lost-abroad": 3}),
    Community("osh.kara-suu.jany-aryk", 95, WITH_UZBEK, {"russia-entry-and-stay": 2}),
    Community("talas.kara-buura.kara-buura", 85, KYRGYZ, {"social-benefits": 2}),
    Community("batken.kadamjay.kotormo", 75, WITH_UZBEK, {"birth-certificate-child-abroad": 2}),
    Community("osh.ozgon.ak-jar", 70, WITH_UZBEK, {"entry-ban-check": 2}),
    Community("batken.kadamjay.orozbekov", 55, KYRGYZ, {"power-of-attorney": 2}),
    Community("batken.kadamjay.ak-turpak", 40, WITH_UZBEK),
    Community("talas.kara-buura.amanbaev", 36, KYRGYZ, {"first-steps-after-return": 2}),
    Community("chuy.panfilov.voznesenovka", 22, WITH_RUSSIAN),
    Community(None, 20, WITH_RUSSIAN),
)


@dataclass(frozen=True, slots=True)
class Seat:
    """A post that somebody holds. Offices that are not named are vacant, some on purpose."""

    place: str
    role: Role
    sex: Sex
    suspended: bool = False


SEATS = (
    Seat("osh.nookat.nookat-city", Role.FOCAL_POINT, WOMAN),
    Seat("osh.nookat.nookat-city", Role.WOMENS_COUNCIL, WOMAN),
    Seat("osh.nookat.nookat-city", Role.SOCIAL_WORKER, MAN),
    Seat("osh.nookat.toolos", Role.WOMENS_COUNCIL, WOMAN),
    Seat("osh.kara-suu.jany-aryk", Role.FOCAL_POINT, MAN),
    Seat("osh.ozgon.ak-jar", Role.FOCAL_POINT, WOMAN),
    Seat("batken.kadamjay.kotormo", Role.FOCAL_POINT, WOMAN),
    Seat("batken.kadamjay.kotormo", Role.SOCIAL_WORKER, WOMAN),
    Seat("batken.kadamjay.orozbekov", Role.FOCAL_POINT, MAN),
    Seat("batken.kadamjay.ak-turpak", Role.FOCAL_POINT, MAN, suspended=True),
    Seat("talas.kara-buura.kara-buura", Role.FOCAL_POINT, MAN),
    Seat("talas.kara-buura.kara-buura", Role.CHILD_PROTECTION, WOMAN),
    Seat("osh.nookat", Role.COORDINATOR, WOMAN),
    Seat("batken.kadamjay", Role.COORDINATOR, MAN),
    Seat("talas.kara-buura", Role.COORDINATOR, WOMAN),
    Seat("osh", Role.COORDINATOR, MAN),
    Seat("kg", Role.COORDINATOR, WOMAN),
)
