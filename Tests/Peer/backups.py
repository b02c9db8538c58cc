"""Backups from outside: made by the real command, and read with nothing but Python."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

from daemon import PERMITD, Daemon, run

#: from the safe, and the administrator's own from his device
KEYS = ("server.key", "log.sign", "admin.key", "admin.sign")


def backup(daemon: Daemon, folder: Path, *options) -> Path:
    """A new backup."""
    done = run("backup", "--config", daemon.config, *options, folder)
    assert done.returncode == 0, f"{done.returncode}: {done.stdout}{done.stderr}"
    return Path(done.stdout.splitlines()[0].split(": ")[0])


def backing_up(daemon: Daemon, folder: Path, *before: str) -> subprocess.Popen:
    """A backup under way, by a program that is run before it if one is named."""
    return subprocess.Popen(
        [*before, PERMITD, "backup", "--config", str(daemon.config), str(folder)], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)


def restore(daemon: Daemon, saved: Path, *options) -> subprocess.CompletedProcess:
    return run("restore", "--config", daemon.config, *options, saved)


def names(folder: Path) -> list[str]:
    """What looks like a backup."""
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("permitd-")) if folder.exists() else []


def manifest(saved: Path) -> dict:
    return json.loads((saved / "manifest.json").read_text())


def check_by_hand(saved: Path) -> dict:
    """Every file against the manifest, and every mode."""
    said = manifest(saved)
    found = {str(path.relative_to(saved)) for path in saved.rglob("*") if path.is_file()} - {"manifest.json"}
    assert found == {file["path"] for file in said["files"]}
    for file in said["files"]:
        data = (saved / file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"]), file["path"]
    for path in [saved, *saved.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
    return said


def events(folder: Path) -> list[dict]:
    """The events of a log or a backup that nobody has open."""
    link = sqlite3.connect(f"file:{folder}/permitd.sqlite?mode=ro", uri=True)
    try:
        return [json.loads(body) for body, in link.execute("SELECT body FROM events ORDER BY sequence")]
    finally:
        link.close()


def new_machine(make_daemon, saved: Path, keys: Path) -> Daemon:
    """What the runbook has an operator put on a machine that has nothing: the backup's files, and the private keys."""
    other = make_daemon("elsewhere", init=False)
    other.directory.mkdir()
    shutil.copy(saved / "permitd.yaml", other.config)
    shutil.copytree(saved / "packs", other.directory / "packs")
    shutil.copytree(saved / "keys", other.keys)
    for name in KEYS:
        shutil.copy(keys / name, other.keys / name)
    return other
