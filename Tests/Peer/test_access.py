"""Who gets in, who stays in, and what each may see (contract sections 2 and 3)."""

from __future__ import annotations

import json
import time

import pytest
import zmq

from job import Job
from peer import Console, Curve, Person, Tablet, handshake, wait_until
from register import Register, fresh

EAST, WEST = "binhai/east", "binhai/west"  # stopped now and then, to make events
YARD = "harbour/yard"  # where permits are worked
SETTINGS = {"signatures": "required", "audiences": [{"events": "tcp://127.0.0.1:*", "area": EAST}]}


@pytest.fixture(scope="module", autouse=True)
def areas(register: Register):
    for area in (EAST, f"{EAST}/kitchen", WEST, YARD):
        register.area(area)


def noise(register: Register, *places: str) -> int:
    """An event in each place, and the position after them."""
    for place in places:
        register.admin.call("area.stop", {"area": place, "reason": "drill"})
    return register.admin.ask("daemon.status", {}, sign=False)["seq"]


# --- keys that are not ours -------------------------------------------------------------------------


#: each endpoint with the type of socket that belongs there
SOCKETS = [("commands", zmq.DEALER), ("events", zmq.SUB)]


@pytest.mark.parametrize("socket, kind", SOCKETS)
def test_an_enrolled_key_gets_in(daemon, socket, kind):
    assert handshake(daemon, daemon.endpoints[socket], daemon.admin().curve, kind) == "in"


@pytest.mark.parametrize("socket, kind", SOCKETS)
def test_an_unknown_key_gets_no_handshake(daemon, socket, kind):
    assert handshake(daemon, daemon.endpoints[socket], Curve.new(), kind) != "in"


@pytest.mark.parametrize("socket, kind", SOCKETS)
def test_no_curve_no_handshake(daemon, socket, kind):
    assert handshake(daemon, daemon.endpoints[socket], None, kind) != "in"


def test_a_revoked_key_gets_no_new_handshake(daemon, register):
    person = register.person(fresh("p-gone"), "viewer")
    register.revoke_key(person.curve)
    for socket, kind in SOCKETS:
        assert handshake(daemon, daemon.endpoints[socket], person.curve, kind) != "in"


# --- a key revoked while its connections are open ---------------------------------------------------


def test_revoked_on_an_open_connection(daemon, register, connected):
    person = register.person(fresh("p-revoked"), "viewer")
    tablet = connected(Tablet(daemon, person.curve, person))
    console = connected(Console(daemon, person.curve).joined())
    witness = connected(Console(daemon, daemon.admin().curve).joined())
    assert tablet.status()["instance"] == daemon.instance
    register.revoke_key(person.curve)
    assert tablet.refusal("daemon.status", {}, sign=False)["code"] == "unauthorized"
    time.sleep(1.2)  # "within a second it receives no more events"
    console.pump()
    seen, beats = len(console.events), len(console.heartbeats)
    head = noise(register, EAST, WEST)
    witness.joined().caught_up(head)
    for _ in range(10):
        console.pump(0.2)
    assert len(console.events) == seen, f"events after revocation: {console.events[seen:]}"
    assert len(console.heartbeats) == beats, "heartbeats after revocation"


def test_revocation_ends_a_waiting_read(daemon, register, connected):
    """A read that waits must not tell a revoked key what happened after the revocation."""
    person = register.person(fresh("p-waiting"), "viewer")
    tablet = connected(Tablet(daemon, person.curve, person))
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    tablet.send(tablet.frames("events.read", {"after": head + 5, "waitMs": 4000}, sign=False))
    register.revoke_key(person.curve)
    noise(register, *[EAST] * 8)
    answer = tablet.receive(6)
    if answer is not None:
        reply = json.loads(answer[-1])
        assert not reply["ok"] or reply["result"]["events"] == []


def test_the_others_stay_connected(daemon, register, connected):
    """Revoking one key costs the others nothing that `events.read` or a new try does not heal."""
    stays = register.person(fresh("p-stays"), "viewer")
    tablet = connected(Tablet(daemon, stays.curve, stays))
    console = connected(Console(daemon, stays.curve).joined())
    goes = register.person(fresh("p-goes"), "viewer")
    register.revoke_key(goes.curve)
    assert tablet.status()
    beats = len(console.heartbeats)
    console.until("heartbeats go on", lambda c: len(c.heartbeats) > beats + 1, 10)


# --- replies go to the one who asked ----------------------------------------------------------------


def test_same_routing_id_never_shares_replies(daemon, register, connected):
    one, two = (register.person(fresh("p-twin"), "viewer") for _ in range(2))
    first = connected(Tablet(daemon, one.curve, one, routing_id=b"twin"))
    first.status()
    second = connected(Tablet(daemon, two.curve, two, routing_id=b"twin"))
    asked: dict[str, set] = {"first": set(), "second": set()}
    got: dict[str, set] = {"first": set(), "second": set()}
    for _ in range(30):
        for name, tablet in (("first", first), ("second", second)):
            frames = tablet.frames("daemon.status", {}, sign=False)
            asked[name].add(json.loads(frames[0])["id"])
            tablet.send(frames)
        for name, tablet in (("first", first), ("second", second)):
            while (answer := tablet.receive(0.05)) is not None:
                got[name].add(json.loads(answer[-1])["id"])
    assert got["first"] <= asked["first"] and got["second"] <= asked["second"]
    assert got["first"], "the one who was there first was locked out"


def test_the_same_id_of_two_keys_is_two_requests(daemon, register, connected):
    """An id is unique for its key: another key's same id is another request (section 3)."""
    one, two = (register.person(fresh("p-same-id"), "registrar") for _ in range(2))
    shared = fresh("request")
    for person, area in ((one, fresh("same-id")), (two, fresh("same-id"))):
        reply = register.tablet(person).ask("area.put", {"area": area, "name": area, "risk": "blue"}, id=shared)
        assert reply["ok"], reply


# --- a key for one area -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def eastern(register: Register) -> Person:
    return register.person("p-east", "viewer", areas=[EAST])


def test_one_area_is_refused_where_everything_goes(daemon, eastern):
    assert handshake(daemon, daemon.endpoints["events"], eastern.curve, zmq.SUB) != "in"


def test_one_area_at_its_audience(daemon, register, eastern, connected):
    """Its events and those below; of its ancestors `area.*` and `hazard.*` alone; heartbeats."""
    console = connected(Console(daemon, eastern.curve, endpoint=daemon.audience(EAST)).joined())
    console.events.clear()
    head = noise(register, EAST, WEST, f"{EAST}/kitchen", "binhai")
    console.caught_up(head)
    topics = [seen.topic for seen in console.events]
    assert topics == [f"area/{EAST}/area.stopped", f"area/{EAST}/kitchen/area.stopped", "area/binhai/area.stopped"]


def test_another_areas_key_is_refused_at_the_audience(daemon, register):
    western = register.person("p-west", "viewer", areas=[WEST])
    assert handshake(daemon, daemon.audience(EAST), western.curve, zmq.SUB) != "in"
    assert handshake(daemon, daemon.endpoints["commands"], western.curve) == "in"


def test_one_area_by_a_waiting_read(daemon, register, eastern, connected):
    """With no socket to subscribe to: `events.read` with `waitMs`, which lets all else go on."""
    tablet = connected(Tablet(daemon, eastern.curve, eastern))
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    tablet.send(tablet.frames("events.read", {"after": head, "waitMs": 20000}, sign=False))
    assert tablet.receive(0.5) is None, "nothing happened yet"
    noise(register, WEST)
    assert tablet.receive(0.5) is None, "another area's event ended the wait"
    noise(register, EAST)
    answer = tablet.receive(5)
    assert answer is not None, "the wait did not end"
    page = json.loads(answer[-1])["result"]
    assert [event["data"]["area"] for event in page["events"]] == [EAST]
    assert page["next"] == page["head"]


def test_a_wait_without_a_match_ends_empty(daemon, register, eastern, connected):
    tablet = connected(Tablet(daemon, eastern.curve, eastern))
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    began = time.monotonic()
    page = tablet.call("events.read", {"after": head, "waitMs": 700}, sign=False)
    assert page["events"] == [] and 0.5 < time.monotonic() - began < 5


def test_a_second_waiting_read_ends_the_first(daemon, register, eastern, connected):
    tablet = connected(Tablet(daemon, eastern.curve, eastern))
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    first = tablet.frames("events.read", {"after": head, "waitMs": 20000}, sign=False)
    second = tablet.frames("events.read", {"after": head, "waitMs": 20000}, sign=False)
    tablet.send(first)
    assert tablet.receive(0.3) is None
    tablet.send(second)
    answer = tablet.receive(5)
    assert answer is not None and json.loads(answer[-1])["id"] == json.loads(first[0])["id"]


def test_other_areas_are_left_out_silently(daemon, register, eastern, connected):
    tablet = connected(Tablet(daemon, eastern.curve, eastern))
    noise(register, WEST, EAST)
    areas = {event["data"]["area"] for event in tablet.all_events(topics=[f"area/{WEST}/", f"area/{EAST}/"])}
    assert areas and all(area == EAST or area.startswith(EAST + "/") for area in areas)
    assert tablet.all_events(topics=["register/"]) == []


def test_what_is_elsewhere_is_not_found(daemon, register, eastern):
    job = Job(register, YARD)
    job.request()
    assert register.tablet(eastern).refusal("permit.get", {"permit": job.permit})["code"] == "notFound"


# --- who may act through which key ------------------------------------------------------------------


def test_a_bound_key_acts_for_its_person_alone(register):
    one, two = (register.person(fresh("p-bound"), "registrar") for _ in range(2))
    area = fresh("bound")
    args = {"area": area, "name": area, "risk": "blue"}
    assert register.tablet(one).refusal("area.put", args, by=two)["code"] == "unauthorized"
    assert register.tablet(one).call("area.put", args, by=one)


def test_a_shared_tablet_wants_a_name_and_a_signature(register):
    shared = register.shared_tablet()
    person = register.person(fresh("p-shared"), "registrar", key=False)
    args = {"area": fresh("shared"), "name": "shared", "risk": "blue"}
    assert shared.refusal("area.put", args)["code"] in ("signatureRequired", "unauthorized", "invalid")
    assert shared.refusal("area.put", args, by=person, sign=False)["code"] == "signatureRequired"
    assert shared.call("area.put", args, by=person)


def test_a_shared_tablet_wants_a_signature_for_unsigned_acts_too(register):
    """`permit.note` is no sign-off, but from a shared tablet every operation is signed."""
    job = Job(register, YARD)
    job.request()
    args = {"permit": job.permit, "text": "seen"}
    leader = job.holder("leader")
    assert job.shared.refusal("permit.note", args, by=leader, sign=False)["code"] == "signatureRequired"
    assert job.shared.call("permit.note", args, by=leader) is not None


def test_someone_elses_signature_is_invalid(register):
    shared = register.shared_tablet()
    one, two = (register.person(fresh("p-sign"), "registrar", key=False) for _ in range(2))
    imposter = Person(one.id, None, two.signing)
    args = {"area": fresh("sign"), "name": "sign", "risk": "blue"}
    assert shared.refusal("area.put", args, by=imposter)["code"] == "signatureInvalid"


def test_anyone_suspends_from_an_unbound_tablet(daemon, register, connected):
    """No actor, no grant, no signature: taken, and the event says what it does not prove."""
    job = Job(register, YARD).active()
    console = connected(Console(daemon, daemon.admin().curve).joined())
    device = fresh("tablet")
    shared = register.shared_tablet(device)
    shared.call("permit.suspend", {"permit": job.permit, "reason": "smoke"})
    event = console.wait_for("permit.suspended", permit=job.permit)
    assert event["data"]["proven"] is False
    assert device in json.dumps(event["data"]), "the event names the device"
    assert job.state == "suspended"


def test_reads_from_a_shared_tablet_follow_its_areas(register):
    shared = register.shared_tablet(areas=[EAST])
    job = Job(register, YARD)
    job.request()
    assert shared.refusal("permit.get", {"permit": job.permit})["code"] == "notFound"
    assert shared.call("area.board", {"area": EAST}) is not None


def test_a_late_probe_of_strangers_changes_nothing(daemon, register):
    """After all of this the daemon still keeps strangers out and members in."""
    assert handshake(daemon, daemon.endpoints["commands"], Curve.new()) != "in"
    wait_until("an answer", lambda: register.admin.status(), 10)
