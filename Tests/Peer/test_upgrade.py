"""A log of an earlier schema under the daemon of today: killed while it is brought up, and served all the same."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess

import pytest

from backups import backup, manifest
from daemon import PERMITD, ROOT, run
from golden_log import contents
from peer import wait_until
from test_backup import STRACE

GOLDEN = ROOT / "Tests/PermitLogTests/Golden"


@pytest.fixture
def site(make_daemon):
    """An installation over a log that an earlier permitd wrote. Its administrator is another one."""
    daemon = make_daemon()
    daemon.state.mkdir(exist_ok=True)
    return daemon


def put(daemon, version: str) -> dict:
    shutil.rmtree(daemon.state)
    shutil.rmtree(daemon.directory / "anchor", ignore_errors=True)
    daemon.state.mkdir(mode=0o700)
    shutil.copy(GOLDEN / f"{version}.sqlite", daemon.state / "permitd.sqlite")
    return json.loads((GOLDEN / f"{version}.json").read_text())


def schema(daemon) -> int:
    link = sqlite3.connect(f"file:{daemon.state}/permitd.sqlite?mode=ro", uri=True)
    try:
        return link.execute("PRAGMA user_version").fetchone()[0]
    finally:
        link.close()


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_the_golden_logs_are_what_they_say(version):
    assert contents(GOLDEN / f"{version}.sqlite") == json.loads((GOLDEN / f"{version}.json").read_text())


@pytest.mark.skipif(STRACE is None, reason="no strace here")
def test_killed_while_it_is_brought_up(site, tmp_path):
    """At the writes of the migration; the next start does it, and no event is another one."""
    for number in (1, 2, 3, 5, 8, 13, 20, 30, 50):
        expected = put(site, "v1")
        subprocess.run(
            ["timeout", "-s", "TERM", "20", STRACE, "-f", "-qq", "-o", os.devnull, "-e", "trace=pwrite64",
             "-e", "signal=none", "-e", f"inject=pwrite64:signal=KILL:when={number}", PERMITD, "serve", "--config",
             site.config], capture_output=True, check=False)
        site.launch()
        try:
            wait_until("ready", lambda: "ready" in site.said() or site.process.poll() is not None, 60)
            assert site.process.poll() is None, site.said()
        finally:
            site.end()
        assert schema(site) == 2
        found = events_of(site, expected["events"])
        assert found == expected["eventsSHA256"], number


def events_of(daemon, count: int) -> str:
    link = sqlite3.connect(f"file:{daemon.state}/permitd.sqlite?mode=ro", uri=True)
    bodies = [body for body, in link.execute("SELECT body FROM events ORDER BY sequence LIMIT ?", (count,))]
    link.close()
    return hashlib.sha256(b"\n".join(bodies)).hexdigest()


def test_a_newer_log_is_refused_and_left_as_it_is(site):
    put(site, "v2")
    link = sqlite3.connect(site.state / "permitd.sqlite")
    link.execute("PRAGMA journal_mode=DELETE")
    link.execute("PRAGMA user_version = 3")
    link.commit()
    link.close()
    before = (site.state / "permitd.sqlite").read_bytes()
    done = run("serve", "--config", site.config)
    assert done.returncode == 65 and "schema version 3, this permitd knows 2" in done.stderr
    assert run("check", "--config", site.config).returncode == 65
    assert (site.state / "permitd.sqlite").read_bytes() == before


def test_backed_up_first_and_brought_back(site, tmp_path):
    expected = put(site, "v1")
    saved = backup(site, tmp_path / "backups")
    assert manifest(saved)["head"] == expected["events"]
    assert contents(saved / "permitd.sqlite") == expected, "a backup is of the schema that it was made of"
