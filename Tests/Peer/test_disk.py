"""A disk that fills up, as a small file system in memory: two marks, safer acts to the end, the reserve. As root."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from daemon import run
from peer import wait_until

MIB = 1 << 20
RESERVE = "permitd.reserve"


def free(daemon) -> int:
    status = os.statvfs(daemon.state)
    return status.f_bavail * status.f_frsize


def leave(daemon, mebibytes: float):
    """Fills the disk until so much is left, or makes room up to it."""
    file = daemon.state / "ballast"
    size = (file.stat().st_size if file.exists() else 0) + free(daemon) - int(mebibytes * MIB)
    file.unlink(missing_ok=True)
    descriptor = os.open(file, os.O_CREAT | os.O_WRONLY)
    os.posix_fallocate(descriptor, 0, max(1, size))
    os.close(descriptor)


@pytest.fixture
def site(make_daemon):
    daemon = make_daemon().configure(diskWarning="40", diskLow="16")
    daemon.state.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m,mode=700", "tmpfs", str(daemon.state)], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no tmpfs can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield daemon.serve()
    finally:
        daemon.end()
        subprocess.run(["umount", str(daemon.state)], check=True)


def said(daemon, text: str) -> int:
    return len(re.findall(text, daemon.log.read_text()))


def test_two_marks_and_the_reserve(site):
    tablet = site.admin_tablet()
    try:
        tablet.call("area.put", {"area": "a", "name": "a", "risk": "blue"})
        assert (site.state / RESERVE).stat().st_blocks * 512 >= 4 * MIB
        leave(site, 30)
        wait_until("a warning", lambda: said(site, "alarm=diskLow .*state=raised"), 10)
        assert tablet.ask("area.put", {"area": "b", "name": "b", "risk": "blue"})["ok"], "a warning stops nothing"
        leave(site, 8)
        wait_until("the low mark", lambda: said(site, "alarm=diskFull state=raised"), 10)
        refused = tablet.ask("area.put", {"area": "c", "name": "c", "risk": "blue"})
        assert refused["error"]["code"] == "unavailable"
        for left in (8, 0):
            leave(site, left)
            reply = tablet.ask("area.stop", {"area": "a", "reason": f"{left} MiB left"})
            assert reply["ok"], reply
        assert not (site.state / RESERVE).exists() and said(site, "giving back the reserve") == 1
        leave(site, 30)
        wait_until("room again", lambda: said(site, "alarm=diskFull state=cleared"), 10)
        wait_until("the reserve", lambda: (site.state / RESERVE).exists(), 10)
        assert tablet.ask("area.put", {"area": "c", "name": "c", "risk": "blue"})["ok"]
        leave(site, 53)
        wait_until("plenty", lambda: said(site, "alarm=diskLow .*state=cleared"), 10)
        told = [said(site, f"alarm={code} .*state=raised") for code in ("diskLow", "diskFull")]
        assert told == [1, 1], "each is told once"
    finally:
        tablet.close()
    site.stop()
    assert run("check", "--config", site.config).returncode == 0


def test_a_start_on_a_full_disk(site):
    """What was set aside is given back, so that work can still be stopped."""
    tablet = site.admin_tablet()
    tablet.call("area.put", {"area": "a", "name": "a", "risk": "blue"})
    tablet.close()
    site.stop()
    endpoints = json.loads((site.state / "endpoints.json").read_text())
    assert endpoints["instance"] == site.instance
    leave(site, 0)
    site.serve()
    tablet = site.admin_tablet()
    try:
        assert tablet.ask("area.stop", {"area": "a", "reason": "smoke"})["ok"]
        wait_until("the low mark", lambda: said(site, "alarm=diskFull state=raised"), 10)
        assert tablet.ask("area.put", {"area": "b", "name": "b", "risk": "blue"})["error"]["code"] == "unavailable"
    finally:
        tablet.close()


def test_a_backup_that_does_not_fit(site):
    """It fails, says so, and leaves nothing; and the log is none the worse."""
    folder = Path(site.state) / "on-the-same-disk"
    leave(site, 0.1)
    done = run("backup", "--config", site.config, folder)
    assert done.returncode in (73, 74), f"{done.returncode}: {done.stderr}"
    assert not [path for path in folder.iterdir() if path.name != ".lock"]
    leave(site, 30)
    assert run("backup", "--config", site.config, folder).returncode == 0


@pytest.mark.parametrize("settings, complaint", [
    ({"diskLow": "7"}, "8 or more"), ({"diskWarning": "10"}, "must not be less"), ({"diskLow": "few"}, "number of MiB"),
])
def test_marks_that_make_no_sense(make_daemon, settings, complaint):
    daemon = make_daemon().configure(**settings)
    done = run("serve", "--config", daemon.config)
    assert done.returncode == 78 and complaint in done.stderr
