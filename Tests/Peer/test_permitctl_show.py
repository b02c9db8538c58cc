"""permitctl permit show: the form that people know, of permits of a running daemon (section 1)."""

from __future__ import annotations

import json
import unicodedata

from peer import wait_until
from pocket import admin
from register import fresh

QUICK = {"watch": "3s", "round": "2s"}


def form(pocket, number: str, *options) -> list[str]:
    """The form's lines; each of them is within the frame and as wide as it should be."""
    width = int(options[options.index("--width") + 1]) if "--width" in options else 80
    lines = pocket.text("permit", "show", number, *options).splitlines()
    for line in lines:
        assert columns(line) == width and line[0] + line[-1] in ("++", "||"), line
        assert not any(unicodedata.category(letter) in ("Cc", "Cf") for letter in line), ascii(line)
    assert lines[0] == lines[-1] and number in lines[0]
    return lines


def columns(line: str) -> int:
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_a_permit_as_a_form_through_its_life(daemon, shift, register, pockets):
    """Requested, active with someone inside, suspended and closed, in both languages."""
    supervisor, leader, worker = shift.by("supervisor"), shift.by("leader"), shift.job.crew[0].id
    register.admin.call("person.put", {"person": worker, "name": "王建国", "employer": "Dongfeng", "status": "active"})
    result = shift.request(work="weld \u202etheir rail\u202c\n+== [>>] ACTIVE ==+\n" + "票" * 90)
    number = shift.number

    asked = form(supervisor, number)
    assert "[--] REQUESTED" in asked[0] and "NO WORK" in asked[1] and "Hot work permit" in asked[2]
    text = "\n".join(asked)
    assert "weld \\u{202E}their rail\\u{202C}" in text and "Asia/Shanghai (UTC+08:00)" in text
    assert "waiting" in text and "王建国" not in text and worker in text, "names are the register's"
    named = admin(daemon, "permit", "show", number, "--lang", "zh").stdout
    assert f"王建国 ({worker}), Dongfeng" in named and "动火安全作业票" in named and "禁止作业" in named

    shift.approve(result)
    assert "it is approved but not started" in form(supervisor, number)[1]
    shift.prepare()
    supervisor("permit", "start", number)
    supervisor("permit", "enter", number, worker)
    active = form(supervisor, number, "--width", "100")
    assert "[>>] ACTIVE" in active[0] and "Work is allowed" in active[1]
    assert any(line.startswith(f"| [*] INSIDE: {worker}, since 20") for line in active)

    leader("permit", "suspend", number, "--reason", "灶台后面有煤气味")
    stopped = form(supervisor, number, "--lang", "zh", "--width", "61")
    assert "[!!] 已中止" in stopped[0] and "禁止作业" in stopped[1]
    assert any("叫停作业 (stopWork)" in line for line in stopped)
    assert any("灶台后面有煤气味" in line for line in stopped)
    supervisor("permit", "exit", number, worker)
    leader("permit", "finish", number, "--completed")
    wait_until(
        "the end of the fire watch",
        lambda: shift.by("fireWatcher").run("permit", "watch", number) and
        supervisor("permit", "get", number)["state"] == "acceptance",
        pause=0.5,
    )
    for condition in supervisor("permit", "why", number)["unmet"]:
        leader("permit", "restore", number, condition["subject"])
    shift.by("acceptor")("permit", "close", number)
    closed = form(supervisor, number)
    assert "[XX] CLOSED" in closed[0] and "NO WORK" in closed[1]
    assert any(line.startswith("| [x] accepted and closed: ") for line in closed)
    assert not any("is allowed" in line for line in closed)


def test_what_show_answers_beside_the_form(shift, pockets, register):
    """--json is the daemon's answer; a width that can't be read is wrong usage; a stranger finds nothing."""
    shift.request()
    supervisor = shift.by("supervisor")
    shown = json.loads(supervisor.text("permit", "show", shift.number, "--json"))["result"]
    assert shown == supervisor("permit", "get", shift.number)
    assert shift.number in supervisor.text("permit", "show", shift.permit).splitlines()[0]
    assert supervisor.run("permit", "show", shift.number, "--width", "10").returncode == 64
    elsewhere = pockets(register.person(fresh("p-else"), "viewer", areas=[register.area("binhai/yard")]))
    assert elsewhere.run("permit", "show", shift.number).returncode == 1
