"""One installation, started again and again, each time with another fault; each start looks for what came before."""

from __future__ import annotations

import multiprocessing
import shutil
from pathlib import Path
from typing import Callable

import inject
from campaign import Row, Setting
from ground import Ground, identity
from inject import Injection
from ledger import Gone, Ledger
from oracle import Oracle, settled
from register import Register
from traffic import Traffic

SERVICE = 10.0  # seconds of traffic before a run whose fault never came is stopped
DISK_FAILURE = 74


def template(setting: Setting) -> Ground:
    """An installation with its first events, made by a process of its own: ZeroMQ must not be used before a fork."""
    folder = setting.scratch / "template"
    if not folder.exists():
        folder.mkdir()
        maker = multiprocessing.get_context("fork").Process(target=_make, args=(folder,))
        maker.start()
        maker.join(120)
        assert maker.exitcode == 0, "the installation could not be made"
    return Ground(folder / "site")


def _make(folder: Path):
    ground = Ground.made(folder).serve()
    try:
        desk = Register(ground)
        desk.area("fault/home")
        desk.person("p-fault", "registrar")
        desk.close()
    finally:
        ground.rest()


class Chain:
    """`run` one fault after the other, then `end`."""

    def __init__(self, setting: Setting, row: Row, name: str):
        self.setting, self.row, self.name = setting, row, name
        self.folder = setting.folder(name)
        self.trace = self.folder / "strace.txt"
        self.ground = template(setting).copy(self.folder)
        self.ledger = Ledger()
        self.ground.serve()
        self.oracle = Oracle(self.ground, self.ledger, row, identity(self.ground))
        self.ground.rest()

    def log_files(self) -> list[Path]:
        """The files whose failure puts the log in doubt."""
        return [self.ground.state / f"permitd.sqlite{end}" for end in ("", "-wal")]

    def injected(self, injection: Injection, *paths: Path) -> int:
        """A run under the injection, which may be kept to some files; its exit code."""
        self.trace.unlink(missing_ok=True)
        self.ground.wrapped = inject.tracer(injection, (injection.call,), self.trace, *paths)
        return self.run(str(injection))

    def run(self, label: str, during: Callable[[], None] = lambda: None) -> int:
        """A start with what the ground has been told, what it was before, traffic until the end; its exit code.

        `during` is called once the traffic goes.
        """
        label = f"{self.name} {label}"
        self.row.runs += 1
        try:
            self.ground.serve()
            self.oracle.look(label)
            with Traffic(self.ground, self.ledger, self.setting.random(label)) as traffic:
                during()
                traffic.until_gone(SERVICE)
        except (AssertionError, Gone, TimeoutError) as fault:
            if self.ground.runs:
                self.oracle.fault(f"{fault!r}")
        if self.ground.runs:
            self.ground.stop()
        return self.ground.process.wait()

    def expect(self, label: str, code: int, *expected: int):
        self.row.expect(
            code in expected, f"{self.name} {label}: ended with {code}, not {expected}: {self.ground.said()[-400:]}")

    def end(self):
        settled(self.oracle, self.name)
        shutil.rmtree(self.folder, ignore_errors=True)
