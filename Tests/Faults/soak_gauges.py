"""What a daemon holds while it runs: memory, descriptors, threads, the files of its log."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

EVERY = 5.0  # seconds between two readings


@dataclass(frozen=True)
class Reading:
    """One look at the daemon: seconds since the first, then bytes and counts."""

    at: float
    memory: int
    descriptors: int
    threads: int
    wal: int
    database: int


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def look(pid: int, state: Path, at: float) -> Reading:
    """Reads the kernel's figures of a process and the sizes of its files."""
    words = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Reading(
        at, memory=int(words["VmRSS"].split()[0]) * 1024, descriptors=len(os.listdir(f"/proc/{pid}/fd")),
        threads=int(words["Threads"]), wal=size(state / "permitd.sqlite-wal"), database=size(state / "permitd.sqlite"),
    )


class Gauges(threading.Thread):
    """Looks again and again until it is told to stop."""

    def __init__(self, daemon):
        super().__init__(name="gauges", daemon=True)
        self.site, self.begun = daemon, time.monotonic()
        self.readings: list[Reading] = []
        self.stopped = threading.Event()

    def look(self) -> Reading:
        reading = look(self.site.process.pid, self.site.state, time.monotonic() - self.begun)
        self.readings.append(reading)
        return reading

    def run(self):
        while not self.stopped.wait(EVERY):
            self.look()

    def stop(self):
        self.stopped.set()
        self.join()

    def quarters(self, name: str) -> list[int]:
        """The highest reading of each quarter of the time."""
        span = self.readings[-1].at / 4
        highest = [0, 0, 0, 0]
        for reading in self.readings:
            quarter = min(3, int(reading.at / span)) if span else 3
            highest[quarter] = max(highest[quarter], getattr(reading, name))
        return highest

    def table(self) -> list[dict]:
        return [asdict(reading) for reading in self.readings]
