"""A shift as processes: tablets and consoles behind a bad network, ended and started again as chance has it."""

from __future__ import annotations

import collections
import json
import os
import random
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from daemon import ROOT
from network import FINE, Network, Weather
from peer import wait_until
from shift_plan import Office, TabletPlan, write_plan

SHIFT_CLIENT = os.environ.get("SHIFT_CLIENT", str(ROOT / ".build/debug/shift-client"))


@dataclass(frozen=True)
class Scale:
    """How large the shift is and how much befalls it; spans in seconds."""

    tablets: int
    permits: int  # of each tablet, beside the one that is left open
    teams: int
    consoles: int
    tablet_kills: int
    console_kills: int
    daemon_kills: int
    outages: int  # of one device each
    outage: tuple[float, float]
    blackouts: int  # of everybody at once
    blackout: tuple[float, float]
    spread: float  # over so long all this happens
    pace: int  # how long a team takes between two steps, in milliseconds
    patience: float


SHORT = Scale(
    tablets=6, permits=4, teams=4, consoles=3, tablet_kills=3, console_kills=1, daemon_kills=2, outages=4,
    outage=(1, 4), blackouts=1, blackout=(3, 5), spread=18, pace=0,
    patience=180)
LONG = Scale(
    tablets=20, permits=10, teams=2, consoles=4, tablet_kills=40, console_kills=8, daemon_kills=12, outages=40,
    outage=(5, 90), blackouts=2, blackout=(120, 150), spread=420,
    pace=1_500, patience=2_400)


class Process:
    """One device's process, started again after it was killed."""

    def __init__(self, name: str, command: list[str], folder: Path):
        self.name, self.folder = name, folder
        self.command = [SHIFT_CLIENT, *command, "--plan", str(folder / "plan.json"), "--state", str(folder)]
        self.said = folder / "said.txt"
        self.process: subprocess.Popen | None = None

    def start(self) -> "Process":
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(self.command, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        return self

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def has_ended(self) -> bool:
        """Whether it did all that it was started for."""
        code = self.process.poll() if self.process else None
        assert code in (None, 0), f"{self.name} ended with {code}: {self.words()}"
        return code == 0

    def words(self) -> str:
        return self.said.read_text(errors="replace")[-4000:]

    def kill(self):
        """`kill -9`."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def sleep(self):
        """Its processor stands still: not even its sockets are read."""
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)

    def end(self):
        if self.is_up:
            self.kill()


class ShiftRun:
    """The whole of it: `run` until every tablet has done its work, then `boards`. `prefix` begins every tablet's name,
    so that another shift can follow at the same daemon."""

    def __init__(self, daemon, register, folder: Path, scale: Scale, seed: int, prefix: str = "t"):
        self.daemon, self.register, self.folder, self.scale = daemon, register, folder, scale
        self.chance = random.Random(f"{seed}-shift")
        self.network = Network(seed)
        self.network.lead_to(daemon.endpoints)
        self.kills: collections.Counter = collections.Counter()
        office = Office(register)
        self.plans = [
            TabletPlan(office, f"{prefix}{number:02}", scale.permits, scale.teams, hours=8)
            for number in range(scale.tablets)
        ]
        self.tablets = [self._tablet(number, plan) for number, plan in enumerate(self.plans)]
        self.consoles = [self._console(prefix, number) for number in range(scale.consoles)]

    def _tablet(self, number: int, plan: TabletPlan) -> Process:
        way = self.network.way(plan.name, "commands", Weather())
        # Every other tablet has to learn the installation's name from the daemon.
        instance = self.daemon.instance if number % 2 else None
        folder = plan.write(self.folder / plan.name, {"commands": way.endpoint, "events": ""}, instance).parent
        return Process(plan.name, ["tablet", "--pace", str(self.scale.pace)], folder)

    def _console(self, prefix: str, number: int) -> Process:
        name = f"console-{prefix}{number}"
        ways = {
            target: self.network.way(f"{name}-{target}", target, Weather()).endpoint
            for target in ("commands", "events")
        }
        key = self.register.enroll(device=name)
        folder = write_plan(self.folder / name, self.daemon, key, ways).parent
        return Process(name, ["console", "--reads"] if number % 3 == 2 else ["console"], folder)

    @property
    def processes(self) -> list[Process]:
        return [*self.tablets, *self.consoles]

    # what befalls it

    def run(self) -> float:
        """Until all work is done; how long that took, in seconds."""
        begun = time.monotonic()
        for process in self.processes:
            process.start()
        misfortunes = self._misfortunes()
        later: list[tuple[float, object]] = []
        while not all(tablet.has_ended for tablet in self.tablets) or misfortunes or later:
            now = time.monotonic() - begun
            assert now < self.scale.patience, "not done: " + "; ".join(
                f"{tablet.name}: {tablet.words()}" for tablet in self.tablets if not tablet.has_ended)
            for console in self.consoles:
                assert not console.has_ended
            while misfortunes and misfortunes[0][0] <= now:
                misfortune = misfortunes.pop(0)[1]
                if (repair := misfortune()) is not None:
                    later.append((now + repair[0], repair[1]))
            for due in [entry for entry in later if entry[0] <= now]:
                later.remove(due)
                due[1]()
            time.sleep(0.02)
        return time.monotonic() - begun

    def _misfortunes(self) -> list[tuple[float, object]]:
        """What will happen and when; each may answer after how long it is put right, and how."""
        scale, chance = self.scale, self.chance
        planned = [self._kill_tablet] * scale.tablet_kills + [self._kill_console] * scale.console_kills
        planned += [self._kill_daemon] * scale.daemon_kills + [self._outage] * scale.outages
        planned += [self._blackout] * scale.blackouts
        return sorted(((chance.uniform(1, scale.spread), what) for what in planned), key=lambda entry: entry[0])

    def _kill_tablet(self):
        alive = [tablet for tablet in self.tablets if not tablet.has_ended]
        if alive:
            return self._kill(self.chance.choice(alive), "tablets")

    def _kill_console(self):
        return self._kill(self.chance.choice(self.consoles), "consoles")

    def _kill(self, process: Process, what: str):
        if not process.is_up:
            return None
        process.kill()
        self.kills[what] += 1
        return self.chance.uniform(0, 2), process.start

    def _kill_daemon(self):
        if not self.network.targets:
            return None
        self.network.lead_to(None)
        self.daemon.kill()
        self.kills["daemon"] += 1

        def restart():
            self.daemon.serve()
            self.network.lead_to(self.daemon.endpoints)

        return self.chance.uniform(0, 2), restart

    def _outage(self):
        way = self.chance.choice(list(self.network.ways.values()))
        self.network.go_away(way)
        return self.chance.uniform(*self.scale.outage), lambda: self.network.come_back(way)

    def _blackout(self):
        ways = list(self.network.ways.values())
        self.network.go_away(*ways)
        return self.chance.uniform(*self.scale.blackout), lambda: self.network.come_back(*ways)

    # how it ends

    def boards(self) -> tuple[dict, list[dict]]:
        """The daemon's board, and what every console shows at the same position."""
        self.register.reconnect()
        for way in self.network.ways.values():
            way.weather = FINE
        whole = self.register.admin.ask("board.snapshot", {}, sign=False)["result"]
        assert whole["next"] is None, "the board has more than one page: read them all"
        for console in self.consoles:
            finish = console.folder / "finish"
            finish.with_suffix(".new").write_text(str(whole["seq"]))
            finish.with_suffix(".new").rename(finish)
        for console in self.consoles:
            wait_until(f"the board of {console.name}", lambda: console.has_ended, 120)
        return whole, [json.loads((console.folder / "board.json").read_text()) for console in self.consoles]

    def end(self):
        for process in self.processes:
            process.end()
        self.network.close()

