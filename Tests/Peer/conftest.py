"""Daemons for the tests: each module has its own, ended whatever happens."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from daemon import PERMITD, Daemon  # noqa: E402
from pocket import AREA, Pocket, Shift  # noqa: E402
from protocol import OPERATIONS, RUN, TYPES  # noqa: E402
from register import Register  # noqa: E402


def pytest_sessionstart(session):
    if not session.config.option.collectonly and not Path(PERMITD).exists():
        pytest.exit(f"no daemon at {PERMITD}: build it, or set PERMITD", returncode=2)


def pytest_collection_modifyitems(items):
    """What looks back on the whole run comes last."""
    items.sort(key=lambda item: item.get_closest_marker("last") is not None)


def pytest_terminal_summary(terminalreporter):
    if RUN.seen:
        said = sum(RUN.seen.values())
        terminalreporter.write_line(f"{said} messages kept the published schemas but for {len(RUN.faults)} faults")
        for group, names in ("reply", OPERATIONS), ("event", TYPES):
            terminalreporter.write_line(f"not seen, {group}: {', '.join(RUN.unseen(group, names)) or 'none'}")


@pytest.fixture(autouse=True)
def schemas_kept():
    """Whatever a test says and hears keeps the published schemas."""
    before = len(RUN.faults)
    yield
    assert RUN.faults[before:] == []


@pytest.fixture
def make_daemon(tmp_path):
    """`make_daemon("name")` is a new, initialised, unstarted installation."""
    made: list[Daemon] = []

    def make(name: str = "site", init: bool = True) -> Daemon:
        daemon = Daemon(tmp_path / name)
        made.append(daemon)
        return daemon.init() if init else daemon

    yield make
    for daemon in made:
        daemon.end()


@pytest.fixture(scope="module")
def daemon(tmp_path_factory, request):
    """The module's running daemon; a module's `SETTINGS` and `QUICK` change it before it serves."""
    made = Daemon(tmp_path_factory.mktemp("permitd") / "site").init()
    made.configure(**getattr(request.module, "SETTINGS", {}))
    made.quicken(**getattr(request.module, "QUICK", {}))
    try:
        yield made.serve()
        assert made.process.poll() is None, f"the daemon did not live through this module:\n{made.said()}"
    finally:
        made.end()


@pytest.fixture(scope="module")
def register(daemon):
    """The administrator's desk at the module's daemon."""
    desk = Register(daemon)
    yield desk
    desk.close()


@pytest.fixture
def connected():
    """`connected(thing)` closes it at the end of the test."""
    things = []

    def keep(thing):
        things.append(thing)
        return thing

    yield keep
    for thing in things:
        thing.close()


@pytest.fixture(scope="module")
def pockets(daemon, tmp_path_factory):
    """`pockets(person)`: permitctl with their key files, made once."""
    folder, made = tmp_path_factory.mktemp("pockets"), {}

    def pocket(person) -> Pocket:
        if person.id not in made:
            made[person.id] = Pocket(daemon, folder, person)
        return made[person.id]

    return pocket


@pytest.fixture
def shift(register, pockets):
    """A team with everything but the permit."""
    register.area(AREA)
    return Shift(register, pockets)
