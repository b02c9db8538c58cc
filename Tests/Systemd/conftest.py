"""The private systemd that these tests run in, with permitd installed as its unit says.

They run inside of it, as `.ci/systemd` starts them: never on a machine's own systemd.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "Peer"))

from installed import ANCHOR, STATE, Installed, install  # noqa: E402
from register import Register  # noqa: E402


def pytest_sessionstart(session):
    if not session.config.option.collectonly and not Path("/run/private-systemd").exists():
        pytest.exit("not in the private systemd: run .ci/systemd", returncode=2)


@pytest.fixture(scope="session")
def installation() -> Installed:
    """Installed by the documented steps and started by their last ones."""
    said = install()
    site = Installed().connectable()
    site.install_said = said
    return site


@pytest.fixture(scope="session")
def desk(installation) -> Register:
    """The administrator at a desk of this machine."""
    made = Register(installation)
    yield made
    made.close()


@pytest.fixture
def register(desk, unit) -> Register:
    """The desk with new connections: a socket that was turned away once stays away."""
    desk.reconnect()
    return desk


@pytest.fixture
def unit(installation):
    """The unit, active and as shipped; whatever a test changes of it is put back."""
    made = type(installation.unit)()
    made.restore()
    made.start()
    yield made
    made.restore()


@pytest.fixture
def spare_state(unit):
    """The state and its anchor are put aside and come back as they were; the unit is stopped at both ends."""
    unit.stop()
    for folder in (STATE, ANCHOR):
        subprocess.run(["cp", "-a", folder, f"{folder}.kept"], check=True)
    yield STATE
    unit.stop()
    for folder in (STATE, ANCHOR):
        subprocess.run(["umount", folder], stderr=subprocess.DEVNULL)
        subprocess.run(["rm", "-r", folder], check=True)
        subprocess.run(["mv", f"{folder}.kept", folder], check=True)
