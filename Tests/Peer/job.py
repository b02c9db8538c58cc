"""A team and its permit, taken through every gate by asking the daemon what is still unmet (section 4).

Nothing here knows which checks, gases or certificates a pack wants: `permit.readiness` names them, each name
has an answer in `ANSWERS`, and a name without one fails the test that met it.
"""

from __future__ import annotations

import time
import uuid

from guide import KIND, OWN_POSTS, RESTORED, Guide
from peer import Person, Refused, Tablet, instant, wait_until
from register import Register, fresh


class Job:
    """One permit with its people. `register` enters them, `area` must exist."""

    def __init__(self, register: Register, area: str, hours: float = 4, opens: float = 0.5):
        self.register, self.area = register, area
        self.prefix = fresh("p-job")
        self.permit = str(uuid.uuid4())
        self.posts: dict[str, Person] = {}
        self.crew = [self._person("worker", key=False) for _ in range(2)]
        self.shared = register.shared_tablet()
        self.window = {"from": instant(opens), "until": instant(opens + hours * 3600)}
        self.digest: str | None = None
        self.approvals: list[dict] = []
        self.checks: dict[str, dict] = {}
        self.briefed: set[str] = set()
        self.guide = Guide(register.admin.call("rules.form", {"kind": KIND, "area": area}, sign=False))

    # people

    def _person(self, post: str, *roles: str, **how) -> Person:
        return self.register.person(fresh(f"{self.prefix}-{post.lower()}"), *roles, **how)

    def holder(self, post: str) -> Person:
        """Whoever holds a post here; a post met for the first time gets a person and a grant."""
        if post not in self.posts:
            self.posts[post] = self._person(post, post)
        return self.posts[post]

    def tablet(self, person: Person) -> Tablet:
        """Their own tablet, or the shared one for those who carry none."""
        return self.register.tablet(person) if person.curve else self.shared

    def act(self, post: str | Person, op: str, args: dict | None = None, **how) -> dict:
        """An operation on this permit by a post's holder, signed."""
        person = self.holder(post) if isinstance(post, str) else post
        by = None if person.curve else person
        return self.tablet(person).call(op, {"permit": self.permit, **(args or {})}, by=by, **how)

    def refused(self, post: str | Person, op: str, args: dict | None = None, **how) -> dict:
        """The error that an operation by a post's holder must end in."""
        try:
            result = self.act(post, op, args, **how)
        except Refused as refused:
            return refused.error
        raise AssertionError(f"{op} by {post} was taken: {result}")

    # reading

    def get(self) -> dict:
        return self.register.admin.call("permit.get", {"permit": self.permit}, sign=False)

    @property
    def state(self) -> str:
        return self.get()["state"]

    @property
    def revision(self) -> int:
        return self.get()["revision"]

    def readiness(self) -> dict:
        return self.register.admin.call("permit.readiness", {"permit": self.permit}, sign=False)

    # asking for it

    def content(self, **changes) -> dict:
        """The arguments of `permit.request`; a changed value of None leaves a field out."""
        whole = {
            "permit": self.permit, "kind": KIND, "area": self.area, "work": "weld the handrail of stair 2",
            "method": "arc welding", **self.window, "facts": self.guide.facts(),
            "leader": self.holder("leader").id, "supervisor": self.holder("supervisor").id,
            "crew": [{"person": worker.id, "trade": self.guide.trade()} for worker in self.crew],
            "analysis": [{"step": "welding", "hazard": "sparks", "control": "blanket and extinguisher"}],
        }
        return {k: v for k, v in {**whole, **changes}.items() if v is not None}

    def request_once(self, **changes) -> dict:
        return self.act("applicant", "permit.request", self.content(**changes))

    def request(self, **changes) -> dict:
        """Asks; a certificate the crew gate misses is put, verified, and asked again."""
        for _ in range(8):
            try:
                result = self.request_once(**changes)
                break
            except Refused as refused:
                self.certify(refused)
        else:
            raise AssertionError("the crew gate is never satisfied")
        self.digest, self.approvals = result["contentDigest"], result["approvals"]
        self.checks = {check["check"]: check for check in result["checks"]}
        return result

    def certify(self, refused: Refused):
        """Puts what the crew and supervisor gates miss; any other refusal is the caller's."""
        unmet = refused.error.get("unmet") or []
        lacking = ("credentialMissing", "trainingMissing", "supervisorUnqualified")
        if refused.code != "gateUnmet" or any(u["code"] not in lacking for u in unmet):
            raise refused
        for condition in unmet:
            self.register.credential(condition["subject"], Guide.credential(condition))

    def approve(self, *, until_step: str | None = None):
        """Every sign-off line in turn; `until_step="approve"` stops before the approval itself."""
        for line in self.approvals:
            if line["step"] == until_step:
                return
            if line["step"] == "countersign":
                self.act(line["post"], "permit.countersign", {"contentDigest": self.digest})
            else:
                self.act(line["post"], "permit.approve", {"contentDigest": self.digest, "siteVisited": True})

    @property
    def approver(self) -> str:
        return next(line["post"] for line in self.approvals if line["step"] == "approve")

    # preparing

    def prepare(self, patience: float = 30) -> dict:
        """Does whatever readiness names until nothing is unmet."""
        deadline = time.monotonic() + patience
        while True:
            ready = self.readiness()
            if ready["ready"]:
                return ready
            assert time.monotonic() < deadline, f"still unmet: {ready}"
            self.answer(ready["unmet"])

    def answer(self, unmet: list[dict]):
        """One answer to each condition; presence first, since it is the one that lapses."""
        for condition in sorted(unmet, key=lambda u: u["code"] != "supervisorAbsent"):
            answer = ANSWERS.get(condition["code"])
            assert answer, f"nobody knows how to meet {condition}"
            answer(self, condition)

    def arrive(self, _=None):
        self.act("supervisor", "permit.arrive")

    def check(self, condition: dict):
        posts = Guide.check_posts(self.checks.get(condition["subject"], {}))
        post = next((p for p in posts if p in OWN_POSTS or p in self.posts), posts[0])
        self.act(post, "permit.check", {"check": condition["subject"], "outcome": "done"})

    def condition(self, condition: dict):
        judge = "leader" if condition["subject"] == self.holder("supervisor").id else "supervisor"
        self.act(judge, "permit.condition", {"person": condition["subject"], "fit": True})

    def brief(self, condition: dict):
        """The briefing first; where it is still missing afterwards, the briefed person's own signature."""
        subject = condition["subject"]
        if subject in self.briefed:
            self.briefed.discard(subject)
            self.act(self.register.people[subject], "permit.briefed")
            return
        briefer = "leader" if subject == self.holder("supervisor").id else "supervisor"
        self.act(briefer, "permit.brief", {"briefed": [subject]})
        self.briefed.add(subject)

    def test_gas(self, _=None):
        for point in self.guide.gas_points():
            self.act("analyst", "permit.gasTest", {
                "point": point, "sampledAt": instant(), "instrument": self.register.instrument(),
                "readings": self.guide.gas_readings(),
            })

    def accept(self, _=None):
        self.act("leader", "permit.accept", {"contentDigest": self.digest})

    def release(self, _=None):
        self.act(self.approver, "permit.release", {"reason": "seen on site, safe again"})

    def restore(self, condition: dict):
        self.act("leader", "permit.restore", {"item": condition["subject"], "outcome": RESTORED})

    def pause(self, _=None):
        time.sleep(0.2)

    # the way through

    def approved(self, **changes) -> "Job":
        self.request(**changes)
        self.approve()
        assert self.state == "approved"
        return self

    def start(self) -> dict:
        self.prepare()
        return self.act("supervisor", "permit.start", expect=self.revision)

    def resume(self) -> dict:
        self.prepare()
        return self.act("supervisor", "permit.resume", expect=self.revision)

    def active(self) -> "Job":
        self.approved().start()
        assert self.state == "active"
        return self

    def finish(self) -> dict:
        return self.act("leader", "permit.finish", {"outcome": "completed"})

    def keep_watch(self, every: float, patience: float = 40):
        """Clean rounds until the watch is over."""

        def watched():
            if self.state == "acceptance":
                return True
            self.act("fireWatcher", "permit.watch")
            return False

        wait_until("the end of the fire watch", watched, patience, pause=every)

    def close(self) -> dict:
        self.prepare()
        return self.act("acceptor", "permit.close", expect=self.revision)


#: unmet code -> what a team does about it
ANSWERS = {
    "supervisorAbsent": Job.arrive,
    "checkMissing": Job.check,
    "conditionCheckMissing": Job.condition,
    "briefingMissing": Job.brief,
    "gasTestMissing": Job.test_gas,
    "gasTestStale": Job.test_gas,
    "gasIncomplete": Job.test_gas,
    "acceptanceByLeaderMissing": Job.accept,
    "releaseMissing": Job.release,
    "restorationMissing": Job.restore,
    "windowNotOpen": Job.pause,
    "fireWatchRunning": Job.pause,
}
