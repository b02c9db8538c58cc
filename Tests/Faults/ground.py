"""An installation to be harmed: quick to start, with people and rules in it, copied from one that was made once."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
from pathlib import Path

import register as peer_register
from daemon import PERMITD, Daemon, run
from ledger import Ledger, Recorder
from peer import Tablet
from register import Register

AREA = "fault/home"
KINDS = ("cn-general.yaml", "cn-general-hot.yaml")  # one kind of work: `permitd check` then takes a second


class Ground(Daemon):
    """A daemon whose start can be wrapped (a tracer, a preloaded library) and whose end can be told apart."""

    #: What comes before the program, and what is in its environment, at the next start.
    wrapped: list[str] = []
    surroundings: dict[str, str] = {}
    limits = None  # called in the child before the program
    #: Clients have their keys elsewhere than on a disk that loses power.
    pocket: Path | None = None

    def launch(self) -> "Ground":
        with contextlib.suppress(OSError):  # gone, or on a read-only disk
            (self.state / "endpoints.json").unlink()
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as errors:
            self.process = subprocess.Popen(
                [*self.wrapped, PERMITD, "serve", "--config", str(self.config)], stdout=errors, stderr=errors,
                stdin=subprocess.DEVNULL, preexec_fn=self.limits,
                env={**os.environ, "SWIFT_BACKTRACE": "enable=no", **self.surroundings},
            )
        return self

    def plain(self) -> "Ground":
        """The next start without any fault."""
        self.wrapped, self.surroundings, self.limits = [], {}, None
        return self

    @property
    def keys(self) -> Path:
        return self.pocket or self.directory / "keys"

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def rest(self):
        """A stop so soon after the start that SIGTERM may still end the process as it ends any other."""
        code = self.stop()
        assert code in (0, -15), f"stopped with {code}: {self.said()}"

    def check(self) -> subprocess.CompletedProcess:
        return run("check", "--config", self.config)

    def beside(self, folder: Path) -> "Ground":
        """Keeps what is no part of the installation in a folder of its own: what the daemon says, the clients' keys,
        and the socket of its events, which as a file costs no probe at the start."""
        self.log = folder / "said.txt"
        self.pocket = shutil.copytree(self.directory / "keys", folder / "pocket", dirs_exist_ok=True)
        return self.configure(events=f"ipc://{folder}/events", localIdentity="p-admin")

    def copy(self, folder: Path, onto: Path | None = None) -> "Ground":
        """The same installation elsewhere, whole and at rest; on another file system if one is named."""
        place = (onto or folder) / "site"
        shutil.copytree(self.directory, place)
        return Ground(place).beside(folder)

    @classmethod
    def made(cls, folder: Path, onto: Path | None = None) -> "Ground":
        """A new one with few rules, not started; on another file system if one is named."""
        ground = cls((onto or folder) / "site").init().beside(folder)
        packs = ground.directory / "packs"
        for other in packs.iterdir():
            if other.is_dir() and other.name != "cn-general":
                shutil.rmtree(other)
        for file in (packs / "cn-general").rglob("*.yaml"):
            if file.name not in KINDS:
                file.unlink()
        return ground


class Desk(Register):
    """The administrator's desk whose every client writes into the ledger."""

    def __init__(self, ground: Ground, ledger: Ledger):
        super().__init__(ground)
        self.ledger = ledger
        self.admin.close()
        person = ground.admin()
        self.admin = Recorder(ground, person.curve, person, ledger)
        self.opened: list[Tablet] = [self.admin]

    def _open(self, curve, owner=None, **options) -> Recorder:
        tablet = Recorder(self.daemon, curve, owner, self.ledger, **options)
        self.opened.append(tablet)
        return tablet

    def tablet(self, person, **options) -> Recorder:
        if person.id not in self._tablets:
            self._tablets[person.id] = self._open(person.curve, person, **options)
        return self._tablets[person.id]

    def shared_tablet(self, device: str | None = None, areas=peer_register.EVERYWHERE) -> Recorder:
        return self._open(self.enroll(device=device or peer_register.fresh("tablet"), areas=areas))

    def close(self):
        for tablet in self.opened:
            tablet.close()


def named_from(number: int):
    """Names in this process begin elsewhere: the copied installation has used the first ones."""
    peer_register._numbers = itertools.count(number)


def identity(ground: Ground) -> tuple[str, str]:
    tablet = ground.admin_tablet()
    try:
        status = tablet.status()
        return status["epoch"], status["instance"]
    finally:
        tablet.close()
