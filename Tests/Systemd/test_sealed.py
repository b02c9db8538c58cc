"""Credentials that lie encrypted on disk, by the steps of the unit's comments."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from documented import bash, seal_script
from installed import CREDENTIALS
from register import fresh


@pytest.fixture
def sealed(unit):
    """Sealed by the host's key; the plain ones come back afterwards."""
    commands, drop_in = seal_script()
    kept = {file: file.read_bytes() for file in CREDENTIALS.iterdir()}
    keys = Path("/root/permitd-new/keys")
    # As at the time of the installation, when the new keys were still there.
    bash(f"install -D -m 0600 -t {keys} {CREDENTIALS}/*")
    bash(commands)
    bash("rm -r /root/permitd-new")
    unit.stop()
    unit.drop_in("\n".join(line.strip() for line in drop_in.splitlines() if "[Service]" not in line))
    yield kept
    unit.stop()
    for file, text in kept.items():
        file.write_bytes(text)


def test_sealed_credentials_are_opened_for_the_daemon_alone(unit, register, sealed):
    for file, plain in sealed.items():
        at_rest = file.read_bytes()
        assert at_rest != plain and plain.strip() not in at_rest
    unit.start()
    given = Path(f"/proc/{unit.pid}/root/run/credentials/permitd.service")
    assert {file.name: file.read_bytes() for file in given.iterdir()} == {f.name: t for f, t in sealed.items()}
    register.area(fresh("sealed"))
    print(subprocess.run(["systemd-creds", "has-tpm2"], capture_output=True, text=True).stdout)
