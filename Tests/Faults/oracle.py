"""What must be true after a restart, whatever happened before it.

1. Every acknowledged act is there, once, and its bytes get the same reply.
2. Every other act is there at most once, whole, and is answered when it is sent again; then it is there once.
3. What was refused left nothing behind. What was published is in the log.
4. The sequence has no hole, time never falls, and epoch and instance are what they were.
"""

from __future__ import annotations

import json
from collections import defaultdict

from campaign import Row
from ground import Ground
from ledger import Act, Gone, Ledger, Recorder

REFUSALS_OF_OLD = {  # what an act that was never decided may get when it comes late
    "tooLate", "wrongState", "staleContent", "notFound", "alreadyExists", "gateUnmet", "unauthorized", "clockSkew",
    "separationOfDuties", "signatureInvalid", "invalid",
}

NO_ANSWER = {"ok": False, "error": {"code": "noAnswer"}}


class Oracle:
    """Looks at one installation again and again."""

    def __init__(self, ground: Ground, ledger: Ledger, row: Row, identity: tuple[str, str]):
        self.ground, self.ledger, self.row, self.identity = ground, ledger, row, identity
        self.label = ""

    def fault(self, text: str):
        self.row.unexpected.append(f"{self.label}: {text}"[:600])

    def lost(self, text: str):
        self.row.lost += 1
        self.row.notes.append(f"lost, {self.label}: {text}"[:300])

    def doubled(self, text: str):
        self.row.doubled += 1
        self.row.notes.append(f"doubled, {self.label}: {text}"[:300])

    def look(self, label: str, everything: bool = False):
        """After a restart: what is pending, or all of it. Raises `Gone` if the daemon ends meanwhile."""
        self.label = label
        for text in self.ledger.faults:
            self.fault(text)
        self.ledger.faults.clear()
        acts = [self.ledger.acts[name] for name in (self.ledger.acts if everything else self.ledger.pending)]
        person = self.ground.admin()
        tablet = Recorder(self.ground, person.curve, person, self.ledger)
        try:
            status = tablet.status()
            if (status["epoch"], status["instance"]) != self.identity:
                self.fault(f"epoch and instance are {status['epoch']}, {status['instance']}, not {self.identity}")
            self._read(tablet, everything)
            before = self._blocks()
            for act in acts:
                self._before(act, before.get(act.id, []))
            dark = [name for name, reply in self.ledger.heard_in_the_dark.items()
                    if name not in before and reply["ok"] and reply["result"].get("changed", True)]
            if dark:
                self.row.notes.append(f"{label}: {len(dark)} acts acknowledged while the power went are not there")
            self.ledger.heard_in_the_dark.clear()
            first = {act.id: act.reply for act in acts if act.ok}
            self._send_again(acts)
            self._read(tablet, False)
        finally:
            tablet.close()
        after = self._blocks()
        for act in acts:
            self._after(act, first.get(act.id), before.get(act.id, []), after.get(act.id, []))
        self.row.acknowledged += 0 if everything else len(first)
        self.ledger.pending.clear()

    def check(self, label: str):
        """`permitd check`, with the daemon stopped."""
        done = self.ground.check()
        self.row.expect(done.returncode == 0, f"{label}: check: {done.returncode}: {done.stderr[-400:]}")

    # the log

    def _read(self, tablet: Recorder, everything: bool):
        known = self.ledger.events
        after = 0 if everything else max(known, default=0)
        read = [(int(event["sequence"]), event) for event in tablet.all_events(after)]
        if [number for number, _ in read] != list(range(after + 1, after + 1 + len(read))):
            self.fault(f"a hole after {after}: {[number for number, _ in read][:50]}")
        last = known.get(after, {}).get("time", "")
        for number, event in read:
            if number in known and known[number] != event:
                self.lost(f"event {number} was {known[number]}, is {event}")
            if event["time"] < last:
                self.fault(f"time falls at event {number}")
            last = event["time"]
            known[number] = event
        if everything and max(known, default=0) > len(read):
            self.lost(f"the log had {max(known)} events and has {len(read)}")
        for number, event in self.ledger.published.items():
            if known.get(number) != event:
                self.lost(f"event {number} was published and is not in the log: {event['type']}")
        self.ledger.published.clear()

    def _blocks(self) -> dict[str, list[int]]:
        blocks = defaultdict(list)
        for number, event in self.ledger.events.items():
            if event["data"].get("request"):
                blocks[event["data"]["request"]].append(number)
        return {name: sorted(numbers) for name, numbers in blocks.items()}

    # acts

    def _before(self, act: Act, numbers: list[int]):
        if act.ok and numbers and numbers[-1] != json.loads(act.reply)["seq"]:
            self.lost(f"{act.op} {act.id}: its reply says {act.reply[:200]!r}, its events are {numbers}")
        if act.code and numbers:
            self.fault(f"{act.op} {act.id} was refused ({act.code}) and has events {numbers}")

    def _send_again(self, acts: list[Act]):
        """In the order in which they were first sent, each by its own key."""
        tablets: dict[bytes, Recorder] = {}
        silent: set[bytes] = set()  # keys that are let in no more
        try:
            for act in acts:
                if act.code:
                    continue  # after a refusal its id is free
                key = act.curve.public
                if key not in tablets:
                    tablets[key] = Recorder(self.ground, act.curve, None, self.ledger)
                act.again = NO_ANSWER if key in silent else self._settle(tablets[key], act)
                if act.again is NO_ANSWER:
                    silent.add(key)
        finally:
            for tablet in tablets.values():
                tablet.close()

    def _settle(self, tablet: Recorder, act: Act) -> dict:
        while True:
            try:
                reply = tablet.exchange(act.frames, patience=5)
            except Gone:
                if self.ground.runs:
                    return NO_ANSWER
                raise
            if reply["ok"] or reply["error"]["code"] != "busy":
                return reply

    def _after(self, act: Act, first: bytes | None, before: list[int], after: list[int]):
        again = act.again
        if again is None:
            return
        if first is not None and again != json.loads(first):
            self.lost(f"{act.op} {act.id}: acknowledged {first[:300]!r}, now answered {str(again)[:300]}")
        if len(after) > 1 and after != list(range(after[0], after[-1] + 1)):
            self.doubled(f"{act.op} {act.id}: its events are {after}")
        if before and before != after:
            self.doubled(f"{act.op} {act.id}: events {before} became {after}")
        if again["ok"] and after and again["seq"] != after[-1]:
            self.fault(f"{act.op} {act.id}: answered {again['seq']}, its events are {after}")
        if not again["ok"]:
            if after:
                self.fault(f"{act.op} {act.id}: has events {after} and is refused: {again}")
            if again["error"]["code"] not in REFUSALS_OF_OLD:
                self.fault(f"{act.op} {act.id}: refused afterwards: {again}")


def settled(oracle: Oracle, label: str):
    """A clean start, everything looked for once more, a clean stop, and `permitd check`."""
    ground = oracle.ground
    ground.plain()
    try:
        ground.serve()
        oracle.look(label)
        oracle.look(label, everything=True)
        code = ground.stop()
        oracle.row.expect(code == 0, f"{label}: stopped with {code}: {ground.said()[-400:]}")
        oracle.check(label)
    except (AssertionError, TimeoutError, Gone) as fault:
        oracle.row.unexpected.append(f"{label}: does not come back: {fault!r}: {ground.said()[-600:]}")
    finally:
        ground.end()
