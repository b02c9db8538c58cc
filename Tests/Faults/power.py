"""`power`, `cache`: the power goes while the daemon works, without and with the disk's own cache. `witness`: the same
with a daemon whose syncs do nothing, so that the harness shows that it would see a loss."""

from __future__ import annotations

import shutil
import time

import disks
import inject
from campaign import Campaign, Row, Setting, in_lanes
from chain import template
from disks import CachedDisk, Disk
from ground import identity, named_from
from ledger import Gone, Ledger
from oracle import Oracle, settled
from traffic import Traffic

CHAIN = 12  # cuts of one file system before a new one
#: A sync that returns at once and does nothing.
SWALLOW = ["strace", "-D", "-f", "-q", "-q", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e",
           "inject=fdatasync,fsync:retval=0", "--"]


class Cuts:
    """One file system, cut again and again; each start looks for what came before."""

    def __init__(self, setting: Setting, row: Row, name: str, kind: type[Disk], blind: bool = False):
        self.setting, self.row, self.name, self.blind = setting, row, name, blind
        self.folder = setting.folder(name)
        self.disk = kind(self.folder)
        self.ledger = Ledger()

    def begin(self):
        """A whole installation on the disk, settled there; all later writes are the daemon's own business."""
        self.disk.mount()
        self.ground = template(self.setting).copy(self.folder, self.disk.root)
        self.ground.serve()
        self.oracle = Oracle(self.ground, self.ledger, self.row, identity(self.ground))
        self.ground.rest()
        self.disk.settle()

    def run(self, number: int):
        chance = self.setting.random(f"{self.name}-{number}")
        label = f"{self.name} cut {number}"
        self.row.runs += 1
        in_start = chance.random() < 0.2 and not self.blind
        self.ground.wrapped = SWALLOW if self.blind else []
        try:
            if in_start:
                self.ground.launch()
                time.sleep(chance.uniform(0, 2.5))
                self.cut()
            else:
                self.ground.serve()
                self.oracle.look(label)
                # Few clients have each batch stored at once, many have the next one decided meanwhile.
                with Traffic(self.ground, self.ledger, chance, teams=chance.choice((2, 12))):
                    time.sleep(chance.uniform(0.3, 2.5))
                    self.cut()
        except (AssertionError, Gone, TimeoutError) as fault:
            self.oracle.fault(f"{label}: {fault!r}: {self.ground.said()[-300:]}")
        finally:
            self.ground.end()
        self.ledger.is_dark = False
        self.disk.mount_anew()

    def cut(self):
        """First the disk, then the process: what it does in between can't be told from what it does before."""
        self.ledger.darken()
        self.disk.cut()
        if self.ground.runs:
            self.ground.kill()
        self.row.faults += 1

    def end(self):
        try:
            settled(self.oracle, self.name)
        finally:
            self.remove()

    def remove(self):
        self.disk.remove()
        shutil.rmtree(self.folder, ignore_errors=True)


def lane(setting: Setting, number: int, items: list[tuple[str, int]]) -> Row:
    row = Row("")
    named_from(1_000_000)
    kind = {"power": Disk, "cache": CachedDisk}[items[0][0]]
    for begin in range(0, len(items), CHAIN):
        cuts = Cuts(setting, row, f"{items[0][0]}-{number}-{begin}", kind)
        try:
            cuts.begin()
            for _, cut in items[begin:begin + CHAIN]:
                cuts.run(cut)
            cuts.end()
        finally:
            cuts.remove()
    return row


class Power(Campaign):
    name = "power"
    what = "power cut on an ext4 of its own (FS_IOC_SHUTDOWN), in service and in a start"
    needs = ("losetup", "mkfs.ext4", "mount")
    needs_root = True
    short, long = 8, 120

    def cannot(self) -> str:
        return super().cannot() or disks.loops_work()

    def run(self, setting: Setting, row: Row):
        template(setting)
        items = [(self.name, number) for number in range(setting.count(self.short, self.long))]
        in_lanes(setting, row, lane, items, self.name)


class Cache(Power):
    name = "cache"
    what = "power cut with a volatile disk cache (nbdkit, killed, under ext4), in service and in a start"
    needs = (*Power.needs, "nbdkit", "nbdfuse", "fusermount3")
    short, long = 8, 120


def blind_lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        cuts = Cuts(setting, row, f"witness-{item}", Disk, blind=True)
        try:
            cuts.begin()
            cuts.run(0)
            cuts.end()
        finally:
            cuts.remove()
    return row


class Witness(Power):
    name = "witness"
    what = "the same power cut with syncs that do nothing: the loss must be seen"
    needs = (*Power.needs, "strace")
    short, long = 2, 8

    def cannot(self) -> str:
        return super().cannot() or inject.works()

    def run(self, setting: Setting, row: Row):
        template(setting)
        seen = Row("")
        in_lanes(setting, seen, blind_lane, list(range(setting.count(self.short, self.long))), self.name)
        row.runs, row.faults, row.acknowledged = seen.runs, seen.faults, seen.acknowledged
        row.expect(seen.lost > 0, f"no loss was seen in {seen.runs} cuts of a daemon that syncs nothing: {seen}")
        row.notes.append(f"with syncs that do nothing, {seen.lost} losses were seen, as they must be")


CAMPAIGNS = [Power(), Cache(), Witness()]
