"""What vouches for the log outside of it: receipts, the anchor, the journal; and what happens when they disagree."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from daemon import run
from peer import wait_until
from register import Register
from tree import Checkpoint, LogKey, leaf, root


def log_key(daemon) -> LogKey:
    return LogKey.load((daemon.keys / "log.pub").read_bytes(), daemon.instance)


def anchored(daemon) -> Checkpoint:
    return Checkpoint.open((daemon.directory / "anchor/checkpoint").read_text(), log_key(daemon))


def bodies(daemon) -> list[bytes]:
    with sqlite3.connect(f"file:{daemon.state}/permitd.sqlite?mode=ro", uri=True) as log:
        return [body for (body,) in log.execute("SELECT body FROM events ORDER BY sequence")]


def put_areas(daemon, *names) -> list[dict]:
    tablet = daemon.admin_tablet()
    try:
        return [tablet.ask("area.put", {"area": name, "name": name, "risk": "blue"}) for name in names]
    finally:
        tablet.close()


@pytest.fixture
def stopped(make_daemon):
    """A daemon that was stopped, an older copy of its state, and what it logged."""
    daemon = make_daemon().serve()
    put_areas(daemon, "a", "b")
    daemon.end()
    shutil.copytree(daemon.state, daemon.directory / "older")
    daemon.serve()
    put_areas(daemon, "c", "d")
    daemon.end()
    return daemon


def refused(daemon, *arguments, **environment) -> str:
    done = run("serve", "--config", daemon.config, *arguments, **environment)
    assert done.returncode == 65, f"{done.returncode}: {done.stderr}"
    return done.stderr


def test_a_receipt_vouches_for_the_act_and_all_before_it(make_daemon):
    daemon = make_daemon().serve()
    replies = put_areas(daemon, "a", "b", "c")
    daemon.end()
    leaves = [leaf(body) for body in bodies(daemon)]
    for reply in replies:
        checkpoint = Checkpoint.open(reply["receipt"], log_key(daemon))
        assert checkpoint.size >= reply["seq"]
        assert checkpoint.root == root(leaves[: checkpoint.size])
    event = json.loads(bodies(daemon)[replies[1]["seq"] - 1])
    assert event["data"]["args"]["area"] == "b"


def test_the_anchor_follows_the_log(make_daemon):
    daemon = make_daemon().serve()
    (reply,) = put_areas(daemon, "a")
    wait_until("the anchor", lambda: anchored(daemon).size >= reply["seq"], 10)
    daemon.end()
    leaves = [leaf(body) for body in bodies(daemon)]
    assert anchored(daemon) == Checkpoint(len(leaves), root(leaves))
    assert run("check", "--config", daemon.config).returncode == 0


def test_an_older_copy_is_not_served(stopped):
    size = anchored(stopped).size
    shutil.rmtree(stopped.state)
    (stopped.directory / "older").rename(stopped.state)
    said = refused(stopped)
    assert "rolled back" in said and f"vouches for {size} events" in said and f"events {size - 1} to {size}" in said
    check = run("check", "--config", stopped.config)
    assert check.returncode == 65 and "rolled back" in check.stderr


def test_a_new_log_in_the_place_of_the_old_one_is_not_served(stopped):
    shutil.rmtree(stopped.state)
    stopped.state.mkdir()
    assert "rolled back" in refused(stopped)


def test_a_log_whose_end_was_cut_off_is_not_served(stopped):
    with sqlite3.connect(stopped.state / "permitd.sqlite") as log:
        for (name, sql) in log.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            log.execute(f"DROP TRIGGER {name}")
            stopped.triggers = getattr(stopped, "triggers", []) + [sql]
        last = log.execute("SELECT max(sequence) FROM events").fetchone()[0]
        log.execute("DELETE FROM events WHERE sequence = ?", (last,))
        log.execute("DELETE FROM requests WHERE last = ?", (last,))
        for sql in stopped.triggers:
            log.execute(sql)
    assert f"events {last} to {last} are missing" in refused(stopped)


def test_a_log_that_was_written_anew_is_not_served(stopped, make_daemon):
    """Another log of the same installation, as long as the old one and in itself in order."""
    other = make_daemon("other")
    shutil.rmtree(other.keys)
    shutil.copytree(stopped.keys, other.keys)
    other.serve()
    put_areas(other, "a", "b", "c", "x", "y")
    other.end()
    shutil.rmtree(stopped.state)
    shutil.copytree(other.state, stopped.state)
    assert "rewritten" in refused(stopped)


def test_the_journals_lines_are_an_anchor_too(stopped, tmp_path):
    journal = tmp_path / "journal"
    journal.write_text(stopped.said())
    assert "checkpoint" in journal.read_text()
    assert run("check", "--config", stopped.config, "--checkpoints", journal).returncode == 0
    shutil.rmtree(stopped.state)
    (stopped.directory / "older").rename(stopped.state)
    shutil.rmtree(stopped.directory / "anchor")
    said = refused(stopped, "--checkpoints", journal)
    assert f"a checkpoint in {journal}" in said and "rolled back" in said


@pytest.mark.parametrize("text", ["", "rubbish", "permitd/x\n1\nAAAA\n\n\u2014 permitd/x AAAAAAAA\n"])
def test_an_anchor_that_nobody_signed_is_not_passed_over(stopped, text):
    (stopped.directory / "anchor/checkpoint").write_text(text)
    assert "no checkpoint that this log's key has signed" in refused(stopped)


def test_two_people_go_on_without_what_is_missing(stopped, tmp_path):
    shutil.rmtree(stopped.state)
    (stopped.directory / "older").rename(stopped.state)
    lost = anchored(stopped)
    # The anchor of before the second auditor was enrolled would disagree again: take it away for a moment.
    (stopped.directory / "anchor").rename(tmp_path / "anchor")
    stopped.serve()
    register = Register(stopped)
    second = register.person("p-second", "auditor")
    register.close()
    epoch = stopped.admin_tablet().ask("daemon.status", {})["result"]["epoch"]
    stopped.end()
    shutil.rmtree(stopped.directory / "anchor")
    (tmp_path / "anchor").rename(stopped.directory / "anchor")
    admin_file, second_file = stopped.keys / "admin.sign", tmp_path / "second.sign"
    second_file.write_bytes(
        second.signing.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    arguments = ["recover", "--accept-loss", "--config", stopped.config, "--reason", "the disk broke"]
    for people, complaint in [
        ([f"p-admin={admin_file}"], "two people"),
        ([f"p-admin={admin_file}", f"p-admin={admin_file}"], "two people"),
        ([f"p-admin={admin_file}", f"p-second={admin_file}"], "not enrolled"),
        ([f"p-admin={admin_file}", f"p-nobody={second_file}"], "not enrolled"),
    ]:
        done = run(*arguments, "--person", *people)
        assert done.returncode != 0 and complaint in done.stderr, done.stderr
    assert refused(stopped)
    done = run(*arguments, "--person", f"p-admin={admin_file}", f"p-second={second_file}")
    assert done.returncode == 0, done.stderr
    assert re.search("rolled back|rewritten", done.stdout)
    stopped.serve()
    tablet = stopped.admin_tablet()
    status = tablet.ask("daemon.status", {})["result"]
    events = tablet.ask("events.read", {"after": 0, "limit": 1000})["result"]["events"]
    tablet.close()
    assert status["epoch"] != epoch, "clients join again"
    (recovered,) = [event for event in events if event["type"] == "daemon.recovered"]
    args = recovered["data"]["args"]
    assert args["lost"]["size"] == lost.size and [p["person"] for p in args["people"]] == ["p-admin", "p-second"]
    assert args["epoch"] == status["epoch"] and args["reason"] == "the disk broke"
    stopped.end()
    done = run(*arguments, "--person", f"p-admin={admin_file}", f"p-second={second_file}")
    assert "no loss to accept" in done.stderr
