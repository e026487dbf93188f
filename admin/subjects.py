"""What an entry of the log is about, in words: the log itself keeps only kinds, ids and codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from admin import places, staff, words
from bot.articles import service as articles
from bot.errors import NotFound
from bot.insights import service as insights
from bot.insights.service import Reason
from bot.language.languages import LANGUAGES
from bot.language.speech import Speech

HIGHEST_ID = 2**63
ANY_UZBEK = "uz"
"""As figures tell it, whatever the script."""


@dataclass(frozen=True, slots=True)
class Subject:
    """``question``: the number of the question that the entry is about."""

    text: str = ""
    question: int | None = None


def told(subject: str, speech: Speech, *, now: datetime) -> Subject:
    """A subject for a reader; one that means nothing to people is left empty."""
    kind, _, rest = subject.replace(":", " ", 1).partition(" ")
    teller = _TELLERS.get(kind)
    return teller(rest, speech, now) if teller else Subject()


def _question(rest: str, speech: Speech, now: datetime) -> Subject:
    number, _, reason = rest.partition(" ")
    if not number.isdecimal():
        return Subject()
    text = speech.gettext("Question {number}").format(number=number)
    if reason in list(Reason):
        text = _joined(text, words.reason(Reason(reason), speech))
    return Subject(text, int(number))


def _post(rest: str, speech: Speech, now: datetime) -> Subject:
    code, _, why = rest.partition(" ")
    text = speech.gettext("Post {number}").format(number=_short(code))
    if why in list(places.Why):
        text = _joined(text, staff.why_name(why, speech))
    return Subject(text)


def _invitation(rest: str, speech: Speech, now: datetime) -> Subject:
    return Subject(speech.gettext("Invitation {number}").format(number=_short(rest)))


def _export(rest: str, speech: Speech, now: datetime) -> Subject:
    """Of figures: the period, the language and the topic, each of them empty for all."""
    code, language, topic = (*rest.split(" ", 2), "", "")[:3]
    try:
        parts = [words.period(insights.period_named(code, now), speech)]
    except NotFound:
        parts = [code]
    if language in {*LANGUAGES, ANY_UZBEK}:
        parts.append(words.language(language, speech))
    if topic:
        parts.append(articles.topic_name(topic, speech.language))
    return Subject(_joined(*parts))


_TELLERS: dict[str, Callable[[str, Speech, datetime], Subject]] = {
    "question": _question,
    "post": _post,
    "invitation": _invitation,
    "period": _export,
}


def _joined(*parts: str) -> str:
    return " · ".join(parts)


def _short(code: str) -> str:
    """An id as short as that of a member of staff: enough to find what belongs together."""
    number = int(code) if code.isascii() and code.isdigit() else 0
    return staff.number_of(number) if 0 < number < HIGHEST_ID else ""
