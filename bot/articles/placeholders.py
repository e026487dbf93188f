"""``{id}`` and ``{id.web}`` in an article: the contact of that id, as a reader sees it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.articles.article import BodyBlock
from bot.articles.contacts import Contact, is_short, remark
from bot.articles.linked_hosts import may_be_linked
from bot.articles.problems import Problem
from bot.language.speech import Speech
from bot.screens import Span, Style

PARTS = ("phone", "web", "email", "address")
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")


def filled(
    blocks: Iterable[BodyBlock],
    contacts: Mapping[str, Contact],
    hosts: frozenset[str],
    speech: Speech,
) -> tuple[BodyBlock, ...]:
    """The blocks of one text with its contacts put in, each with a remark where it stands first."""
    filling = _Filling(contacts, hosts, speech)
    return tuple(replace(block, spans=tuple(filling.spans(block.spans))) for block in blocks)


def contacts_named(body: str, contacts: Mapping[str, Contact]) -> Iterator[Contact]:
    """The contacts that a text names, in its order: each vouches for itself with its source."""
    for written in _PLACEHOLDER.findall(body):
        contact, _part = _meant(written, contacts)
        if contact is not None:
            yield contact


@dataclass(slots=True)
class _Filling:
    contacts: Mapping[str, Contact]
    hosts: frozenset[str]
    speech: Speech
    told: set[str] = field(default_factory=set)

    def spans(self, spans: tuple[Span, ...]) -> Iterator[Span]:
        for span in spans:
            if span.style is not Style.PLAIN or "{" not in span.text:
                yield span
                continue
            done = 0
            for found in _PLACEHOLDER.finditer(span.text):
                contact, part = _meant(found[1], self.contacts)
                if contact is None:
                    continue
                if found.start() > done:
                    yield Span(span.text[done : found.start()])
                yield from self._shown(contact, part)
                done = found.end()
            if done < len(span.text):
                yield Span(span.text[done:])

    def _shown(self, contact: Contact, part: str) -> Iterator[Span]:
        if part == "web":
            shown = contact.web.removeprefix("https://").rstrip("/")
            linked = may_be_linked(contact.web, self.hosts)
            yield Span(shown, Style.LINK, contact.web) if linked else Span(shown)
        elif part == "phone":
            yield from _numbers(contact)
        else:
            yield Span(str(getattr(contact, part)))
        said = self._remark(contact, part)
        if said:
            yield Span(f" ({said})")

    def _remark(self, contact: Contact, part: str) -> str:
        """Once a contact: beside its phone, or beside what it has instead of one."""
        if contact.id in self.told or (contact.phones and part != "phone"):
            return ""
        self.told.add(contact.id)
        return remark(contact, self.contacts, self.speech)


def problems(
    file: Path, body: str, first_line: int, contacts: Mapping[str, Contact]
) -> Iterator[Problem]:
    """Placeholders that name no contact, or a part that it does not have."""
    for number, line in enumerate(body.split("\n"), start=first_line):
        for found in _PLACEHOLDER.finditer(line):
            if _meant(found[1], contacts)[0] is None:
                yield Problem(file, number, f"{found[0]} names no contact with such a part")


def _meant(written: str, contacts: Mapping[str, Contact]) -> tuple[Contact | None, str]:
    id_, _, part = written.partition(".")
    part = part or "phone"
    contact = contacts.get(id_)
    if contact is None or part not in PARTS or not contact.has(part):
        return None, part
    return contact, part


def _numbers(contact: Contact) -> Iterator[Span]:
    for position, number in enumerate(contact.phones):
        if position:
            yield Span(", ")
        yield Span(number, Style.BOLD) if is_short(number) else Span(number)
