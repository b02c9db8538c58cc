"""The sandbox seen from inside: the unit as shipped, with a probe in the daemon's place."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

import sandbox_probe
from documented import UNIT
from unit import Unit, ctl

PROBE = Path("/usr/lib/permitd-probe.py")
#: What it needs. All else that the probe tries must fail.
MUST = {
    "write state", "write anchor", "write runtime", "netlink socket", "unix socket", "bind 127.0.0.1:5580",
    "bind [::1]:5580", "send to 127.0.0.1", "send to 10.1.1.1",
}


def features() -> str:
    return subprocess.run(["systemctl", "--version"], capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def tried(installation) -> dict[str, str]:
    """Every attempt with its outcome."""
    PROBE.write_text(Path(sandbox_probe.__file__).read_text())
    text = UNIT.replace("Type=notify\n", "Type=exec\n").replace("Restart=on-failure\n", "Restart=no\n")
    # The daemon's own directory in /run would go when the probe ends.
    text = text.replace("RuntimeDirectory=permitd\n", "RuntimeDirectory=permitd\nRuntimeDirectoryPreserve=yes\n")
    text = re.sub(r"ExecStart=.*", f"ExecStart=/usr/bin/python3 {PROBE}", text)
    text = re.sub(r"(ExecReload|WatchdogSec)=.*\n", "", text)
    Path("/run/systemd/system/permitd-probe.service").write_text(text)
    ctl("daemon-reload")
    subprocess.run(["ip", "address", "add", "203.0.113.1/32", "dev", "lo"], check=True)
    subprocess.run(["ip", "address", "add", "10.1.1.1/32", "dev", "lo"], check=True)
    probe = Unit("permitd-probe.service")
    try:
        probe.start().becomes("inactive")
        said = probe.said()
        (line,) = [entry["MESSAGE"] for entry in probe.entries() if str(entry["MESSAGE"]).startswith("{")]
    finally:
        for address in ("203.0.113.1/32", "10.1.1.1/32"):
            subprocess.run(["ip", "address", "del", address, "dev", "lo"], check=True)
    print(said)
    return json.loads(line)


def test_it_can_do_what_it_must(tried):
    assert {name: tried[name] for name in MUST} == dict.fromkeys(MUST, "yes")


def test_it_can_do_nothing_else(tried):
    """Each attempt fails. Where this systemd can't hold a restriction, it is named and nothing is hidden by it."""
    loose = {name for name, outcome in tried.items() if outcome == "yes"} - MUST
    if "+BPF_FRAMEWORK" not in features():
        print("this systemd has no BPF_FRAMEWORK: SocketBindDeny= is not held; udp can be bound")
        loose.discard("bind udp 5580")
    assert loose == set()


def test_why_each_fails(tried):
    """By the means that the unit names, not by some accident."""
    assert {tried[name] for name in tried if name.startswith("write ") and name not in MUST} <= {"EROFS", "EACCES"}
    assert tried["write /etc"] == tried["write /usr"] == "EROFS"
    assert tried["packet socket"] == tried["vsock socket"] == "EAFNOSUPPORT"
    assert tried["see pid 1"] == tried["read kernel settings"] == "ENOENT"
    assert tried["mount"] == tried["unshare"] == tried["ptrace"] == tried["chroot"] == "EPERM"
    assert tried["executable memory"] == tried["make setuid file"] == "EPERM"
    assert tried["send to 203.0.113.1"] == "EPERM", "IPAddressDeny= is not in force"
