"""`full`: the disk fills up. What lets work go on is refused with `unavailable`, what makes things safer still goes
through, on the daemon's reserve at last; with room again all goes on. `readonly`: the disk can't be written."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid

import disks
from campaign import Campaign, Row, Setting, in_lanes
from chain import DISK_FAILURE, template
from daemon import PERMITCTL
from disks import MIB, Disk, SmallDisk
from ground import AREA, Desk, Ground, identity, named_from
from guide import Guide
from job import Job
from ledger import Gone, Ledger, Recorder
from oracle import Oracle, settled
from peer import instant, wait_until
from power import Power
from register import fresh
from traffic import Traffic

MANY = 100  # suspensions and stops that the reserve must be good for


class Filling:
    """A daemon on a disk that is filled step by step, with permits at work on it."""

    def __init__(self, setting: Setting, row: Row, name: str, kind: type[Disk]):
        self.setting, self.row, self.name = setting, row, name
        self.folder = setting.folder(name)
        self.disk = kind(self.folder, 48)
        self.ledger = Ledger()

    def begin(self):
        self.disk.mount()
        self.ground = template(self.setting).copy(self.folder, self.disk.root).serve()
        self.oracle = Oracle(self.ground, self.ledger, self.row, identity(self.ground))
        self.open()
        self.area = self.desk.area(f"{AREA}/{fresh('full')}")
        self.jobs = [Job(self.desk, self.desk.area(f"{self.area}/{fresh('room')}")).active() for _ in range(4)]
        self.corridor = self.desk.shared_tablet(fresh("corridor"))
        self.spare = self.desk.person(fresh("p-spare"))

    def open(self):
        self.desk = Desk(self.ground, self.ledger)
        self.admin: Recorder = self.desk.admin

    # the disk

    @property
    def ballast(self):
        return self.disk.root / "ballast"

    def free(self) -> int:
        status = os.statvfs(self.disk.root)
        return status.f_bavail * status.f_frsize

    def fill(self, leave: int):
        """Writes until no more than so many bytes are left."""
        self.row.faults += 1
        with open(self.ballast, "ab", buffering=0) as ballast:
            try:
                while (left := self.free()) > leave:
                    ballast.write(bytes(min(MIB, left - leave)))
                    os.fsync(ballast.fileno())
            except OSError:
                return  # full

    def room(self):
        self.ballast.unlink()

    # what is taken

    def enabling(self) -> str:
        """The code that an act gets which lets work go on; `ok` where it is taken."""
        reply = self.admin.ask("area.put", {"area": f"{self.area}/{fresh('e')}", "name": "e", "risk": "blue"})
        return "ok" if reply["ok"] else reply["error"]["code"]

    def is_short(self, wanted: bool = True):
        wait_until(f"unavailable is {wanted}", lambda: (self.enabling() == "unavailable") == wanted, 15, 0.2)

    def safer(self):
        """Every kind of safer act, none of which may be refused."""
        one, two, three, four = self.jobs
        worker = one.crew[0].id
        check = next(iter(one.checks))
        high = [{**reading, "value": 90} for reading in one.guide.gas_readings()]
        gas = {"point": one.guide.gas_points()[0], "sampledAt": instant(), "instrument": self.desk.instrument(),
               "readings": high}
        post = (Guide.check_posts(one.checks[check]) or ["leader"])[0]
        acts = [
            (one, post, "permit.check", {"check": check, "outcome": "failed", "reason": "cable torn"}),
            (one, "supervisor", "permit.condition", {"person": worker, "fit": False, "remarks": "dizzy"}),
            (one, "analyst", "permit.gasTest", gas),
            (two, "supervisor", "permit.suspend", {"reason": "smoke"}),
            (two, "leader", "permit.crew", {"remove": [two.crew[0].id], "reason": "sent home"}),
            (two, "supervisor", "permit.leave", {}),
            (two, "leader", "permit.finish", {"outcome": "incomplete"}),
            (three, three.approver, "permit.revoke", {"reason": "no longer safe"}),
            (four, "leader", "permit.finish", {"outcome": "completed"}),
        ]
        for job, who, op, args in acts:
            self.must(f"{op} {args}", lambda: job.act(who, op, args))
        self.anyone()
        self.must("key.revoke", lambda: self.admin.call(
            "key.revoke", {"key": self.spare.curve.public.decode(), "reason": "lost"}))

    def anyone(self):
        """What needs no name and no signature."""
        self.must("area.stop", lambda: self.corridor.call(
            "area.stop", {"area": self.area, "reason": "fire"}, sign=False))
        self.must("permit.suspend", lambda: self.corridor.call(
            "permit.suspend", {"permit": self.jobs[0].permit, "reason": "fire"}, sign=False))
        self.must("hazard.report", lambda: self.corridor.call("hazard.report", {
            "hazard": str(uuid.uuid4()), "area": self.area, "level": "major", "text": "water"}, sign=False))

    def must(self, what: str, act):
        try:
            act()
        except Gone:
            raise
        except Exception as fault:
            self.row.unexpected.append(f"{self.name}: {what}: {fault!r}"[:400])


def fill_up(setting: Setting, row: Row, name: str, kind: type[Disk]):
    filling = Filling(setting, row, name, kind)
    row.runs += 1
    try:
        filling.begin()
        filling.desk.instrument()
        for job in filling.jobs:
            job.test_gas()  # every post has its person before there is no room for one
        filling.fill(10 * MIB)
        filling.is_short()
        filling.safer()
        filling.fill(0)
        for _ in range(MANY // 3):
            filling.anyone()
        row.expect("giving back the reserve" in filling.ground.said(), f"{name}: the reserve was never needed")
        row.expect(filling.enabling() == "unavailable", f"{name}: an enabling act is taken on a full disk")
        filling.ground.kill()
        restart(filling, row, name)
        filling.room()
        filling.is_short(False)
        Job(filling.desk, filling.desk.area(f"{AREA}/{fresh('after')}")).active()
        filling.desk.close()
        filling.ground.kill()
        settled(filling.oracle, name)
    except Gone as gone:
        row.unexpected.append(f"{name}: {gone!r}: {filling.ground.said()[-400:]}")
    finally:
        if getattr(filling, "ground", None):
            filling.ground.end()
        filling.disk.remove()
        shutil.rmtree(filling.folder, ignore_errors=True)


def restart(filling: Filling, row: Row, name: str):
    """On the full disk: it serves what makes things safer."""
    filling.desk.close()
    try:
        filling.ground.serve()
        filling.open()
        filling.corridor = filling.desk._open(filling.corridor.curve)
        filling.anyone()
    except (AssertionError, Gone) as fault:
        row.unexpected.append(f"{name}: a restart on the full disk: {fault!r}: {filling.ground.said()[-400:]}")
        filling.ground.end()
        filling.room()
        filling.ground.serve()
        filling.open()
        filling.fill(0)


def full_lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        fill_up(setting, row, f"full-{item}", Disk if item % 2 else SmallDisk)
    return row


class Full(Power):
    name = "full"
    what = "a disk (tmpfs, ext4) that is filled to the last byte, and freed again"
    short, long = 2, 16

    def run(self, setting: Setting, row: Row):
        template(setting)
        in_lanes(setting, row, full_lane, list(range(setting.count(self.short, self.long))), self.name)


def read_only(setting: Setting, row: Row, name: str, killed: bool):
    """A log left by a stop or by a kill, on a disk that was mounted read-only since."""
    folder, ledger = setting.folder(name), Ledger()
    disk = Disk(folder)
    row.runs += 1
    try:
        disk.mount()
        ground = template(setting).copy(folder, disk.root).serve()
        oracle = Oracle(ground, ledger, row, identity(ground))
        with Traffic(ground, ledger, setting.random(name)) as traffic:
            traffic.until_gone(1)
        ground.kill() if killed else ground.stop()
        disks.command("mount", "-o", "remount,ro", disk.root)
        row.faults += 1
        code, said = ground.serve_fails()
        row.expect(code in (65, DISK_FAILURE, 78), f"{name}: the start ended with {code}: {said[-300:]}")
        row.expect("ead-only" in said, f"{name}: the start does not say that the disk is read-only: {said[-300:]}")
        row.notes.append(f"the start on a read-only disk ends with {code}")
        oracle.check(name)
        verify(ground, row, name)
        disks.command("mount", "-o", "remount,rw", disk.root)
        settled(oracle, name)
    finally:
        disk.remove()
        shutil.rmtree(folder, ignore_errors=True)


def verify(ground: Ground, row: Row, name: str):
    """`permitctl verify` by the log's public key alone."""
    done = subprocess.run(
        [PERMITCTL, "verify", str(ground.state), "--log-key", str(ground.keys / "log.pub")], capture_output=True,
        text=True, timeout=60)
    said = (done.stdout + done.stderr)[-300:]
    row.expect(done.returncode == 0, f"{name}: permitctl verify: {done.returncode}: {said}")


def read_only_lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        read_only(setting, row, f"readonly-{item}", killed=item % 2 == 1)
    return row


class ReadOnly(Campaign):
    name = "readonly"
    what = "a start on a read-only disk; `permitd check` and `permitctl verify` there"
    needs, needs_root = Power.needs, True

    def cannot(self) -> str:
        return super().cannot() or disks.loops_work()

    def run(self, setting: Setting, row: Row):
        template(setting)
        in_lanes(setting, row, read_only_lane, list(range(setting.count(2, 4))), self.name)


CAMPAIGNS = [Full(), ReadOnly()]
