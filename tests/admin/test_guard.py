"""Where requests come from, what every answer carries, and that reading changes nothing."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from html import unescape

import pytest
from sqlalchemy.orm import Session

from admin.app import READ, WRITE, application
from admin.guard import POLICY, Pace
from admin.rendering import STATIC
from bot.questions.models import Part, Side
from tests.admin.conftest import ADDRESS, House, Reader, Seconds
from tests.insights.conftest import NOW, TOOLOS, Life


def paths(house: House) -> Iterator[tuple[str, str]]:
    """Every method and address of the console, with something in each gap."""
    console = application(house.store, house.settings, clock=house.clock)
    for route in console.routes:
        for method in getattr(route, "methods", None) or ():
            yield method, re.sub(r"\{[^}]*\}", "4127", getattr(route, "path", ""))


def everything_stored(house: House) -> list[str]:
    path = house.store.engine.url.database
    with sqlite3.connect(str(path)) as raw:
        return list(raw.iterdump())


def test_no_get_changes_anything(house: House, administrator: Reader) -> None:
    house.does(lambda session: Life(session).asks(1, TOOLOS))
    administrator.opens("/")
    before = everything_stored(house)
    visited = [path for method, path in paths(house) if method == "GET"]
    assert {path for path in READ if "{" not in path} <= set(visited)
    for path in visited:
        assert administrator.opens(path).status_code in {200, 286, 404}
    assert everything_stored(house) == before


def test_every_post_needs_the_token_of_its_session(house: House, administrator: Reader) -> None:
    house.does(lambda session: Life(session).asks(1, TOOLOS))
    administrator.opens("/")
    before = everything_stored(house)
    posted = [path for method, path in paths(house) if method == "POST"]
    assert len(posted) == len(WRITE) + 2
    for path in posted:
        if not path.startswith("/sign-in/"):
            for wrong in ("", "0" * 64, "ы"):
                assert administrator.posts(path, csrf=wrong).status_code == 403, path
    assert everything_stored(house) == before


@pytest.mark.parametrize(
    "origin",
    ["https://elsewhere.example", "http://127.0.0.1:1", "null", "", "http://127.0.0.1.example"],
)
def test_a_post_from_another_page_is_refused(
    house: House, administrator: Reader, origin: str
) -> None:
    for method, path in paths(house):
        if method == "POST":
            assert administrator.posts(path, origin=origin).status_code == 403, path


def test_a_form_of_our_own_page_that_sends_no_origin_is_taken(
    house: House, administrator: Reader
) -> None:
    administrator.client.headers["sec-fetch-site"] = "same-origin"
    answer = administrator.posts("/sign-in/a-guess", origin="null")
    assert answer.status_code == 404
    administrator.client.headers["sec-fetch-site"] = "cross-site"
    assert administrator.posts("/sign-in/a-guess", origin="null").status_code == 403


@pytest.mark.parametrize("host", ["elsewhere.example", "127.0.0.1.example", "", "[", "kopuro"])
def test_another_host_name_is_refused(house: House, host: str) -> None:
    reader = house.reader("somebody")
    reader.client.headers["host"] = host
    assert reader.opens("/sign-in/x").status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "[::1]:8080"])
def test_loopback_is_answered(house: House, host: str) -> None:
    reader = house.reader("somebody")
    reader.client.headers["host"] = host
    assert reader.opens("/sign-in/x").status_code == 200


def test_every_answer_carries_the_headers_errors_too(
    house: House, administrator: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("what she wrote")

    stranger = house.reader("stranger")
    monkeypatch.setattr("bot.insights.service.offered", breaks)
    answers = {
        500: administrator.opens("/"),
        404: administrator.opens("/nowhere"),
        200: administrator.opens("/articles"),
        403: stranger.opens("/"),
        303: administrator.submits("/articles", "/language", language="en"),
        405: administrator.client.put("/console/", headers={"origin": ADDRESS}),
        413: administrator.posts("/language", language="x" * 70_000),
    }
    stranger.client.headers["host"] = "elsewhere.example"
    answers[400] = stranger.opens("/")
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
    assert "what she wrote" not in answers[500].text
    assert re.search(r"code: \w\w-\w{4}", answers[500].text)


def test_the_policy_allows_ourselves_alone() -> None:
    assert POLICY == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def test_files_are_kept_by_browsers_and_pages_are_not(house: House, administrator: Reader) -> None:
    page = administrator.opens("/")
    files = re.findall(r'(?:src|href)="/console(/static/[^"]+)"', page.text)
    assert len(files) == 4
    for file in files:
        answer = administrator.opens(file)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static/nothing.js"):
        assert administrator.opens(path).status_code == 404


def test_pages_use_no_script_style_or_address_of_their_own(
    house: House, administrator: Reader
) -> None:
    for path in ("/", "/questions", "/places", "/log", "/articles", "/system", "/nowhere"):
        text = administrator.opens(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text), path
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), path


def test_htmx_is_the_file_we_read_and_tied_down(house: House, administrator: Reader) -> None:
    digest = hashlib.sha256((STATIC / "htmx.min.js").read_bytes()).hexdigest()
    assert digest == "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
    assert digest in (STATIC / "README").read_text()
    found = re.search(r'name="htmx-config" content="([^"]*)"', administrator.opens("/").text)
    assert found
    config = json.loads(unescape(found.group(1)))
    assert (config["allowEval"], config["allowScriptTags"]) == (False, False)
    assert (config["includeIndicatorStyles"], config["selfRequestsOnly"]) == (False, True)
    assert config["historyCacheSize"] == 0


def test_ten_requests_a_second_and_then_a_word(house: House, administrator: Reader) -> None:
    house.seconds.step = 0.01
    house.seconds.at += 10
    answers = [administrator.opens("/articles").status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
    house.seconds.at += 1
    assert administrator.opens("/articles").status_code == 200


def test_one_readers_haste_slows_nobody_else() -> None:
    pace = Pace(Seconds(step=0.0))
    assert [pace.is_too_fast("hasty") for _ in range(11)] == [False] * 10 + [True]
    assert not pace.is_too_fast("calm")


PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{7*7}}{0.__class__}",
    "'; DROP TABLE people;--",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_stays_text_on_the_page(
    house: House, administrator: Reader, payload: str
) -> None:
    def write(session: Session) -> int:
        (question,) = Life(session).asks(1, TOOLOS)
        session.flush()
        session.add(
            Part(
                question_id=question.id,
                side=Side.ASKER,
                text=f"before \u202e{payload} after",
                position=1,
                sent_at=NOW,
            )
        )
        return question.number or 0

    number = house.does(write)
    page = administrator.submits(
        f"/questions/{number}", f"/questions/{number}/text", reason="complaint"
    )
    assert page.status_code == 200
    assert f"before {payload} after" in unescape(page.text)
    if "<" in payload:
        assert payload not in page.text
    assert "\u202e" not in page.text
    assert "hx-disable" in page.text


@pytest.mark.parametrize("name", ["place", "period", "language", "topic", "sort", "order", "page"])
@pytest.mark.parametrize("value", [*PAYLOADS, "-1", "9" * 400, "\u0000", "people.id", "1 OR 1=1"])
def test_no_parameter_reaches_further_than_its_list(
    house: House, administrator: Reader, name: str, value: str
) -> None:
    for path in ("/", "/questions", "/places", "/log"):
        answer = administrator.opens(path, **{name: value})
        assert answer.status_code in {200, 404}, path
        if "<" in value:
            assert value not in answer.text
