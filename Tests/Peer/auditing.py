"""An auditor's desk: dossiers as files, and what both verifiers say of one."""

from __future__ import annotations

import json
from pathlib import Path

from dossier import FORMAT, Proof
from peer import Tablet
from pocket import ctl
from tree import LogKey


def log_key(daemon) -> LogKey:
    return LogKey.load((daemon.keys / "log.pub").read_bytes(), daemon.instance)


def dossier(auditor: Tablet, permit: str, limit: int | None = None) -> dict:
    """A permit's dossier as the file holds it, gathered page by page."""
    args, entries, pages = {"permit": permit}, [], 0
    if limit:
        args["limit"] = limit
    while True:
        page = auditor.call("permit.dossier", args, sign=False)
        entries += page["entries"]
        pages += 1
        if page["next"] is None:
            head = {name: page[name] for name in ("instance", "permit", "number", "checkpoint", "manifest")}
            return {"format": FORMAT, **head, "entries": entries}
        args["after"] = page["next"]


def write(path: Path, whole: dict) -> Path:
    path.write_text(json.dumps(whole, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    return path


class Verdict:
    """What `permitctl verify` and `dossier.py` find wrong with a file."""

    def __init__(self, path: Path, key: Path):
        done = ctl("verify", path, "--log-key", key, "--json")
        assert done.returncode in (0, 1), f"{done.returncode}: {done.stderr}"
        said = json.loads(done.stdout)
        own = Proof(path.read_bytes(), key.read_bytes())
        self.theirs, self.ours = said["findings"], own.findings
        self.their_gaps, self.our_gaps = said["losses"], own.gaps
        self.their_story, self.our_story = said["story"], own.story
        assert (done.returncode == 0) == said["ok"] == (not self.theirs)

    @property
    def proven(self) -> bool:
        """Both the same, or it is a fault of one of them."""
        assert bool(self.theirs) == bool(self.ours), f"permitctl: {self.theirs}\ndossier.py: {self.ours}"
        return not self.ours
