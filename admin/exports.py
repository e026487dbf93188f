"""A view as a file: the same cells, the filter sentence, the date; nothing hidden in it (C28)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import xlsxwriter
from sqlalchemy.orm import Session
from starlette.responses import Response

from admin.sheets import Cell, Key, Sheet
from bot.audit import service as audit
from bot.insights.service import View
from bot.language.speech import Speech
from bot.people.service import Person

if TYPE_CHECKING:
    from admin.demand import Tables

VERB = "demand.exported"
MOST_AN_HOUR = 20
AN_HOUR = timedelta(hours=1)
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
"""A cell that begins so is taken for a formula by spreadsheet programs."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def too_many(session: Session, person: Person, *, now: datetime) -> bool:
    """Whether this person has exported as much within an hour as anybody may."""
    since = now - AN_HOUR
    lately = audit.how_often(session, actor_id=person.id, verb=VERB, since=since)
    return lately >= MOST_AN_HOUR


def note(session: Session, person: Person, view: View, *, now: datetime) -> None:
    subject = " ".join(("period", view.period.code, view.language or "", view.topic or ""))
    audit.record(
        session,
        actor_id=person.id,
        verb=VERB,
        subject=subject.strip()[:120],
        place=view.place,
        now=now,
    )


def file_of(kind: str, tables: Tables, view: View, speech: Speech, *, on: date) -> Response:
    """An XLSX workbook when it was asked for, else a CSV file."""
    name = f"kopuro-demand-{view.period.code}"
    if kind == "xlsx":
        content, media, ending = _workbook(tables, speech, on), XLSX, "xlsx"
    else:
        content, media, ending = _csv(tables, speech, on), CSV, "csv"
    return Response(
        content,
        media_type=media,
        headers={"content-disposition": f'attachment; filename="{name}.{ending}"'},
    )


def _above(tables: Tables, speech: Speech, on: date) -> Iterator[str]:
    yield tables.sentence
    yield speech.gettext("As of {day}").format(day=speech.date(on))
    yield from tables.notes


def _csv(tables: Tables, speech: Speech, on: date) -> bytes:
    text = io.StringIO()
    rows = csv.writer(text)
    for line in _above(tables, speech, on):
        rows.writerow([_harmless(line)])
    rows.writerow([])
    for each in _keys(tables):
        rows.writerow([_harmless(each)] if isinstance(each, str) else _key_row(each))
    for sheet in tables.every():
        rows.writerow([])
        rows.writerow([_harmless(sheet.caption)])
        rows.writerow([_harmless(column.head) for column in sheet.columns])
        for cells in _lines(sheet):
            rows.writerow([in_csv(cell) for cell in cells])
    # Spreadsheet programs take a file for UTF-8 only by this mark.
    return text.getvalue().encode("utf-8-sig")


def _keys(tables: Tables) -> Iterator[Key | str]:
    """The key figures, with the line that stands above those of questions."""
    yield from (each for each in tables.keys if not each.of_questions)
    if tables.of_questions:
        yield tables.of_questions
    yield from (each for each in tables.keys if each.of_questions)


def _key_row(key: Key) -> list[str | int | float]:
    return [_harmless(key.name), in_csv(key.cell)]


def _lines(sheet: Sheet) -> Iterator[tuple[Cell, ...]]:
    yield from (line.cells for line in sheet.lines)
    if sheet.total is not None:
        yield sheet.total.cells


def in_csv(cell: Cell) -> str | int | float:
    if isinstance(cell.value, int | float):
        return cell.value
    return _harmless(cell.text)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(RISKY) else text


def _workbook(tables: Tables, speech: Speech, on: date) -> bytes:
    _ = speech.gettext
    content = io.BytesIO()
    book = xlsxwriter.Workbook(
        content,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
    )
    # Without these the file would carry the hour, and the library's word for the author.
    book.set_properties({"author": "", "created": datetime.combine(on, time(), UTC)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    names = {"topics": _("Topics"), "answers": _("Answers"), "weeks": _("Weeks")}
    for sheet in tables.every():
        page = book.add_worksheet(names[sheet.key])
        row = 0
        page.write_string(row, 0, sheet.caption, bold)
        for line in _above(tables, speech, on):
            row += 1
            page.write_string(row, 0, line)
        if sheet.key == "topics":
            row += 1
            for each in _keys(tables):
                row += 1
                if isinstance(each, str):
                    page.write_string(row, 0, each)
                    continue
                page.write_string(row, 0, each.name)
                _write(page, row, 1, each.cell)
        row += 2
        for position, column in enumerate(sheet.columns):
            page.write_string(row, position, column.head, bold)
        for cells in _lines(sheet):
            row += 1
            for position, cell in enumerate(cells):
                _write(page, row, position, cell)
        page.set_column(0, 0, 32)
        page.set_column(1, len(sheet.columns), 14)
    book.close()
    return content.getvalue()


def _write(page: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: Cell) -> None:
    if isinstance(cell.value, int | float):
        page.write_number(row, column, cell.value)
    else:
        page.write_string(row, column, cell.text)
