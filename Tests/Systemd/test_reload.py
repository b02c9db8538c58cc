"""`systemctl reload` with files that are right, and with files that are not."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from daemon import pack_file
from peer import wait_until
from register import fresh
from unit import ctl

CONFIG = Path("/etc/permitd/permitd.yaml")


def zone(register) -> str:
    return register.admin.status()["timezone"]


def reloaded(unit, word: str) -> str:
    """Reloads, and waits for the status that says how it went."""
    done = ctl("reload", unit.name, check=False)
    assert done.returncode == 0, done.stderr
    return wait_until(f"a status with {word}", lambda: word in (said := unit.show("StatusText")) and said)


def test_a_good_change_is_taken_up(unit, register):
    pid = unit.pid
    unit.change(CONFIG, CONFIG.read_text().replace("Asia/Shanghai", "Europe/London"))
    reloaded(unit, "rules were read anew")
    wait_until("the other zone", lambda: zone(register) == "Europe/London")
    assert unit.lines("rules were read anew", priority=5)
    unit.restore()
    reloaded(unit, "rules were read anew")
    wait_until("the zone of before", lambda: zone(register) == "Asia/Shanghai")
    assert unit.pid == pid and unit.state == "active" and unit.restarts == 0


@pytest.mark.parametrize("broken", ["permitd.yaml", "cn-general-hot.yaml"])
def test_a_bad_change_leaves_the_old_rules_in_force(unit, register, installation, broken):
    """Active as before; the status and the journal say why, the latter as an error."""
    pid, path = unit.pid, CONFIG if broken == CONFIG.name else pack_file(installation.directory, broken)
    unit.change(path, path.read_text() + "\nnoSuchSetting: 1\n")
    status = reloaded(unit, "reload refused")
    assert broken in status and "noSuchSetting" in status
    (line,) = unit.lines("reload refused, the old rules stay in force", priority=3)
    assert broken in line and "noSuchSetting" in line
    register.area(fresh("reload"))
    assert zone(register) == "Asia/Shanghai"
    assert unit.pid == pid and unit.state == "active" and unit.restarts == 0
    # The next reload with the file put right takes the complaint away.
    unit.restore()
    reloaded(unit, "rules were read anew")


def test_what_a_reload_refused_the_next_start_refuses_too(unit):
    """The unit's comments warn of it; put right, it comes back by the command that they give."""
    unit.change(CONFIG, CONFIG.read_text() + "\nnoSuchSetting: 1\n")
    reloaded(unit, "reload refused")
    unit.kill()
    unit.becomes("failed")
    assert unit.show("ExecMainStatus") == "78"
    unit.restore()
    unit.start()


def early_reload(unit, moment: str):
    """SIGHUP at a moment of the start; it is up in the end."""
    unit.stop()
    ctl("start", "--no-block", unit.name)
    if moment == "at once":
        wait_until("a main process", lambda: unit.pid, pause=0.001)
    else:
        wait_until(f"a status with {moment}", lambda: moment in unit.show("StatusText"), pause=0.005)
    unit.kill(signal.SIGHUP)
    unit.becomes("active")


@pytest.mark.parametrize("moment", ["at once", "opening the log"])
def test_a_reload_that_comes_early_ends_nothing(unit, register, moment):
    """A signal before the program has run at all ends the process, which then is started again."""
    early_reload(unit, moment)
    print(f"{moment}: {unit.restarts} restarts")
    assert unit.restarts == 0 or moment == "at once"
    register.area(fresh("reload"))
