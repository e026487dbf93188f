"""Links that work once, a number that proves the phone, sessions that end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.language.speech import speech
from bot.people import service as people
from bot.people import sign_in, sign_in_screens
from bot.people.presses import ChooseSignInNumber, NotMe
from bot.people.service import Person
from bot.people.sign_in import Stage, TooManyLinks
from bot.people.sign_in_models import SignInLink
from bot.store.database import Store
from bot.store.keys import Keyring
from bot.store.records import Record

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
A_POST = b"a post"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store = Store(f"sqlite:///{tmp_path / 'kopuro.sqlite3'}", Keyring("k" * 32))
    tables = [table for name, table in Record.metadata.tables.items() if name in TABLES]
    Record.metadata.create_all(store.engine, tables=tables)
    with store.transaction() as session:
        yield session
    store.close()


TABLES = {"people", "sign_in_links", "console_sessions"}


@pytest.fixture
def administrator(session: Session) -> Person:
    return people.meet(session, "administrator", now=NOW)


@pytest.fixture
def stranger(session: Session) -> Person:
    return people.meet(session, "stranger", now=NOW)


def stands(session: Session, person: Person) -> bytes | None:
    return A_POST


def spent(session: Session, person: Person, now: datetime = NOW) -> sign_in.Spent:
    found = sign_in.spend(session, sign_in.make_link(session, person, now=now), now=now)
    assert found is not None
    return found


def signed_in(session: Session, person: Person) -> str:
    token = sign_in.make_terminal_link(session, person, now=NOW)
    link = sign_in.spend(session, token, now=NOW)
    assert link is not None
    entered = sign_in.enter(session, link.browser_token, standing=stands, now=NOW)
    assert entered is not None
    return entered


def test_a_link_is_spent_once_and_only_within_ten_minutes(
    session: Session, administrator: Person
) -> None:
    token = sign_in.make_link(session, administrator, now=NOW)
    late = NOW + timedelta(minutes=10)
    assert sign_in.spend(session, token, now=late) is None
    assert sign_in.spend(session, token, now=late - timedelta(seconds=1)) is not None
    assert sign_in.spend(session, token, now=NOW) is None
    assert sign_in.spend(session, "a guess", now=NOW) is None


def test_no_secret_of_a_link_or_a_session_is_stored(
    session: Session, administrator: Person
) -> None:
    token = sign_in.make_link(session, administrator, now=NOW)
    assert len(token) >= 256 / 6
    link = sign_in.spend(session, token, now=NOW)
    assert link is not None
    entered = signed_in(session, administrator)
    stored = [
        str(row)
        for table in ("sign_in_links", "console_sessions")
        for row in session.connection().exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
    ]
    assert not any(
        secret in row for row in stored for secret in (token, link.browser_token, entered)
    )


def test_five_links_an_hour_and_the_limit_passes_with_the_hour(
    session: Session, administrator: Person, stranger: Person
) -> None:
    for _ in range(5):
        sign_in.make_link(session, administrator, now=NOW)
    with pytest.raises(TooManyLinks):
        sign_in.make_link(session, administrator, now=NOW + timedelta(minutes=59))
    assert sign_in.make_link(session, stranger, now=NOW)
    sign_in.expire(session, now=NOW + timedelta(minutes=59))
    with pytest.raises(TooManyLinks):
        sign_in.make_link(session, administrator, now=NOW + timedelta(minutes=59))
    assert sign_in.make_link(session, administrator, now=NOW + timedelta(minutes=61))


def test_a_new_link_ends_the_one_before(session: Session, administrator: Person) -> None:
    first = sign_in.make_link(session, administrator, now=NOW)
    second = sign_in.make_link(session, administrator, now=NOW)
    assert sign_in.spend(session, first, now=NOW) is None
    assert sign_in.spend(session, second, now=NOW) is not None


def test_the_number_in_the_browser_pressed_in_the_bot_lets_that_browser_in(
    session: Session, administrator: Person
) -> None:
    link = spent(session, administrator)
    pending = sign_in.pending_for(session, link.browser_token, now=NOW)
    choices = sign_in.numbers(session, administrator, link.link_id, now=NOW)
    assert pending.stage is Stage.WAITING
    assert pending.number in choices
    assert len(set(choices)) == 3
    assert all(10 <= each <= 99 for each in choices)
    assert sign_in.enter(session, link.browser_token, standing=stands, now=NOW) is None

    assert sign_in.choose(session, administrator, link.link_id, pending.number, now=NOW)
    assert sign_in.pending_for(session, link.browser_token, now=NOW).stage is Stage.CONFIRMED
    token = sign_in.enter(session, link.browser_token, standing=stands, now=NOW)
    assert token is not None
    row = sign_in.session_for(session, token, now=NOW)
    assert row is not None
    assert row.person_id == administrator.id
    assert row.standing == A_POST
    assert sign_in.enter(session, link.browser_token, standing=stands, now=NOW) is None


def test_a_wrong_number_spends_the_link(session: Session, administrator: Person) -> None:
    link = spent(session, administrator)
    right = sign_in.pending_for(session, link.browser_token, now=NOW).number
    assert right is not None
    choices = sign_in.numbers(session, administrator, link.link_id, now=NOW)
    wrong = next(each for each in choices if each != right)
    assert not sign_in.choose(session, administrator, link.link_id, wrong, now=NOW)
    assert sign_in.pending_for(session, link.browser_token, now=NOW).stage is Stage.OVER
    with pytest.raises(NotFound):
        sign_in.choose(session, administrator, link.link_id, right, now=NOW)
    assert sign_in.enter(session, link.browser_token, standing=stands, now=NOW) is None


def test_this_is_not_me_shuts_the_browser_out(session: Session, administrator: Person) -> None:
    link = spent(session, administrator)
    sign_in.refuse(session, administrator, link.link_id, now=NOW)
    assert sign_in.pending_for(session, link.browser_token, now=NOW).stage is Stage.OVER


def test_nobody_decides_on_the_link_of_another(
    session: Session, administrator: Person, stranger: Person
) -> None:
    link = spent(session, administrator)
    right = sign_in.pending_for(session, link.browser_token, now=NOW).number
    assert right is not None
    with pytest.raises(NotFound):
        sign_in.numbers(session, stranger, link.link_id, now=NOW)
    with pytest.raises(NotFound):
        sign_in.choose(session, stranger, link.link_id, right, now=NOW)
    with pytest.raises(NotFound):
        sign_in.refuse(session, stranger, link.link_id, now=NOW)
    assert sign_in.choose(session, administrator, link.link_id, right, now=NOW)


def test_the_secret_of_another_browser_or_the_link_itself_lets_nobody_in(
    session: Session, administrator: Person
) -> None:
    token = sign_in.make_terminal_link(session, administrator, now=NOW)
    link = sign_in.spend(session, token, now=NOW)
    assert link is not None
    assert not link.needs_number
    for guess in (token, "", str(link.link_id)):
        assert sign_in.enter(session, guess, standing=stands, now=NOW) is None
    assert sign_in.enter(session, link.browser_token, standing=stands, now=NOW) is not None


def test_without_a_post_nobody_comes_in(session: Session, stranger: Person) -> None:
    token = sign_in.make_terminal_link(session, stranger, now=NOW)
    link = sign_in.spend(session, token, now=NOW)
    assert link is not None
    entered = sign_in.enter(session, link.browser_token, standing=lambda *_: None, now=NOW)
    assert entered is None


def test_a_session_ends_after_sixty_idle_minutes(session: Session, administrator: Person) -> None:
    token = signed_in(session, administrator)
    row = sign_in.session_for(session, token, now=NOW + timedelta(minutes=59))
    assert row is not None
    assert sign_in.session_for(session, token, now=NOW + timedelta(minutes=60)) is None
    assert sign_in.is_to_be_touched(row, now=NOW + timedelta(minutes=59))
    sign_in.touch(session, row.id, now=NOW + timedelta(minutes=59))
    session.expire_all()
    assert sign_in.session_for(session, token, now=NOW + timedelta(minutes=118)) is not None


def test_a_session_ends_after_twelve_hours_however_busy(
    session: Session, administrator: Person
) -> None:
    token = signed_in(session, administrator)
    for minutes in range(30, 12 * 60, 30):
        moment = NOW + timedelta(minutes=minutes)
        row = sign_in.session_for(session, token, now=moment)
        assert row is not None
        sign_in.touch(session, row.id, now=moment)
        session.expire_all()
    assert sign_in.session_for(session, token, now=NOW + timedelta(hours=12)) is None
    assert sign_in.expire(session, now=NOW + timedelta(hours=12)) == 2


def test_signing_out_and_suspension_end_sessions_and_links(
    session: Session, administrator: Person, stranger: Person
) -> None:
    one, other = signed_in(session, administrator), signed_in(session, administrator)
    kept = signed_in(session, stranger)
    row = sign_in.session_for(session, one, now=NOW)
    assert row is not None
    sign_in.end(session, row.id)
    assert sign_in.session_for(session, one, now=NOW) is None
    assert sign_in.session_for(session, other, now=NOW) is not None
    link = sign_in.make_link(session, administrator, now=NOW)
    sign_in.end_all(session, administrator.id)
    assert sign_in.session_for(session, other, now=NOW) is None
    assert sign_in.spend(session, link, now=NOW) is None
    assert sign_in.session_for(session, kept, now=NOW) is not None


def test_the_number_is_forgotten_once_it_was_pressed(
    session: Session, administrator: Person
) -> None:
    link = spent(session, administrator)
    right = sign_in.pending_for(session, link.browser_token, now=NOW).number
    assert right is not None
    sign_in.choose(session, administrator, link.link_id, right, now=NOW)
    row = session.get(SignInLink, link.link_id)
    assert row is not None
    assert row.numbers_sealed is None


def test_the_bot_asks_for_one_of_three_numbers_or_not_me() -> None:
    screen = sign_in_screens.which_number(7, (31, 47, 82), speech("en"))
    presses = [button.press for button in screen.every_button()]
    assert presses == [*(ChooseSignInNumber(7, each) for each in (31, 47, 82)), NotMe(7)]
    assert screen.protected
    told = sign_in_screens.link("http://127.0.0.1:8080/console/sign-in/x", speech("en")).plain()
    assert "http://127.0.0.1:8080/console/sign-in/x" in told
