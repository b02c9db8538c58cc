"""Dossiers: a whole permit is proven by two programs, and whatever is done to the file both find out."""

from __future__ import annotations

import base64
import copy
import json
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import dossier as verifier
from auditing import Verdict, dossier, write
from daemon import run
from job import Job
from peer import Tablet
from pocket import Pocket, ctl
from register import Register

AREA = "binhai/home/boiler"
QUICK = {"watch": "3s", "round": "2s"}
SETTINGS = {"signatures": "required"}


class Case:
    """Two permits of one log, the older dossier of the first, and a stranger's key."""

    def __init__(self, daemon, register, folder: Path):
        self.daemon, self.folder, self.key = daemon, folder, daemon.keys / "log.pub"
        register.area(AREA)
        self.auditor = register.person("p-auditor", "auditor")
        desk = register.tablet(self.auditor)
        self.job = Job(register, AREA, opens=0.5)
        self.job.active()
        self.job.act("leader", "permit.note", {"text": "rain since two"})
        self.job.shared.call(
            "permit.note", {"permit": self.job.permit, "text": "from a shared tablet"}, by=self.job.holder("leader"))
        self.older = dossier(desk, self.job.permit)
        other = Job(register, AREA, opens=0.5).approved()
        other.shared.call("permit.suspend", {"permit": other.permit, "reason": "by a device, named by nobody"})
        self.job.finish()
        self.job.keep_watch(every=0.5)
        self.job.close()
        self.whole = dossier(desk, self.job.permit)
        self.other = dossier(desk, other.permit)
        strange = folder / "strange"
        assert run("init", strange, "--admin", "p-stranger").returncode == 0
        self.stranger = strange / "keys/log.pub"

    def verdict(self, whole: dict, key: Path | None = None) -> Verdict:
        return Verdict(write(self.folder / "tried.dossier", whole), key or self.key)


@pytest.fixture(scope="module")
def case(daemon, register, tmp_path_factory):
    return Case(daemon, register, tmp_path_factory.mktemp("dossiers"))


def by_request(whole: dict, op: str) -> dict:
    """The first entry whose own request is this operation."""
    return next(entry for entry in whole["entries"] if entry.get("request") and body(entry)["op"] == op)


def body(entry: dict) -> dict:
    return json.loads(base64.b64decode(entry["request"]["body"]))


def of(whole: dict, kind: str, part: str = "permit") -> dict:
    return next(e for e in whole["entries"] if e["part"] == part and json.loads(e["event"])["type"] == kind)


def test_a_whole_permit_is_proven_by_both(case, tmp_path):
    pocket = Pocket(case.daemon, tmp_path, case.auditor)
    file = tmp_path / "whole.dossier"
    assert str(file) in pocket.text("permit", "dossier", case.job.get()["number"], "--out", file)
    verdict = Verdict(file, case.key)
    assert verdict.proven, verdict.ours
    assert verdict.ours == [] == verdict.theirs and verdict.our_gaps == [] == verdict.their_gaps
    for kind, post in ("permit.approved", case.job.approver), ("permit.accepted", "leader"), (
            "permit.started", "supervisor"), ("permit.closed", "acceptor"):
        signed = f"signed by {case.job.holder(post).id}"
        for story in verdict.our_story, verdict.their_story:
            assert any(kind in line and signed in line for line in story), story
    again = pocket.run("permit", "dossier", case.job.get()["number"], "--out", file)
    assert again.returncode == 64 and "is there already" in again.stderr
    script = [sys.executable, verifier.__file__, file, "--log-key"]
    assert subprocess.run([*script, case.key], capture_output=True).returncode == 0
    assert subprocess.run([*script, case.stranger], capture_output=True).returncode == 1


def test_only_an_auditor_gets_one(case):
    leader = case.job.tablet(case.job.holder("leader"))
    assert leader.refusal("permit.dossier", {"permit": case.job.permit}, sign=False)["code"] == "unauthorized"


# --- one change for each row; both refuse it and say what is wrong -----------------------------------

def nudge(text: str) -> str:
    """The text with its middle character changed to another of the same kind."""
    place = len(text) // 2
    return text[:place] + ("B" if text[place] == "A" else "A") + text[place + 1:]


def change_event(case, whole):
    entry = of(whole, "permit.requested")
    entry["event"] = entry["event"].replace("arc welding", "arc weldinh")


def change_request(case, whole):
    entry = by_request(whole, "permit.request")
    text = base64.b64decode(entry["request"]["body"]).replace(b"arc welding", b"arc weldinh")
    entry["request"]["body"] = base64.b64encode(text).decode()


def change_request_id(case, whole):
    entry = by_request(whole, "permit.request")
    whole_body = base64.b64decode(entry["request"]["body"])
    text = whole_body.replace(body(entry)["id"].encode(), b"another")
    entry["request"]["body"] = base64.b64encode(text).decode()


def change_signature(case, whole):
    request = by_request(whole, "permit.close")["request"]
    request["signature"] = nudge(request["signature"])


def change_signer(case, whole):
    by_request(whole, "permit.close")["request"]["signer"] = "p-admin"


def drop_request(case, whole):
    del by_request(whole, "permit.close")["request"]


def change_checkpoint(case, whole):
    lines = whole["checkpoint"].split("\n")
    lines[2] = nudge(lines[2])
    whole["checkpoint"] = "\n".join(lines)


def change_manifest(case, whole):
    lines = whole["manifest"].split("\n")
    lines[4] = lines[4].replace(",", ",1", 1)
    whole["manifest"] = "\n".join(lines)


def change_path(case, whole):
    path = of(whole, "permit.approved")["inclusion"]
    path[1] = nudge(path[1])


def shorten_path(case, whole):
    of(whole, "permit.approved")["inclusion"].pop()


def lengthen_path(case, whole):
    path = of(whole, "permit.approved")["inclusion"]
    path.append(path[0])


def change_place(case, whole):
    of(whole, "permit.approved")["seq"] += 1


def drop(number: int):
    def change(case, whole):
        del whole["entries"][number if number < 0 else min(number, len(whole["entries"]) - 2)]
    return change


def swap(case, whole):
    entries = whole["entries"]
    entries[10], entries[11] = entries[11], entries[10]


def double(case, whole):
    whole["entries"].insert(10, copy.deepcopy(whole["entries"][10]))


def add_another(case, whole):
    """An event of another permit, with its valid proof: both dossiers are of one size of the log."""
    assert case.other["checkpoint"] == whole["checkpoint"]
    entry = of(case.other, "permit.approved")
    place = next(i for i, e in enumerate(whole["entries"]) if e["seq"] > entry["seq"])
    whole["entries"].insert(place, copy.deepcopy(entry))


def replace_one(case, whole):
    """An event of another permit in the place of the closure."""
    closed = of(whole, "permit.closed")
    closed.update(copy.deepcopy(of(case.other, "permit.approved")))


def move_request(case, whole):
    whole_request = copy.deepcopy(by_request(case.other, "permit.request")["request"])
    by_request(whole, "permit.request")["request"] = whole_request


def move_signature(case, whole):
    theirs, ours = by_request(case.other, "permit.approve")["request"], by_request(whole, "permit.approve")["request"]
    ours["signature"] = theirs["signature"]


def replace_all(case, whole):
    whole["entries"] = copy.deepcopy(case.other["entries"])


def rename(case, whole):
    whole["permit"], whole["number"] = case.other["permit"], case.other["number"]


def older_manifest(case, whole):
    whole["manifest"] = case.older["manifest"]


def older_signed(case, whole):
    whole["manifest"], whole["checkpoint"] = case.older["manifest"], case.older["checkpoint"]


def another_installation(case, whole):
    whole["instance"] = "00000000-0000-4000-8000-000000000000"


def nothing(case, whole):
    whole["entries"] = []


#: what is done -> what permitctl says, what dossier.py says
IN_WORDS = "is not in the log in these words"
KEY_HAD = "signature is not by a key that"
UNSIGNED = "manifest is not signed by the log's key"
TAMPERS = {
    "event": (change_event, IN_WORDS, IN_WORDS),
    "request": (change_request, KEY_HAD, KEY_HAD),
    "request's words": (change_request, "says otherwise about method", "says otherwise about method"),
    "request's id": (change_request_id, "another one is filed with it", "another one is filed with it"),
    "request left out": (drop_request, "which is left out", "which is left out"),
    "signature": (change_signature, KEY_HAD, KEY_HAD),
    "signer": (change_signer, f"{KEY_HAD} p-admin had then", f"{KEY_HAD} p-admin had then"),
    "checkpoint": (change_checkpoint, "checkpoint is not signed", "checkpoint is not signed"),
    "manifest": (change_manifest, UNSIGNED, UNSIGNED),
    "inclusion": (change_path, IN_WORDS, IN_WORDS),
    "path too short": (shorten_path, IN_WORDS, IN_WORDS),
    "path too long": (lengthen_path, IN_WORDS, IN_WORDS),
    "place": (change_place, "is in the dossier and not in the manifest|left out", "not in the manifest|left out"),
    "first left out": (drop(0), "event \\d+ is listed in the manifest and left out", "event \\d+ is listed"),
    "middle left out": (drop(15), "event \\d+ is listed in the manifest and left out", "event \\d+ is listed"),
    "last left out": (drop(-1), "event \\d+ is listed in the manifest and left out", "event \\d+ is listed"),
    "swapped": (swap, "not in the order of the log", "not in the order of the log"),
    "doubled": (double, "is there twice", "is there twice"),
    "another permit's event": (add_another, "about another permit", "about another permit"),
    "another permit's event, unlisted": (add_another, "not in the manifest", "not in the manifest"),
    "another event in its place": (replace_one, "left out of the dossier", "left out"),
    "another permit's request": (move_request, "another one is filed with it", "another one is filed with it"),
    "another request's signature": (move_signature, KEY_HAD, KEY_HAD),
    "another dossier's entries": (replace_all, "about another permit", "about another permit"),
    "another permit's name": (rename, "manifest is of permit", "manifest is of permit"),
    "an older manifest": (older_manifest, "different logs or sizes", "different logs or sizes"),
    "an older checkpoint and manifest": (older_signed, "not in the manifest", "not in the manifest"),
    "another installation": (another_installation, UNSIGNED, UNSIGNED),
    "no entries": (nothing, "no event of the permit", "no event of the permit"),
}


@pytest.mark.parametrize("name", TAMPERS)
def test_a_tamper_is_named_by_both(case, name):
    change, theirs, ours = TAMPERS[name]
    whole = copy.deepcopy(case.whole)
    change(case, whole)
    assert whole != case.whole, "nothing was changed"
    verdict = case.verdict(whole)
    assert not verdict.proven
    assert re.search(theirs, "\n".join(verdict.theirs)), verdict.theirs
    assert re.search(ours, "\n".join(verdict.ours)), verdict.ours


def test_the_untouched_files_are_proven(case):
    for whole in case.whole, case.other, case.older:
        assert case.verdict(whole).proven


def test_another_logs_key_proves_nothing(case):
    verdict = case.verdict(case.whole, case.stranger)
    assert not verdict.proven
    assert UNSIGNED in "\n".join(verdict.theirs) and UNSIGNED in "\n".join(verdict.ours)


# --- members that are taken away or renamed ----------------------------------------------------------

def relabel(kind: str, part: str):
    def change(case, whole):
        entry = next(e for e in whole["entries"] if json.loads(e["event"])["type"] == kind)
        assert entry["part"] != part
        entry["part"] = part
    return change


def rename_signature(case, whole):
    request = by_request(whole, "permit.close")["request"]
    request["signaturf"] = request.pop("signature")


def null_signature(case, whole):
    by_request(whole, "permit.close")["request"]["signature"] = None


def unsign_shared(case, whole):
    """On a shared device nothing but the signature says who acted."""
    request = next(e["request"] for e in whole["entries"] if "from a shared tablet" in e["event"])
    request["signature"] = request["signer"] = None


def spare_bits(case, whole):
    """The same 64 bytes, in base64 that no encoder writes."""
    request = by_request(whole, "permit.close")["request"]
    assert request["signature"].endswith("==")
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = letters[letters.index(request["signature"][-3]) + 1]
    request["signature"] = request["signature"][:-3] + last + "=="


def add_member(case, whole):
    whole["entries"][0]["remark"] = "nothing vouches for this"


def unsign(case, whole):
    """Whoever acts over a key of one's own needs no signature; what was signed all the same stays signed."""
    by_request(whole, "permit.close")["request"].update(signature=None, signer=None)


SHAPES = {
    "a permit's event as register": relabel("permit.approved", "register"),
    "a register's event as packs": relabel("key.enrolled", "packs"),
    "a signature renamed": rename_signature,
    "a signature taken away from its signer": null_signature,
    "a signature from a shared device left out": unsign_shared,
    "a signature from one's own device left out": unsign,
    "spare bits of base64": spare_bits,
    "a member that nothing vouches for": add_member,
}


@pytest.mark.parametrize("name", SHAPES)
def test_the_shape_is_exact(case, name):
    whole = copy.deepcopy(case.whole)
    SHAPES[name](case, whole)
    assert not case.verdict(whole).proven


def test_single_bytes_at_random(case):
    """A byte changed anywhere is found, unless the file says the same as before."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    dice = random.Random(seed)
    data = write(case.folder / "flipped.dossier", case.whole).read_bytes()
    for _ in range(30):
        place = dice.randrange(len(data))
        flipped = bytearray(data)
        flipped[place] ^= dice.randrange(1, 256)
        file = case.folder / "flipped.dossier"
        file.write_bytes(flipped)
        verdict = Verdict(file, case.key)
        try:
            same = json.loads(flipped) == case.whole
        except ValueError:
            same = False
        assert verdict.proven == same, f"seed {seed}: byte {place}, {data[place - 20:place + 20]!r}"


# --- dossiers of more than one page, of a log with a gap, and of a log with a new key ----------------

def test_a_dossier_of_many_pages(case, register):
    desk = register.tablet(case.auditor)
    job = Job(register, AREA, opens=0.5)
    job.request()
    for number in range(110):
        job.act("applicant", "permit.note", {"text": f"{number} " + "long " * 380})
    whole = dossier(desk, job.permit)
    assert len(json.dumps(whole)) > 512 * 1024 and len(whole["entries"]) > 100
    assert case.verdict(whole).proven
    small = dossier(desk, case.job.permit, limit=7)
    assert [entry["seq"] for entry in small["entries"]] == [entry["seq"] for entry in case.whole["entries"]]
    assert case.verdict(small).proven


class Stopped:
    """An installation that was stopped while a permit waits for its approval, with two who may go on after a loss."""

    def __init__(self, daemon):
        self.daemon = daemon.serve()
        register = Register(daemon)
        register.area(AREA)
        self.auditor = register.person("p-auditor", "auditor")
        self.job = Job(register, AREA, hours=4)
        self.job.request()
        self.register = register
        self.end()

    def end(self):
        self.register.close()
        self.daemon.end()

    def again(self) -> dict:
        """Serves again; the permit's dossier of now."""
        self.daemon.serve()
        tablet = Tablet(self.daemon, self.auditor.curve, self.auditor)
        whole = dossier(tablet, self.job.permit)
        tablet.close()
        return whole


@pytest.fixture
def stopped(make_daemon):
    return Stopped(make_daemon())


def test_a_gap_is_told(stopped, tmp_path):
    daemon = stopped.daemon
    shutil.copytree(daemon.state, tmp_path / "older")
    daemon.serve()
    tablet = daemon.admin_tablet()
    for name in "one", "two":
        tablet.call("area.put", {"area": name, "name": name, "risk": "blue"})
    tablet.close()
    daemon.end()
    shutil.rmtree(daemon.state)
    (tmp_path / "older").rename(daemon.state)
    sign = tmp_path / "auditor.sign"
    sign.write_bytes(stopped.auditor.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    done = run(
        "recover", "--accept-loss", "--config", daemon.config, "--reason", "the disk broke",
        "--person", f"p-admin={daemon.keys / 'admin.sign'}", f"p-auditor={sign}")
    assert done.returncode == 0, done.stderr
    whole = stopped.again()
    file, key = write(tmp_path / "gap.dossier", whole), daemon.keys / "log.pub"
    verdict = Verdict(file, key)
    assert verdict.proven, verdict.ours
    (theirs,), (ours,) = verdict.their_gaps, verdict.our_gaps
    assert "were lost" in theirs and "the disk broke" in theirs
    assert all(person in theirs and person in ours for person in ("p-admin", "p-auditor"))
    shown = ctl("verify", file, "--log-key", key)
    assert "! GAP at event" in shown.stdout and shown.stdout.endswith("proven\n")
    entry = next(entry for entry in whole["entries"] if entry["part"] == "loss")
    entry["part"] = "register"
    hidden = Verdict(write(file, whole), key)
    assert hidden.their_gaps or hidden.theirs, "the gap is hidden by another word in the file"
    assert not hidden.proven


def test_a_dossier_after_the_logs_key_was_rotated(stopped, tmp_path, make_daemon):
    daemon = stopped.daemon
    before, first = stopped.again(), tmp_path / "first.pub"
    daemon.end()
    former = [shutil.copy(daemon.keys / "log.pub", first)]
    for name in "second.pub", "third.pub":
        done = run("rotate", "log", "--config", daemon.config)
        assert done.returncode == 0, done.stderr
        former.append(shutil.copy(daemon.keys / "log.pub", tmp_path / name))
    assert len({path.read_text() for path in map(Path, former)}) == 3
    file = write(tmp_path / "rotated.dossier", stopped.again())
    for key in former:
        verdict = Verdict(file, Path(key))
        assert verdict.proven, verdict.ours
    assert not Verdict(file, make_daemon("stranger").keys / "log.pub").proven
    earlier = write(tmp_path / "before.dossier", before)
    assert Verdict(earlier, first).proven
    assert not Verdict(earlier, tmp_path / "third.pub").proven, "a key never vouches for what was before it"
