"""A service of the private systemd: systemctl, drop-ins, the journal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

from peer import wait_until

PATIENCE = 90.0


def ctl(*arguments: str, check: bool = True) -> subprocess.CompletedProcess:
    done = subprocess.run(["systemctl", "--no-pager", *arguments], capture_output=True, text=True, timeout=400)
    assert not check or done.returncode == 0, f"systemctl {arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done


class Unit:
    """A unit by its name, and what a test changed of it."""

    def __init__(self, name: str = "permitd.service"):
        self.name = name
        self._kept: dict[Path, bytes] = {}
        self._since = time.time()

    # what it is

    def show(self, name: str) -> str:
        return ctl("show", "--property", name, "--value", self.name).stdout.strip()

    @property
    def state(self) -> str:
        return self.show("ActiveState")

    @property
    def pid(self) -> int:
        return int(self.show("MainPID"))

    @property
    def restarts(self) -> int:
        return int(self.show("NRestarts"))

    def status(self, key: str) -> str:
        """A line of /proc/PID/status."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(f"{key}:"))

    # what is done to it

    def start(self) -> "Unit":
        done = ctl("start", self.name, check=False)
        assert done.returncode == 0, f"{done.stderr}\n{self.said()}"
        return self

    def stop(self) -> "Unit":
        ctl("stop", self.name)
        return self

    def fails(self, patience: float = PATIENCE) -> "Unit":
        """Starts it, expecting that it ends as failed and stays so."""
        ctl("start", "--no-block", self.name)
        return self.becomes("failed", patience)

    def becomes(self, state: str, patience: float = PATIENCE) -> "Unit":
        try:
            wait_until(f"{self.name} is {state}", lambda: self.state == state, patience)
        except TimeoutError as error:
            raise AssertionError(f"{error}; it is {self.state}:\n{self.said()}") from None
        return self

    def is_back(self, restarts: int, patience: float = PATIENCE) -> "Unit":
        """Waits until systemd has started it so many times by itself and it is ready."""
        wait_until(f"{self.name} started again", lambda: self.restarts >= restarts, patience)
        return self.becomes("active", patience)

    def kill(self, number: int = signal.SIGKILL) -> int:
        """A signal to the main process; its pid."""
        pid = self.pid
        os.kill(pid, number)
        return pid

    def drop_in(self, text: str, section: str = "Service") -> "Unit":
        """More settings, until the end of the test."""
        folder = Path(f"/run/systemd/system/{self.name}.d")
        folder.mkdir(exist_ok=True)
        (folder / f"{len(list(folder.iterdir()))}.conf").write_text(f"[{section}]\n{text}\n")
        ctl("daemon-reload")
        return self

    def change(self, path: Path, text: str):
        """Writes a file of the installation, until the end of the test."""
        self._kept.setdefault(path, path.read_bytes())
        path.write_text(text)

    def restore(self):
        """Puts back every file and drop-in, and forgets its failures."""
        for path, text in self._kept.items():
            path.write_bytes(text)
        self._kept.clear()
        folder = Path(f"/run/systemd/system/{self.name}.d")
        for file in folder.glob("*.conf"):
            file.unlink()
        ctl("daemon-reload")
        ctl("reset-failed", self.name, check=False)

    # what it said

    def entries(self, everything: bool = False) -> list[dict]:
        """Its journal since the test began, oldest first; also what systemd says of it."""
        subprocess.run(["journalctl", "--sync"], check=True)
        said = subprocess.run(
            ["journalctl", "--no-pager", "-u", self.name, "-o", "json", "--all",
             *([] if everything else ["--since", f"@{self._since:.6f}"])],
            capture_output=True, text=True, check=True, timeout=60,
        ).stdout
        return [json.loads(line) for line in said.splitlines()]

    def said(self) -> str:
        """The same as text, its end."""
        return "\n".join(f"<{e.get('PRIORITY')}> {e.get('MESSAGE')}" for e in self.entries())[-6000:]

    def lines(self, words: str, priority: int | None = None) -> list[str]:
        """The daemon's own lines that hold these words, of that priority."""
        return [
            entry["MESSAGE"] for entry in self.entries()
            if words in str(entry.get("MESSAGE")) and entry.get("_COMM") == "permitd"
            and (priority is None or entry["PRIORITY"] == str(priority))
        ]

    def results(self) -> list[str]:
        """Each `Failed with result` that systemd noted of it."""
        return [entry["UNIT_RESULT"] for entry in self.entries() if "UNIT_RESULT" in entry]
