"""Faults that a start can't mend end as failed at once; those that may pass are tried ten times more, and then too."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from documented import bash, recovery_command
from installed import ANCHOR, CREDENTIALS, STATE
from register import fresh
from store import flip_byte

CONFIG = Path("/etc/permitd/permitd.yaml")


def failed_for_good(unit, code: int, *words: str):
    """At the first attempt, with this code, and the journal says why as an alarm."""
    unit.fails()
    assert unit.show("ExecMainStatus") == str(code), unit.said()
    assert unit.restarts == 0 and unit.results() == ["exit-code"], unit.said()
    (line,) = unit.lines(words[0], priority=2)
    for word in words:
        assert word in line and word in unit.show("StatusText")


def failed_after_ten(unit, code: int, *words: str):
    """Started again and again, and no more: somebody must look."""
    unit.fails()
    assert unit.show("ExecMainStatus") == str(code), unit.said()
    assert unit.restarts == 11, "counted when it is scheduled: the last one was refused"
    assert any("Start request repeated too quickly" in str(entry["MESSAGE"]) for entry in unit.entries())
    if words:
        assert len(unit.lines(words[0], priority=2)) == 11, unit.said()


def test_a_bad_configuration(unit):
    unit.stop()
    kept = CONFIG.read_text()
    unit.change(CONFIG, kept.replace("tcp://127.0.0.1:5570", "pigeon://x"))
    failed_for_good(unit, 78, "permitd.yaml", "pigeon://x")
    unit.change(CONFIG, kept)
    bash(recovery_command())
    assert unit.state == "active"


def test_a_bad_log(unit, register, spare_state):
    """A byte of an event was changed."""
    unit.start()
    forged = register.admin.ask("area.put", {"area": fresh("forged"), "name": "x", "risk": "blue"})["seq"]
    unit.stop()
    flip_byte(STATE, forged)
    failed_for_good(unit, 65, "corrupt", str(forged))
    # The copy that comes back is older than what the journal remembers.
    bash("journalctl --rotate --vacuum-time=1ms")


def test_an_open_door(unit):
    """libzmq lets everyone in when nobody answers for the keys: the daemon tries it, and says that it stands open."""
    compiler = next((path for path in ("/usr/bin/cc", "/usr/bin/clang", "/opt/swift/usr/bin/clang")
                     if Path(path).exists()), None)
    if compiler is None:
        pytest.skip("no C compiler for the library that opens the door")
    source = Path(__file__).with_name("open_door.c")
    bash(f"{compiler} -shared -fPIC -o /usr/lib/open_door.so {source}")
    unit.stop()
    unit.drop_in("Environment=LD_PRELOAD=/usr/lib/open_door.so")
    failed_for_good(unit, 77, "a key that nobody enrolled was let in", "tcp://127.0.0.1:557")


def test_a_state_on_a_read_only_disk(unit, spare_state):
    """As after an error of a disk: remounted read-only."""
    subprocess.run(["mount", "--bind", STATE, STATE], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", STATE], check=True)
    failed_for_good(unit, 65, "not writable", "Read-only file system", str(STATE))


@pytest.mark.long
def test_a_full_disk(unit, spare_state):
    """The state's disk is full before the first event: each start fails, and after ten more it stays so."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=0700,uid=permitd,gid=permitd", "tmpfs", STATE],
                   check=True)
    bash(f"cp -a {STATE}.kept/keys {STATE}/; chown permitd:permitd {STATE}")
    bash(f"head -c 60k /dev/zero >{STATE}/ballast || true")
    failed_after_ten(unit, 74, "the disk is full; nothing was stored")


@pytest.mark.long
def test_missing_credentials(unit):
    """systemd itself can't hand them over: 243 by its own code, as the unit's comments say."""
    unit.stop()
    key = CREDENTIALS / "log.sign"
    kept = key.rename(key.with_suffix(".away"))
    try:
        failed_after_ten(unit, 243)
        assert "Failed to set up credentials" in unit.said()
    finally:
        kept.rename(key)


def test_no_credentials_at_all(unit):
    """Without LoadCredential= the keys are looked for among the state's, where they are not."""
    unit.stop()
    unit.drop_in("LoadCredential=")
    failed_for_good(unit, 78, "server.key", "can't be read")
