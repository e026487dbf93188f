"""What follows for people and questions when a post is given or closed in the console."""

from __future__ import annotations

from admin.visits import Visit
from bot.audit import service as audit
from bot.delivery import service as delivery
from bot.delivery.service import Lane
from bot.language.speech import Speech
from bot.people.service import person_for, speech_of
from bot.places import service as places
from bot.places.presses import DeclareSex
from bot.places.service import Post, Sex
from bot.questions import service as questions
from bot.screens import Button, Screen, ScreenKind, paragraph, rows

TELEGRAM_LINK = "https://t.me/{bot}?start={code}"


def bot_link(visit: Visit, code: str) -> str:
    """The link that opens the bot with a code; empty while the bot's name is not known here."""
    bot = visit.console.bot_name()
    return TELEGRAM_LINK.format(bot=bot, code=code) if bot else ""


def number_of(person_id: int) -> str:
    """A short number by which a member of staff can be told from another, without a name."""
    return f"{person_id % 0x100000:05X}"


def why_name(why: str, speech: Speech) -> str:
    _ = speech.gettext
    return {
        "left_the_post": _("left the post"),
        "phone_lost": _("lost the phone or the account"),
        "complaint": _("a complaint"),
        "not_answering": _("does not answer"),
    }[why]


def welcome(visit: Visit, post: Post) -> None:
    """Tell the holder, and ask the one thing that a post asks: some want to be answered by a
    woman."""
    person = person_for(visit.session, post.person_id)
    speech = speech_of(person)
    _ = speech.gettext
    screen = Screen(
        ScreenKind.NOTICE,
        _("🏛 The desk is yours"),
        (paragraph(_("Some people want to be answered by a woman. Are you a woman or a man?")),),
        rows((Button(_("Woman"), DeclareSex(Sex.WOMAN)), Button(_("Man"), DeclareSex(Sex.MAN)))),
    )
    delivery.put(visit.session, person, [screen], lane=Lane.ANSWER, at=visit.now, now=visit.now)


def note_why(visit: Visit, post: Post, why: str) -> None:
    audit.record(
        visit.session,
        actor_id=visit.person.id,
        verb="post.suspended_because",
        subject=f"post:{post.id} {why}",
        place=post.place,
        now=visit.now,
    )


def rehome(visit: Visit, post: Post) -> None:
    """Hand on the open questions of an office in which nobody is left."""
    if not places.holders(visit.session, post.place, post.role):
        office = places.resolve(visit.session, post.place).code
        questions.rehome(visit.session, office, post.role.value, now=visit.now)
