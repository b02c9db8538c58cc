"""Stopping an area: by anyone, at once, undone by one role alone (contract section 4, `area.*`)."""

from __future__ import annotations

import json

import pytest

from job import Job
from peer import Console, instant
from register import Register, fresh

SETTINGS = {"signatures": "required"}


@pytest.fixture
def home(register: Register) -> str:
    """An area of its own for each test, one level below its own parent."""
    return register.area(f"{fresh('stop')}/home")


@pytest.fixture
def tablet(register: Register, connected):
    """A shared tablet: bound to nobody, and nobody signs."""
    return connected(register.shared_tablet(fresh("corridor")))


@pytest.fixture
def watcher(daemon, connected):
    return connected(Console(daemon, daemon.admin().curve).joined())


def stop(tablet, area: str, **more) -> dict:
    return tablet.call("area.stop", {"area": area, "reason": "alarm rings", **more}, sign=False)


def board(register: Register, area: str) -> dict:
    return register.admin.call("area.board", {"area": area}, sign=False)


def unmet_at_resume(job: Job) -> set[str]:
    return {unmet["code"] for unmet in job.readiness()["unmet"]}


def test_anyone_stops_an_area(register, home, tablet, watcher):
    """From an unbound tablet without name or signature: all work below it is suspended and latched."""
    job = Job(register, home).active()
    parent = home.split("/")[0]
    answer = stop(tablet, parent)
    assert {"stop", "unacknowledged", "inside"} <= answer.keys()
    assert answer["inside"] == []
    assert job.state == "suspended"
    causes = [cause for cause in job.get()["causes"] if cause["cause"] == "areaStopped"]
    assert causes and causes[0]["latched"] is True
    stopped = watcher.wait_for("area.stopped", area=parent)
    assert int(stopped["sequence"]) == answer["stop"] and stopped["data"]["proven"] is False
    suspended = watcher.wait_for("permit.suspended", permit=job.permit)
    assert suspended["data"]["cause"] == "areaStopped"
    assert int(suspended["sequence"]) > answer["stop"]


def test_nothing_starts_in_a_stopped_area(register, home, tablet):
    job = Job(register, home).approved()
    job.prepare()
    stop(tablet, home)
    error = job.refused("supervisor", "permit.start", expect=job.revision)
    assert error["code"] == "gateUnmet"
    assert "areaStopped" in {unmet["code"] for unmet in error["unmet"]}


def test_no_approval_in_a_stopped_area(register, home, tablet):
    job = Job(register, home)
    job.request()
    job.approve(until_step="approve")
    stop(tablet, home)
    error = job.refused(job.approver, "permit.approve", {"contentDigest": job.digest, "siteVisited": True})
    assert error["code"] == "gateUnmet" and "areaStopped" in json.dumps(error["unmet"])


def test_the_neighbour_goes_on(register, home, tablet):
    other = register.area(f"{fresh('other')}/home")
    job = Job(register, other).active()
    stop(tablet, home)
    assert job.state == "active"


def test_the_way_back(register, home, tablet, watcher):
    """Lift by the emergency role, release by the approver, everything tested anew, then resume."""
    job = Job(register, home).active()
    number = stop(tablet, home)["stop"]
    assert "areaStopped" in unmet_at_resume(job)
    emergency = register.tablet(register.person(fresh("p-chief"), "emergency"))
    emergency.call("area.lift", {"area": home, "stop": number, "reason": "false alarm"})
    watcher.wait_for("area.lifted", area=home)
    assert job.state == "suspended", "lifting resumes nothing"
    codes = unmet_at_resume(job)
    assert "areaStopped" not in codes and "releaseMissing" in codes, codes
    assert codes & {"checkMissing", "gasTestMissing", "gasTestStale", "conditionCheckMissing"}, (
        f"tests, conditions and checks older than the stop are stale: {codes}"
    )
    job.resume()
    assert job.state == "active"


def test_two_stops_are_lifted_one_by_one(register, home, tablet):
    first, second = (stop(tablet, home)["stop"] for _ in range(2))
    assert first != second
    job = Job(register, home)
    job.request()
    job.approve(until_step="approve")
    approval = {"contentDigest": job.digest, "siteVisited": True}
    chief = register.tablet(register.person(fresh("p-chief"), "emergency"))
    chief.call("area.lift", {"area": home, "stop": first, "reason": "checked"})
    assert "areaStopped" in json.dumps(job.refused(job.approver, "permit.approve", approval))
    chief.call("area.lift", {"area": home, "stop": second, "reason": "checked"})
    job.act(job.approver, "permit.approve", approval)


def test_only_emergency_lifts(register, home, tablet):
    number = stop(tablet, home)["stop"]
    args = {"area": home, "stop": number, "reason": "I think it is fine"}
    assert register.admin.refusal("area.lift", args)["code"] == "unauthorized"
    assert tablet.refusal("area.lift", args, sign=False)["code"] in ("signatureRequired", "unauthorized", "invalid")
    chief = register.tablet(register.person(fresh("p-chief"), "emergency"))
    assert chief.refusal("area.lift", args, sign=False)["code"] == "signatureRequired"


def test_lifting_what_is_not_there(register, home):
    chief = register.tablet(register.person(fresh("p-chief"), "emergency"))
    assert chief.refusal("area.lift", {"area": home, "stop": 1, "reason": "x"})["code"] in ("notFound", "wrongState")


def test_acknowledging(register, home, tablet, watcher):
    """The board lists devices with live work that have not heard; an acknowledgement takes one off."""
    job = Job(register, home).active()
    job.act(job.crew[0], "permit.note", {"text": "working"})  # through the job's shared tablet
    answer = stop(tablet, home)
    assert waiting_for(board(register, home)) == waiting_for(answer)
    assert waiting_for(answer), "a device with live work is waited for"
    supervisor = register.tablet(job.holder("supervisor"))
    before = len(waiting_for(answer))
    for device in (supervisor, job.shared, register.tablet(job.holder("leader"))):
        device.call("area.acknowledge", {"area": home, "stop": answer["stop"]}, sign=False)
    watcher.wait_for("area.acknowledged", area=home)
    assert len(waiting_for(board(register, home))) < before


def waiting_for(told) -> list:
    """The devices of `unacknowledged`, in an answer or anywhere in a board."""
    if isinstance(told, dict):
        if "unacknowledged" in told:
            return sorted(json.dumps(device, sort_keys=True) for device in told["unacknowledged"])
        told = list(told.values())
    if isinstance(told, list):
        return [device for part in told for device in waiting_for(part)]
    return []


def test_acknowledging_from_nobodys_tablet(tablet, home):
    number = stop(tablet, home)["stop"]
    assert tablet.call("area.acknowledge", {"area": home, "stop": number}, sign=False) is not None


def test_an_old_stop_is_taken(register, home, tablet):
    """A safer act is taken however old it is, and however wrong the device's clock."""
    job = Job(register, home).active()
    tablet.call("area.stop", {"area": home, "reason": "smoke"}, sign=False, at=instant(-86400))
    assert job.state == "suspended"
    tablet.call("area.stop", {"area": home, "reason": "smoke"}, sign=False, at=instant(86400))


def test_an_unknown_area(tablet):
    assert tablet.refusal("area.stop", {"area": "no-such-place", "reason": "x"}, sign=False)["code"] == "notFound"


def test_the_board_shows_the_stop_and_the_work(register, home, tablet):
    job = Job(register, home).active()
    number = stop(tablet, home)["stop"]
    shown = json.dumps(board(register, home))
    assert job.permit in shown and str(number) in shown


def test_a_stop_outlives_a_restart(daemon, register, home, tablet):
    """The last of this module."""
    stop(tablet, home)
    daemon.kill()
    daemon.serve()
    register.reconnect()
    job = Job(register, home)
    job.request()
    job.approve(until_step="approve")
    error = job.refused(job.approver, "permit.approve", {"contentDigest": job.digest, "siteVisited": True})
    assert "areaStopped" in json.dumps(error)
