"""One hot-work permit from request to closure, signed, while a console watches (contract sections 4 and 5)."""

from __future__ import annotations

import hashlib
import json
import uuid

import pytest

from job import Job
from peer import Console

QUICK = {"lapse": "4s", "warn": "2s", "watch": "4s", "round": "2s"}
SETTINGS = {"signatures": "required"}
AREA = "binhai/home/boiler"


def pairs(text: str | bytes):
    """JSON with the order of its members and the spelling of its numbers kept."""
    return json.loads(text, object_pairs_hook=list, parse_float=str, parse_int=str)


@pytest.fixture(scope="module")
def story(daemon, register):
    """The whole life of one permit, and everything a console saw of it."""
    register.area(AREA)
    console = Console(daemon, daemon.admin().curve).joined()
    first = console.heartbeats[-1]["seq"]
    job = Job(register, AREA, opens=1.0)
    job.approved().start()
    console.wait_for("permit.started", permit=job.permit)
    lapse = console.wait_for("permit.suspended", permit=job.permit)
    while_suspended = job.get()
    job.resume()
    console.wait_for("permit.resumed", permit=job.permit)
    job.finish()
    job.keep_watch(every=0.6)
    job.close()
    console.wait_for("permit.closed", permit=job.permit)
    console.caught_up(register.admin.ask("daemon.status", {}, sign=False)["seq"])
    yield {"job": job, "console": console, "first": first, "lapse": lapse, "suspended": while_suspended}
    console.close()


def test_it_closes(story):
    permit = story["job"].get()
    assert permit["state"] == "closed"
    assert permit["outcome"] == "completed"
    assert permit["contentDigest"] == story["job"].digest


def test_the_content_has_its_digest_after_the_end(story):
    """What was signed can be read and hashed by anyone, a closed permit's included (section 4, permit.get)."""
    permit = story["job"].get()
    text = permit["contentText"]
    assert hashlib.sha256(text.encode()).hexdigest() == permit["contentDigest"] == story["job"].digest
    content = json.loads(text)
    assert content["work"] == permit["work"] and content["analysis"] == permit["analysis"]
    assert content["number"] == permit["number"]


def test_the_content_is_there_before_it_is_on_disk(daemon, register):
    """A request and a look at it in one breath: the look is answered by what was just asked for."""
    register.area(AREA)
    job = Job(register, AREA)
    job.request()
    another = str(uuid.uuid4())
    applicant = job.holder("applicant")
    tablet = job.tablet(applicant)
    by = None if applicant.curve else applicant
    frames = [
        tablet.frames("permit.request", job.content(permit=another, work="焊接 3 号楼梯扶手"), by=by),
        tablet.frames("permit.get", {"permit": another}, by=by),
    ]
    for message in frames:
        tablet.send(message)
    replies = [json.loads(tablet.receive(10)[-1]) for _ in frames]
    assert [reply["ok"] for reply in replies] == [True, True], replies
    view = replies[1]["result"]
    assert view["work"] == "焊接 3 号楼梯扶手"
    assert hashlib.sha256(view["contentText"].encode()).hexdigest() == replies[0]["result"]["contentDigest"]


def test_presence_lapse_suspends(story):
    """A supervisor of whom nothing was heard: the daemon itself suspends."""
    assert story["lapse"]["data"]["cause"] == "supervisorAbsent"
    assert story["lapse"]["data"]["actor"] == "system"
    assert story["suspended"]["state"] == "suspended"
    assert "supervisorAbsent" in [cause["cause"] for cause in story["suspended"]["causes"]]


def test_the_life_in_order(story):
    wanted = [
        "permit.requested", "permit.approved", "permit.accepted", "permit.started", "permit.suspended",
        "permit.resumed", "permit.finished", "permit.fireWatched", "permit.fireWatchEnded", "permit.closed",
    ]
    seen = [s.event["type"] for s in story["console"].events if s.event["data"].get("permit") == story["job"].permit]
    rest = iter(seen)
    assert all(kind in rest for kind in wanted), f"{wanted} is not in order within {seen}"


def test_every_event_once_in_order_without_a_hole(story):
    """Section 5: sequence numbers rise by one without a hole; `time` never falls."""
    events = [seen.event for seen in story["console"].events if seen.sequence > story["first"]]
    sequences = [int(event["sequence"]) for event in events]
    assert sequences == list(range(story["first"] + 1, sequences[-1] + 1))
    assert all(event["sequence"] == f"{int(event['id']):020d}" for event in events)
    times = [event["time"] for event in events]
    assert times == sorted(times)


def test_prev_names_the_event_before_in_that_area(story):
    before: dict[str, int] = {}
    for seen in story["console"].events:
        area, _, kind = seen.topic.rpartition("/")
        assert kind == seen.event["type"]
        if not area.startswith("area/"):
            continue
        if area in before:
            assert seen.event["prev"] == before[area], seen.body
        before[area] = seen.sequence


def test_heartbeats_never_run_ahead(story):
    beats = story["console"].heartbeats
    assert [beat["seq"] for beat in beats] == sorted(beat["seq"] for beat in beats)
    assert len({beat["epoch"] for beat in beats}) == 1


def test_the_frame_of_an_event(story, daemon):
    """Section 5: a CloudEvents 1.0 object with the fields the contract shows."""
    for seen in story["console"].events:
        event = seen.event
        assert event["specversion"] == "1.0" and event["datacontenttype"] == "application/json"
        assert event["source"] == f"/permitd/{daemon.instance}"
        assert {"actor", "at", "request", "proven", "args"} <= event["data"].keys(), seen.body
        if event["type"].startswith("permit."):
            wanted = {"permit", "number", "kind", "area", "state", "revision"}
            assert wanted <= event["data"].keys(), seen.body
            assert seen.topic == f"area/{event['data']['area']}/{event['type']}"
            assert event["subject"] == event["data"]["permit"]


def test_stored_is_published(story, register):
    """`events.read` tells each event with the very bytes that were published."""
    tablet = register.admin
    for seen in story["console"].events:
        frames = tablet.frames("events.read", {"after": seen.sequence - 1, "limit": 1}, sign=False)
        tablet.send(frames)
        answer = tablet.receive(10)
        assert answer is not None
        assert seen.body in answer[-1], f"event {seen.sequence} reads differently from what was published"
    everything = {event["id"]: event for event in tablet.all_events()}
    assert all(pairs(json.dumps(everything[s.event["id"]])) == pairs(s.body) for s in story["console"].events)


def test_revisions_rise_by_one(story):
    """Section 4, `permit.get`: up with each event of the permit save four kinds."""
    quiet = {"permit.supervisorPresent", "permit.alarmed", "permit.noted"}
    revision = 0
    for seen in story["console"].events:
        data = seen.event["data"]
        if data.get("permit") != story["job"].permit or not seen.event["type"].startswith("permit."):
            continue
        if seen.event["type"] in quiet or (seen.event["type"] == "permit.gasTested" and data["revision"] == revision):
            assert data["revision"] == revision, seen.body
        else:
            assert data["revision"] == revision + 1, seen.body
            revision += 1
    assert revision == story["job"].get()["revision"]


def test_signed_bytes_stay_readable(story, register):
    """`permit.history` gives an auditor the exact request bytes and signatures."""
    auditor = register.person("p-auditor", "auditor", "viewer")
    history = register.tablet(auditor).call("permit.history", {"permit": story["job"].permit})
    assert len(json.dumps(history)) > 2000
