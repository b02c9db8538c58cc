"""What an operator sees: alarms, numbers, the exit codes of a check, what systemd is told (sections 4 and 6)."""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections import Counter

import pytest
import zmq
from prometheus_client.parser import text_string_to_metric_families

from peer import Curve, Tablet, connect, wait_until
from pocket import admin, ctl
from register import Register, fresh


def numbers(daemon) -> dict:
    """Every sample by its name and labels, as an independent parser reads them."""
    done = admin(daemon, "status", "--format", "prometheus")
    assert done.returncode == 0, done.stderr
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(done.stdout) for sample in family.samples
    }


def value(found: dict, name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


def alarms(tablet: Tablet) -> dict[str, dict]:
    return {alarm["code"]: alarm for alarm in tablet.status()["alarms"]}


def raised(tablet: Tablet, code: str) -> dict:
    return wait_until(f"the alarm {code}", lambda: alarms(tablet).get(code), 30)


def cleared(tablet: Tablet, code: str):
    wait_until(f"the end of the alarm {code}", lambda: code not in alarms(tablet), 30)


def crossings(daemon, code: str) -> list[str]:
    return re.findall(rf"alarm={code}\b.* state=(\w+)", daemon.said())


def test_the_numbers_are_well_formed(daemon, register):
    register.area(fresh("count"))
    before = numbers(daemon)
    register.area(fresh("count"))
    after = numbers(daemon)
    put = dict(operation="area.put", outcome="ok")
    assert value(after, "permitd_requests_total", **put) == value(before, "permitd_requests_total", **put) + 1
    puts = [value(found, "permitd_events_total", type="area.put") for found in (before, after)]
    assert puts[1] == puts[0] + 1
    assert value(after, "permitd_log_events") == register.admin.status()["seq"]
    for name in ("permitd_commit_duration_seconds", "permitd_request_duration_seconds", "permitd_batch_requests",
                 "permitd_turn_duration_seconds"):
        buckets = [v for (n, _), v in after.items() if n == f"{name}_bucket"]
        assert sorted(buckets) == buckets and buckets[-1] == value(after, f"{name}_count") > 0
    for name in ("resident_memory_bytes", "open_descriptors", "descriptor_limit", "disk_free_bytes", "log_bytes",
                 "reserve_present", "start_timestamp_seconds"):
        assert value(after, f"permitd_{name}") > 0, name
    codes = {dict(labels)["code"] for name, labels in after if name == "permitd_alarm"}
    assert {"diskFull", "clockUntrusted", "doorUnanswered"} <= codes


def test_every_metric_has_help_and_a_type(daemon):
    text = admin(daemon, "status", "--format", "prometheus").stdout
    families = list(text_string_to_metric_families(text))
    assert len(families) > 20 and all(family.documentation and family.type != "unknown" for family in families)
    said = Counter(re.findall(r"^# TYPE (\S+)", text, re.M))
    assert set(said.values()) == {1} and set(said) == set(re.findall(r"^# HELP (\S+)", text, re.M))


def test_a_monitoring_device_reads_all_and_others_do_not(daemon, register, connected):
    monitor = connected(Tablet(daemon, register.enroll(device=fresh("monitoring"))))
    assert "permitd_build_info" in monitor.ask("daemon.status", {"metrics": True}, sign=False)["result"]["metrics"]
    area = register.area(fresh("part"))
    part = connected(Tablet(daemon, register.enroll(device=fresh("tablet"), areas=[area])))
    assert "metrics" not in part.status() and part.status()["alarms"] == []
    assert part.refusal("daemon.status", {"metrics": True}, sign=False)["code"] == "unauthorized"


def test_what_a_client_sends_is_no_label(daemon, register, connected):
    tablet = connected(Tablet(daemon, register.enroll(device="spy-device")))
    tablet.refusal("permit.spyOperation", {}, sign=False)
    assert "spy" not in admin(daemon, "status", "--format", "prometheus").stdout


def test_the_check_of_a_healthy_daemon(daemon):
    done = admin(daemon, "status", "--check")
    assert (done.returncode, done.stdout) == (0, "OK: no alarms\n")


def test_the_check_of_no_daemon(daemon, make_daemon):
    site = make_daemon()
    gone = admin(site, "status", "--check")
    assert gone.returncode == 2 and gone.stdout.startswith("CRITICAL: ") and gone.stdout.count("\n") == 1
    wrong = ctl("status", "--check", "--config", "/nowhere/permitd.yaml")
    assert wrong.returncode == 3 and wrong.stdout.startswith("UNKNOWN: ")
    assert admin(daemon, "status", "--check", "--format", "prometheus").returncode == 64


def test_a_site_without_anchors_is_warned(make_daemon, connected):
    daemon = make_daemon().configure(anchors=[]).serve()
    tablet = connected(daemon.admin_tablet())
    alarm = raised(tablet, "anchorMissing")
    assert alarm["severity"] == "warning" and alarm["since"].endswith("Z")
    done = admin(daemon, "status", "--check")
    assert done.returncode == 1 and done.stdout == f"WARNING: anchorMissing: {alarm['message']}\n"
    chinese = admin(daemon, "status", "--lang", "zh").stdout
    assert "! anchorMissing: 未设置日志锚点" in chinese and "始于" in chinese


def test_an_anchor_in_the_way_of_a_file(make_daemon, connected):
    """Raised once, an error to a check, cleared by itself once it is out of the way."""
    daemon = make_daemon()
    anchor = daemon.directory / "anchor"
    shutil.rmtree(anchor, ignore_errors=True)
    anchor.write_text("in the way")
    daemon.serve()
    tablet = connected(daemon.admin_tablet())
    alarm = raised(tablet, "anchorUnwritable")
    assert str(anchor) in {figure["name"]: figure["value"] for figure in alarm["figures"]}["anchor"]
    assert admin(daemon, "status", "--check").returncode == 2
    assert value(numbers(daemon), "permitd_alarm", code="anchorUnwritable", severity="error") == 1
    Register(daemon).area("more")
    anchor.unlink()
    cleared(tablet, "anchorUnwritable")
    assert (anchor / "checkpoint").exists()
    assert crossings(daemon, "anchorUnwritable") == ["raised", "cleared"]


def test_a_refused_reload(make_daemon, connected):
    """The alarm names file and setting to the administrator, and goes with the next good reload."""
    daemon = make_daemon().serve()
    tablet = connected(daemon.admin_tablet())
    good = daemon.config.read_text()
    daemon.config.write_text(good + "\nnoSuchSetting: 1\n")
    daemon.signal(1)
    alarm = raised(tablet, "reloadRefused")
    assert alarm["severity"] == "error" and "noSuchSetting" in json.dumps(alarm["figures"])
    daemon.config.write_text(good)
    daemon.signal(1)
    cleared(tablet, "reloadRefused")
    assert crossings(daemon, "reloadRefused") == ["raised", "cleared"]


def test_a_key_that_subscribes_too_much(daemon, register, connected):
    greedy = register.enroll(device=fresh("greedy"))
    subscriber = connected(connect(zmq.SUB, daemon.endpoints["events"], daemon.server_key, greedy, sndhwm=0))
    for number in range(6_000):
        subscriber.subscribe(f"area/{number}/")
    alarm = raised(register.admin, "keyShutOut")
    assert alarm["figures"] == [{"name": "sockets", "value": "events"}]


def test_strangers_are_counted_not_logged(daemon, register, connected):
    before = value(numbers(daemon), "permitd_handshakes_total", decision="refused")
    said = daemon.said()
    stranger = connected(connect(zmq.DEALER, daemon.endpoints["commands"], daemon.server_key, Curve.new()))
    stranger.send_multipart([b"{}"])
    wait_until(
        "a refusal", lambda: value(numbers(daemon), "permitd_handshakes_total", decision="refused") > before, 30)
    lines = daemon.said().removeprefix(said).splitlines()
    assert [line for line in lines if "alarm=" not in line and "checkpoint" not in line] == []


@pytest.mark.parametrize("watchdog", [None, "2000000"])
def test_what_systemd_is_told(make_daemon, connected, monkeypatch, tmp_path, watchdog):
    """Readiness, how it stands with its alarms, how a reload went; the watchdog is fed."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(30)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        if watchdog:
            monkeypatch.setenv("WATCHDOG_USEC", watchdog)
        daemon = make_daemon().configure(anchors=[]).serve()

        def hear(words: str):
            while words not in (said := manager.recv(65536).decode()):
                pass
            return said

        hear("READY=1")
        hear("0 live permits; alarms: anchorMissing")
        if watchdog:
            hear("WATCHDOG=1")
        daemon.config.write_text(daemon.config.read_text() + "\nnoSuchSetting: 1\n")
        daemon.signal(1)
        hear("RELOADING=1")
        assert "noSuchSetting" in hear("reload refused")
        hear("READY=1")
        hear("alarms: reloadRefused, anchorMissing")
        assert daemon.stop() == 0
        hear("STOPPING=1")
