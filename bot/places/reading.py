"""A CSV file of places as rows, and everything that can be wrong with one, by line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path

from bot.language.letters import has_letters, without_marks
from bot.places.gazetteer import COUNTRY, Gazetteer
from bot.places.models import Level

COLUMNS = (
    *("code", "parent", "level"),
    *("name_ky", "name_ru", "name_uz"),
    *("short_ky", "short_ru", "short_uz"),
    *("aliases", "soate", "lat", "lon", "merged_into"),
)
NEEDED = ("code", "parent", "level", "name_ky", "name_ru")

LARGEST_FILE = 20_000_000
LONGEST_CELL = 2_000
LONGEST_NAME = 120
LONGEST_CODE = 80
LONGEST_POSTER_CODE = 62
"""Telegram allows 64 signs in a link; two of them say that it is a community."""

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*")
_KYRGYZ = re.compile("[А-Яа-яЁёӨөҮүҢң]")
_LATIN = re.compile("[A-Za-z]")

MAY_LIE_IN: Mapping[Level, frozenset[Level]] = {
    Level.COUNTRY: frozenset(),
    Level.OBLAST: frozenset({Level.COUNTRY}),
    Level.DISTRICT: frozenset({Level.OBLAST, Level.CITY}),
    Level.CITY: frozenset({Level.COUNTRY, Level.OBLAST, Level.DISTRICT}),
    Level.COMMUNITY: frozenset({Level.DISTRICT}),
    Level.VILLAGE: frozenset({Level.DISTRICT, Level.CITY, Level.COMMUNITY}),
}
"""Towns answer to the country, an oblast or a district; Bishkek alone has districts in it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where. ``line`` 0: with the file as a whole."""

    file: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.text}" if self.line else f"{self.file}: {self.text}"


@dataclass(frozen=True, slots=True)
class Row:
    """A place as the file has it, checked cell by cell."""

    line: int
    code: str
    parent: str | None
    level: Level
    names: Mapping[str, str]
    shorts: Mapping[str, str]
    aliases: tuple[str, ...]
    soate: str | None
    lat: float | None
    lon: float | None
    merged_into: str | None


@dataclass(slots=True)
class Cells:
    """The cells of one line, and what was found wrong with them."""

    file: str
    line: int
    values: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, text: str) -> None:
        self.problems.append(Problem(self.file, self.line, text))

    def get(self, column: str) -> str:
        return self.values.get(column, "")

    def text(self, column: str, letters: re.Pattern[str] | None = None) -> str:
        value = self.get(column)
        if len(value) > LONGEST_NAME:
            self.wrong(f"{column} is longer than {LONGEST_NAME} letters")
        if value and letters is not None and not letters.search(value):
            self.wrong(f"{column} {value!r} is not in the letters of its language")
        return value

    def number(self, column: str, most: int) -> float | None:
        value = self.get(column)
        if not value:
            return None
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not isfinite(number) or abs(number) > most:
            self.wrong(f"{column} {value!r} is not a number between -{most} and {most}")
            return None
        return number


def rows_of(path: Path) -> tuple[list[Row], list[Problem]]:
    """Every line that can be read, and every problem within a line. Raises OSError."""
    lines, problems = lines_of(path, COLUMNS, NEEDED)
    rows = []
    for cells in lines:
        row = _row(cells)
        if row is not None:
            rows.append(row)
        problems += cells.problems
    if not rows and not problems:
        problems.append(Problem(str(path), 0, "holds no place"))
    return rows, problems


def lines_of(
    path: Path, columns: Sequence[str], needed: Sequence[str]
) -> tuple[list[Cells], list[Problem]]:
    """The lines of any CSV file with these columns. A line keeps its own problems.

    Raises OSError.
    """
    file = str(path)
    if path.stat().st_size > LARGEST_FILE:
        return [], [Problem(file, 0, f"is larger than {LARGEST_FILE // 1_000_000} MB")]
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [Problem(file, 0, "is not UTF-8: save it as CSV UTF-8")]
    lines: list[Cells] = []
    try:
        for cells in _lines(file, text, columns, needed):
            lines.append(cells)
    except csv.Error as error:
        return lines, [Problem(file, 0, f"is not CSV: {error}")]
    return lines, []


def _lines(file: str, text: str, columns: Sequence[str], needed: Sequence[str]) -> Iterator[Cells]:
    first = text.partition("\n")[0]
    # Spreadsheets in Russian save with semicolons.
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    head = [each.strip() for each in next(reader, [])]
    heading = Cells(file, 1, {})
    for missing in sorted(set(needed) - set(head)):
        heading.wrong(f"the column {missing} is missing")
    for extra in sorted(set(head) - set(columns)):
        heading.wrong(f"there is no column {extra!r}; known are {', '.join(columns)}")
    for twice in sorted({each for each in head if head.count(each) > 1}):
        heading.wrong(f"the column {twice} stands there twice")
    yield heading
    if heading.problems:
        return
    before = reader.line_num
    for values in reader:
        line, before = before + 1, reader.line_num
        if not any(value.strip() for value in values):
            continue
        cells = Cells(file, line, {k: v.strip() for k, v in zip(head, values, strict=False)})
        if len(values) != len(head):
            cells.wrong(f"has {len(values)} cells, the first line has {len(head)}")
        for column, value in cells.values.items():
            if len(value) > LONGEST_CELL:
                cells.wrong(f"{column} is longer than {LONGEST_CELL} letters")
            elif without_marks(value) != value or "\n" in value:
                cells.wrong(f"{column} holds invisible letters or marks of direction")
        yield cells


def _row(cells: Cells) -> Row | None:
    if not cells.values or cells.problems:
        return None
    code = cells.get("code")
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        cells.wrong(f"the code {code!r} is not made of a-z, 0-9, hyphens and dots")
    try:
        level = Level(cells.get("level"))
    except ValueError:
        cells.wrong(f"the level {cells.get('level')!r} is none of {', '.join(Level)}")
        return None
    if level in {Level.CITY, Level.COMMUNITY} and len(code) > LONGEST_POSTER_CODE:
        cells.wrong(f"the code is longer than {LONGEST_POSTER_CODE} letters: no link can carry it")
    names = {
        "ky": cells.text("name_ky", _KYRGYZ),
        "ru": cells.text("name_ru", _KYRGYZ),
        "uz": cells.text("name_uz", _LATIN),
    }
    for language in ("ky", "ru"):
        if not names[language]:
            cells.wrong(f"name_{language} is empty")
    shorts = {language: cells.text(f"short_{language}") for language in names}
    soate = cells.get("soate")
    if soate and not re.fullmatch("[0-9]{14}", soate):
        cells.wrong(f"soate {soate!r} is not 14 digits")
    lat, lon = cells.number("lat", 90), cells.number("lon", 180)
    if (lat is None) != (lon is None):
        cells.wrong("lat and lon go together")
    return Row(
        line=cells.line,
        code=code,
        parent=cells.get("parent") or None,
        level=level,
        names={language: name for language, name in names.items() if name},
        shorts={language: short for language, short in shorts.items() if short},
        aliases=_aliases(cells),
        soate=soate or None,
        lat=lat,
        lon=lon,
        merged_into=cells.get("merged_into") or None,
    )


def _aliases(cells: Cells) -> tuple[str, ...]:
    aliases = [each.strip() for each in cells.get("aliases").split("|")]
    for each in aliases:
        if each and (len(each) > LONGEST_NAME or not has_letters(each)):
            cells.wrong(f"the alias {each[:40]!r} is not a name")
    return tuple(dict.fromkeys(each for each in aliases if each))


def problems_among(rows: Sequence[Row], file: str, known: Gazetteer | None) -> list[Problem]:
    """What is wrong between the lines: doubles, parents, levels, successors."""
    found: list[Problem] = []
    by_code: dict[str, Row] = {}
    by_soate: dict[str, Row] = {}
    for row in rows:
        first = by_code.setdefault(row.code, row)
        if first is not row:
            found.append(Problem(file, row.line, f"{row.code} stands in line {first.line} too"))
        elif row.soate is not None:
            first = by_soate.setdefault(row.soate, row)
            if first is not row:
                text = f"soate {row.soate} is that of {first.code} in line {first.line}"
                found.append(Problem(file, row.line, text))
    levels = {} if known is None else {place.code: place.level for place in known}
    successors = {} if known is None else {place.code: place.merged_into for place in known}
    levels |= {row.code: row.level for row in by_code.values()}
    successors |= {row.code: row.merged_into for row in by_code.values()}
    for row in by_code.values():
        for text in (_wrong_parent(row, levels), _wrong_successor(row, levels, successors)):
            if text:
                found.append(Problem(file, row.line, text))
    return found


def _wrong_parent(row: Row, levels: Mapping[str, Level]) -> str:
    if row.level is Level.COUNTRY:
        if row.code != COUNTRY:
            return f"there is one country, {COUNTRY}"
        return "the country lies in nothing" if row.parent else ""
    if row.parent is None:
        return "the parent is empty"
    if row.parent not in levels:
        return f"the parent {row.parent} is unknown"
    if levels[row.parent] not in MAY_LIE_IN[row.level]:
        return f"level {row.level} cannot lie in {row.parent}, of level {levels[row.parent]}"
    return ""


def _wrong_successor(
    row: Row, levels: Mapping[str, Level], successors: Mapping[str, str | None]
) -> str:
    if row.merged_into is None:
        return ""
    communities = {Level.CITY, Level.COMMUNITY}
    if row.merged_into not in levels:
        return f"merged_into {row.merged_into} is unknown"
    if row.level not in communities or levels[row.merged_into] not in communities:
        return "only communities and towns merge, and only into one"
    seen = [row.code]
    following: str | None = row.merged_into
    while following is not None:
        if following in seen:
            return "merged_into goes in a circle: " + " → ".join([*seen, following])
        seen.append(following)
        following = successors.get(following)
    return ""
