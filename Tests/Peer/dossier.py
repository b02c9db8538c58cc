"""Proves a dossier with the log's public key alone: `python dossier.py FILE --log-key log.pub`.

Written from the format's description, without a line of the daemon's own code. Exit codes: 0 proven, 1 not.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tree import Checkpoint, LogKey, exact, leaf, root_from_path

FORMAT = "permitd-dossier-v1"
DOSSIER = {"format", "permit", "number", "instance", "checkpoint", "manifest", "entries"}
ENTRY = {"seq", "part", "event", "inclusion"}
REQUEST = {"body", "signature", "signer"}
#: These leave a permit's revision as it is; so does a gas test that passes.
QUIET = {"permit.supervisorPresent", "permit.alarmed", "permit.noted"}
#: The event of an operation, where it is not the operation's past tense.
IRREGULAR = {
    "permit.present": "permit.supervisorPresent", "permit.arrive": "permit.supervisorArrived",
    "permit.leave": "permit.supervisorLeft", "permit.condition": "permit.conditionChecked",
    "permit.gasTest": "permit.gasTested", "permit.brief": "permit.briefed", "permit.briefed": "permit.briefed",
    "permit.verifyIsolation": "permit.isolationVerified", "permit.removeIsolation": "permit.isolationRemoved",
    "permit.sanctionTest": "permit.testSanctioned", "permit.crew": "permit.crewChanged",
    "permit.handover": "permit.handoverOffered", "permit.takeover": "permit.takenOver",
    "permit.watch": "permit.fireWatched", "permit.refuseAcceptance": "permit.acceptanceRefused",
    "permit.cancel": "permit.cancelled", "permit.suspend": "permit.suspended", "permit.extend": "permit.extended",
    "credential.verify": "credential.verified", "key.rotate": "key.enrolled", "key.enroll": "key.enrolled",
    "area.stop": "area.stopped", "area.weather": "area.weatherReported", "hazard.rectify": "hazard.rectified",
    "hazard.verify": "hazard.verified",
}


class Unreadable(ValueError):
    """What is no dossier."""


def members(pairs: list) -> dict:
    if len({name for name, _ in pairs}) < len(pairs):
        raise Unreadable("a name twice in one object")
    return dict(pairs)


def parse(text: str | bytes):
    """JSON, its numbers as decimals, its names once each."""
    if isinstance(text, bytes):
        text = text.decode("utf-8")
    return json.loads(text, object_pairs_hook=members, parse_float=Decimal, parse_int=Decimal)


def hold(value, names: set, optional: frozenset = frozenset(), what: str = "the dossier") -> dict:
    if not isinstance(value, dict) or not names <= value.keys() <= names | optional:
        raise Unreadable(f"{what} has not the members of {FORMAT}")
    return value


def event_type(op: str) -> str:
    """The type of the event that an operation makes."""
    if op in IRREGULAR:
        return IRREGULAR[op]
    subject, _, verb = op.partition(".")
    if verb == "put":
        return op
    return f"{subject}.{verb}d" if verb.endswith("e") else f"{subject}.{verb}ed"


@dataclass
class Key:
    """A signing key, good from one event to another."""

    person: str
    public: Ed25519PublicKey
    text: str
    enrolled: int
    revoked: float = float("inf")

    def signed(self, signature: bytes, data: bytes) -> bool:
        try:
            self.public.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class Proof:
    """What is wrong with a dossier (`findings`), what its log has lost (`gaps`), what it tells (`story`)."""

    def __init__(self, data: bytes, pem: bytes):
        self.findings, self.gaps, self.story = [], [], []
        self.keys: list[Key] = []
        self.requests: dict[str, tuple[dict, str]] = {}
        self.revision = 0
        try:
            self.read(data)
            self.prove(LogKey.load(pem, self.instance))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            self.findings.append(f"can't be read: {fault}")

    def read(self, data: bytes):
        whole = hold(parse(data), DOSSIER)
        if whole["format"] != FORMAT:
            raise Unreadable(f"not {FORMAT}")
        self.instance, self.permit, self.number = (whole[name] for name in ("instance", "permit", "number"))
        self.checkpoint, self.manifest = whole["checkpoint"], whole["manifest"]
        self.entries = [hold(entry, ENTRY, frozenset({"request"}), "an entry") for entry in whole["entries"]]
        for entry in self.entries:
            entry["seq"] = int(entry["seq"])
            entry["inclusion"] = [exact(step) for step in entry["inclusion"]]
            if "request" in entry:
                request = hold(entry["request"], REQUEST, what="a request")
                request["body"] = exact(request["body"])
                request["signature"] = request["signature"] and exact(request["signature"])

    # the whole

    def prove(self, key: LogKey):
        key = self.office(key)
        try:
            text = key.open(self.manifest)
        except ValueError:
            self.findings.append("the manifest is not signed by the log's key")
            return
        origin, about, size, root, listed, end = text.split("\n")
        word, permit, number = about.split(" ")
        if (origin, word, end) != (key.name, "dossier", ""):
            raise Unreadable("the manifest is none")
        self.log = Checkpoint(int(size), exact(root))
        try:
            if Checkpoint.open(self.checkpoint, key) != self.log:
                self.findings.append("the checkpoint and the manifest are of different logs or sizes")
        except ValueError:
            self.findings.append("the checkpoint is not signed by the log's key")
        if (permit, number) != (self.permit, self.number):
            self.findings.append(f"the manifest is of permit {number}, the dossier of {self.number}")
        self.compare([entry["seq"] for entry in self.entries], [int(one) for one in listed.split(",") if one])
        for entry in self.entries:
            self.take(entry)
        if self.revision == 0:
            self.findings.append("the dossier holds no event of the permit")

    def office(self, key: LogKey) -> LogKey:
        """The key that signs: the inspector's, or one that it handed its office on to."""
        keys = [key]
        for entry in self.entries:
            if entry["part"] != "logKey":
                continue
            try:
                args = parse(entry["event"])["data"]["args"]
                former, following = LogKey.of(args["former"]), LogKey.of(args["log"])
                signature = exact(args["signature"])
            except (KeyError, ValueError):
                continue
            word = f"permitd-log-key-v1\n{self.instance}\n{following.text}\n".encode()
            trusted = former.text in [one.text for one in keys]
            if trusted and former.name == following.name and former.signed(signature, word):
                keys.append(following)
        for one in keys:
            try:
                one.open(self.manifest)
                return one
            except ValueError:
                continue
        return key

    def compare(self, found: list[int], listed: list[int]):
        for missing in sorted(set(listed) - set(found)):
            self.findings.append(f"event {missing} is listed in the manifest and left out")
        for added in sorted(set(found) - set(listed)):
            self.findings.append(f"event {added} is not in the manifest")
        if set(found) == set(listed) and found != listed:
            self.findings.append("the events are not in the order of the log, or one is there twice")

    # an event

    def take(self, entry: dict):
        place = f"event {entry['seq']}"
        path = entry["inclusion"]
        start = leaf(entry["event"].encode())
        reached = all(len(step) == 32 for step in path) and root_from_path(
            entry["seq"] - 1, self.log.size, start, path)
        if reached != self.log.root:
            self.findings.append(f"{place} is not in the log in these words")
            return
        event = parse(entry["event"])
        if event["id"] != str(entry["seq"]) or event["source"] != f"/permitd/{self.instance}":
            self.findings.append(f"{place} is another event")
            return
        data = event["data"]
        if entry["part"] != self.part(event):
            self.findings.append(f"{place} stands in the part {entry['part']}")
        if event["type"] in ("key.enrolled", "key.revoked"):
            self.know(entry["seq"], event["type"], data["args"])
        if event["type"] == "daemon.recovered" and "lost" in data["args"]:
            self.gaps.append(self.gap(place, data["args"]))
        if entry["part"] == "permit":
            self.order(place, event)
        self.story.append(f"{place}: {event['type']} by {data['actor']}, {self.origin(place, event, entry)}")

    @staticmethod
    def part(event: dict) -> str:
        """What an event is there for; it follows from the event itself."""
        if event["type"].startswith("permit."):
            return "permit"
        other = {"packs.adopted": "packs", "daemon.keyRotated": "logKey"}.get(event["type"], "register")
        return "loss" if event["type"] == "daemon.recovered" and event["subject"] == "log" else other

    @staticmethod
    def gap(place: str, args: dict) -> str:
        people = " and ".join(person["person"] for person in args["people"])
        return f"{place}: {args['lost']['size']} events were vouched for, {args['held']['size']} were held; {people}"

    def know(self, sequence: int, kind: str, args: dict):
        """Who signs with which key from now on."""
        signing = args.get("signing")
        if signing is None:
            return
        if kind == "key.enrolled":
            public = Ed25519PublicKey.from_public_bytes(exact(signing))
            self.keys.append(Key(args["person"], public, signing, sequence))
        else:
            for key in self.keys:
                if key.text == signing:
                    key.revoked = min(key.revoked, sequence)

    def order(self, place: str, event: dict):
        data = event["data"]
        if event["subject"] != self.permit or data["permit"] != self.permit or data["number"] != self.number:
            self.findings.append(f"{place} is about another permit")
            return
        if self.revision == 0 and event["type"] != "permit.requested":
            self.findings.append(f"{place} is the first, and not the permit's request")
        revision = int(data["revision"])
        quiet = event["type"] in QUIET or event["type"] == "permit.gasTested" and revision == self.revision
        if revision != self.revision + (0 if quiet else 1) and self.revision:
            self.findings.append(f"between revision {self.revision} and {revision}, before {place}, events are missing")
        self.revision = max(self.revision, revision)

    # the request of an event, and its signature

    def origin(self, place: str, event: dict, entry: dict) -> str:
        wanted, request = event["data"]["request"], entry.get("request")
        if wanted is None:
            if request:
                self.findings.append(f"{place} was made by no request, and one is filed with it")
            return "by itself"
        if request:
            try:
                body = parse(request["body"])
                assert body["id"] == wanted
            except (ValueError, KeyError, TypeError, AssertionError):
                self.findings.append(f"{place} was made by request {wanted}, and another one is filed with it")
                return "not proven"
            self.requests[wanted] = body, self.signature(place, event, request)
        if wanted not in self.requests:
            self.findings.append(f"{place} was made by request {wanted}, which is left out")
            return "not proven"
        body, proof = self.requests[wanted]
        self.words(place, event, body)
        return proof

    def signature(self, place: str, event: dict, request: dict) -> str:
        signature, signer = request["signature"], request["signer"]
        if signature is None and signer is None:
            shared = event["data"]["proven"] and event["data"]["device"] != event["data"]["actor"]
            if event["data"].get("signed") or shared:
                self.findings.append(f"{place} was signed, and the signature is left out")
            return "by the device's key alone"
        if signature is None or signer is None:
            self.findings.append(f"{place}: a signature without its person, or the other way round")
            return "not proven"
        data = f"permitd-v1\n{self.instance}\n".encode() + request["body"]
        sequence = int(event["id"])
        for key in self.keys:
            if key.person == signer and key.enrolled < sequence <= key.revoked and key.signed(signature, data):
                return f"signed by {signer}"
        self.findings.append(f"{place}: the signature is not by a key that {signer} had then")
        return "not proven"

    def words(self, place: str, event: dict, body: dict):
        """What an event says of its own act is what the request says; what follows elsewhere is not compared."""
        if event_type(body["op"]) != event["type"]:
            return
        args, data = body["args"], event["data"]
        if "permit" in data and args.get("permit") not in (None, self.permit):
            self.findings.append(f"{place}: its request is about permit {args['permit']}")
        for name, value in data["args"].items():
            if args.get(name) != value:
                self.findings.append(f"{place}: its request says otherwise about {name}")
        if body.get("actor") not in (None, data["actor"]):
            self.findings.append(f"{place}: its request is by {body['actor']}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("file", type=Path)
    options.add_argument("--log-key", type=Path, required=True, help="log.pub, as you got it from the installation")
    given = options.parse_args()
    proof = Proof(given.file.read_bytes(), given.log_key.read_bytes())
    for line in proof.story:
        print(" ", line)
    for line in proof.gaps:
        print("GAP", line)
    for line in proof.findings:
        print("WRONG", line)
    print("NOT proven" if proof.findings else "proven")
    return 1 if proof.findings else 0


if __name__ == "__main__":
    sys.exit(main())
