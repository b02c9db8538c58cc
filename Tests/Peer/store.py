"""The daemon's SQLite file seen by a stranger: finds the events and forges one, as a thief with root could."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

MAGIC = b"SQLite format 3\x00"


def database(state: Path) -> Path:
    """The only SQLite file under the state directory, or the largest."""
    files = [f for f in state.rglob("*") if f.is_file() and f.open("rb").read(16) == MAGIC]
    assert files, f"no SQLite file in {sorted(state.rglob('*'))}"
    return max(files, key=lambda file: file.stat().st_size)


@dataclass
class Place:
    """Where a stored event body lies."""

    table: str
    column: str
    rowid: int
    body: bytes


def raw(value) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def find_event(link: sqlite3.Connection, sequence: int) -> Place:
    """The row and column that hold the event with this sequence, whatever they are called."""
    needle = f"{sequence:020d}".encode()
    tables = [name for (name,) in link.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in sorted(tables, key=lambda name: "event" not in name.lower()):
        columns = [row[1] for row in link.execute(f'PRAGMA table_info("{table}")')]
        for column in columns:
            for rowid, value in link.execute(f'SELECT rowid, "{column}" FROM "{table}"'):
                if isinstance(value, (bytes, str)) and needle in raw(value) and b"specversion" in raw(value):
                    return Place(table, column, rowid, raw(value))
    raise AssertionError(f"no stored event {sequence} in {tables}")


def flip_byte(state: Path, sequence: int) -> bytes:
    """Changes one letter of a stored event, past the triggers that forbid it; the new body."""
    with sqlite3.connect(database(state)) as link:
        for name, in link.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            link.execute(f'DROP TRIGGER "{name}"')
        place = find_event(link, sequence)
        kind = link.execute(
            f'SELECT typeof("{place.column}") FROM "{place.table}" WHERE rowid = ?', (place.rowid,)
        ).fetchone()[0]
        forged = place.body.replace(b'"risk":"blue"', b'"risk":"blux"').replace(b'"risk": "blue"', b'"risk": "blux"')
        assert forged != place.body, f"nothing to forge in {place.body!r}"
        value = forged.decode() if kind == "text" else forged
        link.execute(f'UPDATE "{place.table}" SET "{place.column}" = ? WHERE rowid = ?', (value, place.rowid))
    link.close()
    return forged
