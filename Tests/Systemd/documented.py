"""The unit's comments as what they are: the documentation. The commands in them are run as they stand.

A command is a comment line that is indented by two more blanks. Only what a machine without network and without a
human needs is put in: each such change is named here.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
UNIT = (ROOT / "systemd/permitd.service").read_text()
#: Where the administrator's own device keeps its four files in these tests.
DEVICE = Path("/root/device")


def block(first: str, last: str) -> str:
    """The commands between two words of the comments, as one script."""
    text = UNIT[UNIT.index(first): UNIT.index(last)]
    return "".join(f"{line[4:]}\n" for line in text.splitlines() if line.startswith("#   "))


def settings(script: str) -> list[tuple[str, str]]:
    """What the comments say is to be set in permitd.yaml, one `name: value` a line."""
    return re.findall(r"^ *#   (state|keys|packs): +(.+)$", script, re.MULTILINE)


def install_script() -> str:
    """The installation from the first command to the last."""
    script = block("# Install, as root", "# Secrets:")
    # No network: that the packages are there already is all that can be asked.
    script = script.replace("apt-get install ", "dpkg-query --show ")
    # What a person does in an editor.
    for name, value in settings(script):
        edit = f"sed -i 's|^{name}:.*|{name}: {value}|' /etc/permitd/permitd.yaml"
        script = re.sub(rf"^ *#   {name}: .+$", edit, script, flags=re.MULTILINE)
    # What a person carries away.
    keys = "/root/permitd-new/keys"
    carried = f"install -D -m 0600 -t {DEVICE} {keys}/{{admin.key,admin.sign,server.pub,instance}}\n"
    return script.replace("rm -r /root/permitd-new", f"{carried}rm -r /root/permitd-new")


def seal_script() -> tuple[str, str]:
    """The commands that seal the credentials, and the drop-in that goes with them."""
    commands, drop_in = block("# To keep them encrypted", "# `permitd check` by hand").split("systemctl edit permitd\n")
    return commands, drop_in


def checkpoint_command() -> str:
    """The command that holds the journal's checkpoints against the log."""
    return block("# The journal is an anchor too", "# Check after any change").strip()


def recovery_command() -> str:
    """What brings a unit back that has failed for good."""
    return block("# A refused reload", "# The journal is an anchor too").strip()


def bash(script: str, directory: str = "/", check: bool = True) -> subprocess.CompletedProcess:
    """Runs commands as an administrator would; a failure shows all that was said."""
    done = subprocess.run(
        ["bash", "-exc", script], cwd=directory, capture_output=True, text=True, timeout=300,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/root"},
    )
    assert not check or done.returncode == 0, f"{script}\nended with {done.returncode}\n{done.stdout}{done.stderr}"
    return done
