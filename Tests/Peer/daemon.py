"""The daemon as a process: made by `permitd init`, configured by editing YAML, started, killed (section 1)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import yaml

from peer import Curve, NoAnswer, Person, Refused, Tablet, load_signing, wait_until

ROOT = Path(__file__).resolve().parents[2]
PERMITD = os.environ.get("PERMITD", str(ROOT / ".build/debug/permitd"))
PERMITCTL = os.environ.get("PERMITCTL", str(ROOT / ".build/debug/permitctl"))
ADMIN = "p-admin"
START = 60.0  # seconds a debug build may take to be ready

# --- what the pack's files are called inside: the one place to adapt -------------------------------
PACK = "packs/cn-general"
HOT = "cn-general-hot.yaml"
#: short name -> (file, path of keys)
DURATIONS = {
    "lapse": (HOT, ("supervisor", "lapsesAfter")),
    "warn": (HOT, ("supervisor", "warnBefore")),
    "watch": (HOT, ("fireWatch", "lasts")),
    "round": (HOT, ("fireWatch", "round")),
}


def pack_file(directory: Path, name: str) -> Path:
    """The pack's file, wherever in the copied pack it lies."""
    found = sorted((directory / PACK).rglob(name))
    assert found, f"no {name} under {directory / PACK}: {sorted((directory / PACK).rglob('*'))}"
    return found[0]


def edit(file: Path, path: tuple[str, ...], value) -> bool:
    """Replaces one value of a YAML file in place, comments and all else untouched; False if it isn't there."""
    text = file.read_text()
    node = yaml.compose(text)
    for key in path:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        node = next((child for name, child in pairs if name.value == key), None)
        if node is None:
            return False
    end = len(text[: node.end_mark.index].rstrip())  # a block's end mark lies after its line break
    file.write_text(text[: node.start_mark.index] + json.dumps(value, ensure_ascii=False) + text[end:])
    return True


def quicken(directory: Path, **durations: str):
    """Sets durations of the copied pack, as `quicken(dir, lapse="3s", warn="1s")`, before serving."""
    for name, value in durations.items():
        file, path = DURATIONS[name]
        assert edit(pack_file(directory, file), path, value), f"{file} has no {'.'.join(path)}"


def run(*arguments, timeout: float = 3 * START, **environment) -> subprocess.CompletedProcess:
    """permitd with these arguments, to its end."""
    return subprocess.run(
        [PERMITD, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
        env={**os.environ, **environment},
    )


class Daemon:
    """One installation in a directory, running or not."""

    def __init__(self, directory: Path):
        self.directory = Path(directory)
        self.config = self.directory / "permitd.yaml"
        self.process: subprocess.Popen | None = None
        self.endpoints: dict = {}
        self.log = self.directory.parent / (self.directory.name + ".stderr")
        self._log_start = 0

    # making and configuring

    def init(self, admin: str = ADMIN) -> "Daemon":
        done = run("init", self.directory, "--admin", admin)
        assert done.returncode == 0, f"init: {done.returncode}\n{done.stdout}{done.stderr}"
        self.configure(
            commands="tcp://127.0.0.1:*", events="tcp://127.0.0.1:*", signatures="required"
        )
        return self

    def configure(self, **settings) -> "Daemon":
        """Top-level settings of permitd.yaml."""
        for name, value in settings.items():
            if not edit(self.config, (name,), value):
                with self.config.open("a") as config:
                    config.write(f"\n{name}: {json.dumps(value, ensure_ascii=False)}\n")
        return self

    def quicken(self, **durations: str) -> "Daemon":
        quicken(self.directory, **durations)
        return self

    # the files it keeps

    @property
    def keys(self) -> Path:
        return self.directory / "keys"

    @property
    def state(self) -> Path:
        return self.directory / "state"

    @property
    def instance(self) -> str:
        return (self.keys / "instance").read_text().strip()

    @property
    def server_key(self) -> bytes:
        return Curve.load(self.keys / "server.pub").public

    def admin(self) -> Person:
        return Person(ADMIN, Curve.load(self.keys / "admin.key"), load_signing(self.keys / "admin.sign"), {"admin"})

    def admin_tablet(self) -> Tablet:
        person = self.admin()
        return Tablet(self, person.curve, person)

    def audience(self, area: str) -> str:
        return next(a["events"] for a in self.endpoints["audiences"] if a["area"] == area)

    # running

    def serve(self) -> "Daemon":
        """Starts it and returns once it answers; what it said goes into the error if it doesn't."""
        self.launch()
        endpoints = self.state / "endpoints.json"
        wait_until("endpoints.json", lambda: self._alive() and endpoints.exists(), START)
        self.endpoints = wait_until("whole endpoints.json", lambda: self._read(endpoints), 5)
        wait_until("an answer to daemon.status", self._answers, START)
        return self

    def launch(self) -> "Daemon":
        """Starts it without waiting; an old endpoints.json must not be taken for the new one."""
        (self.state / "endpoints.json").unlink(missing_ok=True)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [PERMITD, "serve", "--config", str(self.config)], stdout=errors, stderr=errors,
                stdin=subprocess.DEVNULL,
            )
        return self

    def serve_fails(self, patience: float = START) -> tuple[int, str]:
        """Starts it expecting that it ends by itself: its exit code and what it said."""
        self.launch()
        try:
            return self.process.wait(patience), self.said()
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"it serves, though it should not:\n{self.said()}") from None

    def _alive(self) -> bool:
        code = self.process.poll()
        assert code is None, f"serve ended with {code}:\n{self.said()}"
        return True

    @staticmethod
    def _read(path: Path):
        try:
            return json.loads(path.read_text())
        except ValueError:
            return None

    def _answers(self) -> bool:
        self._alive()
        tablet = self.admin_tablet()
        try:
            tablet.exchange(tablet.frames("daemon.status", {}, sign=False), patience=5, again=1)
            return True
        except (NoAnswer, Refused):
            return False
        finally:
            tablet.close()

    def said(self) -> str:
        """Its standard error since the last start, the end of it."""
        with self.log.open("rb") as errors:
            errors.seek(self._log_start)
            return errors.read().decode(errors="replace")[-8000:]

    def signal(self, number: int):
        self.process.send_signal(number)

    def stop(self, patience: float = 20) -> int:
        """SIGTERM, then its exit code."""
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.process.wait(patience)

    def kill(self):
        """`kill -9`."""
        self.process.kill()
        self.process.wait()

    def end(self):
        """For fixtures: never leaves a process behind."""
        if self.process is not None and self.process.poll() is None:
            try:
                self.stop()
            except subprocess.TimeoutExpired:
                self.kill()
