"""Places come from a file that is looked at whole before anything is done."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func, select

from bot.audit import service as audit
from bot.errors import NotFound
from bot.language.where import data_directory
from bot.places import importing, service
from bot.places.models import StoredPlace
from bot.places.service import BrokenPlaces, Plan
from bot.store.database import Store
from bot.store.records import Record
from tests.places.conftest import NOW, TOOLOS, make_cast, open_file, person

HEAD = "code,parent,level,name_ky,name_ru,merged_into"
GOOD = [
    "kg,,country,Кыргызстан,Кыргызстан,",
    "osh,kg,oblast,Ош облусу,Ошская область,",
    "osh.nookat,osh,district,Ноокат району,Ноокатский район,",
    "osh.nookat.toolos,osh.nookat,community,Төөлөс айыл аймагы,Тоолосский айылный аймак,",
]


def read(folder: Path, *lines: str, head: str = HEAD) -> Plan:
    path = folder / "file.csv"
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return service.read(path)


def told(plan: Plan) -> list[str]:
    return [str(problem).partition("file.csv")[2] for problem in plan.problems]


def test_the_places_that_come_with_the_product_have_no_problems() -> None:
    assert service.problems(data_directory("content") / "places") == []


def test_they_load_in_less_than_a_second_and_a_half(tmp_path: Path) -> None:
    store = open_file(tmp_path / "empty.sqlite3")
    Record.metadata.create_all(store.engine)
    began = process_time()
    with store.transaction() as session:
        assert service.load_defaults(session, now=NOW) == 2499
    assert process_time() - began < 1.5
    with store.transaction() as session:
        assert service.load_defaults(session, now=NOW) == 0
        assert session.scalar(select(func.count()).select_from(StoredPlace)) == 2499
    store.close()


def test_a_good_file_has_no_problems(tmp_path: Path) -> None:
    plan = read(tmp_path, *GOOD)
    assert plan.problems == ()
    assert [row.code for row in plan.rows] == ["kg", "osh", "osh.nookat", "osh.nookat.toolos"]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("x,osh,village,Х,Х,", ":6: level village cannot lie in osh, of level oblast"),
        ("x,osh.atlantis,community,Х,Х,", ":6: the parent osh.atlantis is unknown"),
        ("x,,community,Х,Х,", ":6: the parent is empty"),
        ("x,x,community,Х,Х,", ":6: level community cannot lie in x, of level community"),
        ("kz,,country,Х,Х,", ":6: there is one country, kg"),
        ("osh,kg,oblast,Х,Х,", ":6: osh stands in line 3 too"),
        ("x,osh.nookat,hamlet,Х,Х,", ":6: the level 'hamlet' is none of"),
        ("X y,osh.nookat,community,Х,Х,", ":6: the code 'X y' is not made of"),
        ("a_b,osh.nookat,community,Х,Х,", ":6: the code 'a_b' is not made of"),
        (f"{'x' * 63},osh.nookat,community,Х,Х,", ":6: the code is longer than 62"),
        ("x,osh.nookat,community,,Х,", ":6: name_ky is empty"),
        ("x,osh.nookat,community,Х,,", ":6: name_ru is empty"),
        ("x,osh.nookat,community,Latin,Х,", ":6: name_ky 'Latin' is not in the letters"),
        ("x,osh.nookat,community,Х\u202eХ,Х,", ":6: name_ky holds invisible letters"),
        ("x,osh.nookat,community,Х\u200bХ,Х,", ":6: name_ky holds invisible letters"),
        (f"x,osh.nookat,community,{'Х' * 121},Х,", ":6: name_ky is longer than 120"),
        ("x,osh.nookat,community,Х,Х", ":6: has 5 cells, the first line has 6"),
        ("x,osh.nookat,community,Х,Х,,", ":6: has 7 cells, the first line has 6"),
        ("x,osh.nookat,community,Х,Х,nowhere", ":6: merged_into nowhere is unknown"),
        ("x,osh.nookat,community,Х,Х,x", ":6: merged_into goes in a circle: x → x"),
        ("x,osh.nookat,community,Х,Х,osh", ":6: only communities and towns merge"),
        ("x,osh.nookat.toolos,village,Х,Х,osh.nookat.toolos", ":6: only communities and towns"),
    ],
)
def test_a_bad_line_is_told_by_its_number(tmp_path: Path, line: str, text: str) -> None:
    problems = told(read(tmp_path, *GOOD, line))
    assert any(problem.startswith(text) for problem in problems), problems
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ("1,2,3", "soate '1' is not 14 digits"),
        (",91,3", "lat '91' is not a number"),
        (",nan,3", "lat 'nan' is not a number"),
        (",1,x", "lon 'x' is not a number"),
        (",1,", "lat and lon go together"),
    ],
)
def test_a_bad_number_is_told(tmp_path: Path, cells: str, text: str) -> None:
    head = "code,parent,level,name_ky,name_ru,soate,lat,lon"
    plan = read(tmp_path, f"kg,,country,Кыргызстан,Кыргызстан,{cells}", head=head)
    assert text in told(plan)[0]


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    plan = read(
        tmp_path,
        *GOOD,
        "x,osh,hamlet,Х,Х,",
        "y,nowhere,community,Х,Х,",
        "z,osh.nookat,community,,Х,",
    )
    assert [problem.line for problem in plan.problems] == [6, 7, 8]


def test_mergers_may_not_go_in_a_circle(tmp_path: Path) -> None:
    a, b, c = "osh.nookat.a", "osh.nookat.b", "osh.nookat.c"
    plan = read(
        tmp_path,
        *GOOD,
        f"{a},osh.nookat,community,А,А,{b}",
        f"{b},osh.nookat,community,Б,Б,{c}",
        f"{c},osh.nookat,community,В,В,{a}",
    )
    assert [problem.line for problem in plan.problems] == [6, 7, 8]
    assert "circle" in plan.problems[0].text


@pytest.mark.parametrize(
    ("head", "text"),
    [
        ("code,parent,level,name_ky", ":1: the column name_ru is missing"),
        (HEAD + ",mayor", ":1: there is no column 'mayor'"),
        (HEAD + ",code", ":1: the column code stands there twice"),
    ],
)
def test_a_wrong_first_line_is_told(tmp_path: Path, head: str, text: str) -> None:
    assert told(read(tmp_path, *GOOD, head=head))[0].startswith(text)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b'code,"x', b"\x00\x00", b"\n\n\n"])
def test_what_is_no_csv_is_told_in_one_line(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    assert service.read(path).problems
    assert service.read(path).rows == ()


def test_a_file_of_a_spreadsheet_in_russian_is_read(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    lines = "\r\n".join([HEAD, *GOOD]).replace(",", ";") + "\r\n"
    path.write_bytes(b"\xef\xbb\xbf" + lines.encode())
    plan = service.read(path)
    assert plan.problems == ()
    assert len(plan.rows) == 4


def test_a_file_with_problems_changes_nothing(store: Store, tmp_path: Path) -> None:
    plan = read(tmp_path, *GOOD, "x,osh.nookat,community,,Х,")
    with store.transaction() as session:
        before = service.gazetteer(session)
        with pytest.raises(BrokenPlaces):
            plan.apply(session, None, now=NOW)
        assert service.gazetteer(session) is before


def test_a_dry_run_says_what_would_change_and_changes_nothing(store: Store, tmp_path: Path) -> None:
    plan = new_names(tmp_path)
    with store.transaction() as session:
        changes = plan.changes(session)
        assert changes.new == ("osh.nookat.jany",)
        assert changes.renamed == (TOOLOS,)
        assert changes.merged == ("osh.nookat.bel",)
        assert "osh.nookat" in changes.missing
        assert TOOLOS not in [match.code for match in service.search(session, "Жаңырган")]
        assert "osh.nookat.jany" not in service.gazetteer(session)


def new_names(folder: Path) -> Plan:
    head = "code,parent,level,name_ky,name_ru,short_ky,short_ru,merged_into"
    path = folder / "file.csv"
    lines = [
        head,
        f"{TOOLOS},osh.nookat,community,Жаңырган айыл аймагы,Жанырганский,Жаңырган,Жанырган,",
        "osh.nookat.jany,osh.nookat,community,Абжыпар айыл аймагы,Абжыпар,,,",
        "osh.nookat.bel,osh.nookat,community,Бел айыл аймагы,Бельский айылный аймак,Бел,Бел,"
        "osh.nookat.jany",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    store = open_file(folder / "known.sqlite3")
    Record.metadata.create_all(store.engine)
    with store.transaction() as session:
        service.load_defaults(session, now=NOW)
        plan = service.read(path, service.gazetteer(session))
    store.close()
    assert plan.problems == ()
    return plan


def test_what_was_imported_is_found_at_once_and_the_code_stays(
    store: Store, tmp_path: Path
) -> None:
    plan = new_names(tmp_path)
    with store.transaction() as session:
        administrator = make_cast(session).administrator
        plan.apply(session, administrator, now=NOW)
        assert service.search(session, "Жаңырган")[0].code == TOOLOS
    with store.reading() as session:
        assert service.search(session, "Абжыпар")[0].code == "osh.nookat.jany"
        assert service.resolve(session, "osh.nookat.bel").code == "osh.nookat.jany"
        assert len(service.gazetteer(session)) == 2500  # nothing was deleted
        (entry,) = [e for e in audit.entries(session) if e.actor_id == administrator.id]
        assert entry.verb == "places.imported"


def test_a_rolled_back_import_leaves_nothing_behind(store: Store, tmp_path: Path) -> None:
    plan = new_names(tmp_path)

    class Broken(Exception):
        pass

    def import_and_break() -> None:
        with store.transaction() as session:
            plan.apply(session, None, now=NOW)
            assert "osh.nookat.jany" in service.gazetteer(session)
            raise Broken

    with pytest.raises(Broken):
        import_and_break()
    with store.reading() as session:
        assert "osh.nookat.jany" not in service.gazetteer(session)


def test_importing_the_same_file_again_changes_nothing(store: Store) -> None:
    plan = service.read(data_directory("content") / "places" / importing.FILE)
    with store.transaction() as session:
        before = service.gazetteer(session)
        changes = plan.apply(session, None, now=NOW)
        assert len(changes.unchanged) == 2499
        assert service.gazetteer(session) is before


def test_only_a_national_administrator_imports(store: Store, tmp_path: Path) -> None:
    plan = new_names(tmp_path)
    with store.transaction() as session:
        cast = make_cast(session)
        for somebody in (cast.coordinator, cast.focal_point, cast.stranger):
            with pytest.raises(NotFound):
                plan.apply(session, somebody, now=NOW)


def test_outlines_of_unknown_places_are_told(tmp_path: Path) -> None:
    read(tmp_path, *GOOD)
    (tmp_path / "file.csv").rename(tmp_path / "places.csv")
    (tmp_path / "outlines-oblasts.geojson").write_text(
        '{"features": [{"properties": {"code": "osh"}}, {"properties": {"code": "atlantis"}}]}'
    )
    (tmp_path / "outlines-x.geojson").write_text("nonsense")
    texts = [problem.text for problem in service.problems(tmp_path)]
    assert texts == [
        "draws 'atlantis', which is not in places.csv",
        "is not GeoJSON with a code for each outline",
    ]
    assert service.problems(tmp_path / "nowhere")[0].text.startswith("cannot be read")


def test_focal_points_in_bulk_become_invitations(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "staff.csv"
    path.write_text("place,role,count\nosh.nookat.toolos,focal_point,3\nosh,coordinator,1\n")
    with store.transaction() as session:
        cast = make_cast(session)
        plan = service.read_staffing(path, service.gazetteer(session))
        assert plan.problems == ()
        with pytest.raises(NotFound):  # Osh is above the coordinator of Nookat: none is made
            plan.apply(session, cast.coordinator, now=NOW)
        made = plan.apply(session, cast.administrator, now=NOW)
        assert [(each.place, each.role) for each in made] == [
            *[(TOOLOS, service.Role.FOCAL_POINT)] * 3,
            ("osh", service.Role.COORDINATOR),
        ]
        for each, name in zip(made, "abcd", strict=True):
            assert service.open(session, person(session, name), each.code, now=NOW).is_new


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("atlantis,focal_point,1", "the place 'atlantis' is unknown"),
        ("osh.nookat.toolos,king,1", "the role 'king' is none of"),
        ("osh.nookat.toolos,focal_point,0", "count '0' is not a number from 1 to 20"),
        ("osh.nookat.toolos,focal_point,21", "count '21' is not a number"),
        ("osh.nookat.toolos,focal_point,1000", "count '1000' is not a number"),
        ("osh.nookat.toolos,focal_point,²", "count '²' is not a number"),
        ("osh.nookat,focal_point,1", "there is no focal_point in osh.nookat, of level district"),
    ],
)
def test_a_bad_line_of_staff_is_told(store: Store, tmp_path: Path, line: str, text: str) -> None:
    path = tmp_path / "staff.csv"
    path.write_text(f"place,role,count\n{line}\n", encoding="utf-8")
    with store.reading() as session:
        plan = service.read_staffing(path, service.gazetteer(session))
    assert [problem.line for problem in plan.problems] == [2]
    assert plan.problems[0].text.startswith(text)
