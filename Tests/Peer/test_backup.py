"""Backups: made while the daemon serves and while it does not, whole or not there at all."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time

import pytest

from backups import backing_up, backup, check_by_hand, events, manifest, names
from daemon import run
from peer import Curve, wait_until
from store import flip_byte
from test_anchors import put_areas

STRACE = shutil.which("strace")


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def site(make_daemon):
    """An installation with some events, serving."""
    daemon = make_daemon().serve()
    put_areas(daemon, "a", "b", "c")
    return daemon


@pytest.mark.parametrize("how", ["serving", "stopped", "killed"])
def test_a_backup_holds_all_that_was_there(site, folder, how):
    reply, = put_areas(site, "last")
    if how != "serving":
        site.stop() if how == "stopped" else site.kill()
    saved = backup(site, folder)
    said = check_by_hand(saved)
    assert said["head"] >= reply["seq"] and said["instance"] == site.instance and said["version"] == 1
    assert len(events(saved)) == said["head"]
    assert events(saved)[reply["seq"] - 1]["data"]["args"]["area"] == "last"
    assert folder.stat().st_mode & 0o777 == 0o700
    checked = run("check", "--backup", saved)
    assert checked.returncode == 0 and "ok" in checked.stdout, checked.stderr
    assert run("check", "--backup", saved, "--config", site.config).returncode == 0
    assert (saved / "checkpoint").read_text().startswith(f"permitd/{site.instance}\n")


def test_no_private_key_is_in_a_backup(site, folder):
    saved = backup(site, folder)
    held = sorted(path.name for path in (saved / "keys").iterdir())
    assert held == ["admin.pub", "instance", "log.pub", "server.pub"]
    pems = [(site.keys / name).read_text().splitlines()[1] for name in ("log.sign", "admin.sign")]
    curves = [Curve.load(site.keys / name).secret for name in ("server.key", "admin.key")]
    for path in saved.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not [secret for secret in [*(pem.encode() for pem in pems), *curves] if secret in held], path


def test_a_backup_changes_nothing_of_the_log(site, folder):
    """Not a byte of the database, of the WAL or of the shared memory, though a daemon was killed and left them."""
    site.kill()
    before = {path.name: path.read_bytes() for path in site.state.iterdir() if path.is_file()}
    backup(site, folder)
    assert {path.name: path.read_bytes() for path in site.state.iterdir() if path.is_file()} == before


def test_a_damaged_log_is_not_backed_up(site, folder):
    site.stop()
    flip_byte(site.state, 8)
    done = run("backup", "--config", site.config, folder)
    assert done.returncode == 65 and names(folder) == []
    assert not [path for path in folder.iterdir() if path.name != ".lock"]


def test_a_log_that_was_rolled_back_is_not_backed_up(site, folder):
    site.stop()
    shutil.copytree(site.state, site.directory / "older")
    site.serve()
    put_areas(site, "newer")
    site.stop()
    shutil.rmtree(site.state)
    (site.directory / "older").rename(site.state)
    done = run("backup", "--config", site.config, folder)
    assert done.returncode == 65 and "rolled back" in done.stderr and names(folder) == []


def test_what_can_not_be_done_is_said(site, folder, tmp_path):
    assert run("backup", "--config", tmp_path / "nowhere.yaml", folder).returncode == 78
    assert run("backup", "--config", site.config, "--keep", "0", folder).returncode == 64
    (tmp_path / "file").write_text("")
    assert run("backup", "--config", site.config, tmp_path / "file/below").returncode == 73
    assert run("check").returncode == 64
    empty = tmp_path / "empty"
    empty.mkdir()
    done = run("check", "--backup", empty)
    assert done.returncode == 65 and "is no backup" in done.stderr


def test_an_installation_that_never_served_has_nothing_to_back_up(make_daemon, folder):
    done = run("backup", "--config", make_daemon().config, folder)
    assert done.returncode != 0 and names(folder) == []


@pytest.mark.parametrize("what", ["permitd.sqlite", "checkpoint", "keys/log.pub", "packs", "permitd.yaml", "manifest"])
def test_whatever_is_changed_in_a_backup_is_found(site, folder, what):
    saved = backup(site, folder)
    file = {"manifest": saved / "manifest.json"}.get(what, saved / what)
    if file.is_dir():
        file = next(path for path in file.rglob("*.yaml"))
    data = bytearray(file.read_bytes())
    place = len(data) // 2 if what != "manifest" else data.index(b'"root":"') + 12
    data[place] ^= 1
    file.write_bytes(data)
    done = run("check", "--backup", saved)
    assert done.returncode == 65 and done.stderr, done.stdout


@pytest.mark.parametrize("what", ["permitd.sqlite", "checkpoint", "keys/server.pub"])
def test_whatever_is_missing_or_added_is_found(site, folder, what):
    saved = backup(site, folder)
    (saved / "stranger").write_text("x")
    assert "not named" in run("check", "--backup", saved).stderr
    (saved / "stranger").unlink()
    (saved / what).unlink()
    assert run("check", "--backup", saved).returncode == 65


def test_the_oldest_sound_ones_are_removed(site, folder):
    made = [backup(site, folder) for _ in range(4)]
    (made[1] / "permitd.yaml").write_text("changed")
    done = run("backup", "--config", site.config, "--keep", "2", folder)
    assert done.returncode == 0
    kept = names(folder)
    assert len(kept) == 3 and made[3].name in kept and made[1].name in kept, kept
    assert "not counted" in done.stderr and made[1].name in done.stderr
    assert done.stdout.count("removed") == 2
    one = run("backup", "--config", site.config, "--keep", "1", folder)
    assert one.returncode == 0
    newest = one.stdout.split(":")[0].split("/")[-1]
    assert [name for name in names(folder) if run("check", "--backup", folder / name).returncode == 0] == [newest]


def test_one_backup_at_a_time(site, folder):
    """Held still in the middle, a second one is told so, and does not take its files away."""
    first = backing_up(site, folder)
    wait_until("a beginning", lambda: first.poll() is not None or list(folder.glob(".partial-*")), pause=0.0005)
    first.send_signal(signal.SIGSTOP)
    try:
        if first.poll() is None and list(folder.glob(".partial-*")):
            second = run("backup", "--config", site.config, folder)
            assert second.returncode == 69 and "another backup" in second.stderr
    finally:
        first.send_signal(signal.SIGCONT)
    assert first.wait(30) == 0 and len(names(folder)) == 1


@pytest.mark.skipif(STRACE is None, reason="no strace here")
def test_a_kill_at_any_moment_leaves_no_half_backup(site, folder):
    """By system call, from the first file made to the rename of the whole."""
    site.stop()
    killed = 0
    for call in "openat", "pwrite64", "fsync", "rename", "mkdir":
        for number in 1, 2, 3, 5, 8, 13, 40, 100:
            process = backing_up(
                site, folder, STRACE, "-f", "-qq", "-e", f"trace={call}", "-e", "signal=none", "-o", os.devnull,
                "-e", f"inject={call}:signal=KILL:when={number}")
            process.communicate(timeout=60)
            killed += process.returncode != 0
            for name in names(folder):
                assert run("check", "--backup", folder / name).returncode == 0, (call, number)
    assert killed >= 15, f"only {killed} were killed"
    backup(site, folder)
    assert not list(folder.glob(".partial-*")), "what was left is cleared away"


def test_a_kill_by_time(site, folder):
    """As an operator or a power supply does it, wherever that is."""
    chance = random.Random(os.environ.get("BACKUP_SEED", "1"))
    for _ in range(10):
        process = backing_up(site, folder)
        time.sleep(chance.uniform(0, 0.3))
        process.kill()
        process.communicate()
        for name in names(folder):
            assert run("check", "--backup", folder / name).returncode == 0
    assert manifest(backup(site, folder))["head"] == site.admin_tablet().status()["seq"]
