"""Mixed work: a registrar who streams, teams that take permits through their gates, people who stop things.

Every client is a thread that goes on until it is told to stop or the daemon is gone.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid

import zmq
from ground import AREA, Desk, Ground
from job import Job
from ledger import Gone, Ledger, Recorder
from peer import Refused, connect, day
from register import fresh, grant_window

WINDOW = 12  # requests the registrar leaves unanswered, so that a fault finds full batches


class Client(threading.Thread):
    """One client. Its faults are what it did not expect, its refusals are its own business."""

    def __init__(self, ground: Ground, ledger: Ledger, chance: random.Random):
        super().__init__(daemon=True)
        self.ground, self.ledger, self.chance = ground, ledger, chance
        self.over = threading.Event()
        self.turns = 0
        self.refusals: dict[str, int] = {}

    def run(self):
        desk = Desk(self.ground, self.ledger)
        try:
            while not self.over.is_set():
                self.turn(desk)
                self.turns += 1
        except Gone:
            pass
        except Exception as fault:  # a dead daemon shows in many ways; a living one must not
            if self.ground.runs:
                self.ledger.faults.append(f"{type(self).__name__}: {fault!r}")
        finally:
            desk.close()

    def turn(self, desk: Desk):
        raise NotImplementedError

    def attempt(self, act, *arguments, **how):
        """One act; a refusal is counted, and gives None."""
        try:
            return act(*arguments, **how)
        except Refused as refused:
            self.refusals[refused.code] = self.refusals.get(refused.code, 0) + 1
            if refused.code in ("unavailable", "busy"):
                time.sleep(0.05)
            return None

    def must_go_on(self):
        if self.over.is_set():
            raise Gone("told to stop")


class Registrar(Client):
    """Streams puts of every kind with a window; one in eight is put again as it is, which changes nothing."""

    def turn(self, desk: Desk):
        tablet: Recorder = desk.admin
        waiting: set[str] = set()
        while not self.over.is_set():
            while len(waiting) < WINDOW:
                frames = tablet.frames(*self.put())
                waiting.add(json.loads(frames[0])["id"])
                tablet.send(frames)
            answer = tablet.receive(0.05)
            if answer is None and not self.ground.runs:
                raise Gone("registrar")
            if answer:
                reply = json.loads(answer[-1])
                waiting.discard(reply["id"])
                if not reply["ok"]:
                    code = reply["error"]["code"]
                    self.refusals[code] = self.refusals.get(code, 0) + 1
                    time.sleep(0.02)

    def put(self) -> tuple[str, dict]:
        name = fresh("f")
        kind = self.chance.randrange(8)
        if kind < 2:
            return "area.put", {"area": f"fault/{name}", "name": name, "risk": "blue"}
        if kind < 4:
            long = name * self.chance.randrange(1, 6)
            return "person.put", {"person": f"p-{name}", "name": long, "employer": "stream"}
        if kind == 4:
            return "instrument.put", {"instrument": name, "kind": "gasDetector", "calibrationDue": day(90)}
        if kind == 5:
            return "grant.put", {
                "grant": name, "person": "p-fault", "role": "viewer", "areas": [AREA], **grant_window()}
        if kind == 6:
            return "credential.put", {
                "credential": name, "person": "p-fault", "kind": "training.safety", "number": name,
                "issuer": "office", "issued": day(-3), "expires": day(300)}
        return "person.put", {"person": "p-fault", "name": "p-fault", "employer": "Binhai Care"}


class Team(Client):
    """Takes permits through every gate to work, then does to them what chance says."""

    def turn(self, desk: Desk):
        area = desk.area(f"{AREA}/{fresh('room')}")
        job = Job(desk, area)
        try:
            job.request()
            job.approve()
            job.prepare()
            job.start()
            self.work(job)
        except Refused as refused:
            self.refusals[refused.code] = self.refusals.get(refused.code, 0) + 1
            time.sleep(0.05)
        except AssertionError:
            if self.ground.runs:
                raise
        finally:
            self.must_go_on()

    def work(self, job: Job):
        worker = job.crew[0].id
        for _ in range(self.chance.randrange(2, 6)):
            self.must_go_on()
            step = self.chance.randrange(5)
            if step == 0:
                self.attempt(job.test_gas)
            elif step == 1:
                self.attempt(job.act, "supervisor", "permit.enter", {"person": worker, "basis": "work"})
                self.attempt(job.act, "supervisor", "permit.exit", {"person": worker})
            elif step == 2:
                self.attempt(job.act, "supervisor", "permit.suspend", {"reason": "smoke"})
                self.attempt(job.resume)
            elif step == 3:
                self.attempt(job.act, "leader", "permit.note", {"text": "all well " * self.chance.randrange(60)})
            else:
                self.attempt(job.act, "supervisor", "permit.present")
        if self.chance.random() < 0.5:
            self.attempt(job.act, job.approver, "permit.revoke", {"reason": "no longer wanted"})
        self.attempt(job.finish)


class Watchful(Client):
    """Stops areas from a shared tablet, reports hazards, and lifts the stops again."""

    def turn(self, desk: Desk):
        area = desk.area(f"{AREA}/{fresh('ward')}")
        corridor = desk.shared_tablet(fresh("corridor"))
        chief = desk.tablet(desk.person(fresh("p-chief"), "emergency"))
        for _ in range(6):
            self.must_go_on()
            stop = self.attempt(corridor.call, "area.stop", {"area": area, "reason": "alarm"}, sign=False)
            if self.chance.random() < 0.4:
                self.attempt(corridor.call, "hazard.report", {
                    "hazard": str(uuid.uuid4()), "area": area, "level": "general", "text": "a loose rail"}, sign=False)
            if stop:
                lifted = {"area": area, "stop": stop["stop"], "reason": "false alarm"}
                self.attempt(corridor.call, "area.acknowledge", {"area": area, "stop": stop["stop"]}, sign=False)
                self.attempt(chief.call, "area.lift", lifted)


class Listener(threading.Thread):
    """A console: what it sees is on disk, or the daemon has lied."""

    def __init__(self, ground: Ground, ledger: Ledger):
        super().__init__(daemon=True)
        self.ground, self.ledger, self.over = ground, ledger, threading.Event()

    def run(self):
        socket = connect(zmq.SUB, self.ground.endpoints["events"], self.ground.server_key, None)
        socket.subscribe(b"")
        while not self.over.is_set():
            if socket.poll(50):
                topic, body = socket.recv_multipart()
                if topic != b"heartbeat":
                    self.ledger.saw(body)
        socket.close(0)


class Traffic:
    """All clients at once. `with Traffic(...)` starts and ends them."""

    def __init__(self, ground: Ground, ledger: Ledger, chance: random.Random, teams: int = 1, registrars: int = 1):
        self.ground = ground
        kinds = [Registrar] * registrars + [Team] * teams + [Watchful]
        self.clients = [kind(ground, ledger, random.Random(chance.random())) for kind in kinds]
        self.listener = Listener(ground, ledger)

    def __enter__(self) -> "Traffic":
        for thread in [self.listener, *self.clients]:
            thread.start()
        return self

    def __exit__(self, *_):
        for client in self.clients:
            client.over.set()
        for client in self.clients:
            client.join(30)
        self.listener.over.set()
        self.listener.join(5)

    def until_gone(self, seconds: float) -> bool:
        """Waits until the daemon has ended; False if it still runs after so long."""
        deadline = time.monotonic() + seconds
        while self.ground.runs and time.monotonic() < deadline:
            time.sleep(0.01)
        return not self.ground.runs
