"""The soak as a campaign: mixed load with faults at one daemon, an hour of it in the long form."""

from __future__ import annotations

import json
import os
from pathlib import Path

from campaign import Campaign, Row, Setting
from shift_run import SHIFT_CLIENT
from soak_run import soak

HOUR = 3_600


class SoakCampaign(Campaign):
    """`SOAK_SECONDS` makes it another length."""

    name = "soak"
    what = "shifts over a bad network, sensors, intruders and reloads at one daemon: nothing lost, nothing grows"

    def cannot(self) -> str:
        return super().cannot() or ("" if Path(SHIFT_CLIENT).exists() else f"no {SHIFT_CLIENT}: build it")

    def run(self, setting: Setting, row: Row):
        seconds = float(os.environ.get("SOAK_SECONDS", HOUR if setting.long else 20))
        seen = soak(setting.folder("soak"), seconds, setting.seed, setting.say)
        (setting.scratch / "soak.json").write_text(json.dumps(seen.gauges.table()))
        row.runs, row.acknowledged, row.lost, row.doubled = seen.waves, seen.acknowledged, seen.lost, seen.doubled
        row.faults = sum(count for name, count in seen.befell.items() if name in FAULTS)
        row.unexpected += seen.faults
        row.notes += seen.describe().splitlines()


#: what of all that befell the daemon is a fault, and not load
FAULTS = {
    "silent connections", "strangers", "nonsense", "consoles that slept", "standstills", "reloads", "refused",
    "black holes", "cuts", "stalls", "outages", "kill -9 of tablets", "kill -9 of consoles",
}
CAMPAIGNS = [SoakCampaign()]
