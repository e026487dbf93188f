"""A post, from an invitation's link: asked for here, confirmed there, both on the phone (C5)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from bot.delivery import service as delivery
from bot.delivery.service import Lane
from bot.errors import NotFound
from bot.language.speech import Speech
from bot.navigation import last_row, menu_button, out_of_date
from bot.people.service import Person, person_for, speech_of
from bot.places import service
from bot.places.chat import out_of_date_link
from bot.places.presses import ConfirmInvitation, DeclareSex, RefuseInvitation
from bot.places.refusals import AlreadyDeclared, AlreadyHeld
from bot.places.service import Opening, Role, Sex
from bot.screens import Answer, Button, Screen, ScreenKind, Toast, bold, facts, paragraph, rows


def role_name(role: Role, speech: Speech) -> str:
    _ = speech.gettext
    names = {
        Role.FOCAL_POINT: _("focal point"),
        Role.WOMENS_COUNCIL: _("women's council"),
        Role.SOCIAL_WORKER: _("social worker"),
        Role.COURT_OF_ELDERS: _("court of elders"),
        Role.CHILD_PROTECTION: _("child protection"),
        Role.LAND_OFFICER: _("land officer"),
        Role.COORDINATOR: _("coordinator"),
        Role.ADMINISTRATOR: _("administrator"),
    }
    return names[role]


def opened(session: Session, person: Person, code: str, *, now: datetime) -> Answer:
    """Whoever opens an invitation only asks; the inviter is told and decides."""
    speech = speech_of(person)
    _ = speech.gettext
    try:
        opening = service.open(session, person, code, now=now)
    except NotFound:
        return out_of_date_link(speech)
    except AlreadyHeld:
        return Screen(
            ScreenKind.EMPTY,
            _("🏛 You hold this post already"),
            (paragraph(_("Your questions stand at the desk: /desk")),),
            rows(last_row(speech)),
        )
    if opening.is_new:
        _tell_inviter(session, opening, now=now)
    return Screen(
        ScreenKind.RECEIPT,
        _("🏛 You were invited"),
        (
            facts(*_post(session, opening, speech)),
            paragraph(
                _("Call the person who invited you and say this code:"),
                " ",
                bold(opening.confirm_code),
            ),
            paragraph(_("When they confirm it, your desk opens here by itself.")),
        ),
        rows(menu_button(speech)),
        protected=True,
    )


def confirm(session: Session, person: Person, press: ConfirmInvitation, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    try:
        post = service.confirm(session, person, press.invitation, press.said, now=now)
    except NotFound:
        return out_of_date(speech)
    if post is None:
        return Screen(
            ScreenKind.EMPTY,
            _("⚠️ That was another code: nobody got the post"),
            (paragraph(_("The invitation is spent. Make a new one in the console.")),),
            rows(last_row(speech)),
        )
    _welcome(session, person_for(session, post.person_id), now=now)
    return Screen(
        ScreenKind.EMPTY,
        _("✅ The post is given"),
        (paragraph(_("The desk is open. You can suspend the post in the console.")),),
        rows(last_row(speech)),
    )


def refuse(session: Session, person: Person, press: RefuseInvitation, *, now: datetime) -> Answer:
    speech = speech_of(person)
    try:
        service.refuse(session, person, press.invitation, now=now)
    except NotFound:
        return out_of_date(speech)
    return Screen(
        ScreenKind.EMPTY,
        speech.gettext("✅ Refused: nobody got the post"),
        buttons=rows(last_row(speech)),
    )


def declare_sex(session: Session, person: Person, press: DeclareSex, *, now: datetime) -> Answer:
    speech = speech_of(person)
    _ = speech.gettext
    try:
        service.declare_sex(session, person, press.sex)
    except AlreadyDeclared:
        return Toast(_("You have told us already. A coordinator can correct it."))
    except NotFound:
        return out_of_date(speech)
    return Screen(
        ScreenKind.EMPTY,
        _("🏛 Your desk is ready"),
        (
            paragraph(_("New questions come here by themselves. All of them: /desk")),
            paragraph(
                _(
                    "What you do here is recorded. Nobody will ask you for money, codes or cards in"
                    " our name."
                )
            ),
        ),
        rows(last_row(speech)),
    )


def _tell_inviter(session: Session, opening: Opening, *, now: datetime) -> None:
    inviter = person_for(session, opening.inviter_id)
    speech = speech_of(inviter)
    _ = speech.gettext
    pending = next(
        (
            each
            for each in service.pending(session, inviter, now=now)
            if each.invitation_id == opening.invitation_id
        ),
        None,
    )
    if pending is None:
        return
    screen = Screen(
        ScreenKind.NOTICE,
        _("🏛 Somebody opened your invitation"),
        (
            facts(*_post(session, opening, speech)),
            paragraph(_("They will call you and say a code. Which one did they say?")),
        ),
        rows(
            [
                Button(code, ConfirmInvitation(pending.invitation_id, code))
                for code in pending.codes
            ],
            Button(_("Nobody called, or a stranger"), RefuseInvitation(pending.invitation_id)),
        ),
        protected=True,
    )
    delivery.put(session, inviter, [screen], lane=Lane.ANSWER, now=now)


def _welcome(session: Session, person: Person, *, now: datetime) -> None:
    """The one question that a post asks: some people want to be answered by a woman."""
    speech = speech_of(person)
    _ = speech.gettext
    screen = Screen(
        ScreenKind.NOTICE,
        _("🏛 The desk is yours"),
        (paragraph(_("Some people want to be answered by a woman. Are you a woman or a man?")),),
        rows((Button(_("Woman"), DeclareSex(Sex.WOMAN)), Button(_("Man"), DeclareSex(Sex.MAN)))),
    )
    delivery.put(session, person, [screen], lane=Lane.ANSWER, now=now)


def _post(session: Session, opening: Opening, speech: Speech) -> list[tuple[str, str]]:
    _ = speech.gettext
    place = service.place(session, opening.place)
    return [
        (_("Post"), role_name(opening.role, speech)),
        (_("Place"), service.name(place, speech.language, full=True)),
    ]
