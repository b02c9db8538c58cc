"""`systemctl stop`: what was taken in is answered, nothing that was acknowledged is lost, the end is a clean one."""

from __future__ import annotations

import time

import pytest

from load import Load
from peer import wait_until
from unit import ctl


def ended_well(unit):
    assert unit.state == "inactive" and unit.results() == [], unit.said()
    said = [str(entry["MESSAGE"]) for entry in unit.entries()]
    # Of a unit that had something to do systemd tells at the very end what it consumed.
    last = [line for line in said if " Consumed " not in line][-1]
    assert last.startswith("Stopped permitd"), unit.said()
    assert not any("SIGKILL" in line for line in said)


def test_it_stops_while_busy(unit, register):
    with Load(register) as load:
        load.wait_for(200)
        begun = time.monotonic()
        unit.stop()
        took = time.monotonic() - begun
        ended_well(unit)
        print(f"{load.acknowledged} acknowledged, stopped in {took:.2f} s")
        (line,) = unit.lines("stopped head=", priority=5)
        unit.start()
        load.settle()
    # The log was closed: what it had acknowledged is below the head that it named.
    assert int(line.split("head=")[1]) > load.first


@pytest.mark.long
def test_it_restarts_while_busy(unit, register):
    """`systemctl restart`, as an upgrade does it."""
    with Load(register) as load:
        for _ in range(2):
            load.wait_for(100)
            ctl("restart", unit.name)
        load.wait_for(100)
        load.settle()
    assert unit.restarts == 0 and unit.results() == []


@pytest.mark.parametrize("moment", ["opening the log", "nothing yet"])
def test_it_stops_while_it_starts(unit, register, moment):
    """Before READY=1 there is nothing to finish: it ends at once, and the next start finds all."""
    head = register.admin.status()["seq"]
    unit.stop()
    ctl("start", "--no-block", unit.name)
    if moment == "nothing yet":
        wait_until("a main process", lambda: unit.pid, pause=0.001)
    else:
        wait_until(f"a status with {moment}", lambda: moment in unit.show("StatusText"), pause=0.005)
    assert unit.state == "activating"
    begun = time.monotonic()
    unit.stop()
    print(f"stopped in {time.monotonic() - begun:.2f} s")
    ended_well(unit)
    unit.start()
    assert register.admin.status()["seq"] >= head
