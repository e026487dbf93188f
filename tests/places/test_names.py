"""What a place is called, and where it lies."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from bot.errors import NotFound
from bot.places import service
from bot.places.service import COMMUNITIES, Level, gazetteer
from tests.places.conftest import NOOKAT, ORTO_KAYYNDY, TOOLOS, VOZNESENOVKA

STUDY = {
    "batken.kadamjay.kotormo",
    "batken.kadamjay.orozbekov",
    "batken.kadamjay.ak-turpak",
    "talas.kara-buura.kara-buura",
    "talas.kara-buura.amanbaev",
    "chuy.panfilov.voznesenovka",
    "osh.nookat.nookat-city",
    "osh.nookat.toolos",
    "osh.ozgon.ak-jar",
    "osh.kara-suu.jany-aryk",
}


def test_the_ten_communities_of_the_study_are_there(session: Session) -> None:
    assert all(service.place(session, code).is_community for code in STUDY)


@pytest.mark.parametrize(
    ("code", "language", "short", "full"),
    [
        (TOOLOS, "ky", "Төөлөс", "Төөлөс айыл аймагы"),
        (TOOLOS, "ru", "Тоолос", "Тоолосский айылный аймак"),
        (TOOLOS, "uz_Latn", "Toolos", "Toolos ayil aymogʻi"),
        (TOOLOS, "uz_Cyrl", "Төөлөс", "Төөлөс айил аймоғи"),
        (TOOLOS, "en", "Toolos", "Toolos aiyl aimak"),
        (NOOKAT, "uz_Latn", "Novqat", "Novqat tumani"),
        (NOOKAT, "uz_Cyrl", "Новқат", "Новқат тумани"),
        (NOOKAT, "ru", "Ноокатский", "Ноокатский район"),
        ("chuy.moskva", "ky", "Москва району", "Москва району"),
        ("chuy.moskva", "uz_Latn", "Moskva tumani", "Moskva tumani"),
        ("chuy.moskva", "en", "Moskva", "Moskva district"),
        ("jalal-abad.aksy", "uz_Latn", "Aksi", "Aksi tumani"),
        ("jalal-abad", "ru", "Джалал-Абад", "Джалал-Абадская область"),
        ("osh-city", "ru", "Ош", "г. Ош"),
        ("osh.ozgon.ak-jar", "ru", "Ак-Джар", "Ак-Джарский айылный аймак"),
        ("osh.ozgon.ak-jar.bolshevik", "uz_Latn", "Bolshevik", "Bolshevik"),
    ],
)
def test_a_place_is_named_in_the_readers_script(
    session: Session, code: str, language: str, short: str, full: str
) -> None:
    place = service.place(session, code)
    assert service.name(place, language) == short
    assert service.name(place, language, full=True) == full


def test_no_name_mixes_scripts(session: Session) -> None:
    for place in gazetteer(session):
        for full in (False, True):
            for language in ("ky", "ru", "uz_Cyrl"):
                assert not re.search("[A-Za-z]", service.name(place, language, full=full))
            for language in ("uz_Latn", "en"):
                assert not re.search("[Ѐ-ӿ]", service.name(place, language, full=full))


def test_an_unknown_language_is_refused(session: Session) -> None:
    with pytest.raises(ValueError, match="language"):
        service.name(service.place(session, TOOLOS), "de")


def test_the_tree_leads_to_every_community_in_three_steps(session: Session) -> None:
    top = service.children(session)
    assert [place.code for place in top][-2:] == ["bishkek", "osh-city"]
    reached = {place.code for place in top if place.level in COMMUNITIES}
    for oblast in service.children(session, levels=[Level.OBLAST]):
        for under in service.children(session, oblast.code):
            if under.level in COMMUNITIES:
                reached.add(under.code)
            reached |= {p.code for p in service.children(session, under.code, COMMUNITIES)}
    assert reached == {place.code for place in gazetteer(session) if place.level in COMMUNITIES}


def test_an_unknown_place_has_nothing_in_it(session: Session) -> None:
    assert service.children(session, "atlantis") == ()
    assert service.area_of(session, "atlantis") == frozenset()
    for ask in (service.place, service.path, service.ancestors, service.resolve):
        with pytest.raises(NotFound):
            ask(session, "atlantis")


def test_a_question_climbs_from_community_to_country(session: Session) -> None:
    assert [place.code for place in service.ancestors(session, TOOLOS)] == [
        "osh.nookat",
        "osh",
        "kg",
    ]
    district, oblast = service.path(session, TOOLOS)
    assert (district and district.code, oblast and oblast.code) == ("osh.nookat", "osh")
    assert service.path(session, "osh-city") == (None, None)


def test_district_and_oblast_tell_places_of_one_name_apart(session: Session) -> None:
    assert service.lies_in(session, "batken.leylek.ak-suu", "ky") == "Лейлек · Баткен"
    assert service.lies_in(session, "batken.leylek.ak-suu", "ru") == "Лейлекский · Баткен"
    assert service.lies_in(session, "batken.leylek.ak-suu", "uz_Latn") == "Leylek · Botken"
    assert service.lies_in(session, "osh-city", "ky") == ""


def test_a_merged_community_is_still_there_and_leads_to_its_successor(session: Session) -> None:
    assert service.place(session, VOZNESENOVKA).merged_into == ORTO_KAYYNDY
    assert service.resolve(session, VOZNESENOVKA).code == ORTO_KAYYNDY
    assert service.resolve(session, TOOLOS).code == TOOLOS
    codes = [place.code for place in service.children(session, "chuy.panfilov")]
    assert VOZNESENOVKA in codes
    assert ORTO_KAYYNDY in codes


def test_a_part_of_bishkek_belongs_to_bishkek(session: Session) -> None:
    community = service.community_of(session, "bishkek.lenin.chon-aryk")
    assert community is not None
    assert community.code == "bishkek"
