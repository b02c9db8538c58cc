"""`eio`, `short`, `nospace`: system calls on the log's files that fail or do less than they were asked for.

A commit that failed is no commit that was refused: the daemon must say nothing, end with 74, and know after its
restart.
"""

from __future__ import annotations

import resource
import shutil
import signal

import disks
import inject
from campaign import Campaign, Row, Setting, in_lanes
from chain import DISK_FAILURE, Chain, template
from disks import CachedDisk
from ground import identity, named_from
from inject import Injection
from ledger import Gone, Ledger
from oracle import Oracle, settled
from power import Cache
from traffic import Traffic

CHAIN = 24
#: call -> up to which one of its kind on the log's files
DEPTH = {"pwrite64": 300, "fdatasync": 80, "pread64": 120, "ftruncate": 3, "openat": 4, "fallocate": 2}


def mixed(setting: Setting, name: str, whats: list[str], count: int, calls=tuple(DEPTH)) -> list[Injection]:
    """Seeded injections, the frequent calls more often, half of them for good (`7+`)."""
    chance = setting.random(name)
    weights = [DEPTH[call] for call in calls]
    chosen = []
    for call in chance.choices(calls, weights, k=count):
        when = str(chance.randint(1, DEPTH[call])) + chance.choice(["", "+"])
        chosen.append(Injection(call, chance.choice(whats), when))
    return chosen


def lane(setting: Setting, number: int, items: list[tuple[str, Injection]]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for begin in range(0, len(items), CHAIN):
        chain = Chain(setting, row, f"{items[0][0]}-{number}-{begin}")
        for _, injection in items[begin:begin + CHAIN]:
            fail(chain, injection)
        chain.end()
    return row


def fail(chain: Chain, injection: Injection):
    """One failing call. Where it fails for good, the next start fails too, and says so."""
    code = chain.injected(injection, *chain.log_files())
    label = str(injection)
    struck = inject.struck(chain.trace)
    chain.row.faults += min(1, struck)
    if not struck:
        return chain.expect(label, code, 0)
    chain.expect(label, code, DISK_FAILURE, *HARMLESS.get(injection.call, ()), *unhurt(chain, injection))
    if code == DISK_FAILURE:
        chain.row.expect("critical" in chain.ground.said(), f"{label}: ended without a word: {chain.ground.said()}")
    if injection.when.endswith("+") and code == DISK_FAILURE and injection.call in ("pwrite64", "fdatasync"):
        always = Injection(injection.call, injection.what, "1+")
        refused_start(chain, always)


def unhurt(chain: Chain, injection: Injection) -> tuple[int, ...]:
    """No room in the database itself stops a checkpoint alone: the WAL keeps the commits until there is room."""
    is_checkpoint = "ENOSPC" in injection.what and inject.struck_files(chain.trace) == {"permitd.sqlite"}
    return (0,) if is_checkpoint else ()


def refused_start(chain: Chain, injection: Injection):
    chain.trace.unlink(missing_ok=True)
    chain.ground.wrapped = inject.tracer(injection, (injection.call,), chain.trace, *chain.log_files())
    try:
        code, said = chain.ground.serve_fails(20)
    except AssertionError:
        # Nothing had to be written: it serves until the first act.
        return
    chain.row.runs += 1
    chain.row.faults += 1
    chain.expect(f"start under {injection}", code, DISK_FAILURE)
    chain.row.expect("critical" in said, f"start under {injection}: ended without a word: {said}")


#: What else a failing call may end in: an open file is asked for by name again, space set aside is only a wish.
HARMLESS = {"fallocate": (0,), "ftruncate": (0,), "openat": (0, 65)}


class Errors(Campaign):
    """System calls on the log's files that fail."""

    needs = ("strace",)
    whats: list[str] = []
    calls = tuple(DEPTH)
    short, long = 16, 200

    def cannot(self) -> str:
        return super().cannot() or inject.works()

    def run(self, setting: Setting, row: Row):
        template(setting)
        chosen = mixed(setting, self.name, self.whats, setting.count(self.short, self.long), self.calls)
        in_lanes(setting, row, lane, [(self.name, injection) for injection in chosen], self.name)


class InputOutput(Errors):
    name = "eio"
    what = "EIO at reads, writes and syncs of the log, once and for good"
    whats = ["error=EIO"]


class NoSpace(Errors):
    name = "nospace"
    what = "ENOSPC at writes and syncs of the log, once and for good"
    whats = ["error=ENOSPC"]
    calls = ("pwrite64", "fdatasync", "fallocate")
    short, long = 8, 100


def short_lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for begin in range(0, len(items), CHAIN):
        chain = Chain(setting, row, f"short-{number}-{begin}")
        for item in items[begin:begin + CHAIN]:
            size = setting.random(f"short-{item}").randrange(5_000, 500_000)
            chain.ground.plain().limits = lambda: shorten(size)
            code = chain.run(f"files end at {size}")
            row.faults += code != 0
            chain.expect(f"files end at {size}", code, DISK_FAILURE, 0)
        chain.end()
    return row


def shorten(size: int):
    """Files of the next program grow up to here: a write across the mark is cut short by the kernel, a later one
    fails."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class Short(Campaign):
    name = "short"
    what = "writes cut short by the kernel in the middle of a page (RLIMIT_FSIZE)"

    def run(self, setting: Setting, row: Row):
        template(setting)
        in_lanes(setting, row, short_lane, list(range(setting.count(8, 100))), self.name)


def below_lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        below(setting, row, f"below-{item}")
    return row


def below(setting: Setting, row: Row, name: str):
    """Writes fail under the file system, which turns read-only."""
    folder, ledger, chance = setting.folder(name), Ledger(), setting.random(name)
    disk = CachedDisk(folder)
    row.runs += 1
    try:
        disk.mount("errors=remount-ro")
        ground = template(setting).copy(folder, disk.root).serve()
        oracle = Oracle(ground, ledger, row, identity(ground))
        disk.settle()  # the copied files are not the daemon's to keep
        with Traffic(ground, ledger, chance, teams=2) as traffic:
            traffic.until_gone(chance.uniform(0.5, 2))
            disk.failing.touch()
            row.expect(traffic.until_gone(30), f"{name}: serves on a disk that fails")
        row.faults += 1
        code = ground.process.poll()
        row.expect(code == DISK_FAILURE, f"{name}: ended with {code}: {ground.said()[-300:]}")
        again, said = ground.serve_fails()
        row.expect(again in (65, DISK_FAILURE, 78), f"{name}: the next start ended with {again}: {said[-300:]}")
        row.expect("critical" in said, f"{name}: the next start said nothing: {said[-300:]}")
        oracle.check(f"{name} on the failed disk")
        disk.failing.unlink()
        disk.mount_anew()
        settled(oracle, name)
    except Gone as gone:
        row.unexpected.append(f"{name}: {gone!r}")
    finally:
        disk.remove()
        shutil.rmtree(folder, ignore_errors=True)


class Below(Cache):
    name = "below"
    what = "writes that fail under the file system (nbdkit), which turns read-only"

    def cannot(self) -> str:
        return super().cannot() or disks.loops_work()

    def run(self, setting: Setting, row: Row):
        template(setting)
        in_lanes(setting, row, below_lane, list(range(setting.count(2, 24))), self.name)


CAMPAIGNS = [InputOutput(), NoSpace(), Short(), Below()]
