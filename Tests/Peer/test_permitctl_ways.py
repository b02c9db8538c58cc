"""permitctl's ways in and out: connections, the environment, exit codes, JSON, help (section 1)."""

from __future__ import annotations

import json
import subprocess
import uuid

from daemon import PERMITCTL
from peer import Curve, Person
from pocket import AREA, Pocket, admin, ctl
from register import fresh

NOBODY = "00000000-0000-4000-8000-000000000000"


def test_connect_mode_asks_for_the_instance(daemon, register, pockets, tmp_path):
    """Without --instance the signature still names the right installation."""
    person = register.person(fresh("p-remote"), "registrar")
    remote = Pocket(daemon, tmp_path, person, instance=False)
    assert "--instance" not in remote.options
    area = fresh("remote")
    put = {"area": area, "name": "x", "risk": "blue"}
    assert remote("call", "area.put", "--args", json.dumps(put))["changed"] is True
    remote.options += ["--instance", str(uuid.uuid4())]
    error = remote.refused("call", "area.put", "--args", json.dumps({**put, "name": "y"}))
    assert error["code"] == "signatureInvalid"


def test_environment_stands_in_for_every_option(daemon, register, pockets):
    person = register.person(fresh("p-shift"), "viewer")
    pocket = pockets(person)
    names = [name.removeprefix("--").upper().replace("-", "_") for name in map(str, pocket.options[::2])]
    settings = {f"PERMITCTL_{n}": str(v) for n, v in zip(names, pocket.options[1::2])}
    done = ctl("status", **settings, PERMITCTL_JSON="1", PERMITCTL_TIMEOUT="5", PERMITCTL_ACTOR=person.id)
    assert done.returncode == 0 and json.loads(done.stdout)["result"]["instance"] == daemon.instance, done.stderr
    chinese = ctl("permit", "get", "HOT-0", **settings, PERMITCTL_LANG="zh")
    assert chinese.returncode == 1 and any("\u4e00" <= letter <= "\u9fff" for letter in chinese.stderr)
    assert ctl("status", PERMITCTL_CONFIG=str(daemon.config)).returncode == 0
    both = ctl("status", **settings, PERMITCTL_CONFIG=str(daemon.config))
    assert both.returncode == 64 and "PERMITCTL_CONNECT" in both.stderr
    assert ctl("status", "--config", daemon.config, PERMITCTL_CONNECT="tcp://127.0.0.1:1").returncode == 0
    mine = ctl("call", "register.get", "--args", json.dumps({"type": "person", "id": person.id}), "--json",
               "--config", daemon.config, *pocket.keys)
    assert mine.returncode == 0, mine.stderr


def test_a_shared_tablet_names_its_actor(daemon, register, pockets, tmp_path):
    """A device's key, a person's signature: --actor says whose."""
    person = register.person(fresh("p-actor"), "registrar")
    pocket = Pocket(daemon, tmp_path, Person(person.id, register.enroll(device=fresh("tablet")), person.signing))
    put = json.dumps({"area": fresh("actor"), "name": "x", "risk": "blue"})
    assert pocket.refused("call", "area.put", "--args", put)["code"] in ("unauthorized", "signatureInvalid")
    pocket("call", "area.put", "--args", put, "--actor", person.id)


def test_exit_codes(daemon, tmp_path, pockets, register):
    """0 ok, 1 refused, 64 usage, 69 no answer, 78 bad configuration."""
    assert admin(daemon, "status").returncode == 0
    assert admin(daemon, "permit", "get", "HOT-00000000-000").returncode == 1
    usage = [
        ["permit", "frobnicate"], ["permit", "suspend", "x"], ["permit", "check"], ["permit", "finish", "x"],
        ["permit", "gas-test", "x", "--point", "p", "--instrument", "i", "co=12"], ["permit", "request", "/nowhere"],
        ["permit", "start", "x", "--expect", "one"], ["status", "--lang", "fr"], ["status", "--timeout", "0"],
        ["permit", "check", "x", "y", "--evidence", "/nowhere.jpg"], ["call", "daemon.status", "--args", "[]"],
        ["permit", "condition", "x", "p", "--fit", "--unfit"], ["status", "--connect", "tcp://127.0.0.1:1"],
        ["permit", "refuse-acceptance", "x", "--defect", "d", "--item", "i", "--item", "j"],
    ]
    for arguments in usage:
        done = admin(daemon, *arguments)
        assert done.returncode == 64 and done.stderr, f"{arguments}: {done.returncode} {done.stderr}"
    assert ctl("status").returncode == 64
    assert ctl("status", "--connect", "tcp://127.0.0.1:1").returncode == 64

    bad = tmp_path / "bad.yaml"
    bad.write_text("colour: red\n")
    pocket = pockets(register.person(fresh("p-codes"), "viewer"))
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    for arguments in (
        ["--config", bad], ["--config", tmp_path / "nowhere.yaml"], ["--config", daemon.config, "--key", bad],
        ["--config", daemon.config, "--key", daemon.keys / "server.pub"],
        [*pocket.options, "--sign", wrong], [*pocket.options, "--server-key", wrong],
        [*pocket.options, "--connect", "pigeon://here"],
    ):
        done = ctl("status", *arguments)
        assert done.returncode == 78 and done.stderr, f"{arguments}: {done.returncode} {done.stderr}"

    stranger = Person("p-stranger", Curve.new(), register.person(fresh("p-known")).signing)
    for options in (
        [*pocket.options, "--connect", "tcp://127.0.0.1:1"], Pocket(daemon, tmp_path, stranger).options,
    ):
        done = ctl("status", *options, "--timeout", "1")
        assert done.returncode == 69 and done.stderr, f"{options}: {done.returncode} {done.stderr}"


def test_no_daemon_is_69(make_daemon):
    daemon = make_daemon()
    assert admin(daemon, "status").returncode == 69
    daemon.serve().stop()
    assert admin(daemon, "status", "--timeout", "1").returncode == 69


def test_json_is_one_line_everywhere(daemon, shift):
    """On every verb, refusals too."""
    shift.request()
    number, supervisor = shift.number, shift.by("supervisor")
    verbs = [
        ["status"], ["rules", "list"], ["rules", "form", "hot"], ["rules", "explain", "hot"],
        ["register", "list", "area"], ["register", "get", "area", AREA], ["area", "board", AREA],
        ["area", "lift", AREA, 1, "--reason", "r"], ["area", "acknowledge", 1], ["permit", "list"],
        ["call", "daemon.status"], ["import", "-"],
    ] + [["permit", verb, number] for verb in (
        "why", "get", "history", "briefed", "arrive", "present", "leave", "start", "resume", "close", "countersign",
        "accept", "approve", "watch",
    )] + [["permit", verb, number, "--reason", "r"] for verb in (
        "return", "release", "reject", "cancel", "suspend", "revoke")] + [
        ["permit", "check", number, "planMade"], ["permit", "condition", number, "p-x", "--fit"],
        ["permit", "gas-test", number, "--point", "p", "--instrument", "i", "co=1ppm"],
        ["permit", "brief", number, "p-x"], ["permit", "enter", number, "p-x"], ["permit", "exit", number, "p-x"],
        ["permit", "finish", number, "--incomplete"], ["permit", "restore", number, "siteCleared"],
        ["permit", "refuse-acceptance", number, "--defect", "d"], ["permit", "note", number, "n"],
        ["permit", "amend", "-", "--permit", number], ["permit", "isolate", number, "v-1", "--lock", "7"],
        ["permit", "verify-isolation", number, "v-1"], ["permit", "remove-isolation", number, "v-1", "--restore"],
        ["permit", "sanction-test", number, "v-1", "--until", "+30m"],
        ["permit", "crew", number, "--add", "p-x=welder", "--remove", "p-y", "--reason", "r"],
        ["permit", "handover", number, "leader", "--to", "p-x"], ["permit", "takeover", number, "leader"],
        ["permit", "assign", number, "leader", "--to", "p-x", "--reason", "r"],
        ["permit", "extend", number, "--until", "+9h"], ["area", "weather", AREA, "--wind", 3, "--condition", "fog"],
        ["hazard", "report", AREA, "loose rail", "--general"], ["hazard", "get", NOBODY], ["hazard", "list"],
        ["hazard", "assign", NOBODY, "--to", "p", "--deadline", "2030-01-01", "--major", "--measures", "m"],
        ["hazard", "rectify", NOBODY, "done"], ["hazard", "verify", NOBODY, "--passed"],
        ["hazard", "reopen", NOBODY, "--reason", "r"],
    ]
    for verb in verbs:
        done = supervisor.run(*verb, "--json", stdin="instruments: []" if verb[0] == "import" else "{}")
        assert done.returncode in (0, 1), f"{verb}: {done.returncode} {done.stderr}"
        assert len(done.stdout.splitlines()) == 1, f"{verb}: {done.stdout}"
        reply = json.loads(done.stdout)
        assert verb[0] == "import" or reply["ok"] is (done.returncode == 0), verb
        # Whatever is refused, it is not the shape of what permitctl sent.
        shapeless = {"amend", "rectify"} & set(map(str, verb)) or "error" not in reply
        assert shapeless or reply["error"]["code"] not in ("invalid", "unknownOperation", "malformed"), (verb, reply)


def test_watch_follows_live(daemon, register):
    """Events from a position on, then those that happen, a line each."""
    start = register.admin.ask("daemon.status", {}, sign=False)["seq"]
    first, second = register.area(fresh("watched")), fresh("watched")
    watching = subprocess.Popen(
        [PERMITCTL, "watch", "register/", "--after", str(start), "--config", str(daemon.config), "--json"],
        stdout=subprocess.PIPE, text=True)
    try:
        assert json.loads(watching.stdout.readline())["subject"] == first
        register.area(second)
        assert json.loads(watching.stdout.readline())["subject"] == second
    finally:
        watching.terminate()
        watching.wait(10)


def test_help_teaches():
    """Every verb has a help with an example, and completion scripts come out."""
    groups = {"permit": 36, "area": 5, "hazard": 7, "register": 2, "rules": 3}
    for group, least in groups.items():
        page = ctl(group, "--help").stdout
        verbs = [line.split()[0] for line in page.split("SUBCOMMANDS:", 1)[1].splitlines()
                 if line.startswith("  ") and not line.startswith("   ") and "See" not in line]
        assert len(verbs) >= least, verbs
        for verb in verbs:
            text = ctl(group, verb, "--help").stdout
            assert "Example" in text and f"permitctl {group} {verb}" in text, f"{group} {verb}"
            assert "PERMITCTL_CONFIG" in text
    top = ctl("--help").stdout
    assert "--generate-completion-script" in top and "78 bad configuration" in top
    assert "equipment:" in ctl("import", "--help").stdout
    script = ctl("--generate-completion-script", "bash").stdout
    assert all(word in script for word in ("fireWatch", "credential", "permit.suspend", "--not-applicable"))
