"""Two units, one state: the second keeps out and says who is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from documented import UNIT
from register import fresh
from unit import Unit, ctl

SECOND = Path("/run/systemd/system/permitd-second.service")


@pytest.fixture
def second():
    """The same unit under another name: as if somebody had copied it."""
    # /run/permitd would go away with the second; and a test needs but one attempt.
    text = UNIT.replace("RuntimeDirectory=permitd\n", "RuntimeDirectory=permitd-second\n")
    SECOND.write_text(text.replace("Restart=on-failure\n", "Restart=no\n"))
    ctl("daemon-reload")
    made = Unit(SECOND.name)
    yield made
    made.stop()
    SECOND.unlink()
    ctl("daemon-reload")


def test_the_second_is_kept_out(unit, second, register):
    pid = unit.pid
    second.fails()
    assert second.show("ExecMainStatus") == "69"
    (line,) = second.lines(f"process {pid} holds /var/lib/permitd/permitd.lock", priority=2)
    assert second.show("StatusText") == line
    register.area(fresh("second"))
    assert unit.pid == pid and unit.restarts == 0
