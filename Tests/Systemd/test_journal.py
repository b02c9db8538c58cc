"""What the journal holds, and that it vouches for the log as the unit's comments say."""

from __future__ import annotations

import subprocess

import pytest

from documented import bash, checkpoint_command
from register import fresh


def test_lines_bring_their_own_priority(unit, register):
    """One entry for each message, without the prefix, as notice where nothing is amiss."""
    unit.stop()
    unit.start()
    for words in ("ready commands=tcp://127.0.0.1:5570", "checkpoint root=", "stopped head="):
        assert unit.lines(words, priority=5), f"no notice that says {words}:\n{unit.said()}"
    for entry in unit.entries():
        assert not str(entry["MESSAGE"]).startswith("<"), entry["MESSAGE"]
        if entry.get("_COMM") == "permitd":
            assert entry["SYSLOG_IDENTIFIER"] == "permitd" and entry["_SYSTEMD_UNIT"] == "permitd.service"


def test_the_journal_vouches_for_the_log(unit, register):
    """The documented command, as it stands, beside the running daemon."""
    register.area(fresh("journal"))
    said = bash(checkpoint_command()).stdout
    assert "chain verified, in agreement with its anchors" in said and said.rstrip().endswith("ok")


@pytest.mark.long
def test_a_log_that_was_put_back_is_found_by_the_journal(unit, register, spare_state):
    """The anchor's own directory is rolled back with it: the journal alone still knows."""
    unit.start()
    register.area(fresh("journal"))
    unit.stop()
    for folder in ("/var/lib/permitd", "/var/log/permitd"):
        subprocess.run(["rm", "-r", folder], check=True)
        subprocess.run(["cp", "-a", f"{folder}.kept", folder], check=True)
    done = bash(checkpoint_command(), check=False)
    assert done.returncode == 65, done.stdout + done.stderr
    assert "standard input" in done.stderr
    # What the journal knows of the log that is gone would stand against the log that comes back.
    bash("journalctl --rotate --vacuum-time=1ms")
