"""`kill`: the daemon ends at a system call, as by SIGKILL, in a start, in service, at a checkpoint, in a stop."""

from __future__ import annotations

import multiprocessing

import inject
from campaign import Campaign, Row, Setting, in_lanes
from ground import Ground, identity, named_from
from inject import Injection
from ledger import Gone, Ledger
from oracle import Oracle, settled
from traffic import Traffic

#: call -> up to which one of its kind a run of the long form goes; the first ones are a start's, the last a stop's
DEPTH = {
    "pwrite64": 420, "fdatasync": 110, "openat": 260, "write": 120, "fsync": 12, "unlink": 12, "ftruncate": 8,
    "rename": 8, "fallocate": 2, "pread64": 300, "mkdir": 2, "flock": 2, "close": 120,
}
CHAIN = 30  # runs of one installation before a new copy
SERVICE = 4.0  # seconds of traffic before a run whose call never came is stopped


def points() -> list[Injection]:
    """Every kill point of the long form."""
    return [Injection(call, "signal=KILL", str(n)) for call, depth in DEPTH.items() for n in range(1, depth + 1)]


def template(setting: Setting) -> Ground:
    """An installation with its first events, made by a process of its own: ZeroMQ must not be used before a fork."""
    folder = setting.folder("template")
    maker = multiprocessing.get_context("fork").Process(target=_make, args=(folder,))
    maker.start()
    maker.join(120)
    assert maker.exitcode == 0, "the installation could not be made"
    return Ground(folder / "site")


def _make(folder):
    ground = Ground.made(folder).serve()
    try:
        from register import Register

        desk = Register(ground)
        desk.area("fault/home")
        desk.person("p-fault", "registrar")
        desk.close()
    finally:
        assert ground.stop() == 0


class Chain:
    """One installation, started again and again, each time with another end; each start looks for what came before."""

    def __init__(self, setting: Setting, row: Row, template: Ground, name: str):
        self.setting, self.row, self.name = setting, row, name
        self.folder = setting.folder(name)
        self.ground = template.copy(self.folder)
        self.ledger = Ledger()
        self.ground.serve()
        self.oracle = Oracle(self.ground, self.ledger, row, identity(self.ground))
        assert self.ground.stop() == 0

    def run(self, injection: Injection):
        """A start under the injection, what it was before, traffic until the end."""
        trace = self.folder / "strace.txt"
        trace.unlink(missing_ok=True)
        self.ground.wrapped = inject.tracer(injection, (injection.call,), trace)
        label = f"{self.name} {injection}"
        self.row.runs += 1
        try:
            self.ground.serve()
            self.oracle.look(label)
            self.serve(label)
        except (AssertionError, Gone, TimeoutError) as fault:
            if self.ground.runs:
                self.oracle.fault(f"{fault!r}")
        if self.ground.runs:
            self.ground.stop()
        code = self.ground.process.wait()
        if code == -9:
            self.row.faults += 1
        elif code != 0:
            self.row.unexpected.append(f"{label}: ended with {code}: {self.ground.said()[-400:]}")

    def serve(self, label: str):
        with Traffic(self.ground, self.ledger, self.setting.random(label)) as traffic:
            traffic.until_gone(SERVICE)

    def end(self):
        settled(self.oracle, self.name)


def lane(setting: Setting, number: int, injections: list[Injection]) -> Row:
    row = Row("kill")
    named_from(1_000_000)
    for begin in range(0, len(injections), CHAIN):
        chain = Chain(setting, row, Ground(setting.scratch / "template/site"), f"kill-{number}-{begin}")
        for injection in injections[begin:begin + CHAIN]:
            chain.run(injection)
        chain.end()
    return row


class Kill(Campaign):
    name = "kill"
    what = "SIGKILL at a chosen system call of start, service, checkpoint or stop"
    needs = ("strace",)

    def cannot(self) -> str:
        return super().cannot() or inject.works()

    def run(self, setting: Setting, row: Row):
        template(setting)
        chance = setting.random("kill")
        every = points()
        count = setting.count(32, len(every))
        chosen = chance.sample(every, min(count, len(every)))
        in_lanes(setting, row, lane, chosen, self.name)
        row.expect(row.faults * 2 > row.runs, f"only {row.faults} of {row.runs} runs were killed")


CAMPAIGNS = [Kill()]
