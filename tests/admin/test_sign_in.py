"""Coming in by a link, a button and a number; going out by itself."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.visits import csrf_of
from bot.delivery import service as delivery
from bot.people import service as people
from bot.people import sign_in
from bot.people.presses import ChooseSignInNumber, NotMe
from bot.people.sign_in_models import ConsoleSession
from bot.places import posts
from bot.places import service as places
from bot.places.service import Role
from bot.screens import Screen
from tests.admin.conftest import House, Reader, csrf_in, open_house, text_of
from tests.insights.conftest import NOW

POLLS = "hx-get"


def link_for(house: House, name: str) -> str:
    return house.does(
        lambda session: sign_in.make_link(session, house.person(session, name), now=house.clock())
    )


def asked_in_the_bot(house: House) -> Screen:
    """The screen that waits for the administrator in the outbox, due at once."""
    *_, departure = house.does(lambda session: delivery.claim(session, now=house.clock()))
    (screen,) = departure.answers
    assert isinstance(screen, Screen)
    return screen


def presses(house: House, name: str, press: ChooseSignInNumber | NotMe) -> None:
    if isinstance(press, NotMe):
        house.does(
            lambda session: sign_in.refuse(
                session, house.person(session, name), press.link, now=house.clock()
            )
        )
        return
    house.does(
        lambda session: sign_in.choose(
            session, house.person(session, name), press.link, press.number, now=house.clock()
        )
    )


def number_on(page: httpx.Response) -> int:
    found = re.search(r'class="number">(\d\d)<', page.text)
    assert found
    return int(found.group(1))


def session_cookie(answer: httpx.Response) -> str:
    return next(
        each for each in answer.headers.get_list("set-cookie") if each.startswith("kopuro=")
    )


def test_the_number_in_the_browser_pressed_in_the_bot_signs_in(house: House) -> None:
    reader = house.reader("administrator").appointed(Role.ADMINISTRATOR)
    token = link_for(house, "administrator")
    assert "Sign in" in text_of(reader.opens(f"/sign-in/{token}"))
    spent = reader.posts(f"/sign-in/{token}")
    assert (spent.status_code, spent.headers["location"]) == (303, "/console/signing-in")
    assert house.woken

    shown = number_on(reader.opens("/signing-in"))
    screen = asked_in_the_bot(house)
    choices = [button.press for button in screen.every_button()]
    right = next(
        each for each in choices if isinstance(each, ChooseSignInNumber) and each.number == shown
    )
    assert len(choices) == 4

    waiting = reader.opens("/signing-in/state")
    assert waiting.status_code == 200
    assert POLLS in waiting.text
    assert reader.opens("/").status_code == 403

    presses(house, "administrator", right)
    confirmed = reader.opens("/signing-in/state")
    assert confirmed.status_code == 286
    assert POLLS not in confirmed.text
    entered = reader.posts("/signing-in", csrf=csrf_in(confirmed))
    assert (entered.status_code, entered.headers["location"]) == (303, "/console/")
    assert reader.opens("/").status_code == 200


def test_opening_a_link_as_a_preview_does_changes_nothing_and_tells_nothing(
    house: House,
) -> None:
    reader = house.reader("administrator").appointed(Role.ADMINISTRATOR)
    token = link_for(house, "administrator")
    right, wrong = reader.opens(f"/sign-in/{token}"), reader.opens("/sign-in/a-guess")
    assert right.status_code == wrong.status_code == 200
    assert right.content == wrong.content
    assert reader.client.head(f"/console/sign-in/{token}").status_code == 200
    assert reader.posts(f"/sign-in/{token}").status_code == 303


def test_a_link_is_spent_by_the_first_press_alone(house: House) -> None:
    house.reader("administrator").appointed(Role.ADMINISTRATOR)
    token = link_for(house, "administrator")
    first, second = house.reader("one"), house.reader("other")
    assert first.posts(f"/sign-in/{token}").status_code == 303
    again, guessed = second.posts(f"/sign-in/{token}"), second.posts("/sign-in/a-guess")
    assert again.status_code == guessed.status_code == 404
    assert again.content == guessed.content


def test_a_wrong_number_and_not_me_shut_the_browser_out(house: House) -> None:
    house.reader("administrator").appointed(Role.ADMINISTRATOR)
    for refuses in (False, True):
        reader = house.reader("browser")
        reader.posts(f"/sign-in/{link_for(house, 'administrator')}")
        shown = number_on(reader.opens("/signing-in"))
        buttons = [button.press for button in asked_in_the_bot(house).every_button()]
        house.clock.passes(minutes=2)
        wrong = [
            each
            for each in buttons
            if isinstance(each, ChooseSignInNumber) and each.number != shown
        ]
        not_me = [each for each in buttons if isinstance(each, NotMe)]
        presses(house, "administrator", not_me[0] if refuses else wrong[0])
        over = reader.opens("/signing-in/state")
        assert over.status_code == 286
        assert "over" in text_of(over)
        assert reader.posts("/signing-in", csrf=csrf_in(over)).status_code in {303, 403}
        assert reader.opens("/").status_code == 403


def test_nobody_comes_in_before_the_number_was_pressed(house: House) -> None:
    reader = house.reader("administrator").appointed(Role.ADMINISTRATOR)
    reader.posts(f"/sign-in/{link_for(house, 'administrator')}")
    browser = reader.client.cookies["kopuro-browser"]
    answer = reader.posts("/signing-in", csrf=csrf_of(browser))
    assert answer.headers["location"] == "/console/signing-in"
    assert "kopuro" not in reader.client.cookies


def test_who_has_no_right_is_told_what_who_is_not_signed_in_is_told(
    house: House, focal_point: Reader
) -> None:
    token = link_for(house, "focal point")
    assert focal_point.posts(f"/sign-in/{token}").status_code == 404
    stranger = house.reader("stranger")
    answers = [focal_point.opens("/"), stranger.opens("/"), stranger.opens("/nowhere")]
    assert {each.status_code for each in answers} == {403}
    assert len({each.content for each in answers}) == 1


def test_a_session_has_an_id_of_its_own_in_a_cookie_no_script_can_read(house: House) -> None:
    reader = house.reader("administrator").appointed(Role.ADMINISTRATOR)
    reader.client.cookies.set("kopuro", "fixed-by-somebody-else")
    token = house.does(
        lambda session: sign_in.make_terminal_link(
            session, house.person(session, "administrator"), now=NOW
        )
    )
    reader.posts(f"/sign-in/{token}")
    entered = reader.posts("/signing-in", csrf=csrf_in(reader.opens("/signing-in")))
    cookie = session_cookie(entered)
    assert "fixed-by-somebody-else" not in cookie
    assert token not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie  # loopback without TLS


def test_behind_tls_the_cookie_is_bound_to_the_host(house: House) -> None:
    public = open_house_like(house, public_url="https://kopuro.example")
    reader = public.reader("administrator").appointed(Role.ADMINISTRATOR)
    reader.client.base_url = httpx.URL("https://kopuro.example")
    token = public.does(
        lambda session: sign_in.make_terminal_link(
            session, public.person(session, "administrator"), now=NOW
        )
    )
    origin = "https://kopuro.example"
    reader.posts(f"/sign-in/{token}", origin=origin)
    page = reader.opens("/signing-in")
    entered = reader.posts("/signing-in", origin=origin, csrf=csrf_in(page))
    cookie = next(
        each for each in entered.headers.get_list("set-cookie") if "__Host-kopuro=" in each
    )
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert entered.headers["strict-transport-security"]
    public.store.close()


def open_house_like(house: House, **settings: object) -> House:
    return open_house(Path(str(house.store.engine.url.database)), **settings)


def test_sixty_idle_minutes_end_a_session_and_use_keeps_it(
    house: House, administrator: Reader
) -> None:
    for _ in range(3):
        house.clock.passes(minutes=50)
        assert administrator.opens("/articles").status_code == 200
    house.clock.passes(minutes=61)
    assert administrator.opens("/articles").status_code == 403


def test_twelve_hours_end_a_session(house: House, administrator: Reader) -> None:
    for _ in range(23):
        house.clock.passes(minutes=30)
        assert administrator.opens("/articles").status_code == 200
    house.clock.passes(minutes=30)
    assert administrator.opens("/articles").status_code == 403


def test_a_suspension_ends_the_session_for_good(house: House, coordinator: Reader) -> None:
    assert coordinator.opens("/").status_code == 200
    house.reader("administrator").appointed(Role.ADMINISTRATOR)

    def post_id(session: Session) -> int:
        (post,) = places.posts_of(session, house.person(session, "coordinator"))
        return post.id

    number = house.does(post_id)
    house.does(
        lambda session: places.suspend(
            session, house.person(session, "administrator"), number, now=NOW
        )
    )
    assert coordinator.opens("/").status_code == 403
    house.does(
        lambda session: places.resume(
            session, house.person(session, "administrator"), number, now=NOW
        )
    )
    assert coordinator.opens("/").status_code == 403


def test_a_change_of_role_ends_the_session(house: House, coordinator: Reader) -> None:
    house.does(
        lambda session: posts.appoint(
            session,
            house.person(session, "coordinator"),
            Role.COORDINATOR,
            "osh",
            appointed_by=None,
            now=NOW,
        )
    )
    assert coordinator.opens("/").status_code == 403


def test_signing_out_ends_the_session_itself(house: House, administrator: Reader) -> None:
    token = administrator.client.cookies["kopuro"]
    administrator.submits("/", "/sign-out")
    administrator.client.cookies.set("kopuro", token)
    assert administrator.opens("/").status_code == 403
    left = house.does(lambda session: session.scalars(select(ConsoleSession)).all())
    assert left == []


def test_the_language_is_kept_in_the_session(house: House, administrator: Reader) -> None:
    administrator.submits("/", "/language", language="ky", here="/articles?x=1")
    page = administrator.opens("/articles")
    assert '<html lang="ky">' in page.text
    person = house.does(lambda session: people.find(session, "administrator"))
    assert person is not None
    assert person.language == "ru"
    answer = administrator.submits("/", "/language", language="ky", here="//elsewhere.example/")
    assert answer.headers["location"] == "/console/"


def test_whoever_is_not_in_finds_the_way_to_the_bot_unless_it_is_a_demos(
    house: House, administrator: Reader
) -> None:
    to_the_bot = 'href="https://t.me/kopuro_bot"'
    out = administrator.submits("/", "/sign-out")
    over = administrator.posts("/sign-in/no-such-link")
    assert all(to_the_bot in each.text for each in (out, administrator.opens("/"), over))
    demo = open_house(Path(str(house.store.engine.url.database)), KOPURO_INTERNAL_DEMO=True)
    page = demo.reader("stranger").opens("/")
    assert "You are not signed in" in text_of(page)
    assert "t.me" not in page.text
    demo.store.close()
