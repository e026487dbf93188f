"""A button's 64 bytes: what we wrote comes back, anything else is out of date (C9)."""

from __future__ import annotations

import base64
from dataclasses import fields
from enum import StrEnum
from typing import Any, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bot.conversation
from bot.articles.service import catalogue
from bot.channels.telegram import callback_data
from bot.conversation import PRESSES
from bot.navigation import AskPerson, OpenMenu
from bot.people.presses import ChooseLanguage
from bot.places.presses import BrowsePlaces, Settle
from bot.places.service import Level, gazetteer
from bot.questions.presses import OpenQuestion
from bot.screens import OutOfDate, Press, known_presses
from bot.store.keys import Keyring
from tests.memory_channel import MemoryChannel

KEYS = Keyring("a key that is only for the tests, 32+")
ME = "500000001"
LARGEST_NUMBER = 2**62
PRODUCTS = [each for each in known_presses() if each.__module__.startswith("bot.")]
LONGEST_CHANNEL_ID = "9" * 16


def longest(kind: type[Press]) -> Press:
    """The press with the longest arguments that the product gives it."""
    hints = get_type_hints(kind)
    values: list[Any] = []
    for each in fields(kind):
        hint = hints[each.name]
        if issubclass(hint, StrEnum):
            values.append(max(hint, key=len))
        elif hint is int:
            values.append(_largest(kind, each.name))
        else:
            values.append(_longest_text(kind, each.name))
    return kind(*values)


def _largest(kind: type[Press], name: str) -> int:
    small = {"page": 99, "sure": 1, "useful": 1, "may": 1, "kind": 9, "number": 99}
    return small.get(name, LARGEST_NUMBER)


def _longest_text(kind: type[Press], name: str) -> str:
    ids = [each.id for each in catalogue().articles.values()]
    known = {
        "article": max(ids, key=len),
        "topic": max(ids, key=len),
        "section": max(catalogue().sections, key=len),
        "language": "uz_Latn",
        "country": "KG",
        "said": "1000",
        "link": "i-" + "x" * 22,
        "place": "jalal-abad.toktogul.kyzyl-ozgorush",
    }
    return known[name]


def test_each_kind_of_press_has_somebody_who_answers_it() -> None:
    special = {"ChooseLanguage", "ChooseLanguageAgain", "OpenMenu", "LeaveDialogue", "Settle"}
    assert {each.__name__ for each in PRODUCTS} == special | {each.__name__ for each in PRESSES}


@pytest.mark.parametrize("kind", PRODUCTS, ids=lambda each: each.__name__)
def test_every_press_fits_and_comes_back(kind: type[Press]) -> None:
    press = longest(kind)
    data = callback_data.written(press, LONGEST_CHANNEL_ID, KEYS)
    assert 1 <= len(data.encode()) <= 64
    assert callback_data.read(data, LONGEST_CHANNEL_ID, KEYS) == press


def test_every_place_of_the_country_fits_into_its_buttons(channel: MemoryChannel) -> None:
    with channel.store.reading() as session:
        places = list(gazetteer(session))
    areas = {Level.OBLAST, Level.DISTRICT}
    presses: list[Press] = [Settle(each.code) for each in places if each.is_community]
    presses += [BrowsePlaces(each.code, 99) for each in places if each.level in areas]
    assert len(presses) > 500
    for press in presses:
        data = callback_data.written(press, LONGEST_CHANNEL_ID, KEYS)
        assert callback_data.read(data, LONGEST_CHANNEL_ID, KEYS) == press


def test_the_longest_link_that_is_carried_fits_beside_the_longest_language() -> None:
    link = "c-" + "x" * 200
    fitting = next(
        link[:length] for length in range(200, 0, -1) if bot.conversation._is_link(link[:length])
    )
    data = callback_data.written(ChooseLanguage("uz_Latn", fitting), LONGEST_CHANNEL_ID, KEYS)
    assert len(data.encode()) <= 64


def test_every_poster_can_be_carried_through_the_choice_of_a_language(
    channel: MemoryChannel,
) -> None:
    from bot.places.posters import poster_code

    with channel.store.reading() as session:
        codes = [f"c-{poster_code(each)}" for each in gazetteer(session) if each.is_community]
    assert len(codes) > 450
    assert [each for each in codes if not bot.conversation._is_link(each)] == []


def test_a_press_that_does_not_fit_is_refused_where_it_is_made() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        callback_data.written(AskPerson("x" * 60), ME, KEYS)
    with pytest.raises(ValueError, match="holds"):
        callback_data.written(AskPerson("a~b"), ME, KEYS)


@given(st.binary(max_size=64))
def test_random_bytes_are_out_of_date(data: bytes) -> None:
    for text in (data.decode("latin-1"), data.decode("utf-8", "replace")):
        with pytest.raises(OutOfDate):
            callback_data.read(text, ME, KEYS)


@given(st.text(max_size=64))
def test_random_texts_are_out_of_date(text: str) -> None:
    with pytest.raises(OutOfDate):
        callback_data.read(text, ME, KEYS)


@given(st.sampled_from([longest(each) for each in PRODUCTS]), st.integers(0, 63), st.characters())
def test_one_changed_letter_is_out_of_date(press: Press, at: int, letter: str) -> None:
    data = callback_data.written(press, ME, KEYS)
    at %= len(data)
    altered = data[:at] + letter + data[at + 1 :]
    if altered == data:
        return
    with pytest.raises(OutOfDate):
        callback_data.read(altered, ME, KEYS)


@given(st.sampled_from([longest(each) for each in PRODUCTS]), st.integers(1, 10**12))
def test_a_button_of_somebody_else_is_out_of_date(press: Press, other: int) -> None:
    data = callback_data.written(press, str(other), KEYS)
    if str(other) == ME:
        return
    with pytest.raises(OutOfDate):
        callback_data.read(data, ME, KEYS)


@pytest.mark.parametrize("signature", ["", "AAAAAAAA", base64.b64encode(b"123456").decode()])
@pytest.mark.parametrize("meaning", ["1m", "1q~", "1qo~1", "2m", "m", ""])
def test_what_somebody_makes_by_hand_is_out_of_date(meaning: str, signature: str) -> None:
    for text in (f"{meaning}~{signature}", meaning, signature):
        with pytest.raises(OutOfDate):
            callback_data.read(text, ME, KEYS)


def test_a_button_of_an_older_version_is_out_of_date(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(callback_data, "VERSION", "0")
        data = callback_data.written(OpenMenu(), ME, KEYS)
    with pytest.raises(OutOfDate):
        callback_data.read(data, ME, KEYS)


def test_the_right_signature_under_wrong_arguments_is_out_of_date() -> None:
    meaning = f"{callback_data.VERSION}{OpenQuestion.code}~not a number"
    signature = callback_data._signature(meaning, ME, KEYS)[0]
    with pytest.raises(OutOfDate):
        callback_data.read(f"{meaning}~{signature}", ME, KEYS)


def test_buttons_outlive_a_rotation_of_the_key() -> None:
    before = callback_data.written(OpenQuestion(7), ME, KEYS)
    rotated = Keyring("another key that is only for tests", "a key that is only for the tests, 32+")
    assert callback_data.read(before, ME, rotated) == OpenQuestion(7)
    after = callback_data.written(OpenQuestion(7), ME, rotated)
    assert after != before
    assert callback_data.read(after, ME, rotated) == OpenQuestion(7)
