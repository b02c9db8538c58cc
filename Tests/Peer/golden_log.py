"""Makes a golden log: `python golden_log.py PERMITD OUT` has that program write a small log with every table in use.

Kept in Tests/PermitLogTests/Golden, one for each schema version that a permitd has written, made by a permitd of that
time: `v1.sqlite` by the commit 48eb627, the last of version 1, `v2.sqlite` by one of version 2. Beside each lies what
it holds, as a stranger reads it: the SHA-256 over all events' bodies, and how many rows there are.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path


def contents(database: Path) -> dict:
    """What a log holds, read with nothing but SQLite."""
    link = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    events = [body for body, in link.execute("SELECT body FROM events ORDER BY sequence")]
    requests = [body for body, in link.execute("SELECT body FROM requests ORDER BY number")]
    found = {
        "schema": link.execute("PRAGMA user_version").fetchone()[0], "events": len(events), "requests": len(requests),
        "eventsSHA256": hashlib.sha256(b"\n".join(events)).hexdigest(),
        "requestsSHA256": hashlib.sha256(b"\n".join(requests)).hexdigest(),
        "epoch": link.execute("SELECT epoch FROM log").fetchone()[0],
    }
    link.close()
    return found


def main(out: Path, events: int = 300):
    from daemon import Daemon

    with tempfile.TemporaryDirectory() as folder:
        daemon = Daemon(Path(folder) / "site").init().serve()
        tablet = daemon.admin_tablet()
        for number in range(events):
            # More than 256 events: a whole tile of the tree.
            tablet.call("area.put", {"area": f"a{number % 100}", "name": f"Area {number}", "risk": "blue"})
        tablet.close()
        assert daemon.stop() == 0
        shutil.copy(daemon.state / "permitd.sqlite", out)
    out.chmod(0o644)
    out.with_suffix(".json").write_text(json.dumps(contents(out), indent=2) + "\n")
    print(out.with_suffix(".json").read_text())


if __name__ == "__main__":
    os.environ["PERMITD"] = sys.argv[1]
    main(Path(sys.argv[2]))
