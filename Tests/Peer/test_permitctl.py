"""permitctl, the command line of shift people: a permit's whole life by its verbs alone (section 1)."""

from __future__ import annotations

import base64
import hashlib
import json

from guide import Guide
from peer import wait_until
from pocket import AREA, admin
from register import fresh

QUICK = {"watch": "3s", "round": "2s"}


def test_a_permits_whole_life_by_verbs_alone(shift, pockets, tmp_path):
    """From the request to the closure; every person with their own keys, numbers everywhere."""
    applicant, supervisor, leader = shift.by("applicant"), shift.by("supervisor"), shift.by("leader")
    result = shift.request()
    number = shift.number
    assert shift.permit == applicant("permit", "get", number)["permit"]

    shift.approve(result)
    before = supervisor.text("permit", "why", number)
    assert f"{number}  state: approved" in before and "next step: start (permit.start)" in before
    assert "\npreparation\n  [ ] " in before and "supervisorAbsent" in before and "[x]" not in before
    chinese = supervisor.text("permit", "why", number, "--lang", "zh")
    assert "已批准" in chinese and "作业准备" in chinese and "下一步: 开工" in chinese and "  [ ] " in chinese

    early = supervisor.run("permit", "start", number)
    assert early.returncode == 1 and "gateUnmet" in early.stderr and "  [ ] preparation: " in early.stderr

    shift.prepare()
    assert "[x] ready" in supervisor.text("permit", "why", number)
    assert "[x] 就绪" in supervisor.text("permit", "why", number, "--lang", "zh")
    assert supervisor("permit", "start", number)["state"] == "active"

    worker = shift.job.crew[0].id
    supervisor("permit", "enter", number, worker)
    supervisor("permit", "enter", number, "gas lamp", "--tool")
    board = json.loads(supervisor.text("area", "board", AREA, "--json"))["result"]
    assert {entry["name"] for entry in board["inside"]} == {worker, "gas lamp"}
    assert leader.refused("permit", "finish", number, "--completed")["code"] == "gateUnmet"
    supervisor("permit", "exit", number, worker)
    supervisor("permit", "exit", number, "gas lamp", "--tool")

    photograph = tmp_path / "stair.JPG"
    photograph.write_bytes(b"a photograph")
    leader("permit", "note", number, "rain since two", "--evidence", photograph)
    supervisor("permit", "present", number)

    leader("permit", "suspend", number, "--reason", "smell of gas")
    leader("permit", "accept", number)
    assert supervisor("permit", "resume", number)["state"] == "active"

    stop = supervisor("area", "stop", AREA, "--reason", "gas alarm")["stop"]
    assert f"{number}  suspended (areaStopped)" in supervisor.text("area", "board", AREA)
    assert {"releaseMissing", "areaStopped"} <= {u["code"] for u in leader("permit", "why", number)["unmet"]}
    pockets(shift.job.register.person(fresh("p-emergency"), "emergency"))(
        "area", "lift", AREA, stop, "--reason", "aired and tested")
    approver = next(line["post"] for line in result["approvals"] if line["step"] == "approve")
    shift.by(approver)("permit", "release", number, "--reason", "leak closed, seen on site")
    shift.prepare()
    assert supervisor("permit", "resume", number)["state"] == "active"

    leader("permit", "finish", number, "--completed", "--remarks", "tidy")
    wait_until(
        "the end of the fire watch",
        lambda: shift.by("fireWatcher").run("permit", "watch", number) and
        supervisor("permit", "get", number)["state"] == "acceptance",
        pause=0.5,
    )
    for condition in supervisor("permit", "why", number)["unmet"]:
        if condition["code"] == "restorationMissing":
            leader("permit", "restore", number, condition["subject"])
    acceptor = shift.by("acceptor")
    acceptor("permit", "refuse-acceptance", number, "--defect", "ash under the stair", "--item", "siteCleared")
    leader("permit", "restore", number, "siteCleared", "--evidence", photograph, photograph)
    assert acceptor("permit", "close", number)["state"] == "closed"
    assert "nothing more to do" in supervisor.text("permit", "why", number)

    history = leader.text("permit", "history", number).splitlines()
    assert "permit.requested" in history[0] and "permit.closed" in history[-1]
    auditor = pockets(shift.job.register.person(fresh("p-auditor"), "auditor", "viewer"))
    events = auditor("permit", "history", number)["items"]
    note = next(json.loads(_unpacked(item)) for item in events if item["event"]["type"] == "permit.noted")
    assert note["args"]["evidence"] == [{
        "sha256": hashlib.sha256(b"a photograph").hexdigest(), "mediaType": "image/jpeg", "name": "stair.JPG",
    }]
    assert [p["number"] for p in leader("permit", "list", "--state", "closed", "--person", worker)["items"]] == [number]


def _unpacked(item: dict) -> str:
    return base64.b64decode(item["request"]["body"]).decode()


def test_what_is_signed_is_shown_first(shift):
    """Number, kind, grade, area, window and work, from the text whose digest is signed."""
    result = shift.request(work="weld the ladder of tank 9")
    line = result["approvals"][0]
    verb = ["countersign"] if line["step"] == "countersign" else ["approve", "--site-visited"]
    done = shift.by(line["post"]).run("permit", verb[0], shift.number, *verb[1:])
    assert done.returncode == 0, done.stderr
    shown = [shift.number, "hot", f"grade: {result['effectiveGrade']}", AREA, "weld the ladder of tank 9"]
    assert all(text in done.stderr for text in [*shown, result["contentDigest"]]), done.stderr
    assert shift.number in done.stdout and "weld" not in done.stdout


def test_return_amend_reject_cancel(shift):
    applicant = shift.by("applicant")
    result = shift.request()
    post = result["approvals"][0]["post"]
    shift.by(post)("permit", "return", shift.number, "--reason", "the drawing is missing")
    amended = applicant(
        "permit", "amend", "-", "--permit", shift.number, "--from", "now", "--until", "+3h",
        stdin=shift.content(work="with the drawing"),
    )
    assert amended["state"] == "requested" and amended["number"] == shift.number
    assert applicant.run("permit", "amend", "-", stdin=shift.content()).returncode == 64
    applicant("permit", "cancel", shift.number, "--reason", "the part did not come")
    assert "cancelled" in applicant.text("permit", "get", shift.number)
    shift.request()
    approver = next(line["post"] for line in result["approvals"] if line["step"] == "approve")
    shift.by(approver)("permit", "reject", shift.number, "--reason", "not today")


def test_failing_and_revoking(shift):
    """Adverse outcomes go through by the same verbs."""
    shift.approve(shift.request())
    supervisor = shift.by("supervisor")
    worker = shift.job.crew[0].id
    supervisor("permit", "arrive", shift.number)
    supervisor("permit", "condition", shift.number, worker, "--unfit", "--remarks", "fever")
    check = next(
        check["check"] for check in supervisor("permit", "get", shift.number)["checks"]
        if "supervisor" in Guide.check_posts(check)
    )
    said = supervisor.run("permit", "check", shift.number, check, "--not-applicable")
    assert said.returncode == 1 and "reason" in said.stderr
    supervisor("permit", "check", shift.number, check, "--failed", "--reason", "no extinguisher")
    why = supervisor.text("permit", "why", shift.number)
    assert "conditionUnfit" in why and "checkFailed" in why
    supervisor("permit", "leave", shift.number)
    revoked = supervisor("permit", "revoke", shift.number, "--reason", "welding outside the place")
    assert revoked["state"] in ("revoked", "cancelled")


def test_posts_change_hands(shift, register, pockets):
    """A supervisor goes off shift, a worker leaves the crew."""
    shift.approve(shift.request())
    supervisor, number = shift.by("supervisor"), shift.number
    supervisor("permit", "arrive", number)
    relief = register.person(fresh("p-relief"), "supervisor")
    for kind in ("training.guardian", "training.safety"):
        register.credential(relief, kind)
    supervisor("permit", "handover", number, "supervisor", "--to", relief.id)
    wrong = pockets(relief).refused("permit", "takeover", number, "supervisor", "--inside", "p-ghost")
    assert wrong["code"] == "gateUnmet"
    pockets(relief)("permit", "takeover", number, "supervisor")
    assert supervisor("permit", "get", number)["supervisor"] == relief.id
    gone = shift.job.crew[0].id
    shift.by("leader")("permit", "crew", number, "--remove", gone, "--reason", "end of shift")
    assert gone not in [member["person"] for member in supervisor("permit", "get", number)["crew"]]


def test_a_hidden_danger_until_it_is_gone(shift, register, pockets, tmp_path):
    """Reported, assigned, put right, verified: each by another."""
    finder, fixer = shift.by("supervisor"), pockets(register.person(fresh("p-fixer"), "viewer"))
    photograph = tmp_path / "hose.png"
    photograph.write_bytes(b"a hose")
    finder("hazard", "report", AREA, "cracked hose", "--general", "--evidence", photograph)
    hazard = next(h for h in finder("hazard", "list", "--area", AREA)["items"] if h["text"] == "cracked hose")["hazard"]
    assert f"  {hazard}  general  reported  {AREA}  cracked hose" in finder.text("area", "board", AREA)
    pockets(register.person(fresh("p-safety"), "safetyDept"))(
        "hazard", "assign", hazard, "--to", fixer.person.id, "--deadline", "+8h", "--general", "--measures",
        "not in use")
    fixer("hazard", "rectify", hazard, "replaced", "--evidence", photograph)
    verifier = pockets(register.person(fresh("p-checker"), "verifier"))
    assert verifier("hazard", "verify", hazard, "--passed")
    assert "verified" in finder.text("hazard", "get", hazard)


def test_area_stop_acknowledge_lift(shift, register, pockets):
    supervisor = shift.by("supervisor")
    stopped = supervisor("area", "stop", AREA, "--reason", "gas alarm", "--adjacent")
    stop = stopped["stop"]
    board = supervisor.text("area", "board", AREA)
    assert f"  {stop}  " in board and "gas alarm" in board and "not acknowledged" in board
    supervisor("area", "acknowledge", stop)
    emergency = pockets(register.person(fresh("p-emergency"), "emergency"))
    emergency("area", "lift", AREA, stop, "--reason", "aired and tested")
    assert emergency.refused("area", "lift", AREA, stop, "--reason", "again")["code"] == "wrongState"


def test_register_rules_and_status(daemon, shift):
    supervisor = shift.by("supervisor")
    assert "version" in supervisor.text("status")
    assert supervisor("status")["instance"] == daemon.instance
    assert any("hot" in line for line in supervisor.text("rules", "list").splitlines())
    assert "gas" in supervisor.text("rules", "form", "hot")
    strict = supervisor("rules", "explain", "hot")
    told = shift.job.guide.facts()
    mild = supervisor("rules", "explain", "hot", *(f"--fact={name}=false" for name in told), "--area", AREA)
    assert set(strict["missingFacts"]) - set(mild["missingFacts"]) == set(told) and strict["grade"] != mild["grade"]
    assert supervisor.run("rules", "explain", "hot", "--fact", "occupied").returncode == 64
    worker = shift.job.crew[0].id
    assert worker in admin(daemon, "register", "get", "person", worker).stdout
    people = json.loads(admin(daemon, "register", "list", "person", "--json").stdout)["result"]["items"]
    assert worker in [person["person"] for person in people]
