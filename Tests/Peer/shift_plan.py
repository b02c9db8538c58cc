"""The work of a shift as plans for `shift-client`: people, teams, permits, and every step with an id of its own."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path

import yaml
import zmq.auth
from cryptography.hazmat.primitives import serialization

from peer import Curve, Person, instant
from register import Register

KIND = "height"
FACTS = {
    "contractor": False, "height": 5, "outdoors": False, "badFooting": False, "nearLive": False, "scaffold": False,
}


def time_zone_of_morning() -> str:
    """A zone in which it is about ten: a check that lives a day must not end in the middle of a test."""
    ahead = 10 - datetime.now(timezone.utc).hour
    ahead = ahead if ahead >= -12 else ahead + 24
    return f"Etc/GMT{-ahead:+d}" if ahead else "Etc/GMT"


def pack_of(daemon) -> dict:
    return yaml.safe_load((daemon.directory / "packs/cn-general/cn-general-height.yaml").read_text())


def write_curve(path: Path, curve: Curve) -> str:
    zmq.auth.certs._write_key_file(str(path), "", curve.public, curve.secret)
    return str(path)


def write_signing(path: Path, person: Person) -> str:
    path.write_bytes(person.signing.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))
    return str(path)


@dataclass
class Team:
    leader: Person
    supervisor: Person
    crew: list[Person]


@dataclass
class Permit:
    """One permit and its steps. `ends` tells whether it is closed or left open for the next shift."""

    permit: str
    team: int
    scribe: str
    suspends: bool
    ends: bool
    steps: list[dict] = field(default_factory=list)

    def step(self, name: str, op: str, by: Person | None, args: dict | None = None, **more):
        step = {"id": f"{self.permit}-{name}", "op": op, "args": {"permit": self.permit, **(args or {})}, **more}
        self.steps.append({**step, "by": by.id} if by else step)


class Office:
    """Those who ask, approve and accept for every tablet."""

    def __init__(self, register: Register):
        self.register = register
        self.applicant, self.areaUnit, self.safetyDept, self.acceptor = (
            register.person(f"p-{post}", post, key=False)
            for post in ("applicant", "areaUnit", "safetyDept", "acceptor")
        )

    def team(self, name: str) -> Team:
        """People with what the gates want of them."""
        register = self.register
        leader = register.person(f"p-{name}-leader", "leader", key=False)
        supervisor = register.person(f"p-{name}-supervisor", "supervisor", key=False)
        register.credential(supervisor, "training.guardian")
        crew = [register.person(f"p-{name}-{letter}", key=False) for letter in "ab"]
        return Team(leader, supervisor, crew)


class TabletPlan:
    """What one shared tablet has to do in its own area."""

    def __init__(self, office: Office, name: str, permits: int, teams: int, hours: float):
        self.office, self.name, self.hours = office, name, hours
        self.area = office.register.area(f"yard/{name}")
        office.register.area(f"{self.area}/store")
        self.key = office.register.enroll(device=name, areas=[self.area])
        self.teams = [office.team(f"{name}-{team}") for team in range(teams)]
        pack = pack_of(office.register.daemon)
        self.checks = pack["checks"]
        self.items = [item["item"] for item in pack["restoration"]]
        self.permits = [self._permit(number, number % teams) for number in range(permits)]
        # One is left open by a team that does nothing else, so that the boards have something to show at the end.
        self.teams.append(office.team(f"{name}-last"))
        self.permits.append(self._permit(permits, teams, ends=False))

    def _permit(self, number: int, team: int, ends: bool = True) -> Permit:
        people = self.teams[team]
        permit = Permit(
            str(uuid.uuid4()), team, people.leader.id, suspends=number % 2 == 0, ends=ends
        )
        night = number % 3 == 2
        self._ask(permit, people, night)
        self._prepare(permit, people, night)
        self._work(permit, people)
        if ends:
            self._end(permit, people)
        else:
            self._report(permit, people)
        return permit

    def _ask(self, permit: Permit, team: Team, night: bool):
        office = self.office
        permit.step("request", "permit.request", office.applicant, {
            "kind": KIND, "area": self.area, "work": "mend the gutter", "method": "from a platform",
            "from": instant(), "until": instant(self.hours * 3600), "facts": {**FACTS, "nightLight": night},
            "leader": team.leader.id, "supervisor": team.supervisor.id,
            "crew": [{"person": worker.id, "trade": "helper"} for worker in team.crew],
            "analysis": [{"step": "mending", "hazard": "a fall", "control": "harness"}],
        })
        approver = office.areaUnit
        if night:
            permit.step("countersign", "permit.countersign", office.areaUnit, digest=True)
            approver = office.safetyDept
        permit.step("approve", "permit.approve", approver, {"siteVisited": True}, digest=True)

    def _prepare(self, permit: Permit, team: Team, night: bool):
        true = {"nightLight"} if night else set()
        for check in self.checks:
            if "required" in check and check["required"].get("fact") not in true:
                continue
            by = team.leader if "leader" in check["by"] else team.supervisor
            permit.step(f"check-{check['check']}", "permit.check", by, {"check": check["check"], "outcome": "done"})
        for worker in team.crew:
            permit.step(f"fit-{worker.id}", "permit.condition", team.supervisor, {"person": worker.id, "fit": True})
        briefed = [team.leader.id, *(worker.id for worker in team.crew)]
        permit.step("brief", "permit.brief", team.supervisor, {"briefed": briefed})
        permit.step("brief-back", "permit.brief", team.leader, {"briefed": [team.supervisor.id]})
        permit.step("arrive", "permit.arrive", team.supervisor)
        permit.step("accept", "permit.accept", team.leader, digest=True)

    def _work(self, permit: Permit, team: Team):
        permit.step("start", "permit.start", team.supervisor)
        for worker in team.crew:
            permit.step(f"in-{worker.id}", "permit.enter", team.supervisor, {"person": worker.id, "basis": "work"})
        permit.step("midway", "permit.note", team.leader, {"text": "half of it is done"})
        if permit.suspends:
            by = team.crew[0] if permit.team else None
            permit.step("suspend", "permit.suspend", by, {"reason": "a loose board"})
            permit.step("accept-again", "permit.accept", team.leader, digest=True)
            permit.step("resume", "permit.resume", team.supervisor)

    def _end(self, permit: Permit, team: Team):
        for worker in team.crew:
            permit.step(f"out-{worker.id}", "permit.exit", team.supervisor, {"person": worker.id})
        permit.step("finish", "permit.finish", team.leader, {"outcome": "completed"})
        for item in self.items:
            permit.step(f"restore-{item}", "permit.restore", team.leader, {"item": item, "outcome": "done"})
        permit.step("close", "permit.close", self.office.acceptor)

    def _report(self, permit: Permit, team: Team):
        """What stays on the board beside the permit: a hidden danger and a stop next door."""
        hazard = {"hazard": str(uuid.uuid4()), "area": self.area, "level": "general", "text": "a worn rope"}
        for name, op, args in (
            ("hazard", "hazard.report", hazard),
            ("stop", "area.stop", {"area": f"{self.area}/store", "reason": "a smell of gas"}),
        ):
            permit.steps.append({"id": f"{permit.permit}-{name}", "op": op, "args": args, "by": team.leader.id})

    def write(self, folder: Path, ways: dict[str, str], instance: str | None) -> Path:
        """The plan's file, with the keys beside it."""
        people = [self.office.applicant, self.office.areaUnit, self.office.safetyDept, self.office.acceptor]
        people += [p for team in self.teams for p in (team.leader, team.supervisor, *team.crew)]
        folder.mkdir(parents=True, exist_ok=True)
        return write_plan(
            folder, self.office.register.daemon, self.key, ways, instance=instance,
            people={p.id: write_signing(folder / f"{p.id}.pem", p) for p in people},
            permits=[vars(permit) for permit in self.permits],
        )


def write_plan(folder: Path, daemon, key: Curve, ways: dict[str, str], **more) -> Path:
    """A plan for any device."""
    folder.mkdir(parents=True, exist_ok=True)
    plan = {
        **ways, "key": write_curve(folder / "device.key", key), "serverKey": str(daemon.keys / "server.pub"), **more,
    }
    path = folder / "plan.json"
    path.write_text(json.dumps({name: value for name, value in plan.items() if value is not None}))
    return path
