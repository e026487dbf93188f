"""The console in a real browser: signing in, filters, keys, files, and nothing that CSP stops."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from bot.interactions.models import Kind
from bot.people import sign_in
from bot.people.presses import ChooseSignInNumber
from bot.places.service import Role
from bot.questions.models import Part, Rating, Side
from tests import required
from tests.admin.conftest import House, open_house
from tests.admin.test_sign_in import asked_in_the_bot, link_for, presses
from tests.insights.conftest import (
    BENEFITS,
    KOTORMO,
    NOOKAT,
    NOOKAT_TOWN,
    NOW,
    PASSPORT,
    TOOLOS,
    Life,
)

SHOTS = os.environ.get("KOPURO_SHOTS", "")
"""A folder for pictures of the pages; none are made without it."""

pytestmark = pytest.mark.browser


class Served:
    """The console on a free port of loopback, in a thread of its own."""

    def __init__(self, app: Starlette) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.server = uvicorn.Server(
            uvicorn.Config(app, log_level="error", lifespan="off", access_log=False)
        )
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],))

    def __enter__(self) -> Served:
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(
            executable_path=required.chromium(), args=required.CHROMIUM_FLAGS
        )
        yield made
        made.close()


@pytest.fixture
def autumn(database: Path) -> Iterator[House]:
    """A console that has something to show."""
    house = open_house(database)
    house.does(_happens)
    yield house
    house.store.close()


def _happens(session: Session) -> None:
    life = Life(session)
    weeks = [NOW - timedelta(days=7 * back) for back in range(3, 11)]
    for index, week in enumerate(weeks):
        life.acts(9 + 2 * index, TOOLOS, topic=PASSPORT, at=week)
        life.acts(6, TOOLOS, topic=BENEFITS, at=week, language="uz_Latn")
        life.acts(7 + index, NOOKAT_TOWN, topic="russia-entry-and-stay", at=week, language="ru")
        life.acts(6 + index % 3, KOTORMO, topic="power-of-attorney", at=week)
        life.acts(12, TOOLOS, Kind.SEARCH_FAILED, None, at=week)
        life.acts(15, TOOLOS, Kind.SEARCH_FOUND, PASSPORT, at=week)
        for community in ("osh.nookat.kok-bel", "osh.nookat.kenesh", "chuy.panfilov.voznesenovka"):
            life.acts(3, community, Kind.MENU_OPENED, None, at=week)
    hours = timedelta(hours=7)
    life.asks(14, TOOLOS, answered_after=hours, rating=Rating.HELPED)
    life.asks(6, TOOLOS, answered_after=timedelta(days=4), rating=Rating.DID_NOT_HELP)
    life.asks(6, NOOKAT_TOWN, office=NOOKAT)
    (question,) = life.asks(1, TOOLOS, at=NOW - timedelta(hours=3), urgent="violence")
    session.flush()
    session.add(
        Part(
            question_id=question.id,
            side=Side.ASKER,
            text="Кандай кылсам болот?",
            position=1,
            sent_at=NOW,
        )
    )


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="ru", viewport={"width": 1200, "height": 900})
    page = context.new_page()
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A page that answers 403 or 404 is told as an error too; those are asserted for.
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "data:", "blob:"))
            else wrong.append(request.url)
        ),
    )
    yield page
    context.close()
    assert wrong == []


def picture(page: Page, name: str) -> None:
    if not SHOTS:
        return
    for width in (360, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1200, "height": 900})


def fits(page: Page) -> bool:
    """Whether the page scrolls up and down only, on a cheap phone too."""
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1200, "height": 900})
    return int(wide) <= 360


def signs_in(house: House, page: Page, address: str) -> None:
    """By the number, while the page asks by itself whether it was pressed."""
    page.goto(f"{address}/console/sign-in/{link_for(house, 'administrator')}")
    picture(page, "sign-in")
    page.get_by_role("button").click()
    number = int(page.locator(".number").inner_text())
    picture(page, "signing-in")
    buttons = [button.press for button in asked_in_the_bot(house).every_button()]
    (right,) = [
        each for each in buttons if isinstance(each, ChooseSignInNumber) and each.number == number
    ]
    presses(house, "administrator", right)
    page.wait_for_url(f"{address}/console/")


def test_an_administrator_signs_in_sees_demand_filters_and_exports(
    autumn: House, page: Page, tmp_path: Path
) -> None:
    autumn.reader("administrator").appointed(Role.ADMINISTRATOR)
    with Served(autumn.app) as served:
        signs_in(autumn, page, served.address)
        expect(page.locator("table.topics tbody th").first).to_be_visible()
        first = page.locator("table.topics tbody tr").first
        assert first.locator("th").inner_text() in {"Тоолос", "Toolos", "Төөлөс"}
        assert page.locator("svg.chart rect.bar").count() >= 3
        assert fits(page)
        picture(page, "demand")

        page.locator("#place").focus()
        page.select_option("#place", NOOKAT)
        page.wait_for_url("**place=osh.nookat&**")
        expect(page.locator(".sentence")).to_contain_text("Ноокат")
        assert page.evaluate("document.activeElement.id") == "place"
        expect(page.locator("#told")).not_to_be_empty()
        page.select_option("#topic", PASSPORT)
        page.wait_for_url(f"**topic={PASSPORT}**")
        picture(page, "demand-filtered")
        page.go_back()
        expect(page.locator("#topic")).to_have_value("")

        with page.expect_download() as download:
            page.locator("button[value=csv]").click()
        saved = tmp_path / "demand.csv"
        download.value.save_as(saved)
        assert saved.read_bytes().startswith(b"\xef\xbb\xbf")
        assert "Ноокат" in saved.read_text("utf-8-sig")
        with page.expect_download() as download:
            page.locator("button[value=xlsx]").click()
        assert download.value.suggested_filename.endswith(".xlsx")


def test_every_page_fits_a_cheap_phone_and_works_by_keys(autumn: House, page: Page) -> None:
    autumn.reader("administrator").appointed(Role.ADMINISTRATOR)
    autumn.reader("focal point").appointed(Role.FOCAL_POINT, TOOLOS)
    with Served(autumn.app) as served:
        signs_in(autumn, page, served.address)
        for key, path in (("q", "questions"), ("a", "articles"), ("p", "places"), ("l", "log")):
            page.keyboard.press("g")
            page.keyboard.press(key)
            page.wait_for_url(f"**/console/{path}")
            assert fits(page), path
            picture(page, path)
        page.keyboard.press("?")
        expect(page.locator("dialog#help")).to_be_visible()
        page.keyboard.press("Escape")

        page.goto(f"{served.address}/console/questions")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "place"
        page.locator("table.list a").first.click()
        page.wait_for_url("**/questions/*")
        assert fits(page)
        picture(page, "question")
        page.locator("input[name=reason]").first.check()
        page.locator("form[action$=text] button").click()
        expect(page.locator("h1")).to_be_visible()
        picture(page, "question-read")

        page.goto(f"{served.address}/console/places?place={TOOLOS}")
        page.locator("button[name=role]").first.click()
        expect(page.locator(".made code")).to_contain_text("https://t.me/kopuro_bot?start=i-")
        assert fits(page)
        picture(page, "invitation")
        page.goto(f"{served.address}/console/places?place={NOOKAT}")
        picture(page, "places-district")
        page.goto(f"{served.address}/console/system")
        assert fits(page)
        picture(page, "system")

        page.set_viewport_size({"width": 360, "height": 740})
        expect(page.locator("nav#menu")).to_be_hidden()
        page.locator("[data-menu]").click()
        expect(page.locator("nav#menu")).to_be_visible()


def test_the_console_works_without_script(autumn: House, browser: Browser) -> None:
    reader = autumn.reader("administrator").appointed(Role.ADMINISTRATOR)
    token = autumn.does(
        lambda session: sign_in.make_terminal_link(
            session, autumn.person(session, "administrator"), now=autumn.clock()
        )
    )
    assert reader
    context = browser.new_context(java_script_enabled=False, locale="ru")
    page = context.new_page()
    with Served(autumn.app) as served:
        page.goto(f"{served.address}/console/sign-in/{token}")
        page.get_by_role("button").click()
        page.get_by_role("button").click()
        page.wait_for_url(f"{served.address}/console/")
        page.select_option("#place", NOOKAT)
        page.locator("#filters button").click()
        page.wait_for_url("**place=osh.nookat&**")
        expect(page.locator(".sentence")).to_contain_text("Ноокат")
    context.close()
