"""The control room's board, on a terminal and in a pipe, against a daemon that goes away and comes back."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time

import pytest

from daemon import PERMITCTL
from job import Job
from peer import wait_until
from pocket import Pocket
from register import Register, fresh
from screen import Screen

AREA = "binhai/home/boiler"


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses now, so that a daemon can come back to its own."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [made.getsockname()[1] for made in sockets]
    finally:
        for made in sockets:
            made.close()


@pytest.fixture
def room(make_daemon):
    """A daemon at fixed ports with an active permit, and the administrator's desk there."""
    commands, events = free_ports(2)
    daemon = make_daemon().configure(
        commands=f"tcp://127.0.0.1:{commands}", events=f"tcp://127.0.0.1:{events}").serve()
    register = Register(daemon)
    register.area(AREA)
    job = Job(register, AREA).active()
    yield daemon, register, job
    register.close()


@pytest.fixture
def screens():
    opened: list[Screen] = []

    def screen(*arguments, **how) -> Screen:
        opened.append(Screen(PERMITCTL, "board", *arguments, **how))
        return opened[-1]

    yield screen
    for made in opened:
        made.close()


@pytest.fixture
def pipes():
    opened: list[Pipe] = []

    def pipe(*arguments) -> Pipe:
        opened.append(Pipe(*arguments))
        return opened[-1]

    yield pipe
    for made in opened:
        made.close()


class Pipe:
    """permitctl board with a pipe in a terminal's place."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen(
            [PERMITCTL, "board", *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            stdin=subprocess.DEVNULL, text=True, encoding="utf-8")
        self.lines: list[str] = []
        self._reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self._reader.start()

    def prints(self, *words: str) -> str:
        """Waits for a line with all of these."""
        return wait_until(
            f"{words} in a line", lambda: next((one for one in self.lines if all(w in one for w in words)), None))

    def close(self):
        self.process.kill()
        self.process.wait()
        self._reader.join(5)
        self.process.stdout.close()


def test_on_a_terminal(room, screens):
    """Live, the walking list, a permit, silence, the daemon's return, another size, the terminal given back."""
    daemon, register, job = room
    number = job.get()["number"]
    board = screens("--config", daemon.config)
    board.shows("LIVE", f">> {number}", "present")

    tablet = register.shared_tablet("corridor-1")
    supervisor = job.holder("supervisor")
    stop = tablet.call("area.stop", {"area": AREA, "reason": "alarm rings"}, sign=False)["stop"]
    board.shows(f"STOP {stop}", "alarm rings", "GO AND TELL", supervisor.id, f"!! {number}", "SUSPENDED")
    for person in list(register.people.values()):
        if person.curve and person.id in board.text:
            register.tablet(person).call("area.acknowledge", {"stop": stop}, sign=False)
    board.shows("all have acknowledged", "to resume", "unmet")
    tablet.close()

    board.press("\x1b[F\r")
    board.shows("area stopped (latched)", "what the next step wants", "the approver has not released")
    board.press("G")
    board.shows("requested, ")
    board.press("\x1b")
    board.shows("STOPS IN FORCE", "q quit")

    daemon.kill()
    board.shows("STALE since", "STALE  stops 1", f"STOP {stop}")
    daemon.serve()
    board.shows("LIVE", f"STOP {stop}")
    assert "STALE" not in board.text

    board.resize(132, 43)
    wait_until("the footer on the last line", lambda: "q quit" in board.lines[42])
    board.press("\x03")
    assert board.ended() == 0
    assert board.is_given_back and board.strange == []


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_gives_the_terminal_back(room, screens, number):
    daemon, _, _ = room
    board = screens("--config", daemon.config, "--lang", "zh", NO_COLOR="1")
    board.shows("实时")
    assert b"\x1b[32m" not in board.written
    board.process.send_signal(number)
    assert board.ended() == 128 + number
    assert board.is_given_back


def test_a_key_that_may_not_look(room, screens, tmp_path):
    """A refusal ends it in words, after the terminal was given back."""
    daemon, register, _ = room
    stranger = register.person(fresh("p-watcher"), "viewer")
    pocket = Pocket(daemon, tmp_path, stranger)
    board = screens(*pocket.options, "--events", daemon.endpoints["events"])
    board.shows("LIVE")
    register.revoke_key(stranger.curve)
    assert board.ended() == 1
    assert board.is_given_back and b"nauthorized" in board.written


def test_in_a_pipe(room, pipes):
    """The board once, then a line for each change, at once; the same as JSON; one that only prints it."""
    daemon, register, job = room
    number = job.get()["number"]
    lines = pipes("--config", daemon.config)
    records = pipes("--config", daemon.config, "--json")
    lines.prints(f">>  {number}", "present")
    records.prints('"type":"permit"', '"state":"active"', number)
    job.act("supervisor", "permit.enter", {"person": job.crew[0].id})
    lines.prints(f">>  {number}", f"inside: {job.crew[0].id}")
    job.act("leader", "permit.suspend", {"reason": "smoke"})
    lines.prints(f"!!  {number}", "SUSPENDED  (stop work)")
    records.prints('"type":"permit"', '"state":"suspended"', '"cause":"stopWork"')
    assert all(json.loads(line) for line in records.lines)
    assert not any("\x1b" in line for line in lines.lines)

    done = subprocess.run(
        [PERMITCTL, "board", "--once", "--config", str(daemon.config), "--lang", "zh"], capture_output=True, text=True,
        timeout=60)
    assert done.returncode == 0 and number in done.stdout and "已中止" in done.stdout and "尚缺" in done.stdout

    daemon.kill()
    lines.prints("STALE since")
    records.prints('"type":"board"', '"live":false')
    daemon.serve()
    lines.prints(" LIVE")
    assert subprocess.run(
        [PERMITCTL, "board", "--once", "--area", "binhai/yard", "--config", str(daemon.config)], capture_output=True,
        text=True, timeout=60).stdout.splitlines()[-1] == "no permits"


def test_without_a_daemon(make_daemon):
    daemon = make_daemon()
    done = subprocess.run(
        [PERMITCTL, "board", "--config", str(daemon.config)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 69 and "has not been started" in done.stderr


def test_two_boards_of_one_key_take_turns(room, pipes):
    """Where both ask by waiting reads each ends the other's wait: that must not become a race between them."""
    daemon, register, _ = room
    options = [
        "--connect", daemon.endpoints["commands"], "--server-key", daemon.keys / "server.pub",
        "--key", daemon.keys / "admin.key",
    ]
    pipes(*options).prints("Asia/Shanghai")
    head = register.admin.status()["seq"]
    began = time.monotonic()
    for _ in range(6):
        register.admin.call("events.read", {"after": head, "waitMs": 30_000}, sign=False)
    assert time.monotonic() - began > 2


def test_the_walking_list_of_an_area(room):
    """`area board` names for each stop who must be told, in both languages."""
    daemon, register, job = room
    stop = register.admin.call("area.stop", {"area": AREA, "reason": "alarm rings"})["stop"]
    for language, words in [("en", "go and tell"), ("zh", "须当面通知")]:
        done = subprocess.run(
            [PERMITCTL, "area", "board", AREA, "--config", str(daemon.config), "--lang", language],
            capture_output=True, text=True, timeout=60)
        line = next(line for line in done.stdout.splitlines() if line.startswith(f"  {stop}  "))
        assert words in line and job.holder("supervisor").id in line, done.stdout
