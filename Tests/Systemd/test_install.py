"""Installed by the steps that the unit's comments give, and started by systemd."""

from __future__ import annotations

import json
import os
import pwd
import stat
import subprocess
from pathlib import Path

from documented import DEVICE, ROOT
from installed import ANCHOR, CREDENTIALS, STATE


def mode(path: Path) -> str:
    found = path.stat()
    return f"{stat.S_IMODE(found.st_mode):04o} {pwd.getpwuid(found.st_uid).pw_name}"


def test_the_steps_end_with_an_answer(installation):
    """The last of them asks the daemon how it stands, by the administrator's key."""
    status = json.loads(installation.install_said.splitlines()[-1])
    assert status["instance"] == installation.instance and status["signatures"] == "required"
    assert not Path("/root/permitd-new").exists()
    assert sorted(file.name for file in DEVICE.iterdir()) == ["admin.key", "admin.sign", "instance", "server.pub"]


def test_what_was_installed_is_what_is_shipped(unit):
    """And nothing else: no drop-in of these tests."""
    shipped = (ROOT / "systemd/permitd.service").read_bytes()
    assert Path("/etc/systemd/system/permitd.service").read_bytes() == shipped
    assert unit.show("DropInPaths") == ""
    assert unit.show("UnitFileState") == "enabled"
    assert unit.show("FragmentPath") == "/etc/systemd/system/permitd.service"


def test_ready_comes_after_the_check_of_the_log(installation, unit):
    """`systemctl start` returns when it serves; its status says where."""
    unit.stop()
    unit.start()
    assert unit.state == "active" and unit.show("SubState") == "running"
    assert unit.show("StatusText").startswith("serving at tcp://127.0.0.1:5570: ")
    said = [entry["MESSAGE"] for entry in unit.entries()]
    ready = max(i for i, line in enumerate(said) if line.startswith("ready "))
    started = max(i for i, line in enumerate(said) if line.startswith("Started permitd"))
    assert ready < started
    assert installation.admin_tablet().status()["instance"] == installation.instance


def test_the_modes_of_the_files(unit):
    """The state is the daemon's alone, its private keys are root's until systemd hands them over."""
    assert mode(STATE) == mode(STATE / "keys") == mode(ANCHOR) == mode(Path("/run/permitd")) == "0700 permitd"
    files = [file for folder in (STATE, STATE / "keys", ANCHOR) for file in folder.iterdir() if file.is_file()]
    assert {file.name: mode(file) for file in files} == {file.name: "0600 permitd" for file in files}
    assert {"permitd.sqlite", "permitd.lock", "endpoints.json", "checkpoint"} <= {file.name for file in files}
    assert mode(CREDENTIALS) == "0700 root"
    assert {mode(file) for file in CREDENTIALS.iterdir()} == {"0600 root"}


def test_the_credentials_it_is_handed(unit):
    given = Path(f"/proc/{unit.pid}/root/run/credentials/permitd.service")
    assert {file.name: mode(file) for file in given.iterdir()} == {
        "server.key": "0400 permitd", "log.sign": "0400 permitd",
    }
    for file in given.iterdir():
        assert file.read_bytes() == (CREDENTIALS / file.name).read_bytes()
    assert mode(given) == "0500 permitd"


def test_it_is_nobody_special(unit):
    """Its own user, no capability, no way to one, system calls filtered."""
    user = pwd.getpwnam("permitd")
    assert unit.status("Uid").split() == [str(user.pw_uid)] * 4
    assert unit.status("Gid").split() == [str(user.pw_gid)] * 4
    assert {unit.status(f"Cap{kind}") for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")} == {"0" * 16}
    assert unit.status("NoNewPrivs") == "1" and unit.status("Seccomp") == "2"
    for space in ("user", "mnt"):
        assert os.readlink(f"/proc/{unit.pid}/ns/{space}") != os.readlink(f"/proc/1/ns/{space}")


def test_a_start_raises_no_alarm(unit):
    """What is of priority err or worse is for somebody to come; a plain start has none."""
    unit.stop()
    unit.start()
    assert [entry["MESSAGE"] for entry in unit.entries() if int(entry["PRIORITY"]) <= 3] == []


def test_its_exposure():
    """In tenths: 1.2 at most."""
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=12", "--no-pager",
         str(ROOT / "systemd/permitd.service")], capture_output=True, text=True,
    )
    print(done.stdout.splitlines()[-1])
    assert done.returncode == 0, done.stdout
