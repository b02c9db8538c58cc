"""`young`: the power goes soon after `permitd init`, when nothing was synced but what the programs sync themselves."""

from __future__ import annotations

import shutil
import time

from campaign import Row, Setting, in_lanes
from disks import CachedDisk, Disk
from ground import Desk, Ground, identity, named_from
from ledger import Gone, Ledger
from oracle import Oracle, settled
from power import Cache, Power
from register import fresh


def live(setting: Setting, row: Row, number: int, kind: type[Disk]):
    """A new installation, a few acknowledged acts, a while of nothing, and the cut."""
    name = f"young-{number}"
    chance = setting.random(name)
    folder = setting.folder(name)
    disk = kind(folder)
    ledger = Ledger()
    row.runs += 1
    try:
        disk.mount()
        ground = Ground.made(folder, disk.root).serve()
        oracle = Oracle(ground, ledger, row, identity(ground))
        desk = Desk(ground, ledger)
        for _ in range(chance.randrange(1, 5)):
            desk.area(f"young/{fresh('a')}")
            time.sleep(chance.uniform(0, 0.6))
        time.sleep(chance.choice([0, 1.5, 6, 9]))
        ledger.darken()
        disk.cut()
        row.faults += 1
        desk.close()
        ground.kill()
        ledger.is_dark = False
        disk.mount_anew()
        settled(oracle, name)
    except Gone as gone:
        row.unexpected.append(f"{name}: {gone!r}")
    finally:
        disk.remove()
        shutil.rmtree(folder, ignore_errors=True)


def lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        live(setting, row, item, CachedDisk if item % 2 else Disk)
    return row


class Young(Power):
    name = "young"
    needs = Cache.needs
    what = "power cut within seconds of `permitd init` and the first acts"
    short, long = 4, 32

    def run(self, setting: Setting, row: Row):
        in_lanes(setting, row, lane, list(range(setting.count(self.short, self.long))), self.name)


CAMPAIGNS = [Young()]
