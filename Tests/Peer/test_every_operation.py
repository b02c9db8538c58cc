"""Operations that a quiet permit never needs, so that every reply of the protocol is seen on the wire once."""

from __future__ import annotations

import uuid

import pytest

from daemon import HOT, Daemon, pack_file
from job import Job
from peer import Refused, day, instant
from register import fresh

AREA = "binhai/works/hall"
VALVE = {"id": "valve-7", "point": "valve 7", "energy": "steam", "method": "lock"}


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    """A daemon whose fire watch is short and whose pack lets a window be extended."""
    made = Daemon(tmp_path_factory.mktemp("permitd") / "site").init().quicken(watch="2s", round="1s")
    hot = pack_file(made.directory, HOT)
    hot.write_text(hot.read_text() + '\nextension: {times: 1, clause: "[site]"}\n')
    try:
        yield made.serve()
    finally:
        made.end()


@pytest.fixture(scope="module")
def site(register):
    register.area(AREA)
    return register


def by(site, *roles: str):
    """A new person's tablet."""
    return site.tablet(site.person(fresh("p-every"), *roles))


def test_the_register_and_the_rules(site):
    site.instrument()
    site.admin.call("equipment.put", {
        "equipment": "crane-1", "kind": "crane", "registration": "R-1", "inspectionDue": day(30), "status": "inUse",
    })
    assert site.admin.call("register.get", {"type": "equipment", "id": "crane-1"})["registration"] == "R-1"
    [pack] = site.admin.call("rules.list")["items"]
    kinds = [kind["kind"] for kind in pack["kinds"]]
    assert "hot" in kinds
    assert site.admin.call("rules.explain", {"kind": "hot", "area": AREA, "facts": {"occupied": True}})["grade"] == "1"
    for kind in kinds:
        assert site.admin.call("rules.form", {"kind": kind})["pack"] == pack["pack"]
    for part in ("area", "person", "credential", "grant", "instrument", "equipment", "key"):
        site.admin.call("register.list", {"type": part, "limit": 1000})


def test_a_hidden_danger_and_the_weather(site):
    hazard = {"hazard": str(uuid.uuid4())}
    safety, verifier, fixer = by(site, "safetyDept"), by(site, "verifier"), by(site, "leader")
    site.admin.call("hazard.report", {**hazard, "area": AREA, "level": "general", "text": "a loose rail"})
    order = {"to": fixer.owner.id, "deadline": day(5), "level": "general", "measures": ["rope it off"]}
    safety.call("hazard.assign", {**hazard, **order})
    fixer.call("hazard.rectify", {**hazard, "text": "welded", "evidence": []})
    verifier.call("hazard.verify", {**hazard, "outcome": "passed"})
    verifier.call("hazard.reopen", {**hazard, "reason": "loose again"})
    assert site.admin.call("hazard.get", hazard)["state"] == "reopened"
    assert [item["hazard"] for item in site.admin.call("hazard.list", {"state": ["reopened"]})["items"]]
    safety.call("area.weather", {"area": AREA, "windBeaufort": 3, "conditions": ["fog"]})
    kinds = {item["type"] for item in site.admin.call("board.snapshot")["items"]}
    assert {"hazard", "weather"} <= kinds


def test_what_never_starts(site):
    returned = Job(site, AREA)
    returned.request()
    returned.act(returned.approver, "permit.return", {"reason": "say more of the method"})
    returned.act("applicant", "permit.amend", returned.content(method="arc welding, by two"))
    returned.act(returned.approver, "permit.reject", {"reason": "not today"})
    given_up = Job(site, AREA)
    given_up.request()
    given_up.act("applicant", "permit.cancel", {"reason": "not needed"})
    states = site.admin.call("permit.list", {"area": AREA, "state": ["rejected", "cancelled"]})["items"]
    assert {permit["state"] for permit in states} == {"rejected", "cancelled"}


def retried(job: Job, person, op: str, args: dict, **how) -> dict:
    """The act, once the certificates that it misses are there."""
    try:
        return job.act(person, op, args, **how)
    except Refused as refused:
        job.certify(refused)
        return job.act(person, op, args, expect=job.revision)


def test_a_permit_with_everything(site):
    job = Job(site, AREA)
    job.request(facts={**job.guide.facts(), "occupied": True}, isolations=[VALVE])
    job.approve()
    valve = {"isolation": VALVE["id"]}
    other_isolator = site.person(fresh("p-isolator"), "isolator")
    job.act("isolator", "permit.isolate", {**valve, "lock": "L-7"})
    job.act(other_isolator, "permit.verifyIsolation", valve)
    job.test_gas()
    job.act("leader", "permit.brief", {"briefed": [job.crew[0].id]})
    job.act(job.crew[0], "permit.briefed")
    job.act("leader", "permit.crew", {"remove": [job.crew[1].id], "reason": "called away"})
    job.start()
    worker = {"person": job.crew[0].id}
    assert job.act("supervisor", "permit.enter", {**worker, "basis": "work"})["inside"] == [job.crew[0].id]
    assert job.act("supervisor", "permit.exit", worker)["inside"] == []
    job.act("supervisor", "permit.present")
    job.act(job.approver, "permit.extend", {"until": instant(5 * 3600)}, expect=job.revision)

    second = site.person(fresh("p-second"), "supervisor")
    job.act("supervisor", "permit.handover", {"role": "supervisor", "to": second.id})
    retried(job, second, "permit.takeover", {"role": "supervisor", "inside": []}, expect=job.revision)
    leader = site.person(fresh("p-leader"), "leader")
    job.act("areaUnit", "permit.assign", {"role": "leader", "to": leader.id, "reason": "the leader is ill"})
    retried(job, leader, "permit.takeover", {"role": "leader", "inside": []}, expect=job.revision)

    test = {**valve, "until": instant(1800)}
    assert job.act("areaUnit", "permit.sanctionTest", test)["awaiting"]
    assert job.act(leader, "permit.sanctionTest", test)["awaiting"] == []
    job.act("isolator", "permit.removeIsolation", {**valve, "purpose": "test"})
    job.act("isolator", "permit.isolate", valve)
    job.act(job.approver, "permit.revoke", {"reason": "the shift is over"})
    job.act(leader, "permit.finish", {"outcome": "incomplete"})
    job.posts["leader"] = leader
    job.keep_watch(every=0.4)
    job.act("isolator", "permit.removeIsolation", {**valve, "purpose": "restore"})
    job.act("acceptor", "permit.refuseAcceptance", {"defects": [{"text": "scale on the floor"}]})
    assert job.close()["outcome"] == "incomplete"
    items = by(site, "auditor").call("permit.history", {"permit": job.permit, "limit": 1000})["items"]
    assert any("request" in item for item in items)


def test_the_log_tells_all_of_it(site):
    """Every event that the tests above made comes over the wire, and so is held to its schema."""
    told = {event["type"] for event in site.admin.all_events()}
    assert told >= {
        "permit.amended", "permit.rejected", "permit.cancelled", "permit.countersigned", "permit.gasTested",
        "permit.isolationRemoved", "permit.testSanctioned", "permit.crewChanged", "permit.takenOver",
        "permit.assigned", "permit.extended", "permit.revoked", "permit.entered", "permit.exited",
        "permit.acceptanceRefused", "area.weatherReported", "hazard.reopened", "equipment.put", "packs.adopted",
    }
