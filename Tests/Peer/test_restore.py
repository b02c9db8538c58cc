"""Restores: onto the same machine and another; nothing lost without two people's word; a kill anywhere."""

from __future__ import annotations

import os
import random
import shutil

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from auditing import log_key
from backups import backup, check_by_hand, events, manifest, new_machine, restore
from daemon import PERMITD, run
from peer import wait_until
from register import Register, fresh
from store import flip_byte
from test_anchors import anchored, put_areas
from test_backup import STRACE
from test_kill import Stream, check_stream, resend
from test_verify_log import verify
from tree import Checkpoint

CLIENTS = 4
SEED = int(os.environ.get("KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def site(make_daemon):
    """Stopped, with a backup of some time ago, `saved`, and events since then; a second auditor's key file."""
    daemon = make_daemon().serve()
    register = Register(daemon)
    daemon.second = register.person("p-second", "auditor")
    register.close()
    put_areas(daemon, "a", "b")
    daemon.saved = backup(daemon, daemon.directory.parent / "backups")
    daemon.newer = [reply["seq"] for reply in put_areas(daemon, "c", "d")]
    daemon.stop()
    return daemon


def state_files(daemon) -> dict:
    return {
        str(path.relative_to(daemon.state)): path.read_bytes() for path in daemon.state.rglob("*")
        if path.is_file() and path.name not in ("permitd.lock", "permitd.reserve")}


def status(daemon) -> dict:
    tablet = daemon.admin_tablet()
    try:
        return tablet.ask("daemon.status", {}, sign=False)["result"]
    finally:
        tablet.close()


def accept_loss(daemon, tmp_path):
    second = tmp_path / "second.sign"
    second.write_bytes(daemon.second.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return run(
        "recover", "--accept-loss", "--config", daemon.config, "--reason", "the disk broke",
        "--person", f"p-admin={daemon.keys / 'admin.sign'}", f"p-second={second}")


def test_a_stream_of_acts_is_restored_elsewhere(make_daemon, folder):
    """What was acknowledged before the backup began is in it; what clients send again takes effect once."""
    print(f"KILL_SEED={SEED}")
    order = random.Random(SEED)
    site = make_daemon().serve()
    register = Register(site)
    register.area("kill")
    people = [register.person(f"p-stream-{index}", "registrar") for index in range(CLIENTS)]
    before = register.admin.status()
    streams = [Stream(site, person, fresh("s")) for person in people]
    for stream in streams:
        stream.start()
    wait_until("200 acknowledgements", lambda: sum(len(s.replies) for s in streams) >= 200, pause=0.001)
    acknowledged = {request: reply for stream in streams for request, reply in list(stream.replies.items())}
    saved = backup(site, folder)
    assert sum(len(s.replies) for s in streams) > len(acknowledged), "nothing was going on meanwhile"
    site.kill()
    for stream in streams:
        stream.stopped.set()
    for stream in streams:
        stream.join(10)
    held = {event["data"]["request"]: event for event in events(saved)}
    for request, reply in acknowledged.items():
        assert int(held[request]["sequence"]) == reply["seq"]
    check_by_hand(saved)
    other = new_machine(make_daemon, saved, site.keys)
    done = restore(other, saved)
    assert done.returncode == 0, done.stderr
    other.serve()
    assert status(other)["epoch"] == before["epoch"] == manifest(saved)["epoch"]
    # Replies of before that the backup does not hold are gone with the old machine: their acts are done anew.
    for stream in streams:
        stream.replies = {request: reply for request, reply in stream.replies.items() if request in held}
    replies = [resend(other, stream, order) for stream in streams]
    tablet = other.admin_tablet()
    by_request: dict[str, list[dict]] = {}
    for event in tablet.all_events(before["seq"]):
        by_request.setdefault(event["data"]["request"], []).append(event)
    tablet.close()
    for stream, again in zip(streams, replies, strict=True):
        check_stream(stream, again, by_request)
    print(f"  {len(acknowledged)} acknowledged before, {manifest(saved)['head']} events in the backup")


def test_a_lost_disk_is_put_right(site, tmp_path):
    """Everything that anybody remembers is in the backup: same epoch, nothing to accept."""
    saved = backup(site, tmp_path / "newest")
    epoch = manifest(saved)["epoch"]
    shutil.rmtree(site.state)
    done = restore(site, saved)
    assert done.returncode == 0 and "Missing" not in done.stdout, done.stderr
    assert status(site.serve())["epoch"] == epoch
    site.stop()
    assert len(events(site.state)) == manifest(saved)["head"]


def test_a_damaged_log_is_set_aside(site, tmp_path):
    saved = backup(site, tmp_path / "newest")
    flip_byte(site.state, site.newer[0])
    damaged = (site.state / "permitd.sqlite").read_bytes()
    assert site.serve_fails()[0] == 65
    done = restore(site, saved)
    assert done.returncode == 0, done.stderr
    aside, = site.state.glob("before-*")
    assert str(aside) in done.stdout and (aside / "permitd.sqlite").read_bytes() == damaged
    site.serve()


def test_a_log_that_is_the_backups_beginning_is_set_aside(site, tmp_path):
    """A standby machine that is brought up to date."""
    older, newest = site.saved, backup(site, tmp_path / "newest")
    shutil.rmtree(site.state)
    shutil.rmtree(site.directory / "anchor")
    assert restore(site, older).returncode == 0
    assert restore(site, newest).returncode == 0
    assert restore(site, newest).returncode == 0, "and again changes nothing"
    assert len(events(site.state)) == manifest(newest)["head"]


def test_a_running_daemon_is_not_restored(site):
    site.serve()
    done = restore(site, site.saved)
    assert done.returncode == 69 and "holds" in done.stderr


def test_an_older_one_is_refused_until_two_people_say_so(site, tmp_path):
    before, epoch, head = state_files(site), manifest(site.saved)["epoch"], manifest(site.saved)["head"]
    lost = anchored(site)
    done = restore(site, site.saved)
    assert done.returncode == 65, done.stdout
    assert f"events {head + 1} to {lost.size} would be lost" in done.stderr and "the last of 20" in done.stderr
    assert f"vouches for {lost.size} events" in done.stderr
    assert state_files(site) == before
    done = restore(site, site.saved, "--give-up-newer")
    assert done.returncode == 0 and "two people" in done.stdout, done.stderr
    aside, = site.state.glob("before-*")
    assert len(events(aside)) == lost.size
    for _ in range(2):
        assert "rolled back" in run("serve", "--config", site.config).stderr
    shutil.rmtree(site.directory / "anchor")
    code, said = site.serve_fails()
    assert code == 65 and f"vouches for {lost.size} events" in said, "the anchor is not all that remembers"
    done = accept_loss(site, tmp_path)
    assert done.returncode == 0, done.stderr
    assert status(site.serve())["epoch"] != epoch
    site.stop()
    recovered, = [event for event in events(site.state) if event["type"] == "daemon.recovered"]
    assert recovered["data"]["args"]["lost"]["size"] == lost.size
    assert site.serve() and not (site.state / "lost").exists()


def test_only_an_anchor_remembers(site, tmp_path):
    """The disk is gone, and with it the log; the journal and the anchor's disk are not."""
    size = anchored(site).size
    shutil.rmtree(site.state)
    done = restore(site, site.saved)
    assert done.returncode == 65 and f"vouches for {size} events" in done.stderr
    shutil.rmtree(site.directory / "anchor")
    journal = tmp_path / "journal"
    journal.write_text(site.said())
    done = restore(site, site.saved, "--checkpoints", journal)
    assert done.returncode == 65 and f"a checkpoint in {journal}" in done.stderr
    assert restore(site, site.saved, "--checkpoints", journal, "--give-up-newer").returncode == 0
    assert site.serve_fails()[0] == 65, "what the journal remembers is remembered here too"
    assert accept_loss(site, tmp_path).returncode == 0
    site.serve()


def test_two_logs_that_parted_ways(site, make_daemon, tmp_path):
    """After an accepted loss the log of before is another one."""
    newest = backup(site, tmp_path / "newest")
    assert restore(site, site.saved, "--give-up-newer").returncode == 0
    assert accept_loss(site, tmp_path).returncode == 0
    done = restore(site, newest)
    assert done.returncode == 65 and "left the other's way" in done.stderr


def test_another_installations_backup_is_refused(site, make_daemon, tmp_path):
    other = make_daemon("other").serve()
    saved = backup(other, tmp_path / "others")
    done = restore(site, saved)
    assert done.returncode == 65 and other.instance in done.stderr
    (site.keys / "instance").write_text(other.instance + "\n")
    done = restore(site, saved)
    assert done.returncode == 65 and "no checkpoint that this log's key has signed" in done.stderr


def test_a_backup_of_before_a_rotation_of_the_logs_key(site, tmp_path):
    assert run("rotate", "log", "--config", site.config).returncode == 0
    done = restore(site, site.saved)
    assert done.returncode == 65 and "would be lost" in done.stderr, "its former key is known"
    newest = backup(site, tmp_path / "newest")
    shutil.rmtree(site.state)
    assert restore(site, newest).returncode == 0
    reply, = put_areas(site.serve(), "after")
    assert Checkpoint.open(reply["receipt"], log_key(site)).size >= reply["seq"]


def test_a_damaged_backup_is_not_restored(site):
    before = state_files(site)
    flip_byte(site.saved, manifest(site.saved)["head"])
    done = restore(site, site.saved, "--give-up-newer")
    assert done.returncode == 65 and "changed" in done.stderr
    assert state_files(site) == before


@pytest.mark.skipif(STRACE is None, reason="no strace here")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_or_what_can_be_finished(site, tmp_path):
    """By system call, all along the restore of an older backup: the daemon never serves what is neither."""
    shutil.copytree(site.directory, tmp_path / "whole")
    old, new = len(events(site.state)), manifest(site.saved)["head"]
    seen = set()
    calls = [(call, number) for call in ("rename", "mkdir", "unlink") for number in (1, 2, 3, 4, 5)]
    calls += [("rmdir", 1)] + [("fsync", number) for number in (1, 3, 4, 5, 6, 8, 10, 12, 14)] + [("write", 1)]
    for call, number in calls:
        shutil.rmtree(site.directory)
        shutil.copytree(tmp_path / "whole", site.directory)
        killed = os.spawnv(os.P_WAIT, STRACE, [
            STRACE, "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", "signal=none",
            "-e", f"inject={call}:signal=KILL:when={number}", PERMITD,
            "restore", "--config", str(site.config), "--give-up-newer", str(site.saved)]) != 0
        _, said = verify(site.state, site.keys / "log.pub")
        if "was interrupted" in str(said["findings"]):
            seen.add("unfinished")
            assert killed and run("serve", "--config", site.config).returncode == 65, (call, number)
        else:
            assert len(events(site.state)) in (old, new)
            seen.add("old" if len(events(site.state)) == old else "new")
        done = restore(site, site.saved, "--give-up-newer")
        assert done.returncode == 0, (call, number, done.stderr)
        assert len(events(site.state)) == new
        assert max(len(events(path)) for path in site.state.glob("before-*")) == old, (call, number)
        assert Checkpoint.open((site.state / "lost/checkpoint").read_text(), log_key(site)).size == old
    assert seen == {"old", "new", "unfinished"}
