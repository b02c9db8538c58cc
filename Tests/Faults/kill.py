"""`kill`: the daemon ends at a system call, as by SIGKILL, in a start, in service, at a checkpoint, in a stop."""

from __future__ import annotations

import inject
from campaign import Campaign, Row, Setting, in_lanes
from chain import Chain, template
from ground import named_from
from inject import Injection

#: call -> which ones of its kind; the first are a start's, then come commits, checkpoints and anchors, at last a stop's
PLACES = {
    "pwrite64": [*range(1, 421), *range(440, 4_500, 40)], "pread64": range(1, 201), "openat": range(1, 116),
    "fdatasync": range(1, 111), "write": range(1, 61), "close": range(1, 43), "fsync": range(1, 9),
    "ftruncate": range(1, 9), "rename": range(1, 8), "unlink": range(1, 5), "mkdir": [1], "flock": [1],
}
CHAIN = 30  # runs of one installation before a new copy


def points() -> list[Injection]:
    """Every kill point of the long form."""
    return [Injection(call, "signal=KILL", str(n)) for call, places in PLACES.items() for n in places]


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
        row.expect(row.faults > 0, "no run was killed")


CAMPAIGNS = [Kill()]
