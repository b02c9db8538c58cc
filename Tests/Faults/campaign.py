"""What a campaign is: a name, a word on whether this machine can run it, and a run that fills one row of figures.

A module lists its campaigns in `CAMPAIGNS`; `__main__.py` lists the modules. A campaign draws every choice from
`setting.random(...)`, so that a seed repeats it.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import traceback
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Callable


@dataclass
class Row:
    """What one campaign did and found."""

    campaign: str
    runs: int = 0
    faults: int = 0  # injected, and seen to have struck
    acknowledged: int = 0  # acts answered `ok` and looked for afterwards
    lost: int = 0  # acknowledged or published, and gone or different
    doubled: int = 0  # took effect more than once
    unexpected: list[str] = field(default_factory=list)  # all else that must not happen
    notes: list[str] = field(default_factory=list)  # what is worth knowing and no failure
    not_run: str = ""  # why this machine can't
    seconds: float = 0.0

    @property
    def failed(self) -> bool:
        return bool(self.lost or self.doubled or self.unexpected)

    def add(self, other: "Row") -> "Row":
        for name in ("runs", "faults", "acknowledged", "lost", "doubled"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.unexpected += other.unexpected
        self.notes += [note for note in other.notes if note not in self.notes]
        return self

    def expect(self, holds: bool, otherwise: str) -> bool:
        """Notes what should have been and was not."""
        if not holds:
            self.unexpected.append(otherwise)
        return holds

    def told(self) -> dict:
        return {**asdict(self), "failed": self.failed}


@dataclass
class Setting:
    """How a campaign is run."""

    seed: int
    long: bool = False
    runs: int | None = None  # instead of the campaign's own number
    lanes: int = 4  # installations side by side, each in a process of its own
    scratch: Path = Path("/tmp")

    def random(self, label: str) -> random.Random:
        return random.Random(f"{self.seed}-{label}")

    def count(self, short: int, long: int) -> int:
        return self.runs or (long if self.long else short)

    def folder(self, name: str) -> Path:
        """A new, empty directory."""
        folder = self.scratch / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def say(self, text: str):
        print(f"   {text}", flush=True)


class Campaign:
    """One kind of fault. Subclasses give `name`, `what`, `run`, and `needs` or `cannot` where they want something."""

    name = ""
    what = ""  # one line for `--list` and for the page
    needs: tuple[str, ...] = ()  # programs
    needs_root = False

    def cannot(self) -> str:
        """Why it can't be run here; empty if it can."""
        missing = [program for program in self.needs if shutil.which(program) is None]
        if missing:
            return f"no {', '.join(missing)}"
        return "not root" if self.needs_root and os.geteuid() != 0 else ""

    def run(self, setting: Setting, row: Row):
        raise NotImplementedError


def in_lanes(setting: Setting, row: Row, work: Callable[[Setting, int, list], Row], items: list, what: str):
    """Deals items out to processes, each with installations of its own, and adds up their rows.

    `work(setting, lane, items)` gives a row. Nothing here may have used ZeroMQ before: it doesn't live through a fork.
    """
    lanes = max(1, min(setting.lanes, len(items)))
    pool = ProcessPoolExecutor(lanes, mp_context=multiprocessing.get_context("fork"))
    with pool:
        futures = [pool.submit(_guarded, work, setting, lane, items[lane::lanes]) for lane in range(lanes)]
        for lane, future in enumerate(futures):
            done = future.result()
            row.add(done)
            setting.say(f"{what} {lane}: {done.runs} runs, {done.faults} faults, {done.acknowledged} acknowledged")


def _guarded(work, setting: Setting, lane: int, items: list) -> Row:
    try:
        return work(setting, lane, items)
    except Exception:
        return Row("", unexpected=[f"lane {lane}: the harness failed: {traceback.format_exc(limit=-6)}"])
