"""`permitd recover`: a new administrator after the old one's keys were lost (section 1)."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from daemon import PERMITCTL, run
from peer import Curve, Person, Tablet, load_signing
from register import Register

FILES = ("admin.key", "admin.pub", "admin.sign")


def recover(daemon, person: str, *options: str) -> subprocess.CompletedProcess:
    return run("recover", "--config", daemon.config, "--admin", person, *options)


def keys(daemon, suffix: str = "") -> dict[str, str]:
    return {name: (daemon.keys / (name + suffix)).read_text() for name in FILES}


def administrator(daemon, person: str, suffix: str = "") -> Tablet:
    """The person at the desk with the administrator's keys of now, or of before."""
    curve = Curve.load(_as_key(daemon, suffix))
    return Tablet(daemon, curve, Person(person, curve, load_signing(daemon.keys / f"admin.sign{suffix}")))


def _as_key(daemon, suffix: str):
    """pyzmq reads certificates by their last suffix alone."""
    path = daemon.keys / f"admin.key{suffix}"
    copy = daemon.directory / "copy.key"
    copy.write_text(path.read_text())
    return copy


def events(tablet: Tablet, kind: str) -> list[dict]:
    return [event for event in tablet.all_events() if event["type"] == kind]


@pytest.fixture
def site(make_daemon):
    """An installation that has run, whose register knows Li Na and blocked Zhao."""
    daemon = make_daemon().serve()
    desk = Register(daemon)
    desk.admin.call("person.put", {"person": "p-li", "name": "Li Na", "employer": "Binhai Care"})
    desk.admin.call("person.put", {"person": "p-zhao", "name": "Zhao", "employer": "x", "status": "blocked"})
    desk.close()
    return daemon


def test_recover_wants_a_stopped_daemon(site):
    before = keys(site)
    done = recover(site, "p-li")
    assert done.returncode == 69 and "holds" in done.stderr
    assert keys(site) == before and sorted(f.name for f in site.keys.iterdir() if f.suffix in (".new", ".old")) == []


def test_recover_makes_an_administrator_of_someone_known(site, connected):
    before = keys(site)
    site.stop()
    done = recover(site, "p-li")
    assert done.returncode == 0, done.stderr
    assert "admin-p-li" in done.stdout
    assert keys(site, ".old") == before and keys(site) != before
    assert all((site.keys / name).stat().st_mode & 0o777 == 0o600 for name in FILES)
    site.serve()
    desk = connected(administrator(site, "p-li"))
    assert desk.call("register.get", {"type": "person", "id": "p-li"})["name"] == "Li Na"
    grant = desk.call("register.get", {"type": "grant", "id": "admin-p-li"})
    assert (grant["role"], grant["areas"], grant["person"]) == ("admin", ["*"], "p-li")
    recovered, = events(desk, "daemon.recovered")
    assert recovered["data"]["actor"] == "system" and recovered["data"]["args"]["person"] == "p-li"
    assert recovered["subject"] == "p-li"
    assert len([e for e in events(desk, "person.put") if e["subject"] == "p-li"]) == 1
    desk.call("area.put", {"area": "after", "name": "After", "risk": "blue"})
    done = subprocess.run(
        [PERMITCTL, "status", "--config", str(site.config), "--json"], capture_output=True, text=True, env=os.environ)
    assert json.loads(done.stdout)["result"]["instance"] == site.instance
    assert connected(administrator(site, "p-admin", ".old")).status()["instance"] == site.instance


def test_old_keys_are_not_lost_unless_forced(site):
    site.stop()
    assert recover(site, "p-new").returncode == 0
    kept, now = keys(site, ".old"), keys(site)
    again = recover(site, "p-new")
    assert again.returncode == 78 and "--force" in again.stderr
    assert keys(site) == now and keys(site, ".old") == kept
    assert recover(site, "p-new", "--force").returncode == 0
    assert keys(site, ".old") == now and keys(site) != now


def test_a_revoked_grant_stays_revoked(site, connected):
    """What was revoked stays so: the new grant has an id of its own. A grant in force is not put twice."""
    site.stop()
    assert recover(site, "p-li").returncode == 0
    site.serve()
    first = connected(administrator(site, "p-admin", ".old"))
    first.call("grant.revoke", {"grant": "admin-p-li", "reason": "lost"})
    head = first.ask("daemon.status", {}, sign=False)["seq"]
    site.stop()
    assert recover(site, "p-li", "--force").returncode == 0
    assert recover(site, "p-li", "--force").returncode == 0
    site.serve()
    desk = connected(administrator(site, "p-li"))
    mine = [e["subject"] for e in events(desk, "grant.put") if e["data"]["args"]["person"] == "p-li"]
    assert mine == ["admin-p-li", f"admin-p-li-{head + 2}"]
    assert len(events(desk, "daemon.recovered")) == 3
    desk.call("area.put", {"area": "after", "name": "After", "risk": "blue"})


def test_someone_blocked_is_refused(site):
    site.stop()
    before = keys(site)
    done = recover(site, "p-zhao")
    assert done.returncode == 65 and "blocked" in done.stderr
    assert keys(site) == before
    assert recover(site, "no good id").returncode == 64
    assert run("recover", "--config", site.directory / "nowhere.yaml", "--admin", "p-li").returncode == 78


def test_the_longest_id_and_a_daemon_that_never_ran(make_daemon, connected):
    """An id of 64 leaves no room for a prefix; and recovery may come before the first start."""
    daemon, person = make_daemon(), "p" * 64
    done = recover(daemon, person)
    assert done.returncode == 0, done.stderr
    desk = connected(administrator(daemon.serve(), person))
    desk.call("area.put", {"area": "first", "name": "First", "risk": "blue"})
