"""A subscriber that sleeps while very much happens catches up exactly, and the daemon keeps nothing for it.

`PERMITD_SHIFT=long` makes it 100,000 events.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
import zmq

from job import Job
from network import FINE, Network
from peer import wait_until
from shift_plan import write_plan
from shift_run import SHIFT_CLIENT, Process

EVENTS = 100_000 if os.environ.get("PERMITD_SHIFT") == "long" else 5_000
WARM = EVENTS // 5  # first, so that what the daemon needs at work is there before it is measured
WINDOW = 128  # requests of one connection that wait for their replies
MOST_GROWTH = 48  # MiB

pytestmark = pytest.mark.skipif(not Path(SHIFT_CLIENT).exists(), reason=f"no {SHIFT_CLIENT}: build it")


def memory(daemon) -> float:
    """Resident, in MiB."""
    status = Path(f"/proc/{daemon.process.pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def notes(jobs: list[Job], count: int) -> float:
    """So many notes, each connection with a full window; how long it took."""
    begun, sent, answered = time.monotonic(), 0, 0
    poller, writers = zmq.Poller(), {}
    for job in jobs:
        tablet = job.tablet(job.holder("leader"))
        poller.register(tablet.socket, zmq.POLLIN)
        writers[tablet.socket] = (tablet, job)

    def send(socket):
        nonlocal sent
        tablet, job = writers[socket]
        if sent < count:
            sent += 1
            tablet.send(tablet.frames("permit.note", {"permit": job.permit, "text": f"round {sent}"}, sign=False))

    for _ in range(WINDOW):
        for socket in writers:
            send(socket)
    while answered < count:
        ready = poller.poll(30_000)
        assert ready, f"no answer after {answered} of {count}"
        for socket, _ in ready:
            while socket.poll(0):
                reply = json.loads(socket.recv_multipart()[-1])
                assert reply["ok"] or reply["error"]["code"] == "busy", reply
                if reply["ok"]:
                    answered += 1
                else:
                    sent -= 1
                send(socket)
    return time.monotonic() - begun


@pytest.fixture(scope="module")
def jobs(register) -> list[Job]:
    """Permits in areas of their own, whose leaders write notes."""
    made = []
    for number in range(4):
        job = Job(register, register.area(f"sleep/{number}"))
        job.request()
        made.append(job)
    return made


@pytest.fixture
def way(daemon):
    """A way to the events that can be cut."""
    network = Network("sleeper")
    network.lead_to(daemon.endpoints)
    yield network.way("cut", "events", FINE)
    network.close()


def sleeper(daemon, register, folder: Path, name: str, *options: str, **other: str) -> Process:
    """A subscriber that has joined and sleeps."""
    key = register.enroll(device=name)
    ways = {target: daemon.endpoints[target] for target in ("commands", "events")} | other
    write_plan(folder / name, daemon, key, ways)
    process = Process(name, ["sleeper", *options], folder / name).start()
    wait_until(f"{name} asleep", lambda: process.is_up and (process.folder / "asleep").exists())
    return process


def test_catches_up_exactly(daemon, register, jobs, way, tmp_path):
    sleepers = [
        sleeper(daemon, register, tmp_path, "reader"),
        sleeper(daemon, register, tmp_path, "stopped"),
        sleeper(daemon, register, tmp_path, "by-reads", "--reads"),
        sleeper(daemon, register, tmp_path, "cut-off", events=way.endpoint),
    ]
    try:
        sleepers[1].sleep()
        notes(jobs, WARM)
        before = memory(daemon)
        took = notes(jobs, EVENTS // 2)
        # What is written until it has connected again never reaches it: the next event has a hole before it.
        way.network.go_away(way)
        way.network.come_back(way)
        took += notes(jobs, EVENTS - EVENTS // 2)
        after = memory(daemon)
        head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
        sleepers[1].wake()
        begun = time.monotonic()
        for process in sleepers:
            (process.folder / "wake.new").write_text(str(head))
            (process.folder / "wake.new").rename(process.folder / "wake")
        for process in sleepers:
            wait_until(f"{process.name} awake", lambda: process.has_ended, 300)
        caught_up = time.monotonic() - begun
        awake = memory(daemon)
    finally:
        for process in sleepers:
            process.end()
    print(f"\n{EVENTS} events in {took:.0f} s while four subscribers slept; caught up in {caught_up:.1f} s")
    print(f"  the daemon's memory: {before:.1f} MiB, then {after:.1f}, after the catching up {awake:.1f}")
    for process in sleepers:
        seen = json.loads(process.words().splitlines()[-1])
        assert seen["position"] == head, (process.name, seen)
        assert seen["seen"] == head - seen["start"] >= EVENTS, (process.name, seen)
        assert seen["holes"] == seen["doubles"] == seen["early"] == 0, (process.name, seen)
    assert after - before < MOST_GROWTH, "the daemon keeps what a sleeper doesn't take"
