"""Those who use a daemon all the time, well and ill, each a thread of its own until told to stop.

Whoever means well notes every acknowledgement, to be held against the log afterwards.
"""

from __future__ import annotations

import collections
import random
import signal
import socket
import threading
import time

import zmq

from daemon import Daemon
from job import Job
from peer import Console, Curve, Tablet, connect, context, instant
from register import Register

#: a ZMTP 3 greeting without its end, and a frame of 1 GiB that follows a whole one
GREETING = b"\xff\0\0\0\0\0\0\0\0\x7f\x03\0CURVE" + bytes(16)
GIANT = GREETING + bytes(32) + b"\x02" + (1 << 30).to_bytes(8, "big")


class Guest(threading.Thread):
    """Does `turn` again and again; what it counts goes into the table of what befell the daemon."""

    pause = 0.1

    def __init__(self, daemon: Daemon, seed: int, counts: collections.Counter):
        super().__init__(name=type(self).__name__, daemon=True)
        self.site, self.counts = daemon, counts
        self.chance = random.Random(f"{seed}-{self.name}")
        self.stopped = threading.Event()
        self.fault: BaseException | None = None

    def run(self):
        try:
            while not self.stopped.is_set():
                self.turn()
                self.stopped.wait(self.pause)
        except BaseException as fault:  # told by whoever stops it
            self.fault = fault
        finally:
            context().destroy(linger=0)

    def turn(self):
        raise NotImplementedError

    def stop(self):
        self.stopped.set()
        self.join(60)
        assert not self.is_alive(), f"{self.name} does not end"
        if self.fault:
            raise self.fault


class Honest(Guest):
    """Sends acts, some of them twice, and keeps what was acknowledged."""

    def __init__(self, daemon, seed, counts):
        super().__init__(daemon, seed, counts)
        #: by request: whose key brought it, what was sent, what came back
        self.acknowledged: dict[str, tuple[Curve, list[bytes], dict]] = {}

    def act(self, tablet: Tablet, op: str, args: dict, **how) -> dict:
        frames = tablet.frames(op, args, **how)
        reply = tablet.exchange(frames, patience=60)
        if reply["ok"]:
            self.acknowledged[reply["id"]] = (tablet.curve, frames, reply)
            self.counts["acts"] += 1
            if self.chance.random() < 0.1:
                self.counts["sent twice"] += 1
                assert tablet.exchange(frames, patience=60) == reply, "asked again, it answers otherwise"
        else:
            self.counts["refusals"] += 1
        return reply


class GasSensor(Honest):
    """Readings at a job that is at work all the time: kept active, suspended at times and resumed."""

    pause = 0.05

    def __init__(self, daemon, seed, counts):
        super().__init__(daemon, seed, counts)
        self.register = Register(daemon)
        self.register.area("soak/tank")
        self.job: Job | None = None

    def turn(self):
        if self.job is None:
            self.job = Job(self.register, "soak/tank", hours=7).active()
            self.analyst = self.job.holder("analyst")
        point = self.chance.choice(self.job.guide.gas_points())
        reply = self.act(self.job.tablet(self.analyst), "permit.gasTest", {
            "permit": self.job.permit, "point": point, "sampledAt": instant(),
            "instrument": self.register.instrument(), "readings": self.job.guide.gas_readings(),
        })
        assert reply["ok"], reply
        supervisor = self.job.holder("supervisor")
        if self.chance.random() < 0.05:
            self.act(self.job.tablet(supervisor), "permit.arrive", {"permit": self.job.permit})
        if self.chance.random() < 0.01:
            self.act(self.job.tablet(supervisor), "permit.suspend", {"permit": self.job.permit, "reason": "soak"})
            self.job.resume()
            self.counts["suspended and resumed"] += 1


class Inspector(Honest):
    """Reads all there is, waits for what comes, and asks for what it may not have."""

    pause = 0.2

    def __init__(self, daemon, seed, counts):
        super().__init__(daemon, seed, counts)
        self.tablet: Tablet | None = None
        self.after = 0

    def turn(self):
        if self.tablet is None:
            self.tablet = self.site.admin_tablet()
        page = self.tablet.call("events.read", {"after": self.after, "limit": 500, "waitMs": 200}, sign=False)
        self.after = page["next"]
        self.counts["events read"] += len(page["events"])
        self.tablet.call("permit.list", {"limit": 50}, sign=False)
        self.tablet.call("board.snapshot", {}, sign=False)
        self.act(self.tablet, "permit.start", {"permit": "no-such-permit"}, expect=1)


class Intruder(Guest):
    """Connections that say nothing, half a greeting or a giant frame; keys that nobody enrolled; frames that are none.
    """

    pause = 0.3

    def __init__(self, daemon, seed, counts):
        super().__init__(daemon, seed, counts)
        self.silent: collections.deque[socket.socket] = collections.deque()
        self.tablet: Tablet | None = None

    def turn(self):
        self.chance.choice([self._connect, self._connect, self._stranger, self._nonsense])()

    def _connect(self):
        port = int(self.site.endpoints[self.chance.choice(["commands", "events"])].rpartition(":")[2])
        link = socket.create_connection(("127.0.0.1", port), timeout=10)
        link.sendall(self.chance.choice([b"", GREETING, GREETING[:10], GIANT, b"GET / HTTP/1.1\r\n\r\n"]))
        self.silent.append(link)
        self.counts["silent connections"] += 1
        while len(self.silent) > 40:
            self.silent.popleft().close()

    def _stranger(self):
        link = connect(zmq.DEALER, self.site.endpoints["commands"], self.site.server_key, Curve.new())
        link.send(b"{}")
        assert not link.poll(500), "a stranger got an answer"
        link.close(0)
        self.counts["strangers"] += 1

    def _nonsense(self):
        if self.tablet is None:
            self.tablet = self.site.admin_tablet()
        for _ in range(self.chance.randint(1, 20)):
            frames = [self.chance.randbytes(self.chance.randint(0, 2000)) for _ in range(self.chance.randint(1, 9))]
            self.tablet.socket.send_multipart(frames)
            self.counts["nonsense"] += 1
        while self.tablet.socket.poll(200):
            self.tablet.socket.recv_multipart()

    def stop(self):
        super().stop()
        for link in self.silent:
            link.close()


class Sleeper(Guest):
    """A console that subscribes to everything and reads nothing, then goes away without a word."""

    pause = 0

    def turn(self):
        admin = self.site.admin()
        console = Console(self.site, admin.curve)
        self.stopped.wait(self.chance.uniform(5, 60))
        console.close()
        self.counts["consoles that slept"] += 1


class Operator(Guest):
    """Reloads the rules, and now and then the whole machine stands still for a moment."""

    pause = 5

    def turn(self):
        if self.chance.random() < 0.3:
            self.site.signal(signal.SIGHUP)
            self.counts["reloads"] += 1
        elif self.chance.random() < 0.3:
            self.site.signal(signal.SIGSTOP)
            time.sleep(self.chance.uniform(0.1, 2))
            self.site.signal(signal.SIGCONT)
            self.counts["standstills"] += 1
