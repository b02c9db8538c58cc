"""The installation under systemd, with the face that the peer's tablets and register know."""

from __future__ import annotations

import json
import os
from pathlib import Path

from daemon import Daemon
from documented import DEVICE, ROOT, bash, install_script
from unit import Unit

STATE = Path("/var/lib/permitd")
ANCHOR = Path("/var/log/permitd")
CREDENTIALS = Path("/etc/permitd/credentials")
#: Where an administrator has the sources and the two built programs.
CHECKOUT = Path("/srv/permitd")


class Installed(Daemon):
    """What is in /etc/permitd. It is systemd that starts and stops it: see `unit`."""

    def __init__(self):
        super().__init__(Path("/etc/permitd"))
        self.unit = Unit()

    @property
    def keys(self) -> Path:
        return DEVICE

    @property
    def state(self) -> Path:
        return STATE

    def connectable(self) -> "Installed":
        self.endpoints = json.loads((STATE / "endpoints.json").read_text())
        return self


def check_out():
    """The tree that the installation's commands are run in, with the programs that were built for the tests."""
    release = CHECKOUT / ".build/release"
    release.mkdir(parents=True)
    (CHECKOUT / "systemd").symlink_to(ROOT / "systemd")
    for name in ("permitd", "permitctl"):
        (release / name).symlink_to(Path(os.environ[name.upper()]).resolve())


def lend_libraries():
    """The Swift runtime where every service sees it: a debug build takes it from the toolchain's own directory.

    ProtectHome= would hide one below /home or /root.
    """
    bash(
        f"ldd {CHECKOUT}/.build/release/permitd | sed -nE 's/.*=> (\\/[^ ]+) .*/\\1/p' | grep -v -E '^/(usr/)?lib' |"
        " while read -r library; do install -m 0644 $library /usr/local/lib/; done; ldconfig"
    )


def install() -> str:
    """By the unit's own comments; what was said on the way."""
    check_out()
    lend_libraries()
    return bash(install_script(), str(CHECKOUT)).stdout
