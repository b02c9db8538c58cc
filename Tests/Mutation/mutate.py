#!/usr/bin/env python3
"""Shows that every guard of the core is held: switches one off at a time and expects the exploration to fail.

Usage: mutate.py DIRECTORY [WORD ...]    (only mutants whose name holds one of the words)

Copies what the exploration needs to DIRECTORY, puts every edit of mutants.py into the core behind a switch, builds that
once, and runs the exploration once with no mutant and once with each; prints a row for each. Exits 1 if a mutant
survives. Takes some minutes for the build and up to half a minute for each mutant; no part of the usual tests.
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
ISSUE = re.compile(r"argument scene → ([\w ]+) at .*?: Caught error: (.*)")

SWITCH = """import Glibc

private let chosen = getenv("PERMITD_MUTANT").map { Int(atoi($0)) }

func isMutant(_ number: Int) -> Bool { chosen == number }

func unless(_ isMutant: Bool, _ unmet: [Unmet]) -> [Unmet] { isMutant ? [] : unmet }
"""

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
        shutil.rmtree(to / "Sources" / target, ignore_errors=True)
        shutil.copytree(ROOT / "Sources" / target, to / "Sources" / target)
    shutil.rmtree(to / "Tests", ignore_errors=True)
    shutil.copytree(ROOT / "Tests/PermitModelTests", to / "Tests/PermitModelTests")
    shutil.copytree(ROOT / "config", to / "config", dirs_exist_ok=True)
    if (ROOT / "Package.resolved").exists():
        shutil.copy(ROOT / "Package.resolved", to)
    (to / "Package.swift").write_text(MANIFEST)


def switch(at: Path) -> list[str]:
    """Puts every mutant into the copy, behind its switch; answers what could not be put there."""
    core = at / "Sources/PermitCore"
    (core / "Mutant.swift").write_text(SWITCH)
    faults = []
    for number, (name, path, text, switched) in enumerate(MUTANTS):
        whole = (core / path).read_text()
        if whole.count(text) != 1:
            faults.append(f"{name}: {whole.count(text)} times in {path}")
        (core / path).write_text(whole.replace(text, switched.replace("MUTANT", f"isMutant({number})")))
    return faults


def explore(at: Path, mutant: int | None) -> tuple[str, str]:
    """Runs the exploration and ends it at the first issue."""
    environment = {**os.environ, "PERMITD_MUTANT": "-1" if mutant is None else str(mutant)}
    command = ["swift", "test", "-c", "release", "--skip-build", "--filter", "ExplorationTests"]
    lines: list[str] = []
    with subprocess.Popen(
        command, cwd=at, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True,
    ) as process:
        for line in process.stdout or []:
            lines.append(line)
            if "recorded an issue" in line:
                os.killpg(process.pid, signal.SIGTERM)
    if process.returncode == 0:
        return "survived", ""
    output = "".join(lines)
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


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__)
        return 64
    at = Path(sys.argv[1])
    words = sys.argv[2:]
    copy(at)
    if faults := switch(at):
        print("no such guard:", *faults, sep="\n  ")
        return 70
    with turn():
        if subprocess.run(["swift", "build", "-c", "release", "--build-tests"], cwd=at, check=False).returncode != 0:
            return 70
    verdict, what = explore(at, None)
    print(f"without a mutant: {verdict} {what}", flush=True)
    if verdict != "survived":
        return 70
    survivors = 0
    for number, (name, *_) in enumerate(MUTANTS):
        if words and not any(word in name for word in words):
            continue
        began = time.monotonic()
        verdict, what = explore(at, number)
        survivors += verdict != "killed"
        print(f"| {name} | {verdict} | {what} | {time.monotonic() - began:.0f} s |", flush=True)
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
