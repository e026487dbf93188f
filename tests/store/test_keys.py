"""A sealed value opens where it was sealed, with the key it was sealed with, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, integers, sampled_from, text
from sqlalchemy import text as sql

from bot.people import service as people
from bot.store.database import Store
from bot.store.keys import CannotOpen, DataKey, Keyring, keyring, using
from bot.store.records import seal_place
from bot.tables import METADATA
from tests.house import KEY

OTHER = "another key, only for the tests, 32+"
NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

SEALED = [
    (table.name, column.name)
    for table in METADATA.sorted_tables
    for column in table.columns
    if column.name.endswith("_sealed")
]
places = [seal_place(table, column, row) for table, column in SEALED for row in (1, 12)]


def test_every_place_of_every_table_opens_its_own_value_alone() -> None:
    keys = Keyring(KEY)
    sealed = {place: keys.seal(b"what somebody wrote", place) for place in places}
    for place, value in sealed.items():
        assert keys.open(value, place) == b"what somebody wrote"
    for here, there in permutations(places, 2):
        with pytest.raises(CannotOpen):
            keys.open(sealed[here], there)


def test_cells_that_change_rows_in_the_database_do_not_open(store: Store) -> None:
    METADATA.create_all(store.engine)
    with store.transaction() as session:
        one, other = (people.meet(session, each, now=NOW).id for each in ("1001", "1002"))
    with store.transaction() as session:
        session.execute(
            sql(
                "UPDATE people SET channel_id_sealed ="
                " (SELECT channel_id_sealed FROM people WHERE id = :other) WHERE id = :one"
            ),
            {"one": one, "other": other},
        )
    with store.reading() as session:
        assert people.person_for(session, other).channel_id == "1002"
        with pytest.raises(CannotOpen):
            _ = people.person_for(session, one).channel_id


@settings(deadline=None)
@given(binary(max_size=400), sampled_from(places), integers(0, 10_000))
def test_a_value_that_was_altered_by_one_bit_does_not_open(
    plain: bytes, place: bytes, at: int
) -> None:
    keys = Keyring(KEY)
    sealed = bytearray(keys.seal(plain, place))
    at %= len(sealed) * 8
    sealed[at // 8] ^= 1 << at % 8
    with pytest.raises(CannotOpen):
        keys.open(bytes(sealed), place)


@settings(deadline=None)
@given(binary(max_size=40))
def test_what_was_never_sealed_does_not_open(value: bytes) -> None:
    with pytest.raises(CannotOpen):
        Keyring(KEY).open(value, places[0])


def test_the_same_words_are_never_sealed_to_the_same_bytes() -> None:
    keys = Keyring(KEY)
    assert len({keys.seal(b"yes", places[0]) for _each in range(1000)}) == 1000


def test_another_key_opens_nothing() -> None:
    sealed = Keyring(KEY).seal(b"words", places[0])
    for wrong in (Keyring(OTHER), Keyring(OTHER, OTHER + "!"), Keyring(KEY + " ")):
        with pytest.raises(CannotOpen):
            wrong.open(sealed, places[0])


def test_the_key_before_opens_while_it_is_given_and_seals_no_more() -> None:
    sealed = Keyring(KEY).seal(b"words", places[0])
    both = Keyring(OTHER, KEY)
    assert both.open(sealed, places[0]) == b"words"
    assert not both.is_present(sealed)
    assert both.is_present(both.seal(b"words", places[0]))
    with pytest.raises(CannotOpen):
        Keyring(KEY).open(both.seal(b"words", places[0]), places[0])


def test_storing_looking_up_and_signing_use_keys_of_their_own() -> None:
    """Ids are few enough to be guessed: who has the lookup key must not have the texts (C36)."""
    key = DataKey(KEY)
    lookup = key._lookup  # what a leak of the lookup key alone would give away
    derived = {lookup, key._buttons, key.version}
    assert len(derived) == 3
    sealed = key.seal(b"words", places[0])
    as_if = DataKey(KEY)
    for leaked in (lookup, key._buttons):
        as_if._cipher = type(key._cipher)(leaked)
        with pytest.raises(CannotOpen):
            as_if.open(sealed, places[0])
    assert key.lookup("people", "1001") != key.signature(b"people\x001001", 16)


@settings(deadline=None)
@given(text(max_size=20), text(max_size=20))
def test_one_person_has_another_hash_in_each_table(kind: str, other: str) -> None:
    keys = Keyring(KEY)
    same = keys.lookup(kind, "1001") == keys.lookup(other, "1001")
    assert same == (kind == other)


def test_hashes_of_a_person_are_those_of_the_present_key_and_the_one_before() -> None:
    both = Keyring(OTHER, KEY)
    expected = [Keyring(OTHER).lookup("people", "1001"), Keyring(KEY).lookup("people", "1001")]
    assert both.lookups("people", "1001") == expected


def test_keys_tell_nothing_of_themselves() -> None:
    for thing in (DataKey(KEY), Keyring(KEY, OTHER)):
        assert KEY not in repr(thing)
        assert OTHER not in repr(thing)


def test_outside_of_a_transaction_there_are_no_keys() -> None:
    with pytest.raises(LookupError):
        keyring()
    with using(Keyring(KEY)):
        assert keyring().lookup("a", "b") == Keyring(KEY).lookup("a", "b")
    with pytest.raises(LookupError):
        keyring()
