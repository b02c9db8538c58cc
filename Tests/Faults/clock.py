"""`clock`: the machine's clock jumps while the daemon serves, an hour or a year ahead, or two hours back.

The wall clock is no longer trusted then: what lets work go on is `unavailable`, what makes things safer goes through,
permits expire by the earlier of the two clocks, and the time of events never falls. libfaketime moves the wall clock
alone; the monotonic ones go on.
"""

from __future__ import annotations

import os
import struct
import time
from pathlib import Path

from campaign import Campaign, Row, Setting, in_lanes
from chain import Chain, template
from ground import AREA, Desk, named_from
from job import Job
from ledger import Gone
from peer import instant
from register import fresh

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
HOUR, YEAR = 3600, 365 * 86400
#: How far the clock jumps, and how long the permit that must end by it has still to go.
JUMPS = {"an hour ahead": (HOUR, 0.5 * HOUR), "a year ahead": (YEAR, 3 * HOUR), "two hours back": (-2 * HOUR, 25)}


class Shared:
    """The semaphore and the memory that libfaketime wants. Where it makes them itself it calls `setenv`, which moves
    the environment away from the arguments, and a Swift program then finds no arguments."""

    def __init__(self, name: str):
        self.named = f"/{name} /{name}"
        self.files = Path(f"/dev/shm/sem.{name}"), Path(f"/dev/shm/{name}")
        self.files[0].write_bytes(struct.pack("<QQQQ", 1, 128, 0, 0))  # glibc's own form: free, between processes
        self.files[1].write_bytes(bytes(4096))

    def remove(self):
        for file in self.files:
            file.unlink(missing_ok=True)


class Jump:
    """One daemon whose clock jumps and, after a while, is put right."""

    def __init__(self, chain: Chain, what: str):
        self.chain, self.row, self.ground, self.what = chain, chain.row, chain.ground, what
        self.jump, self.left = JUMPS[what]
        self.offset = chain.folder / "offset"
        self.now = 0
        self.set(0)
        self.shared = Shared(f"permitd-faults-{os.getpid()}-{fresh('clock')}")
        self.ground.surroundings = {
            "LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME_TIMESTAMP_FILE": str(self.offset), "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1", "FAKETIME_SHARED": self.shared.named,
        }

    def set(self, seconds: int):
        """In one step: the daemon reads it at every look at the clock."""
        self.now = seconds
        new = self.offset.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.replace(self.offset)

    def expect(self, holds: bool, otherwise: str):
        self.row.expect(holds, f"{self.what}: {otherwise}")

    # what happens

    def begin(self):
        self.ground.serve()
        self.desk = Desk(self.ground, self.chain.ledger)
        area = self.desk.area(f"{AREA}/{fresh('clock')}")
        self.area = area
        self.corridor = self.desk.shared_tablet(fresh("corridor"))
        self.work = Job(self.desk, self.desk.area(f"{area}/work")).active()
        self.ending = Job(self.desk, self.desk.area(f"{area}/ending"), hours=self.left / HOUR).active()

    def enabling(self) -> str:
        """What an act gets that lets work go on, from a device whose clock agrees with the daemon's."""
        args = {"area": f"{self.area}/{fresh('e')}", "name": "e", "risk": "blue"}
        reply = self.desk.admin.ask("area.put", args, at=instant(self.now))
        return "ok" if reply["ok"] else reply["error"]["code"]

    def until(self, question, patience: float) -> bool:
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if question():
                return True
            time.sleep(0.25)
        return False

    def go(self):
        self.begin()
        self.set(self.jump)
        self.row.faults += 1
        self.expect(self.until(lambda: self.enabling() == "unavailable", 4), "an enabling act is still taken")
        self.safer()
        self.expect_expired()
        self.put_right()
        self.restart()

    def safer(self):
        acts = {
            "area.stop": lambda: self.corridor.call(
                "area.stop", {"area": self.area, "reason": "smoke"}, sign=False),
            "permit.suspend": lambda: self.corridor.call(
                "permit.suspend", {"permit": self.work.permit, "reason": "smoke"}, sign=False),
            "permit.leave": lambda: self.work.act("supervisor", "permit.leave"),
            "permit.revoke": lambda: self.work.act(self.work.approver, "permit.revoke", {"reason": "unsafe"}),
        }
        for op, act in acts.items():
            try:
                act()
            except Gone:
                raise
            except Exception as fault:
                self.expect(False, f"{op}: {fault!r}"[:300])

    def expect_expired(self):
        ahead = self.jump > 0
        patience = 5 if ahead else self.left + 10
        ended = self.until(lambda: self.ending.state in ("expired", "cancelled"), patience)
        self.expect(ended, f"a permit with {self.left:g} s to go has not expired: {self.ending.state}")

    def put_right(self):
        self.set(0)
        begun = time.monotonic()
        self.expect(self.until(lambda: self.enabling() == "ok", 15), "put right again, nothing is taken: "
                  + self.enabling())
        self.row.notes.append(f"{self.what}: put right, it takes acts after {time.monotonic() - begun:.1f} s")
        self.expect(self.ending.state != "active", "the expired permit is at work again")

    def restart(self):
        self.desk.close()
        self.ground.kill()
        self.ground.plain().serve()
        self.desk = Desk(self.ground, self.chain.ledger)
        self.expect(self.until(lambda: self.enabling() == "ok", 5), "after a restart with the right time nothing is "
                  "taken: " + self.enabling())
        self.desk.close()
        self.ground.kill()


def lane(setting: Setting, number: int, items: list[tuple[str, int]]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for what, item in items:
        chain = Chain(setting, row, f"clock-{number}-{item}")
        row.runs += 1
        jump = Jump(chain, what)
        try:
            jump.go()
        except (AssertionError, Gone) as fault:
            row.unexpected.append(f"{what}: {fault!r}: {chain.ground.said()[-300:]}"[:800])
        chain.ground.end()
        jump.shared.remove()
        chain.end()
    return row


class Clock(Campaign):
    name = "clock"
    what = "the wall clock jumps ahead or back while it serves (libfaketime)"

    def cannot(self) -> str:
        return "" if LIBRARIES else "no libfaketime"

    def run(self, setting: Setting, row: Row):
        template(setting)
        items = [(what, number) for number in range(setting.count(1, 4)) for what in JUMPS]
        in_lanes(setting, row, lane, items, self.name)


CAMPAIGNS = [Clock()]
