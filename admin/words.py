"""What the console calls things: the same word on every page, in the reader's language."""

from __future__ import annotations

from datetime import timedelta

from bot.insights.service import Figure, Length, Period, Reason, State
from bot.language.speech import Speech
from bot.places.service import PostState, Role

HOURS_TOLD = 48
A_DAY = timedelta(days=1)
AN_HOUR = timedelta(hours=1)


def number(figure: Figure, speech: Speech) -> str:
    """A figure as text; withheld ones by their word, never blank or 0."""
    if figure.value is None:
        return speech.gettext("withheld")
    if figure.at_least:
        return speech.gettext("at least {number}").format(number=speech.count(figure.value))
    return speech.count(figure.value)


def percent(figure: Figure, speech: Speech) -> str:
    return number(figure, speech) if figure.value is None else f"{figure.value}\u00a0%"


def duration(time: timedelta | None, speech: Speech) -> str:
    """In hours up to two days, then in days."""
    if time is None:
        return speech.gettext("too few answers")
    hours = max(1, round(time / AN_HOUR))
    if hours < HOURS_TOLD:
        return speech.ngettext("{count} hour", "{count} hours", hours).format(count=hours)
    days = round(time / A_DAY)
    return speech.ngettext("{count} day", "{count} days", days).format(count=days)


def period(each: Period, speech: Speech) -> str:
    if each.length is Length.MONTH:
        return speech.month_year(each.first)
    return speech.gettext("week {first} to {last}").format(
        first=speech.short_day(each.first), last=speech.date(each.last)
    )


def language(code: str, speech: Speech) -> str:
    return speech.language_name(code)


def role(each: Role | str, speech: Speech) -> str:
    _ = speech.gettext
    return {
        Role.FOCAL_POINT: _("focal point"),
        Role.WOMENS_COUNCIL: _("women's council"),
        Role.SOCIAL_WORKER: _("social worker"),
        Role.COURT_OF_ELDERS: _("court of elders"),
        Role.CHILD_PROTECTION: _("child protection"),
        Role.LAND_OFFICER: _("land officer"),
        Role.COORDINATOR: _("coordinator"),
        Role.ADMINISTRATOR: _("administrator"),
    }[Role(each)]


def state(each: State, speech: Speech) -> str:
    _ = speech.gettext
    return {
        State.LATE: _("late"),
        State.WAITING: _("awaiting an answer"),
        State.ANSWERED: _("answered"),
        State.CLOSED: _("closed"),
    }[each]


def post_state(each: PostState, speech: Speech) -> str:
    _ = speech.gettext
    return {
        PostState.ACTIVE: _("active"),
        PostState.SUSPENDED: _("suspended"),
        PostState.ENDED: _("ended"),
    }[each]


def reason(each: Reason, speech: Speech) -> str:
    _ = speech.gettext
    return {
        Reason.COMPLAINT: _("a complaint about an answer"),
        Reason.LATE: _("the question is late"),
        Reason.ANSWER_CHECK: _("a check of the quality of answers"),
        Reason.SAFETY: _("somebody may be in danger"),
    }[each]


def verb(each: str, speech: Speech) -> str:
    """What the log says was done; a verb that is not known yet stands as it is."""
    _ = speech.gettext
    return {
        "invitation.made": _("made an invitation"),
        "invitation.opened": _("opened an invitation"),
        "invitation.confirmed": _("confirmed an invitation"),
        "invitation.refused": _("refused an invitation"),
        "post.seeded": _("was named by the operator"),
        "post.suspended": _("suspended a post"),
        "post.suspended_because": _("gave the reason of a suspension"),
        "post.resumed": _("gave a post back"),
        "post.ended": _("ended a post"),
        "post.resigned": _("gave up a post"),
        "question.opened": _("opened a question at the desk"),
        "question.answered": _("answered a question"),
        "question.text_read": _("read the text of a question"),
        "demand.exported": _("exported figures of demand"),
        "places.imported": _("imported places"),
    }.get(each, each)
