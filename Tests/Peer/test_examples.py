"""The two examples of the documentation, run as anyone would run them: a tablet and a console in Python."""

from __future__ import annotations

import ast
import json
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from daemon import ROOT, Daemon
from job import Job
from peer import Person, wait_until
from pocket import Pocket
from register import Register, fresh

EXAMPLES = ROOT / "Sources/PermitWire/PermitWire.docc/Resources"
AREA = "dock/pump-house"
OK, REFUSED, NO_ANSWER = 0, 1, 69


def free_ports(count: int) -> list[int]:
    """Ports that stay the same over a restart, as a site's own do."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def at_fixed_ports(daemon: Daemon) -> Daemon:
    commands, events = free_ports(2)
    return daemon.configure(commands=f"tcp://127.0.0.1:{commands}", events=f"tcp://127.0.0.1:{events}")


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    made = at_fixed_ports(Daemon(tmp_path_factory.mktemp("examples") / "site").init())
    try:
        yield made.serve()
    finally:
        made.end()


@pytest.fixture(scope="module")
def job(register: Register) -> Job:
    register.area(AREA)
    return Job(register, AREA).active()


def write_site(daemon: Daemon, folder: Path, person: Person) -> Path:
    """The site.json of a person's device, with an outbox of its own."""
    pocket = Pocket(daemon, folder, person)
    site = {
        "commands": daemon.endpoints["commands"], "events": daemon.endpoints["events"],
        "instance": daemon.instance, "serverKey": str(daemon.keys / "server.pub"),
        "key": str(pocket.folder / "curve.key"), "sign": str(pocket.folder / "sign.pem"),
        "outbox": str(pocket.folder / "outbox"),
    }
    (pocket.folder / "site.json").write_text(json.dumps(site))
    return pocket.folder / "site.json"


@pytest.fixture
def settings(daemon, tmp_path):
    """`settings(person)`: the file for that person's device at the module's daemon."""
    return lambda person: write_site(daemon, tmp_path, person)


class TabletScript:
    """tablet.py with one person's settings."""

    def __init__(self, site: Path):
        self.site, self.outbox = site, site.parent / "outbox"

    def __call__(self, *arguments) -> subprocess.CompletedProcess:
        words = [word if isinstance(word, str) else json.dumps(word, ensure_ascii=False) for word in arguments]
        return subprocess.run(
            [sys.executable, str(EXAMPLES / "tablet.py"), str(self.site), *words],
            capture_output=True, text=True, timeout=60,
        )

    def kept(self) -> list[str]:
        """The operations that wait, in the order in which they will be sent."""
        return [file.name.split("-", 2)[2] for file in sorted(self.outbox.iterdir())]


class ConsoleScript:
    """console.py as a process, its lines as they come."""

    def __init__(self, site: Path, *prefixes: str):
        self.process = subprocess.Popen(
            [sys.executable, "-u", str(EXAMPLES / "console.py"), str(site), *prefixes],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=lambda: self.lines.extend(iter(self.process.stdout.readline, "")))
        self.reader.start()

    def wait_for(self, *words: str, after: int = 0) -> str:
        """The first line with all of these words."""

        def found():
            assert self.process.poll() is None, "".join(self.lines)
            return next((line for line in self.lines[after:] if all(word in line for word in words)), None)

        return wait_until(f"a line with {words}", found)

    def board(self) -> set[tuple[str, ...]]:
        """What it prints at Ctrl-C: (number, state, revision, area) of each permit."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(20)
        self.reader.join(20)
        return {tuple(line.split()[1:]) for line in self.lines if line.startswith("BOARD ")}

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def events(register: Register, kind: str, permit: str) -> list[dict]:
    return [e for e in register.admin.all_events() if e["type"] == kind and e["data"].get("permit") == permit]


def board(register: Register) -> set[tuple[str, ...]]:
    items = register.admin.call("board.snapshot", {}, sign=False)["items"]
    return {(i["number"], i["state"], str(i["revision"]), i["area"]) for i in items if i["type"] == "permit"}


@pytest.mark.parametrize("name", ["tablet.py", "console.py"])
def test_an_example_is_short(name):
    """Under 60 lines, and nothing to install but two packages."""
    text = (EXAMPLES / name).read_text()
    lines = text.splitlines()
    assert len(lines) < 60
    assert max(map(len, lines)) <= 120
    imported = {name for node in ast.walk(ast.parse(text)) for name in names(node)}
    assert imported - sys.stdlib_module_names <= {"zmq", "cryptography"}


def names(node: ast.AST) -> list[str]:
    """The top-level modules that a statement imports."""
    found = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    found += [node.module] if isinstance(node, ast.ImportFrom) else []
    return [name.split(".")[0] for name in found]


def test_an_act_is_answered(job, register, settings):
    tablet = TabletScript(settings(job.holder("leader")))
    noted = tablet("permit.note", {"permit": job.permit, "text": "wind rises"})
    assert noted.returncode == OK and "ok" in noted.stdout, noted
    assert tablet.kept() == []
    assert [e["data"]["args"]["text"] for e in events(register, "permit.noted", job.permit)] == ["wind rises"]


def test_acts_of_a_dead_spot_arrive_once(daemon, job, register, settings):
    """Kept while the daemon is away, the stop ahead of the rest; then each takes effect once, though sent twice."""
    tablet = TabletScript(settings(job.holder("supervisor")))
    daemon.stop()
    for text in ("first", "second"):
        away = tablet("permit.note", {"permit": job.permit, "text": text})
        assert away.returncode == NO_ANSWER and "no connection" in away.stderr, away
    assert tablet("permit.suspend", {"permit": job.permit, "reason": "smell of gas"}).returncode == NO_ANSWER
    assert tablet.kept() == ["permit.suspend", "permit.note", "permit.note"]
    copy = shutil.copytree(tablet.outbox, tablet.outbox.with_name("copy"))
    daemon.serve()
    register.reconnect()

    sent = tablet()
    assert sent.returncode == OK and sent.stdout.count("ok ") == 3, sent
    # The tablet lost its power before it knew of the answers.
    shutil.copytree(copy, tablet.outbox, dirs_exist_ok=True)
    again = tablet()
    assert again.returncode == OK and again.stdout == sent.stdout, "the recorded answers, for the same bytes"
    assert tablet.kept() == []
    suspended = events(register, "permit.suspended", job.permit)
    assert [e["data"]["args"]["reason"] for e in suspended] == ["smell of gas"]
    noted = [e["data"]["args"]["text"] for e in events(register, "permit.noted", job.permit)]
    assert [text for text in noted if text in ("first", "second")] == ["first", "second"]


def test_a_start_is_never_kept(daemon, job, register, settings):
    tablet = TabletScript(settings(job.holder("supervisor")))
    daemon.stop()
    away = tablet("permit.resume", {"permit": job.permit}, {"expect": 1})
    daemon.serve()
    register.reconnect()
    assert away.returncode == NO_ANSWER and "never kept" in away.stderr, away
    assert tablet.kept() == []
    assert tablet().returncode == OK
    assert events(register, "permit.resumed", job.permit) == []


def test_a_refusal_holds_up_the_rest_but_no_stop(job, register, settings):
    """It says why and names the file; a person sees to it; a stop meanwhile goes through."""
    tablet = TabletScript(settings(job.holder("leader")))
    refused = tablet("permit.restore", {"permit": job.permit, "item": "none such", "outcome": "done"})
    assert refused.returncode == REFUSED and "REFUSED" in refused.stderr, refused
    held = tablet("permit.note", {"permit": job.permit, "text": "held up"})
    assert held.returncode == REFUSED, held
    stopped = tablet("permit.suspend", {"permit": job.permit, "reason": "held up by nothing"})
    assert "ok" in stopped.stdout and "permit.suspend" in stopped.stdout, stopped
    assert tablet.kept() == ["permit.restore", "permit.note"]

    named = next(word for word in refused.stderr.split() if word.startswith(str(tablet.outbox)))
    Path(named).unlink()
    assert tablet().returncode == OK
    assert tablet.kept() == []
    noted = [e["data"]["args"]["text"] for e in events(register, "permit.noted", job.permit)]
    assert noted.count("held up") == 1


def test_the_console_shows_what_happens(daemon, job, register, settings, connected):
    """It joins, follows, fills the gap that a restart made, and ends with the board as the daemon has it."""
    console = connected(ConsoleScript(settings(register.person(fresh("p-watcher"), "viewer"))))
    console.wait_for("JOINED")
    job.act("leader", "permit.suspend", {"reason": "seen live"})
    console.wait_for("permit.suspended", job.get()["number"], "stopWork")

    console.process.send_signal(signal.SIGSTOP)  # so that it is surely away when this happens
    daemon.kill()
    daemon.serve()
    register.reconnect()
    missed = Job(register, AREA)
    number = missed.approved().get()["number"]
    gone = Job(register, AREA)
    gone.request()
    gone.act("applicant", "permit.cancel", {"reason": "not today"})
    before = len(console.lines)
    console.process.send_signal(signal.SIGCONT)
    console.wait_for("permit.cancelled", gone.get()["number"], after=before)
    approved = console.wait_for("permit.approved", number, after=before)
    missed.act("supervisor", "permit.arrive")
    arrived = console.wait_for("permit.supervisorArrived", number, after=before)
    assert console.lines.index(approved) < console.lines.index(arrived)
    assert [line for line in console.lines if "JOINED" in line] == console.lines[:1], "the gap is filled from the log"

    assert console.board() == board(register)
    shown = [line for line in console.lines if " permit." in line]
    assert len(shown) == len(set(shown)), "each event once"


def test_the_console_says_when_it_is_stale(daemon, job, register, settings, connected):
    console = connected(ConsoleScript(settings(register.person(fresh("p-watcher"), "viewer")), f"area/{AREA}/"))
    console.wait_for("JOINED")
    daemon.stop()
    console.wait_for("STALE", "no heartbeat for 5 s")
    daemon.serve()
    register.reconnect()
    job.act("leader", "permit.suspend", {"reason": "after the outage"})
    console.wait_for("permit.suspended", job.get()["number"])
    assert console.board() == board(register)


def test_the_console_joins_another_log_anew(make_daemon, tmp_path, connected):
    """The epoch has changed: what the board held is no longer true."""
    other = at_fixed_ports(make_daemon("other")).serve()
    desk = connected(Register(other))
    desk.area(AREA)
    Job(desk, AREA).request()
    console = connected(ConsoleScript(write_site(other, tmp_path, other.admin())))
    first = console.wait_for("JOINED")
    other.stop()
    other.state.rename(other.state.with_name("old"))
    other.state.mkdir()
    shutil.rmtree(other.directory / "anchor")  # it would say that the old log is missing
    other.serve()
    second = console.wait_for("JOINED", after=console.lines.index(first) + 1)
    assert second != first
    assert console.board() == set()
