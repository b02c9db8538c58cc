"""A rotation of the daemon's own keys that was interrupted: the daemon does not start on it, and it can be finished."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

from auditing import log_key
from daemon import PERMITD, run
from peer import Curve
from test_anchors import put_areas
from tree import Checkpoint

STRACE = shutil.which("strace")
FILES = {"log": ("log.sign", "log.pub"), "server": ("server.key", "server.pub")}


@pytest.fixture
def site(make_daemon):
    daemon = make_daemon().serve()
    put_areas(daemon, "a")
    daemon.stop()
    return daemon


def works(daemon, kind: str):
    """It serves, with a pair of keys that belong together and that its log knows."""
    assert not list(daemon.keys.glob("*.new"))
    reply, = put_areas(daemon.serve(), "after")
    if kind == "log":
        assert Checkpoint.open(reply["receipt"], log_key(daemon)).size >= reply["seq"]
    else:
        assert Curve.load(daemon.keys / "server.key").public == daemon.server_key
    daemon.stop()


def is_sound(daemon):
    """Once for each test: the check proves the packs too, which takes its time."""
    assert run("check", "--config", daemon.config).returncode == 0


def rotations(daemon) -> int:
    tablet = daemon.serve().admin_tablet()
    try:
        return len([event for event in tablet.all_events() if event["type"] == "daemon.keyRotated"])
    finally:
        tablet.close()
        daemon.stop()


@pytest.mark.skipif(STRACE is None, reason="no strace here")
@pytest.mark.parametrize("kind", FILES)
def test_killed_at_any_rename(site, tmp_path, kind):
    """From the first staged file to the last one in use."""
    shutil.copytree(site.directory, tmp_path / "whole")
    interrupted = 0
    for call, number in [("fsync", 1), ("fsync", 2), ("fsync", 3), ("fdatasync", 1)] + [
            ("/^rename", number) for number in range(1, 7)]:
        shutil.rmtree(site.directory)
        shutil.copytree(tmp_path / "whole", site.directory)
        subprocess.run(
            [STRACE, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", "signal=none",
             "-e", f"inject={call}:signal=KILL:when={number}", PERMITD, "rotate", kind, "--config", site.config],
            capture_output=True, timeout=60, check=False)
        if not list(site.keys.glob("*.new")):
            continue
        interrupted += 1
        code, said = site.serve_fails()
        assert code == 78 and f"permitd rotate {kind}" in said, (call, number, said)
        done = run("rotate", kind, "--config", site.config)
        assert done.returncode == 0, (call, number, done.stderr)
        works(site, kind)
    assert interrupted >= 4
    assert rotations(site) == 1
    is_sound(site)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("left", [(0,), (1,), (0, 1)])
def test_files_that_the_log_knows_nothing_of(site, kind, left):
    """Staged, and ended before the log had it: what is there counts for nothing, and a new key is made."""
    for index in left:
        shutil.copy(site.keys / FILES[kind][index], site.keys / f"{FILES[kind][index]}.new")
    assert site.serve_fails()[0] == 78
    assert run("check", "--config", site.config).returncode == 78
    done = run("rotate", kind, "--config", site.config)
    assert done.returncode == 0 and "a new" in done.stdout, done.stderr
    works(site, kind)
