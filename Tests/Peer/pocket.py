"""permitctl in people's pockets: their key files, and a shift that acts by its verbs alone (section 1)."""

from __future__ import annotations

import json
import os
import subprocess

import yaml
import zmq.auth
from cryptography.hazmat.primitives import serialization

from daemon import PERMITCTL
from guide import Guide
from job import Job
from peer import Person, Refused
from register import Register, fresh

AREA = "binhai/home/boiler"


def ctl(*arguments, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess:
    """permitctl to its end, with nothing of the caller's own settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PERMITCTL")}
    return subprocess.run(
        [PERMITCTL, *map(str, arguments)], input=stdin, capture_output=True, text=True, timeout=60,
        env={**clean, **environment},
    )


class Pocket:
    """A person's key files, and permitctl with them: `pocket("permit", "why", number)` is its result in JSON."""

    def __init__(self, daemon, folder, person: Person, instance: bool = True):
        self.daemon, self.person, self.folder = daemon, person, folder / person.id
        self.folder.mkdir()
        zmq_key = self.folder / "curve.key"
        zmq.auth.certs._write_key_file(str(zmq_key), "", person.curve.public, person.curve.secret)
        sign = self.folder / "sign.pem"
        sign.write_bytes(person.signing.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ))
        self.keys = ["--key", zmq_key, "--sign", sign]
        self.options = [
            "--connect", daemon.endpoints["commands"], "--server-key", daemon.keys / "server.pub", *self.keys,
        ] + (["--instance", daemon.instance] if instance else [])

    def run(self, *arguments, **how) -> subprocess.CompletedProcess:
        return ctl(*arguments, *self.options, **how)

    def text(self, *arguments, **how) -> str:
        done = self.run(*arguments, **how)
        assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def __call__(self, *arguments, **how) -> dict:
        reply = json.loads(self.text(*arguments, "--json", **how))
        assert reply["ok"] is True, reply
        return reply["result"]

    def refused(self, *arguments, **how) -> dict:
        done = self.run(*arguments, "--json", **how)
        assert done.returncode == 1, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
        return json.loads(done.stdout)["error"]


def admin(daemon, *arguments, **how) -> subprocess.CompletedProcess:
    return ctl(*arguments, "--config", daemon.config, **how)


class Shift:
    """A team with everything but the permit; its members act by permitctl alone."""

    def __init__(self, register: Register, pockets):
        self.job, self.pockets = Job(register, AREA, opens=0.0), pockets
        self.number = None
        crew = [register.person(fresh("p-crew"), areas=["*"]) for _ in range(2)]
        self.job.crew = crew
        for member in crew:
            register.credential(member, "special-work.welding")
            register.credential(member, "training.safety")
        register.credential(self.job.holder("supervisor"), "training.guardian")
        for post in ("leader", "supervisor"):
            register.credential(self.job.holder(post), "training.safety")

    def by(self, post: str) -> Pocket:
        return self.pockets(self.job.holder(post))

    def content(self, **changes) -> str:
        """The request's file, as a person writes it: without a permit and a window."""
        content = self.job.content(permit=None, **{"from": None, "until": None}, **changes)
        return yaml.safe_dump(content, allow_unicode=True, sort_keys=False)

    def request(self, **changes) -> dict:
        for _ in range(8):
            done = self.by("applicant").run(
                "permit", "request", "-", "--from", "now", "--until", "+4h", "--json", stdin=self.content(**changes)
            )
            reply = json.loads(done.stdout)
            if reply["ok"]:
                self.number, self.permit = reply["result"]["number"], reply["result"]["permit"]
                return reply["result"]
            self.job.certify(Refused("permit.request", reply))
        raise AssertionError("the crew gate is never satisfied")

    def approve(self, result: dict):
        for line in result["approvals"]:
            verb = ["countersign", self.number] if line["step"] == "countersign" else [
                "approve", self.number, "--site-visited"]
            self.by(line["post"])("permit", *verb)

    def prepare(self):
        """What the checklist names, by the verbs that a person would take."""
        supervisor, leader = self.by("supervisor"), self.by("leader")
        supervisor("permit", "arrive", self.number)
        team = [*self.job.crew, self.job.holder("leader")]
        supervisor("permit", "brief", self.number, *(member.id for member in team))
        leader("permit", "brief", self.number, self.job.holder("supervisor").id)
        for condition in supervisor("permit", "why", self.number)["unmet"]:
            subject, code = condition["subject"], condition["code"]
            if code == "conditionCheckMissing":
                judge = leader if subject == self.job.holder("supervisor").id else supervisor
                judge("permit", "condition", self.number, subject, "--fit")
            elif code == "checkMissing":
                checks = {c["check"]: c for c in supervisor("permit", "get", self.number)["checks"]}
                posts = Guide.check_posts(checks[subject])
                post = next((p for p in posts if p in self.job.posts), posts[0])
                self.by(post)("permit", "check", self.number, subject)
            elif code.startswith("gas"):
                for point in self.job.guide.gas_points():
                    readings = [f"{r['gas']}={r['value']}{r['unit']}" for r in self.job.guide.gas_readings()]
                    self.by("analyst")(
                        "permit", "gas-test", self.number, "--point", point, "--instrument",
                        self.job.register.instrument(), *readings,
                    )
        leader("permit", "accept", self.number)
