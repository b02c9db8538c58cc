"""The published schemas, and every message of a run held to them.

Replies and events may grow, so the schemas that clients get leave objects open. Here they are closed: a member that
the schemas don't name is as much a fault as one that is missing.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from jsonschema import Draft202012Validator

PUBLISHED = Path(__file__).resolve().parents[2] / "Sources/PermitWire/PermitWire.docc"
SCHEMA = json.loads((PUBLISHED / "Resources/permitd-v1.schema.json").read_text(encoding="utf-8"))
OPERATIONS = [name.removeprefix("request.") for name in SCHEMA["$defs"] if name.startswith("request.")]
TYPES = [name.removeprefix("event.") for name in SCHEMA["$defs"] if name.startswith("event.")]


def closed(schema):
    """The same schema with every object that names its members closed."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: closed(part) for name, part in schema.items()}
    if "properties" in schema and "type" in schema:
        whole.setdefault("additionalProperties", False)
    return whole


# Events inside of replies are looked at one by one, by their type.
STRICT = {**closed(SCHEMA["$defs"]), "event": {"type": "object"}}
_validators: dict[str, Draft202012Validator] = {}


def faults(kind: str, message) -> list[str]:
    """What is wrong with a message by the definition of that name."""
    if kind not in STRICT:
        return [f"no definition {kind}"]
    if kind not in _validators:
        _validators[kind] = Draft202012Validator({"$ref": f"#/$defs/{kind}", "$defs": STRICT})
    return [
        f"{kind}{fault.json_path[1:]}: {fault.message[:600]} in {json.dumps(message, ensure_ascii=False)[:600]}"
        for fault in _validators[kind].iter_errors(message)
    ]


class Run:
    """What was sent and what came back, and what of it the schemas don't allow."""

    def __init__(self):
        self.requests: dict[str, dict] = {}
        self.seen: Counter[str] = Counter()
        self.faults: list[str] = []
        #: set where so much is said for so long that holding it all to the schemas would be the load
        self.looks_away = False
        self._told: set[bytes] = set()

    def sent(self, frames: list[bytes]):
        """Notes a request; what is no JSON object with an id gets no answer that could be told apart."""
        if self.looks_away:
            return
        for frame in frames:
            try:
                body = json.loads(frame)
                self.requests[body["id"]] = body
            except (ValueError, TypeError, KeyError, RecursionError):
                continue

    def answered(self, frame: bytes):
        """Holds a reply to what its request asked for; a request that was taken must have been right itself."""
        if self.looks_away:
            return None
        reply = json.loads(frame)
        request = self.requests.get(reply.get("id")) or {}
        if not reply["ok"]:
            return self._hold("refusal", reply)
        operation = request.get("op", "")
        self._hold(f"reply.{operation}", reply)
        self._hold(f"request.{operation}", request)
        result = reply["result"]
        for event in result.get("events", []) + [item["event"] for item in result.get("items", []) if "event" in item]:
            self.told(json.dumps(event).encode())

    def told(self, body: bytes):
        """Holds an event to its type."""
        if body not in self._told:
            self._told.add(body)
            event = json.loads(body)
            self._hold(f"event.{event['type']}", event)

    def published(self, topic: bytes, body: bytes):
        """Holds what a subscriber got to its topic."""
        if self.looks_away:
            return None
        if topic == b"heartbeat":
            return self._hold("heartbeat", json.loads(body))
        if topic.decode().rsplit("/", 1)[1] != json.loads(body)["type"]:
            self.faults.append(f"{topic!r} carries {body[:200]!r}")
        self.told(body)

    def _hold(self, kind: str, message):
        self.seen[kind] += 1
        self.faults += faults(kind, message)

    def unseen(self, group: str, names: list[str]) -> list[str]:
        return [name for name in names if not self.seen[f"{group}.{name}"]]


#: What this session of the tests said and heard.
RUN = Run()
