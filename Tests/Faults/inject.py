"""System calls made to fail, to write short, or to be the last thing the daemon does: by strace."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Injection:
    """`what` is strace's: `signal=KILL`, `error=EIO`, `retval=100`; `when` counts the calls of one thread."""

    call: str
    what: str
    when: str  # `7` the seventh alone, `7+` from it on

    def __str__(self) -> str:
        return f"{self.call}:{self.what}:when={self.when}"


def tracer(injection: Injection | None, calls: tuple[str, ...], out: Path, *paths: Path) -> list[str]:
    """What is put before the program: the tracer makes itself its grandchild, so that the process is still ours."""
    command = ["strace", "-D", "-f", "-q", "-q", "-y", "-o", str(out), "-e", f"trace={','.join(calls)}"]
    for path in paths:
        command += ["-P", str(path)]
    return command + (["-e", f"inject={injection}"] if injection else []) + ["--"]


def struck(out: Path) -> int:
    """How often it was injected."""
    try:
        return sum("(INJECTED)" in line or "killed by SIGKILL" in line for line in out.open(errors="replace"))
    except FileNotFoundError:
        return 0


def struck_files(out: Path) -> set[str]:
    """The names of the files whose calls were made to fail."""
    lines = [line for line in out.open(errors="replace") if "(INJECTED)" in line]
    return {Path(found).name for line in lines for found in re.findall(r"\(\d+<([^>]*)>", line)}


def works() -> str:
    """Why strace can't inject here; empty if it can."""
    probe = ["strace", "-q", "-q", "-o", "/dev/null", "-e", "trace=openat", "-e", "inject=openat:error=EIO", "--",
             "cat", "/dev/null"]
    try:
        done = subprocess.run(probe, capture_output=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"strace does not run: {fault}"
    return "" if done.returncode else "strace can't inject here"
