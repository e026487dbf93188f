"""That an article tells the same in every language: digits, contacts, lists, sources, dates.

A machine cannot read a fact, but whatever is counted, dialled or dated in one language and not in
another is a fact that somebody lost.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.articles.article import FALLBACK, BlockKind, BodyBlock
from bot.articles.front_matter import FrontMatter
from bot.articles.problems import Problem

LONGEST_UNCHECKED = timedelta(days=366)
HEADINGS: Mapping[str, Sequence[str]] = {
    "ru": (
        "Что делать",
        "Что взять с собой",
        "Сколько стоит и сколько ждать",
        "Чем поможет айыл окмоту или родственник",
        "Если не получилось",
    ),
    "ky": (
        "Эмне кылуу керек",
        "Эмне ала баруу керек",
        "Баасы жана мөөнөтү",
        "Айыл өкмөтү же жакыныңыз эмне кыла алат",
        "Маселе чечилбесе",
    ),
    "uz_Latn": (
        "Nima qilish kerak",
        "Nima olib borish kerak",
        "Narxi va muddati",
        "Ayil oʻkmotu yoki yaqiningiz nima qila oladi",
        "Masala hal boʻlmasa",
    ),
}
"""Always these, in this order: whoever knows one article finds the place in any other."""

_SAME_KEYS = ("who_helps", "related", "urgent", "checked_on", "check_again_by")
_FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
_GROUPED = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d{3}(?!\d))")
_PLACEHOLDER = re.compile(r"\{[^{}\n]*\}")
_PHONE = re.compile(r"\+\d[\d\s()-]{7,}\d")


@dataclass(frozen=True, slots=True)
class Written:
    """One language of an article as it stands in its file, before contacts are put in."""

    file: Path
    matter: FrontMatter
    blocks: Sequence[BodyBlock]

    @property
    def text(self) -> str:
        return "\n".join(block.plain() for block in self.blocks)


def problems(written: Mapping[str, Written]) -> Iterator[Problem]:
    """What each text must not hold, and where it differs from the Russian one."""
    for language, one in written.items():
        yield from _alone(language, one)
        if language != FALLBACK and FALLBACK in written:
            yield from _beside(one, written[FALLBACK])


def _alone(language: str, one: Written) -> Iterator[Problem]:
    headings = tuple(each.plain() for each in one.blocks if each.kind is BlockKind.HEADING)
    if headings != HEADINGS[language]:
        missing = [each for each in HEADINGS[language] if each not in headings]
        what = f"{missing[0]!r} is missing" if missing else "they stand in another order"
        yield Problem(one.file, 0, f"the headings are not the five of every article: {what}")
    for phone in _PHONE.findall(one.text):
        yield Problem(one.file, 0, f"{phone} is typed by hand: name it by its id in contacts.csv")
    matter = one.matter
    if matter.check_again_by - matter.checked_on > LONGEST_UNCHECKED:
        line = matter.lines["check_again_by"]
        yield Problem(one.file, line, "`check_again_by` is more than a year after `checked_on`")


def _beside(one: Written, russian: Written) -> Iterator[Problem]:
    for key in _SAME_KEYS:
        if getattr(one.matter, key) != getattr(russian.matter, key):
            line = one.matter.lines.get(key, 1)
            yield Problem(one.file, line, f"`{key}` differs from that in ru.md")
    here, there = ([(each.url, each.seen) for each in x.matter.sources] for x in (one, russian))
    if here != there:
        line = one.matter.lines.get("sources", 1)
        yield Problem(one.file, line, "the sources or their dates differ from those in ru.md")
    if [each.kind for each in one.blocks] != [each.kind for each in russian.blocks]:
        yield Problem(one.file, 0, "its paragraphs and lists are not those of ru.md")
    for what, counted in (("contacts", _contacts), ("figures", _figures)):
        differ = [f"{each!r}" for each in _differing(counted(one), counted(russian))]
        if differ:
            yield Problem(one.file, 0, f"{what} differ from ru.md: {', '.join(differ)}")


def _contacts(one: Written) -> Counter[str]:
    return Counter(_PLACEHOLDER.findall(one.text))


def _figures(one: Written) -> Counter[str]:
    """Every figure with its groups joined: 10 000 and 10000 are the same, 1,5 and 1.5 too."""
    plain = _GROUPED.sub("", _PLACEHOLDER.sub(" ", one.text))
    return Counter(each.replace(",", ".") for each in _FIGURE.findall(plain))


def _differing(here: Counter[str], there: Counter[str]) -> list[str]:
    return sorted(((here - there) + (there - here)).elements())
