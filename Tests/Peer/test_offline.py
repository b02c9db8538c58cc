"""Offline is asymmetric (contract section 3), with the client library's tablet: what lets work go on is refused when it
is late, and what stops it is never lost."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from network import FINE, Network
from peer import instant
from shift_log import Log
from shift_plan import Office, TabletPlan, time_zone_of_morning
from shift_run import SHIFT_CLIENT, Process

SETTINGS = {"timezone": time_zone_of_morning()}
LATE = 180  # seconds; an act that lets work go on may be 120 old

pytestmark = pytest.mark.skipif(not Path(SHIFT_CLIENT).exists(), reason=f"no {SHIFT_CLIENT}: build it")


class Pad:
    """A shared tablet whose permit was taken as far as one step, and its way to the daemon."""

    def __init__(self, register, network: Network, folder: Path, name: str, upto: str):
        self.register = register
        self.way = network.way(name, "commands", FINE)
        self.plan = TabletPlan(Office(register), name, permits=1, teams=1, hours=8)
        permit = self.plan.permits[0]
        last = next(index for index, step in enumerate(permit.steps) if step["id"].endswith(f"-{upto}"))
        permit.steps = permit.steps[:last + 1]
        self.plan.permits = [permit]
        self.permit, self.team, self.office = permit.permit, self.plan.teams[0], self.plan.office
        self.folder = self.plan.write(folder / name, {"commands": self.way.endpoint, "events": ""}, None).parent
        self.run("tablet")

    def run(self, *command: str) -> str:
        done = subprocess.run(
            Process("", list(command), self.folder).command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def act(self, op: str, by, args: dict | None = None, behind: int = 0, expect: int | None = None) -> str:
        """What becomes of one act on the permit."""
        command = ["act", op, "--args", json.dumps({"permit": self.permit, **(args or {})}), "--behind", str(behind)]
        command += ["--by", by.id] if by else []
        command += ["--expect", str(expect)] if expect is not None else []
        return self.run(*command)

    def get(self) -> dict:
        return self.register.admin.call("permit.get", {"permit": self.permit}, sign=False)


@pytest.fixture(scope="module")
def network(daemon):
    made = Network("offline")
    made.lead_to(daemon.endpoints)
    yield made
    made.close()


@pytest.fixture(scope="module")
def ready(register, network, tmp_path_factory) -> Pad:
    """A permit with everything done but the start."""
    return Pad(register, network, tmp_path_factory.mktemp("ready"), "ready", "accept")


@pytest.fixture(scope="module")
def asked(register, network, tmp_path_factory) -> Pad:
    """A permit that was asked for."""
    return Pad(register, network, tmp_path_factory.mktemp("asked"), "asked", "request")


def approval(asked: Pad) -> dict:
    return {"contentDigest": asked.get()["contentDigest"], "siteVisited": True}


def test_offline_nothing_that_lets_work_go_on_is_kept(ready, asked, network):
    start = {"by": ready.team.supervisor, "expect": ready.get()["revision"]}
    approve = approval(asked)
    network.go_away(ready.way, asked.way)
    try:
        assert ready.act("permit.start", **start) == "offline"
        assert asked.act("permit.approve", asked.office.areaUnit, approve) == "offline"
    finally:
        network.come_back(ready.way, asked.way)
    for pad in (ready, asked):
        pad.run("send")
    assert ready.get()["state"] == "approved" and asked.get()["state"] == "requested"


def test_what_arrives_late_is_refused(ready, asked):
    """The tablet's clock is what `at` says: an act of three minutes ago, whatever kept it so long."""
    revision = ready.get()["revision"]
    assert ready.act("permit.start", ready.team.supervisor, behind=LATE, expect=revision) == "tooLate"
    assert asked.act("permit.approve", asked.office.areaUnit, approval(asked), behind=LATE) == "tooLate"


def test_a_signed_start_brought_late(ready, register, connected):
    """Signed in time, held back, and brought by whoever kept it."""
    tablet = connected(register.shared_tablet())
    frames = tablet.frames(
        "permit.start", {"permit": ready.permit}, by=ready.team.supervisor, at=instant(-LATE),
        expect=ready.get()["revision"])
    error = tablet.exchange(frames)["error"]
    assert error["code"] == "tooLate" and error["serverTime"] <= instant()
    assert ready.get()["state"] == "approved"


def test_a_late_suspend_wins(ready, network):
    """Made before the start that it stops, kept while offline, and sent once there is a connection."""
    assert ready.act("permit.start", ready.team.supervisor, expect=ready.get()["revision"]) == "done"
    network.go_away(ready.way)
    try:
        assert ready.act("permit.suspend", None, {"reason": "a loose board"}, behind=LATE) == "kept"
        note = {"text": "written down before"}
        assert ready.act("permit.note", ready.team.leader, note, behind=LATE) == "kept"
        assert ready.get()["state"] == "active"
    finally:
        network.come_back(ready.way)
    ready.run("send")
    assert ready.get()["state"] == "suspended"


def test_each_of_them_once(ready, daemon):
    """The last of this module: the log has one suspension, by the device, from before the start."""
    assert daemon.stop() == 0
    log = Log(daemon.state)
    daemon.serve()
    of_permit = [event for event in log.events if event["data"].get("permit") == ready.permit]
    started = [event for event in of_permit if event["type"] == "permit.started"]
    suspended = [event for event in of_permit if event["type"] == "permit.suspended"]
    noted = [event for event in of_permit if event["type"] == "permit.noted"]
    assert len(started) == len(suspended) == len(noted) == 1
    assert suspended[0]["data"]["at"] < started[0]["data"]["at"] < suspended[0]["time"]
    assert suspended[0]["data"]["proven"] is False
