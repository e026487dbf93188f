"""``kopuro rotate-key``: every sealed value and lookup hash, in small transactions.

It can be ended at any moment and started again: what is done is told by the key's version that
each value carries, and both keys open values meanwhile (C36).
"""

from __future__ import annotations

import json
from collections.abc import Callable

from sqlalchemy import RowMapping, Table, select, update
from sqlalchemy.orm import Session

from bot.channels.telegram.inbox import LOOKUP as INBOX_LOOKUP
from bot.people.service import LOOKUP as PEOPLE_LOOKUP
from bot.store import marks
from bot.store.database import Store
from bot.store.keys import keyring
from bot.store.records import seal_place
from bot.tables import METADATA

BATCH = 200
LARGE = {"files": 8}
"""Tables whose rows hold megabytes: fewer of them at a time."""
SEALED = "_sealed"
LOOKUPS = {"people": ("channel_id_sealed", "lookup", PEOPLE_LOOKUP)}
"""Tables found by a keyed hash: the sealed column it is made of, its own column, its kind.

The inbox's hash is not led back, since its rows are emptied: those that still wait are rehashed
from their body, the rest only count a minute's pace."""


def rotate(store: Store, progress: Callable[[str], None] = lambda _text: None) -> int:
    """Seal everything with the present key; how many values were sealed anew."""
    count = 0
    for table in METADATA.sorted_tables:
        columns = [column.name for column in table.columns if column.name.endswith(SEALED)]
        if not columns:
            continue
        done, last = 0, 0
        while True:
            with store.transaction() as session:
                last, changed = _batch(session, table, columns, last)
            done += changed
            if not last:
                break
        count += done
        progress(f"{table.name}: {done}")
    with store.transaction() as session:
        marks.note_key(session)
    return count


def _batch(session: Session, table: Table, columns: list[str], after: int) -> tuple[int, int]:
    """Up to BATCH rows after a key; the last key seen (0: no more) and how many values changed."""
    rows = session.execute(
        select(table)
        .where(table.c.id > after)
        .order_by(table.c.id)
        .limit(LARGE.get(table.name, BATCH))
        .with_for_update()
    ).mappings()
    keys, changed, last = keyring(), 0, 0
    for row in rows:
        last = row["id"]
        values: dict[str, bytes] = {}
        for column in columns:
            sealed = row[column]
            if sealed is None or keys.is_present(sealed):
                continue
            place = seal_place(table.name, column, row["id"])
            values[column] = keys.seal(keys.open(sealed, place), place)
        if table.name in LOOKUPS:
            values |= _lookup(table, row)
        if table.name == "inbox" and values:
            values |= _inbox_sender(row)
        if values:
            changed += sum(name in columns for name in values)
            session.execute(update(table).where(table.c.id == last).values(values))
    return last, changed


def _lookup(table: Table, row: RowMapping) -> dict[str, bytes]:
    sealed, column, kind = LOOKUPS[table.name]
    plain = keyring().open(row[sealed], seal_place(table.name, sealed, row["id"])).decode()
    present = keyring().lookup(kind, plain)
    return {} if row[column] == present else {column: present}


def _inbox_sender(row: RowMapping) -> dict[str, bytes]:
    plain = keyring().open(row["body_sealed"], seal_place("inbox", "body_sealed", row["id"]))
    return {"sender": keyring().lookup(INBOX_LOOKUP, json.loads(plain)["channel_id"])}
