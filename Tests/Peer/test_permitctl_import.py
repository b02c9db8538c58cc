"""permitctl import: a register from one YAML file, twice changes nothing (section 1)."""

from __future__ import annotations

import json

import pytest
import yaml

from peer import Curve
from pocket import admin


def test_list_follows_pages(daemon, register, tmp_path):
    """More entries than the longest page: every one once."""
    wanted = [f"p-page-{number:04d}" for number in range(1_010)]
    file = tmp_path / "people.yaml"
    file.write_text(yaml.safe_dump({"people": [{"person": p, "name": p, "employer": "e"} for p in wanted]}))
    done = admin(daemon, "import", file)
    assert done.returncode == 0 and "1010/1010 changed" in done.stdout, done.stderr
    found = json.loads(admin(daemon, "register", "list", "person", "--json").stdout)["result"]
    assert [p["person"] for p in found["items"] if p["person"].startswith("p-page")] == wanted
    assert found["next"] is None
    lines = admin(daemon, "register", "list", "person").stdout.splitlines()
    assert len(lines) == len(found["items"])


REGISTER = """
grants:
  - {grant: g-imp, person: p-imp, role: viewer, areas: [imported/wing], from: 2026-01-01, until: 2030-12-31}
areas:
  - {area: imported/wing, name: Wing, risk: blue, facts: {floor: 3, gasFree: true}}
  - {area: imported, name: Imported, risk: yellow, adjacent: []}
people:
  - {person: p-imp, name: 王伟, employer: Binhai Care}
credentials:
  - {credential: c-imp, person: p-imp, kind: training.safety, number: 0123456789012345678, issuer: office,
     issued: 2024-05-01, expires: 2030-04-30, reviewDue: }
instruments:
  - {instrument: gm-imp, kind: four-gas detector, calibrationDue: 2030-03-31}
equipment:
  - {equipment: crane-imp, kind: crane, registration: "4110", inspectionDue: 2030-06-30, status: inUse}
keys:
  - {key: "KEY", device: tablet-imp, areas: [imported]}
"""


def test_import_twice_changes_nothing(daemon, register, tmp_path):
    file = tmp_path / "register.yaml"
    file.write_text(REGISTER.replace("KEY", Curve.new().public.decode()))
    first = admin(daemon, "import", file)
    assert first.returncode == 0, first.stdout + first.stderr
    assert "8 changed, 0 unchanged, 0 refused, of 8" in first.stdout
    order = [line.split(": ")[1].split()[0] for line in first.stdout.splitlines()[:-1]]
    assert order == ["area.put"] * 2 + [
        "person.put", "credential.put", "grant.put", "instrument.put", "equipment.put", "key.enroll"]
    assert first.stdout.splitlines()[0] == "1/8 changed: area.put imported"
    before = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    second = admin(daemon, "import", "-", stdin=file.read_text())
    assert "0 changed, 8 unchanged, 0 refused, of 8" in second.stdout and second.returncode == 0
    assert register.admin.ask("daemon.status", {}, sign=False)["seq"] == before
    third = json.loads(admin(daemon, "import", file, "--json").stdout)
    assert third["unchanged"] == 8 and {entry["outcome"] for entry in third["entries"]} == {"unchanged"}
    credential = register.admin.call("register.get", {"type": "credential", "id": "c-imp"})
    assert credential["number"] == "0123456789012345678" and credential["reviewDue"] is None
    area = register.admin.call("register.get", {"type": "area", "id": "imported/wing"})
    assert area["facts"] == {"floor": 3, "gasFree": True}


def test_import_goes_on_after_a_refusal(daemon, tmp_path):
    file = tmp_path / "register.yaml"
    file.write_text(
        "people:\n  - {person: p-on-1, name: One, employer: E}\n  - {person: p-on-2, nome: Two, employer: E}\n"
        "credentials:\n  - {credential: c-on, person: p-nobody, kind: k, number: n, issuer: i, issued: 2026-01-01,"
        " expires: 2027-01-01}\ngrants: []\n"
        "instruments:\n  - {instrument: gm-on, kind: k, calibrationDue: 2030-01-01}\n"
    )
    done = admin(daemon, "import", file)
    assert done.returncode == 1
    assert "2 changed, 0 unchanged, 2 refused, of 4" in done.stdout
    assert f"{file}:3: invalid" in done.stderr and "/args/nome" in done.stderr
    assert f"{file}:5: notFound" in done.stderr and "p-nobody" in done.stderr


NEVER = "areas:\n  - {area: never, name: Never, risk: blue}\n"


@pytest.mark.parametrize("text, said", [
    (NEVER + "rooms: []\n", ":3: unknown key rooms"), (NEVER + "people: {p: q}\n", ":3: people must be a list"),
    (NEVER + "people:\n  - p-1\n", ":4: an entry of people"), ("", "is empty"),
    (NEVER + "people: [", "register.yaml"),
    ("- a\n", ":1: must be a mapping"),
], ids=["key", "list", "entry", "empty", "yaml", "mapping"])
def test_import_checks_the_whole_file_first(daemon, register, tmp_path, text, said):
    """A file at fault is a usage error, and nothing of it is sent."""
    file = tmp_path / "register.yaml"
    file.write_text(text)
    head = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    done = admin(daemon, "import", file)
    assert done.returncode == 64 and said in done.stderr, done.stderr
    assert register.admin.ask("daemon.status", {}, sign=False)["seq"] == head
    assert admin(daemon, "import", tmp_path / "nowhere.yaml").returncode == 64
