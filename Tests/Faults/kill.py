"""`kill`: the daemon ends at a system call, as by SIGKILL, in a start, in service, at a checkpoint, in a stop."""

from __future__ import annotations

import inject
from campaign import Campaign, Row, Setting, in_lanes
from chain import Chain, template
from ground import named_from
from inject import Injection

#: call -> up to which one of its kind a run of the long form goes; the first ones are a start's, the last a stop's
DEPTH = {
    "pwrite64": 420, "fdatasync": 110, "openat": 260, "write": 120, "fsync": 12, "unlink": 12, "ftruncate": 8,
    "rename": 8, "fallocate": 2, "pread64": 300, "mkdir": 2, "flock": 2, "close": 120,
}
CHAIN = 30  # runs of one installation before a new copy


def points() -> list[Injection]:
    """Every kill point of the long form."""
    return [Injection(call, "signal=KILL", str(n)) for call, depth in DEPTH.items() for n in range(1, depth + 1)]


def lane(setting: Setting, number: int, injections: list[Injection]) -> Row:
    row = Row("kill")
    named_from(1_000_000)
    for begin in range(0, len(injections), CHAIN):
        chain = Chain(setting, row, f"kill-{number}-{begin}")
        for injection in injections[begin:begin + CHAIN]:
            code = chain.injected(injection)
            row.faults += code == -9
            chain.expect(str(injection), code, -9, 0)
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
