"""Mixed load with faults at one daemon that is never started anew: shifts over a bad network, gas sensors, inspectors,
intruders, consoles that sleep, reloads and standstills. Then `kill -9`, and what it said is held to its log.

What must be flat: descriptors, threads, the WAL. Memory grows with what the daemon knows; it must not be more than what
a daemon takes that starts anew on the same log, but for a margin.
"""

from __future__ import annotations

import collections
import random
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from daemon import Daemon, run
from peer import Tablet, wait_until
from protocol import RUN
from register import Register
from shift_log import Diary, Log, check_life, check_once, check_order
from shift_run import LONG, SHORT, ShiftRun
from soak_gauges import Gauges, Reading
from soak_guests import GasSensor, Guest, Honest, Inspector, Intruder, Operator, Sleeper

MOST_WAL = 64 << 20  # bytes, beyond which the daemon raises an alarm
FEW = 8  # descriptors that may be under way
MARGIN = 32 << 20  # bytes of memory that an allocator may keep for later
#: a wave of tablets: nobody kills the daemon here
WAVE = replace(
    LONG, tablets=8, permits=6, consoles=3, tablet_kills=8, console_kills=3, daemon_kills=0, outages=12, outage=(1, 20),
    blackouts=1, blackout=(5, 10), spread=120, pace=1_000, patience=1_200)
QUICK_WAVE = replace(SHORT, daemon_kills=0)


@dataclass
class Soak:
    """What was seen."""

    seed: int
    seconds: float = 0
    waves: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    befell: collections.Counter = field(default_factory=collections.Counter)
    faults: list[str] = field(default_factory=list)
    gauges: Gauges | None = None
    idle: tuple[Reading, ...] = ()  # before the load, after it, and of a daemon that started anew on the same log

    def describe(self) -> str:
        """The figures, for people."""
        lines = [f"{self.seconds:.0f} s, {self.waves} waves, seed {self.seed}: {self.acknowledged} acknowledged, "
                 f"{self.lost} lost, {self.doubled} doubled", f"  befell: {dict(self.befell)}"]
        for name, unit in ("memory", 1 << 20), ("wal", 1 << 20), ("descriptors", 1), ("threads", 1):
            highest = " / ".join(f"{value / unit:.4g}" for value in self.gauges.quarters(name))
            idle = " / ".join(f"{getattr(reading, name) / unit:.4g}" for reading in self.idle)
            lines.append(f"  {name}: {highest} by quarters; idle before / after / started anew: {idle}")
        return "\n".join(lines + [f"  FAULT: {fault}" for fault in self.faults])


def soak(folder: Path, seconds: float, seed: int, say=print) -> Soak:
    """Runs it for about so long: no wave of tablets is begun after it, one under way is waited for."""
    RUN.looks_away = True
    daemon = Daemon(folder / "site").init().serve()
    seen = Soak(seed)
    try:
        register = Register(daemon)
        begun = time.monotonic()
        seen.gauges = gauges = Gauges(daemon)
        before = gauges.look()
        gauges.start()
        guests: list[Guest] = [
            kind(daemon, seed, seen.befell) for kind in (GasSensor, Inspector, Intruder, Sleeper, Operator)
        ]
        for guest in guests:
            guest.start()
        shifts = []
        while not shifts or time.monotonic() - begun < seconds:
            shifts.append(_wave(daemon, register, folder, seconds, seed, len(shifts), seen, say))
        for guest in guests:
            guest.stop()
        seen.seconds, seen.waves = time.monotonic() - begun, len(shifts)
        register.close()
        wait_until("the clients' descriptors back", lambda: gauges.look().descriptors <= before.descriptors + FEW)
        gauges.stop()
        after = gauges.look()
        daemon.kill()
        daemon.serve()
        seen.idle = (before, after, Gauges(daemon).look())
        _ask_again(daemon, guests, seen)
        assert daemon.stop() == 0, daemon.said()
        _hold_to_the_log(daemon, guests, shifts, seen)
        checked = run("check", "--config", daemon.config)
        if checked.returncode:
            seen.faults.append(f"permitd check: {checked.stdout}{checked.stderr}")
        _judge(seen)
    finally:
        daemon.end()
    return seen


def _wave(daemon, register, folder, seconds, seed, number, seen, say) -> ShiftRun:
    scale = WAVE if seconds >= 300 else QUICK_WAVE
    shift = ShiftRun(daemon, register, folder / f"wave-{number}", scale, seed + number, prefix=f"w{number}t")
    try:
        shift.run()
    finally:
        shift.end()
    seen.befell.update(shift.network.faults)
    seen.befell.update({f"kill -9 of {what}": count for what, count in shift.kills.items()})
    reading = seen.gauges.look()
    say(f"  {reading.at:6.0f} s: wave {number} done; memory {reading.memory >> 20} MiB, WAL {reading.wal >> 20} MiB, "
        f"{reading.descriptors} descriptors, {seen.befell['acts']} acts of others")
    return shift


def _ask_again(daemon, guests: list[Guest], seen: Soak):
    """Some of what was acknowledged is sent once more, to the daemon that started anew: the first reply comes back."""
    for guest in guests:
        if not isinstance(guest, Honest):
            continue
        chosen = random.Random(seen.seed).sample(sorted(guest.acknowledged), min(200, len(guest.acknowledged)))
        tablets: dict[bytes, Tablet] = {}
        for request in chosen:
            curve, frames, reply = guest.acknowledged[request]
            tablet = tablets.setdefault(curve.public, Tablet(daemon, curve))
            if (again := tablet.exchange(frames)) != reply:
                seen.faults.append(f"{request} was answered {reply}, and after the kill {again}")
        for tablet in tablets.values():
            tablet.close()


def _hold_to_the_log(daemon, guests: list[Guest], shifts: list[ShiftRun], seen: Soak):
    """Every acknowledged act is in the log once, with its own events."""
    log = Log(daemon.state)
    made = collections.Counter(event["data"].get("request") for event in log.events)
    for guest in guests:
        for request, (curve, _, reply) in getattr(guest, "acknowledged", {}).items():
            seen.acknowledged += 1
            _, first, last = log.requests.get((curve.public.decode(), request), (None, None, None))
            if first is None or last != reply["seq"]:
                seen.lost += 1
            elif made[request] != last - first + 1:
                seen.doubled += 1
    for shift in shifts:
        for plan, tablet in zip(shift.plans, shift.tablets):
            _hold_tablet(log, plan, Diary(tablet.folder / "journal.jsonl"), seen)


def _hold_tablet(log: Log, plan, diary: Diary, seen: Soak):
    seen.acknowledged += len(diary.acts)
    try:
        check_once(log, plan.key.public.decode(), diary)
        check_order(log, plan.key.public.decode(), diary)
        # One that is left open is suspended, as it should be, once its supervisor was not seen for long enough.
        for permit in (permit for permit in plan.permits if permit.ends):
            check_life(log, permit)
    except AssertionError as fault:
        seen.faults.append(f"{plan.name}: {fault}")


def _judge(seen: Soak):
    """What is not flat is a fault."""
    before, after, anew = seen.idle
    if seen.lost or seen.doubled:
        seen.faults.append("acknowledged acts were lost or doubled")
    if after.descriptors > before.descriptors + FEW:
        seen.faults.append(f"{after.descriptors} descriptors are left open, {before.descriptors} were at the start")
    if after.threads > before.threads:
        seen.faults.append(f"{after.threads} threads, {before.threads} at the start")
    if max(seen.gauges.quarters("wal")) > MOST_WAL:
        seen.faults.append("the WAL grew beyond 64 MiB")
    if after.memory > anew.memory * 1.3 + MARGIN:
        seen.faults.append(f"{after.memory >> 20} MiB of memory, and {anew.memory >> 20} MiB in one that starts anew")
