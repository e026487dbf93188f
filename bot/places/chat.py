"""Where somebody is from: from a poster, by typing, by choosing from lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from bot.dialogues import service as dialogues
from bot.dialogues.service import Dialogue, Wait
from bot.errors import NotFound
from bot.language.speech import Speech
from bot.navigation import OpenMenu, back_button, list_page
from bot.people import service as people
from bot.people.service import Person, speech_of
from bot.places import service
from bot.places.presses import AskCommunity, BrowsePlaces, Settle
from bot.places.service import Level, Match, Place
from bot.screens import Answer, Button, Screen, ScreenKind, paragraph, rows

CHOICES = 5
IN_THE_ALPHABET = str.maketrans({"ё": "е\uffff", "ң": "н\uffff", "ө": "о\uffff", "ү": "у\uffff"})
"""These letters stand right after another one, and not behind я, where computers put them."""
Welcome = Callable[[Session, Person, datetime], Sequence[Screen]]


def ask_community(
    session: Session, person: Person, press: AskCommunity | None = None, *, now: datetime
) -> Screen:
    """Ask for the name of the village or town, old names welcome."""
    dialogues.wait_for(session, person, Wait.COMMUNITY, now=now)
    speech = speech_of(person)
    _ = speech.gettext
    return Screen(
        ScreenKind.CONFIRM,
        _("📍 Which village are you from?"),
        (paragraph(_("Write the name of your village or town. An old name will do too.")),),
        _ways(speech, person),
    )


def named(
    session: Session, person: Person, dialogue: Dialogue, text: str, *, now: datetime
) -> Screen:
    """A typed name: found, found several times, or not found."""
    speech = speech_of(person)
    _ = speech.gettext
    matches = service.search(session, text, limit=CHOICES)
    if not matches:
        return Screen(
            ScreenKind.EMPTY,
            _("📍 We do not find this name"),
            (paragraph(_("Write it another way, or choose from the list.")),),
            _ways(speech, person),
        )
    if len(matches) == 1:
        return is_this_yours(session, matches[0].code, speech, via=matches[0].via)
    return Screen(
        ScreenKind.CONFIRM,
        _("📍 Which one is yours?"),
        (paragraph(_("There are several places like this.")),),
        rows(
            *(
                Button(label, Settle(each.code))
                for each, label in zip(matches, _labels(session, matches, speech), strict=True)
            ),
            Button(_("Mine is not here"), BrowsePlaces()),
        ),
    )


def is_this_yours(session: Session, code: str, speech: Speech, *, via: str | None = None) -> Screen:
    """``via``: the village whose name was typed, so that people see theirs. Raises NotFound."""
    _ = speech.gettext
    where = _where(session, code, speech)
    if via:
        where = f"{service.name(service.place(session, via), speech.language)} · {where}"
    return Screen(
        ScreenKind.CONFIRM,
        _("📍 Is this your village?"),
        (paragraph(where),),
        rows(
            Button(_("Yes, this one"), Settle(code), main=True),
            Button(_("No, another"), AskCommunity()),
        ),
    )


def browse(session: Session, person: Person, press: BrowsePlaces, *, now: datetime) -> Screen:
    """What lies in a place, six a page: oblasts, then districts and towns, then communities."""
    speech = speech_of(person)
    _ = speech.gettext
    inside = _in_order(
        [each for each in service.children(session, press.place or None) if _can_be_shown(each)],
        speech,
    )
    if not inside:
        raise NotFound(press.place)
    listed = list_page(inside, press.page, speech, lambda page: BrowsePlaces(press.place, page))
    above = _above(session, press.place)
    return Screen(
        ScreenKind.LIST,
        _("📍 Choose from the list"),
        (paragraph(_heading(session, press.place, speech), "\n", listed.count),),
        rows(
            *(_choice(each, speech) for each in listed.shown),
            listed.pager,
            (back_button(speech, above), Button(_("Mine is not here"), Settle(""))),
        ),
    )


def settle(session: Session, person: Person, press: Settle, *, now: datetime) -> Place | None:
    """Note the community; None: they would rather not say. Raises NotFound."""
    place = service.place(session, press.place) if press.place else None
    if place is not None and not place.is_community:
        raise NotFound(press.place)
    people.choose_community(session, person, place.code if place else None)
    waiting = dialogues.current(session, person)
    if waiting is not None and waiting.wait == Wait.COMMUNITY:
        dialogues.finish(session, person)
    return place


def from_poster(session: Session, person: Person, code: str, *, now: datetime) -> Answer:
    """A poster's link: for a newcomer, and for somebody who is registered already."""
    speech = speech_of(person)
    try:
        place = service.community_of_poster(session, person, code, now=now)
    except NotFound:
        if person.community_settled:
            return out_of_date_link(speech)
        return ask_community(session, person, now=now)
    return is_this_yours(session, place.code, speech)


def out_of_date_link(speech: Speech) -> Screen:
    _ = speech.gettext
    return Screen(
        ScreenKind.ERROR,
        _("⚠️ This link does not work"),
        (paragraph(_("It is old or was copied with a mistake. Ask for a new one.")),),
        rows(Button(_("☰ Menu"), OpenMenu())),
    )


def _ways(speech: Speech, person: Person) -> tuple[tuple[Button, ...], ...]:
    _ = speech.gettext
    return rows(
        Button(_("Choose from the list"), BrowsePlaces()),
        Button(_("I would rather not say"), Settle("")),
        back_button(speech, OpenMenu()) if person.community_settled else None,
    )


def _can_be_shown(place: Place) -> bool:
    return place.level in {Level.OBLAST, Level.DISTRICT} or place.is_community


def _in_order(inside: Sequence[Place], speech: Speech) -> list[Place]:
    """Larger levels first, as they come; within one, by the alphabet of whoever reads."""
    levels = list(dict.fromkeys(each.level for each in inside))

    def key(place: Place) -> tuple[int, str]:
        name = service.name(place, speech.language).casefold()
        return levels.index(place.level), name.translate(IN_THE_ALPHABET)

    return sorted(inside, key=key)


def _choice(place: Place, speech: Speech) -> Button:
    # A town and a district may bear one name: in a list the full one tells them apart.
    told_apart = place.level in {Level.OBLAST, Level.DISTRICT, Level.CITY}
    label = service.name(place, speech.language, full=told_apart)
    if place.is_community:
        return Button(label, Settle(place.code))
    return Button(f"{label} ›", BrowsePlaces(place.code))


def _above(session: Session, code: str) -> AskCommunity | BrowsePlaces:
    if not code:
        return AskCommunity()
    parent = service.place(session, code).parent
    return BrowsePlaces("" if parent in {None, "kg"} else str(parent))


def _heading(session: Session, code: str, speech: Speech) -> str:
    if not code:
        return speech.gettext("Kyrgyzstan: oblasts and large cities")
    return service.name(service.place(session, code), speech.language, full=True)


def _where(session: Session, code: str, speech: Speech) -> str:
    """The full name, and the district to tell it from others: «… · Ноокат району»."""
    district, oblast = service.path(session, code)
    full = [service.name(service.place(session, code), speech.language, full=True)]
    full += [
        service.name(each, speech.language, full=True)
        for each in (district or oblast,)
        if each is not None
    ]
    return " · ".join(full)


def _labels(session: Session, matches: Sequence[Match], speech: Speech) -> list[str]:
    """Where the district does not tell two apart, a village is shown with its community."""
    labels = [_told_apart(session, each.code, each.via, speech) for each in matches]
    return [
        _within_community(session, each.code, each.via, speech)
        if each.via and labels.count(label) > 1
        else label
        for each, label in zip(matches, labels, strict=True)
    ]


def _within_community(session: Session, code: str, via: str, speech: Speech) -> str:
    village, community = service.place(session, via), service.place(session, code)
    names = service.name(village, speech.language), service.name(community, speech.language)
    return " · ".join(names)


def _told_apart(session: Session, code: str, via: str | None, speech: Speech) -> str:
    """A button's label: name · district, through which village it was found."""
    name = service.name(service.place(session, via or code), speech.language)
    district, oblast = service.path(session, code)
    area = district or oblast
    return f"{name} · {service.name(area, speech.language)}" if area else name
