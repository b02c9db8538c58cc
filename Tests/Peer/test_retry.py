"""The same bytes twice are one act, for ever (contract section 3, `id`)."""

from __future__ import annotations

import json

import pytest

from job import Job
from peer import Refused, instant, request_id, signature
from register import Register, fresh, grant_window

AREA = "retry/yard"


@pytest.fixture(scope="module", autouse=True)
def area(register: Register):
    register.area(AREA)


def put(name: str) -> dict:
    return {"area": name, "name": name, "risk": "blue"}


def head(register: Register) -> int:
    return register.admin.ask("daemon.status", {}, sign=False)["seq"]


def test_same_bytes_same_reply(register):
    frames = register.admin.frames("area.put", put(fresh("twice")))
    first = register.admin.exchange(frames)
    assert first["ok"]
    before = head(register)
    assert register.admin.exchange(frames) == first
    assert head(register) == before, "a retry made an event"


def test_though_the_state_moved_on(register):
    """A start repeated after a suspension answers as it did, and starts nothing."""
    job = Job(register, AREA).approved()
    job.prepare()
    supervisor = register.tablet(job.holder("supervisor"))
    frames = supervisor.frames("permit.start", {"permit": job.permit}, expect=job.revision)
    first = supervisor.exchange(frames)
    assert first["ok"], first
    job.act("leader", "permit.suspend", {"reason": "smell of gas"})
    assert supervisor.exchange(frames) == first
    assert job.state == "suspended"


def test_other_bytes_under_a_used_id(register):
    used = request_id()
    assert register.admin.ask("area.put", put(fresh("used")), id=used)["ok"]
    assert register.admin.refusal("area.put", put(fresh("used")), id=used)["code"] == "idReused"


def test_a_blank_more_is_other_bytes(register):
    body = register.admin.body("area.put", put(fresh("blank")))
    owner = register.admin.owner

    for sent, code in ((body, None), (body + b" ", "idReused")):
        signed = [sent, signature(owner.signing, register.daemon.instance, sent)]
        reply = register.admin.exchange(signed)
        assert reply.get("error", {}).get("code") == code, reply


def test_after_a_refusal_the_id_is_free(register):
    free = request_id()
    assert register.admin.refusal("area.put", {"area": "NOT GOOD"}, id=free)["code"] == "invalid"
    assert register.admin.ask("area.put", put(fresh("free")), id=free)["ok"]


def test_the_same_bytes_are_judged_anew_after_a_refusal(register):
    """A refusal is not recorded: once its reason is gone the same bytes are taken."""
    person = fresh("p-later")
    frames = register.admin.frames("grant.put", {
        "grant": fresh("grant"), "person": person, "role": "viewer", "areas": ["*"], **grant_window(),
    })
    assert register.admin.exchange(frames)["error"]["code"] == "notFound"
    register.person(person, key=False, sign=False)
    assert register.admin.exchange(frames)["ok"]


def test_reads_are_not_recorded(register):
    """A read's id is not used up: the same bytes get what is true now."""
    frames = register.admin.frames("daemon.status", {}, sign=False)
    first = register.admin.exchange(frames)
    register.admin.call("area.put", put(fresh("read")))
    assert register.admin.exchange(frames)["seq"] > first["seq"]


def test_an_equal_put_is_no_event(register):
    args = put(fresh("equal"))
    first = register.admin.ask("area.put", args)
    assert first["ok"]
    before = head(register)
    again = register.admin.ask("area.put", args)
    assert again["ok"] and again["result"]["changed"] is False
    assert head(register) == before


def test_a_signed_body_takes_effect_once_whichever_key_brings_it(register):
    """Section 3: a tablet that broke is replaced by another, which sends the same signed body."""
    person = register.person(fresh("p-two-tablets"), "registrar", key=False)
    one, two = register.shared_tablet(), register.shared_tablet()
    frames = one.frames("area.put", put(fresh("brought")), by=person)
    first = one.exchange(frames)
    assert first["ok"]
    before = head(register)
    second = two.exchange(frames)
    assert second["ok"] and second["seq"] == first["seq"], second
    assert head(register) == before


def test_late_safer_acts_answer_ok(register):
    """A second suspension of what is stopped already adds a cause; a leaving twice is `late`, never a refusal."""
    job = Job(register, AREA).active()
    job.act("leader", "permit.suspend", {"reason": "one"})
    job.act("leader", "permit.suspend", {"reason": "two"})
    job.act("supervisor", "permit.leave")
    job.act("supervisor", "permit.leave")
    assert job.state == "suspended"


def test_a_week_old_suspension_is_taken(register):
    """Offline is asymmetric: the tablet was in a tunnel, its clock is off, the stop still counts."""
    for ahead in (-7 * 86400, 3600):
        job = Job(register, AREA).active()
        job.act("leader", "permit.suspend", {"reason": "flames"}, at=instant(ahead))
        assert job.state == "suspended"


def test_across_a_restart(daemon, register):
    """The last of this module: both `kill -9` and an orderly stop keep the replies."""
    frames = register.admin.frames("area.put", put(fresh("restart")))
    first = register.admin.exchange(frames)
    assert first["ok"]
    for end in (daemon.kill, daemon.stop):
        end()
        daemon.serve()
        register.reconnect()
        before = head(register)
        assert register.admin.exchange(frames) == first
        assert head(register) == before
        reused = json.loads(frames[0])["id"]
        with pytest.raises(Refused) as refused:
            register.admin.call("area.put", put(fresh("other")), id=reused)
        assert refused.value.code == "idReused"
