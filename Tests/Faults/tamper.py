"""`tamper`: the log's files are cut, changed, taken away or exchanged while the daemon is down.

What is served afterwards is what was there, whole, or its beginning where only the end of the WAL is damaged and no
anchor vouches for more. Everything else is refused with 65, and named.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import time
from pathlib import Path
from typing import Callable

from campaign import Campaign, Row, Setting, in_lanes
from chain import template
from ground import Desk, Ground, named_from
from ledger import Ledger
from register import fresh
from traffic import Traffic

SERVES, PREFIX, REFUSES = "serves it all", "serves a beginning", "refuses with 65"
Change = Callable[["Files", random.Random], None]


class Files:
    """A killed daemon's files, in a copy to be harmed. `older` and `other` are other states of the same directory."""

    def __init__(self, site: Path, older: Path, other: Path):
        self.site, self.older, self.other = site, older, other
        self.state = site / "state"
        self.database = self.state / "permitd.sqlite"
        self.wal = self.state / "permitd.sqlite-wal"
        self.shm = self.state / "permitd.sqlite-shm"
        self.anchor = site / "anchor/checkpoint"


def flip(file: Path, place: int, chance: random.Random):
    with file.open("r+b") as bytes_of:
        bytes_of.seek(place)
        old = bytes_of.read(1)[0]
        bytes_of.seek(place)
        bytes_of.write(bytes([old ^ (1 << chance.randrange(8))]))


def anywhere(file: Path, chance: random.Random, least: int = 0) -> int:
    return chance.randrange(least, file.stat().st_size)


def cut(file: Path, size: int):
    with file.open("r+b") as bytes_of:
        bytes_of.truncate(size)


def checkpointed(files: Files, chance: random.Random):
    """Nothing in the WAL: what is done next is done to the database alone."""
    link = sqlite3.connect(files.database)
    link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    link.close()


def in_event(files: Files, chance: random.Random):
    """A byte of an event's own text."""
    checkpointed(files, chance)
    text = files.database.read_bytes()
    places, at = [], text.find(b'"specversion"')
    while at >= 0:
        places.append(at)
        at = text.find(b'"specversion"', at + 1)
    flip(files.database, chance.choice(places) + chance.randrange(3, 60), chance)


def foreign(files: Files, chance: random.Random):
    shutil.copy(files.other / "state/permitd.sqlite-wal", files.wal)


def replaced(files: Files, source: Path):
    for name in ("permitd.sqlite", "permitd.sqlite-wal", "permitd.sqlite-shm"):
        (files.state / name).unlink(missing_ok=True)
        if (source / "state" / name).exists():
            shutil.copy(source / "state" / name, files.state / name)


def whole_flip(files: Files, chance: random.Random):
    checkpointed(files, chance)
    flip(files.database, anywhere(files.database, chance), chance)


def no_log(files: Files, chance: random.Random):
    for file in (files.database, files.wal, files.shm):
        file.unlink(missing_ok=True)


def short_database(files: Files, chance: random.Random):
    checkpointed(files, chance)
    cut(files.database, anywhere(files.database, chance))


def junk(file: Path, chance: random.Random):
    file.write_bytes(chance.randbytes(max(64, file.stat().st_size if file.exists() else 0)))


#: name -> (what is done, what may follow)
CASES: dict[str, tuple[Change, tuple[str, ...]]] = {
    "nothing": (lambda f, c: None, (SERVES,)),
    "a torn tail of the WAL": (lambda f, c: f.wal.open("ab").write(c.randbytes(c.randrange(1, 9000))), (SERVES,)),
    "the WAL cut anywhere": (lambda f, c: cut(f.wal, anywhere(f.wal, c)), (SERVES, PREFIX, REFUSES)),
    "the WAL's last frame cut": (lambda f, c: cut(f.wal, f.wal.stat().st_size - c.randrange(1, 4120)),
                                 (SERVES, PREFIX, REFUSES)),
    "a byte of the WAL changed": (lambda f, c: flip(f.wal, anywhere(f.wal, c), c), (SERVES, PREFIX, REFUSES)),
    "the WAL gone": (lambda f, c: f.wal.unlink(), (SERVES, PREFIX, REFUSES)),
    "another installation's WAL": (foreign, (SERVES, PREFIX, REFUSES)),
    "the shared memory changed": (lambda f, c: junk(f.shm, c), (SERVES,)),
    "the shared memory gone": (lambda f, c: f.shm.unlink(), (SERVES,)),
    "a byte of an event changed": (in_event, (REFUSES,)),
    "a byte of the database changed": (whole_flip, (SERVES, REFUSES)),
    "the database cut": (short_database, (SERVES, REFUSES)),
    "the database empty": (lambda f, c: cut(f.database, 0), (REFUSES,)),
    "the database gone": (lambda f, c: f.database.unlink(), (REFUSES,)),
    "the whole log gone": (no_log, (REFUSES,)),
    "junk for a database": (lambda f, c: junk(f.database, c), (REFUSES,)),
    "an older copy": (lambda f, c: replaced(f, f.older), (REFUSES,)),
    "another installation's log": (lambda f, c: replaced(f, f.other), (REFUSES,)),
    "the anchor gone": (lambda f, c: f.anchor.unlink(), (SERVES,)),
    "junk for an anchor": (lambda f, c: junk(f.anchor, c), (REFUSES,)),
    "endpoints, lock and reserve gone": (
        lambda f, c: [p.unlink() for p in f.state.iterdir() if "sqlite" not in p.name], (SERVES,)),
    "junk for endpoints, lock and reserve": (
        lambda f, c: [junk(p, c) for p in f.state.iterdir() if "sqlite" not in p.name], (SERVES,)),
}


class Yard:
    """The states that cases begin with: an older one, a killed one with a WAL, and another installation's."""

    def __init__(self, setting: Setting, row: Row, name: str):
        self.setting, self.row, self.name = setting, row, name
        self.folder = setting.folder(name)
        self.ledger = Ledger()
        self.ground = self.live(template(setting).copy(self.folder / "one"), self.ledger, self.folder / "older")
        self.events = self.stored()
        other = Ground.made(self.folder / "two")
        self.other = self.live(other, Ledger(), self.folder / "other-older").directory

    def live(self, ground: Ground, ledger: Ledger, older: Path) -> Ground:
        """Some work, a copy, and some more that is in the WAL alone."""
        ground.serve()
        desk = Desk(ground, ledger)
        desk.area("fault/home")
        desk.person("p-fault")
        desk.close()
        ground.stop()
        shutil.copytree(ground.directory, older)
        ground.serve()
        with Traffic(ground, ledger, self.setting.random(str(older))):
            time.sleep(2.2)
        time.sleep(1.1)  # the anchor is written each second
        desk = Desk(ground, ledger)
        for _ in range(3):
            desk.area(f"fault/{fresh('late')}")
        ground.kill()
        desk.close()
        return ground

    def stored(self) -> list[dict]:
        """What is in the log, read from a copy of it."""
        copy = self.folder / "copy"
        shutil.copytree(self.ground.state, copy)
        link = sqlite3.connect(copy / "permitd.sqlite")
        try:
            return [json.loads(body) for (body,) in link.execute("SELECT body FROM events ORDER BY sequence")]
        finally:
            link.close()

    def all_events(self, ground: Ground) -> list[dict]:
        tablet = ground.admin_tablet()
        try:
            return tablet.all_events()
        finally:
            tablet.close()

    def case(self, name: str, number: int):
        chance = self.setting.random(f"{name}-{number}")
        label = f"{name} ({number})"
        place = self.folder / "case"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.ground.directory, place / "site")
        change, allowed = CASES[name]
        change(Files(place / "site", self.folder / "older", self.other), chance)
        ground = Ground(place / "site").beside(place)
        self.row.runs += 1
        self.row.faults += name != "nothing"
        checked = ground.check()
        outcome = self.outcome(ground, label)
        self.row.expect(outcome in allowed, f"{label}: {outcome}, not {allowed}: {ground.said()[-400:]}")
        agrees = (checked.returncode == 0) == (outcome != REFUSES)
        if not agrees and "-shm" not in checked.stderr:
            self.row.expect(name in CHECK_SEES_LESS, f"{label}: {outcome}, but check: {checked.returncode}: "
                            f"{(checked.stdout + checked.stderr)[-300:]}")

    def outcome(self, ground: Ground, label: str) -> str:
        try:
            ground.serve()
        except AssertionError:
            code, said = ground.process.returncode, ground.said()
            self.row.expect("critical" in said, f"{label}: ended without a word: {said}")
            return REFUSES if code == 65 else f"ended with {code}"
        try:
            events = self.all_events(ground)
        finally:
            ground.kill()
        if events == self.events:
            return SERVES
        if events == self.events[:len(events)]:
            return PREFIX
        self.row.lost += 1
        self.row.notes.append(f"lost, {label}: other events are served than there were")
        return "serves something else"


#: Where a look that changes nothing may say something else than a start.
CHECK_SEES_LESS: tuple[str, ...] = ()


def lane(setting: Setting, number: int, items: list[tuple[str, int]]) -> Row:
    row = Row("")
    named_from(1_000_000)
    yard = Yard(setting, row, f"tamper-{number}")
    for name, item in items:
        yard.case(name, item)
    row.acknowledged = yard.ledger.acknowledged
    return row


class Tamper(Campaign):
    name = "tamper"
    what = "files of the log cut, changed, gone or exchanged before a start"

    def run(self, setting: Setting, row: Row):
        template(setting)
        times = setting.count(1, 12)
        chance = setting.random("tamper")
        items = [(name, number) for number in range(times) for name in CASES]
        chance.shuffle(items)
        in_lanes(setting, row, lane, items, self.name)


CAMPAIGNS = [Tamper()]
