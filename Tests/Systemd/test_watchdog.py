"""A daemon that hangs is ended and started again (WatchdogSec=)."""

from __future__ import annotations

import signal

import pytest

from load import Load
from register import fresh


def test_a_stopped_process_is_replaced(unit, register):
    """SIGSTOP is what a daemon that hangs looks like; who waits for an answer gets it from the next process."""
    unit.stop()
    unit.drop_in("WatchdogSec=2").start()
    area = register.area(fresh("watchdog"))
    with Load(register) as load:
        load.wait_for(50)
        stopped = unit.kill(signal.SIGSTOP)
        unit.is_back(1)
        load.wait_for(50)
        assert load.settle() >= 100
    assert unit.pid != stopped and unit.restarts == 1
    assert unit.results() == ["watchdog"]
    assert any("Watchdog timeout (limit 2s)" in str(entry["MESSAGE"]) for entry in unit.entries())
    assert register.admin.call("register.get", {"type": "area", "id": area}, sign=False)


@pytest.mark.long
def test_an_idle_daemon_feeds_it(unit, register):
    """Nothing to do for three times the interval is no reason to be ended."""
    unit.stop()
    unit.drop_in("WatchdogSec=1").start()
    pid = unit.pid
    register.admin.call("events.read", {"after": register.admin.status()["seq"], "waitMs": 3000}, sign=False)
    assert unit.pid == pid and unit.restarts == 0 and unit.state == "active"
