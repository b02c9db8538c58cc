"""`descriptors`: silent connections take every file descriptor the daemon may have."""

from __future__ import annotations

import os
import resource
import socket
import time
from pathlib import Path

from campaign import Campaign, Row, Setting, in_lanes
from chain import Chain, template
from ground import Desk, named_from
from ledger import Gone, Recorder
from peer import wait_until
from register import fresh

LIMIT = 72  # descriptors of the daemon; its own files and sockets take about forty
SILENT = 160
FLOOD = 6.0  # seconds
TICKS = os.sysconf("SC_CLK_TCK")


def narrow():
    resource.setrlimit(resource.RLIMIT_NOFILE, (LIMIT, LIMIT))


class Flood:
    """Connections that say nothing, opened again as the daemon closes them."""

    def __init__(self, endpoint: str):
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.address = host, int(port)
        self.sockets: list[socket.socket] = []

    def go_on(self):
        self.sockets = [each for each in self.sockets if alive(each)]
        while len(self.sockets) < SILENT:
            each = socket.socket()
            each.setblocking(False)
            each.connect_ex(self.address)
            self.sockets.append(each)

    def end(self):
        for each in self.sockets:
            each.close()


def alive(each: socket.socket) -> bool:
    try:
        return each.recv(64) != b""  # the daemon's greeting, or its hanging up
    except BlockingIOError:
        return True
    except OSError:
        return False


def used(pid: int) -> float:
    """Seconds of processor time so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def put(tablet: Recorder) -> bool:
    """One act, with the patience of somebody who waits."""
    try:
        return tablet.ask("area.put", {"area": f"fault/{fresh('d')}", "name": "d", "risk": "blue"}, patience=1)["ok"]
    except Gone:
        return False


def lane(setting: Setting, number: int, items: list[int]) -> Row:
    row = Row("")
    named_from(1_000_000)
    for item in items:
        exhaust(Chain(setting, row, f"descriptors-{item}"))
    return row


def exhaust(chain: Chain):
    row, ground = chain.row, chain.ground
    row.runs += 1
    ground.limits = narrow
    ground.serve()
    desk = Desk(ground, chain.ledger)
    row.expect(put(desk.admin), f"{chain.name}: no answer before the flood")
    flood = Flood(ground.endpoints["commands"])
    before, begun, answered, most = used(ground.pid), time.monotonic(), 0, 0
    while time.monotonic() - begun < FLOOD and ground.runs:
        flood.go_on()
        most = max(most, len(os.listdir(f"/proc/{ground.pid}/fd")))
        answered += put(desk.admin)
    row.expect(ground.runs, f"{chain.name}: the flood ended it: {ground.said()[-400:]}")
    row.faults += most >= LIMIT - 1
    during = used(ground.pid) - before
    flood.end()
    fresh_tablet = Recorder(ground, desk.admin.curve, desk.admin.owner, chain.ledger)
    begun = time.monotonic()
    wait_until("an answer after the flood", lambda: put(fresh_tablet), 20)
    recovered = time.monotonic() - begun
    time.sleep(1)
    before, begun = used(ground.pid), time.monotonic()
    time.sleep(2)
    idle = (used(ground.pid) - before) / (time.monotonic() - begun)
    row.expect(idle < 0.5, f"{chain.name}: it still takes {idle:.0%} of a processor when all is over")
    row.notes.append(
        f"{most} of {LIMIT} descriptors, {answered} acts answered and {during:.1f} s of processor in {FLOOD:g} s of "
        f"flood; a new client is answered after {recovered:.1f} s; then {idle:.0%} of a processor")
    fresh_tablet.close()
    desk.close()
    ground.kill()
    chain.end()


class Descriptors(Campaign):
    name = "descriptors"
    what = "silent connections take all file descriptors (RLIMIT_NOFILE)"

    def run(self, setting: Setting, row: Row):
        template(setting)
        in_lanes(setting, row, lane, list(range(setting.count(1, 6))), self.name)
        row.expect(row.faults > 0, "the descriptors were never exhausted")


CAMPAIGNS = [Descriptors()]
