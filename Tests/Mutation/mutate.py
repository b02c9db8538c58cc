#!/usr/bin/env python3
"""Shows that every guard of the core is held: switches one off at a time and expects the exploration to fail.

Usage: mutate.py DIRECTORY [WORD ...]    (only mutants whose name holds one of the words)

Copies what the exploration needs to DIRECTORY, builds it once, then builds and runs it for each edit of mutants.py and
prints a row for each. Exits 1 if a mutant survives. Takes some half a minute for each; no part of the usual tests.
"""

import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from mutants import MUTANTS

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ["PermitCore", "PermitWire", "PermitPacks", "PermitTestKit"]
ISSUE = re.compile(r"argument scene → (\w+) at .*?: Caught error: (.*)")

MANIFEST = """// swift-tools-version: 6.2
import PackageDescription

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let package = Package(
    name: "mutants",
    dependencies: [
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "PermitCore"),
        .target(name: "PermitWire", dependencies: ["PermitCore", crypto]),
        .target(
            name: "PermitPacks",
            dependencies: ["PermitCore", "PermitWire", .product(name: "Yams", package: "Yams")]),
        .target(name: "PermitTestKit", dependencies: ["PermitCore", "PermitWire", "PermitPacks"]),
        .testTarget(name: "PermitModelTests", dependencies: ["PermitTestKit"]),
    ],
    swiftLanguageModes: [.v6]
)
for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
    ]
}
"""


def copy(to: Path) -> None:
    for target in TARGETS:
        shutil.copytree(ROOT / "Sources" / target, to / "Sources" / target, dirs_exist_ok=True)
    tests = to / "Tests" / "PermitModelTests"
    tests.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "Tests/PermitModelTests/ExplorationTests.swift", tests)
    shutil.copytree(ROOT / "config", to / "config", dirs_exist_ok=True)
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", to)
    (to / "Package.swift").write_text(MANIFEST)


def run(command: list[str], at: Path, commands: str) -> tuple[int, str]:
    """Runs one command of swift and ends it at the first issue."""
    environment = {**os.environ, "PERMITD_EXPLORE": commands}
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=at, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
    ) as process:
        for line in process.stdout or []:
            lines.append(line)
            if "recorded an issue" in line:
                os.killpg(process.pid, signal.SIGTERM)
    return process.returncode, "".join(lines)


def judge(at: Path, commands: str) -> tuple[str, str]:
    code, output = run(["swift", "build", "--build-tests"], at, commands)
    if code != 0:
        return "does not build", next((line for line in output.splitlines() if "error:" in line), "")[-100:]
    code, output = run(["swift", "test", "--skip-build"], at, commands)
    if code == 0:
        return "survived", ""
    found = ISSUE.search(output)
    return "killed", f"{found[1]}: {found[2]}" if found else output[-200:]


@contextlib.contextmanager
def turn():
    """Waits for one's turn behind the lock named by PERMITD_LOCK, where several share a machine."""
    lock = os.environ.get("PERMITD_LOCK")
    if not lock:
        yield
        return
    with open(lock, "a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def attempt(at: Path, path: str, text: str, instead: str) -> tuple[str, str]:
    file = at / "Sources/PermitCore" / path
    whole = file.read_text()
    if whole.count(text) != 1:
        return "no such guard", f"{whole.count(text)} times in {path}"
    file.write_text(whole.replace(text, instead))
    verdict, what = judge(at, "6000")
    if verdict == "survived":
        verdict, what = judge(at, "14000")
    file.write_text(whole)
    return verdict, what


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 64
    at = Path(sys.argv[1])
    words = sys.argv[2:]
    copy(at)
    with turn():
        verdict, what = judge(at, "6000")
    print(f"without a mutation: {verdict} {what}", flush=True)
    if verdict != "survived":
        return 70
    survivors = 0
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant[0] for word in words)]
    for first in range(0, len(chosen), 5):
        with turn():
            for name, path, text, instead in chosen[first : first + 5]:
                began = time.monotonic()
                verdict, what = attempt(at, path, text, instead)
                survivors += verdict != "killed"
                print(f"| {name} | {verdict} | {what} | {time.monotonic() - began:.0f} s |", flush=True)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
