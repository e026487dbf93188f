"""People type the name of their village as they know it, and it is found."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from bot.language.letters import fold
from bot.places import service
from bot.places.finding import key
from bot.places.service import COMMUNITIES, gazetteer
from tests.places.conftest import KOTORMO, TOOLOS, VOZNESENOVKA

AK_JAR = "osh.ozgon.ak-jar"
KARA_BUURA = "talas.kara-buura.kara-buura"
NOOKAT_TOWN = "osh.nookat.nookat-city"
JANY_ARYK = "osh.kara-suu.jany-aryk"
LANGUAGES = ("ky", "ru", "uz_Latn", "uz_Cyrl", "en")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Большевик", AK_JAR),
        ("большевик", AK_JAR),
        ("Bolshevik", AK_JAR),
        ("Ak-Jar", AK_JAR),
        ("Ак-Жар", AK_JAR),
        ("акжар", AK_JAR),
        ("Ак-Джар", AK_JAR),
        ("ак жар өзгөн", AK_JAR),
        ("Тоолос", TOOLOS),
        ("Toolos", TOOLOS),
        ("Төөлөс", TOOLOS),
        ("Төлөс", TOOLOS),
        ("Теелес", TOOLOS),
        ("толос", TOOLOS),
        ("Төөлөс айыл аймагы", TOOLOS),
        ("Тоолосский айылный аймак", TOOLOS),
        ("мен Тоолостонмун", TOOLOS),
        ("Tooloss", TOOLOS),
        ("Вознесеновка", VOZNESENOVKA),
        ("вознисеновка", VOZNESENOVKA),
        ("Voznesenovka", VOZNESENOVKA),
        ("Эркин-Сай", VOZNESENOVKA),
        ("Erkin-Sai", VOZNESENOVKA),
        ("эркинсай", VOZNESENOVKA),
        ("Кызыл-Адыр", KARA_BUURA),
        ("Kyzyl-Adyr", KARA_BUURA),
        ("qizil adir", KARA_BUURA),
        ("Кара-Буура", KARA_BUURA),
        ("карабура", KARA_BUURA),
        ("Котормо", KOTORMO),
        ("Көтөрмө", KOTORMO),
        ("Kotormo", KOTORMO),
        ("Молдо Нияз", KOTORMO),
        ("молдонияз", KOTORMO),
        ("Орозбеково", "batken.kadamjay.orozbekov"),
        ("Orozbekov", "batken.kadamjay.orozbekov"),
        ("Ак-Турпак", "batken.kadamjay.ak-turpak"),
        ("ak turpak", "batken.kadamjay.ak-turpak"),
        ("Аманбаево", "talas.kara-buura.amanbaev"),
        ("Amanbaevo", "talas.kara-buura.amanbaev"),
        ("Ноокат", NOOKAT_TOWN),
        ("Ноокат шаары", NOOKAT_TOWN),
        ("Nookat town", NOOKAT_TOWN),
        ("Novqat", NOOKAT_TOWN),
        ("Новқат", NOOKAT_TOWN),
        ("Иски-Наукат", NOOKAT_TOWN),
        ("Жаңы-Арык", JANY_ARYK),
        ("Жаны-Арык", JANY_ARYK),
        ("Джаны-Арык", JANY_ARYK),
        ("Jany-Aryk", JANY_ARYK),
        ("Кара-Суу, Жаны-Арык", JANY_ARYK),
        ("Рыбачье", "issyk-kul.balykchy-city"),
        ("Исфана", "batken.leylek.isfana-city"),
        ("Ўш", "osh-city"),
        ("Фрунзе шаары", "bishkek"),
    ],
)
def test_a_community_is_found_by_every_name_it_goes_by(
    session: Session, typed: str, code: str
) -> None:
    assert code in [match.code for match in service.search(session, typed)]


def test_a_name_that_occurs_once_is_certain(session: Session) -> None:
    (match,) = service.search(session, "Вознесеновка")
    assert (match.code, match.is_exact) == (VOZNESENOVKA, True)


def test_a_repeated_name_gives_all_of_them_with_their_districts(session: Session) -> None:
    found = [match.code for match in service.search(session, "Ак-Суу") if match.via is None]
    assert set(found) == {"batken.leylek.ak-suu", "chuy.moskva.ak-suu", "jalal-abad.aksy.ak-suu"}
    assert len({service.path(session, code) for code in found}) == 3


def test_the_district_in_the_same_line_tells_which_one(session: Session) -> None:
    for typed in ("Ак-Суу Лейлек", "лейлек району, ак-суу айылы", "Ak-Suu, Batken"):
        assert [m.code for m in service.search(session, typed)] == ["batken.leylek.ak-suu"]


def test_a_village_leads_to_its_community_and_is_named(session: Session) -> None:
    (match,) = service.search(session, "Базар-Башы")
    assert match.code == "batken.batken-city"
    assert match.via == "batken.batken-city.bazar-bashy"


def test_a_community_goes_before_villages_of_its_name(session: Session) -> None:
    found = service.search(session, "Большевик", limit=20)
    assert found[0].code == AK_JAR
    assert found[0].via is None
    assert all(match.via for match in found[1:])
    assert len(found) > 1


def test_a_beginning_is_enough(session: Session) -> None:
    assert service.search(session, "Вознес")[0].code == VOZNESENOVKA


def test_a_search_can_be_kept_within_a_district(session: Session) -> None:
    found = service.search(session, "Ак-Суу", within="batken.leylek")
    assert [match.code for match in found] == ["batken.leylek.ak-suu"]
    assert service.search(session, "Ак-Суу", within="talas.manas") == []


def test_an_oblast_or_district_is_found_only_when_asked_for(session: Session) -> None:
    found = service.search(session, "Ноокат району", areas=True)
    assert [match.code for match in found if match.is_area] == ["osh.nookat"]
    assert not any(match.is_area for match in service.search(session, "Ноокат району"))


@pytest.mark.parametrize("typed", ["", "   ", "😀😀", "\u202e\u200b", "—", "!!!", "я" * 4096, "?"])
def test_what_is_no_name_finds_nothing(session: Session, typed: str) -> None:
    assert service.search(session, typed) == []


def test_the_limit_is_kept(session: Session) -> None:
    assert len(service.search(session, "Кара-Суу", limit=3)) == 3


def test_every_community_is_found_by_its_own_name_in_each_script(session: Session) -> None:
    missed = []
    for place in gazetteer(session):
        if place.level not in COMMUNITIES:
            continue
        for language in LANGUAGES:
            for full in (False, True):
                name = service.name(place, language, full=full)
                for typed in (name, name.upper(), fold(name), name.replace("-", " ")):
                    found = service.search(session, typed, limit=12)
                    if place.code not in [match.code for match in found]:
                        missed.append((place.code, typed))
    assert missed == []


def test_every_village_leads_to_its_community(session: Session) -> None:
    missed = []
    for place in gazetteer(session):
        community = service.community_of(session, place.code)
        if place.level is service.Level.VILLAGE and community is not None:
            found = service.search(session, place.names["ky"], limit=50)
            if community.code not in [match.code for match in found]:
                missed.append(place.code)
    assert missed == []


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    typed=st.text(max_size=200)
    | st.text("абвгкөүңжАЖ-., oʻqğ", max_size=40)
    | st.lists(st.sampled_from(["ак", "жар", "Ош", "суу", "кара", "айылы", "из"])).map(" ".join)
)
def test_nothing_that_is_typed_breaks_the_search(session: Session, typed: str) -> None:
    found = service.search(session, typed)
    assert len(found) <= 6
    assert len({match.code for match in found}) == len(found)
    for match in found:
        assert service.place(session, match.code).is_community
        if match.via is not None:
            assert service.community_of(session, match.via) == service.place(session, match.code)


@given(typed=st.text(max_size=100))
def test_a_skeleton_is_its_own_skeleton(typed: str) -> None:
    assert key(key(typed)) == key(typed)


def test_one_wrong_letter_does_not_lose_a_long_name(session: Session) -> None:
    name = "Вознесеновка"
    for position in range(len(name)):
        left_out = name[:position] + name[position + 1 :]
        doubled = name[:position] + "ш" + name[position + 1 :]
        for typed in (left_out, doubled):
            assert VOZNESENOVKA in [m.code for m in service.search(session, typed)], typed


def test_a_search_takes_less_than_ten_milliseconds(session: Session) -> None:
    service.warm(session)
    typed = ["Тоолос", "вознисеновка", "Ак-Суу Лейлек", "мен Тоолостонмун", "щщщщщщщщщ ъъъъ кккк"]
    began = process_time()
    for _ in range(20):
        for each in typed:
            service.search(session, each)
    assert (process_time() - began) / (20 * len(typed)) < 0.010
