"""`python Tests/Faults`: the fault campaigns against the real daemon. `.ci/faults` is the way to run them."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import clock
import descriptors
import errors
import full
import kill
import power
import soak
import tamper
import young
from campaign import Row, Setting
from chain import template
from page import write_page
from table import table

MODULES = (kill, power, young, errors, full, descriptors, clock, tamper, soak)
CAMPAIGNS = [campaign for module in MODULES for campaign in module.CAMPAIGNS]


def arguments():
    cores = min(4, os.cpu_count() or 1)
    names = [campaign.name for campaign in CAMPAIGNS]
    parser = argparse.ArgumentParser(prog=".ci/faults", description="Fault campaigns against the real permitd.")
    parser.add_argument("--long", action="store_true", help="the long form, which takes hours")
    parser.add_argument("--only", action="append", choices=names, metavar="CAMPAIGN", help="may be given again")
    parser.add_argument("--seed", type=int, help="repeats a run's choices")
    parser.add_argument("--runs", type=int, help="so many runs instead of the form's own number")
    parser.add_argument("--lanes", type=int, default=cores + 2, help="installations of a campaign at once")
    parser.add_argument("--abreast", type=int, default=2, help="campaigns at once: a start is mostly waiting")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the figures as JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into PermitLog.docc/Faults.md")
    parser.add_argument("--keep", action="store_true", help="leave the scratch directory")
    parser.add_argument("--list", action="store_true", help="name the campaigns and end")
    return parser.parse_args()


def run_one(place: int, setting: Setting) -> Row:
    campaign = CAMPAIGNS[place]
    row = Row(campaign.name, not_run=campaign.cannot())
    if row.not_run:
        print(f"== faults: {campaign.name}: not run here: {row.not_run}", flush=True)
        return row
    print(f"== faults: {campaign.name}: {campaign.what}", flush=True)
    begun = time.monotonic()
    try:
        campaign.run(setting, row)
    except Exception:
        row.unexpected.append(f"the harness failed: {traceback.format_exc(limit=-6)}")
    row.seconds = time.monotonic() - begun
    for text in row.unexpected:
        print(f"   UNEXPECTED: {text}", flush=True)
    return row


def main() -> int:
    wanted = arguments()
    if wanted.list:
        for campaign in CAMPAIGNS:
            print(f"{campaign.name:12} {campaign.what}")
        return 0
    seed = wanted.seed if wanted.seed is not None else random.SystemRandom().randrange(1 << 32)
    scratch = Path(tempfile.mkdtemp(prefix="permitd-faults-"))
    setting = Setting(seed, wanted.long, wanted.runs, wanted.lanes, scratch)
    print(f"== faults: --seed {seed}", flush=True)
    try:
        template(setting)
        places = [n for n, each in enumerate(CAMPAIGNS) if not wanted.only or each.name in wanted.only]
        with ProcessPoolExecutor(wanted.abreast, mp_context=get_context("fork")) as pool:
            rows = list(pool.map(run_one, places, [setting] * len(places)))
    finally:
        if not wanted.keep:
            shutil.rmtree(scratch, ignore_errors=True)
    print(table(rows), flush=True)
    if wanted.json:
        whole = {"seed": seed, "long": wanted.long, "rows": [row.told() for row in rows]}
        wanted.json.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    if wanted.write:
        write_page(rows, seed)
    failed = [row.campaign for row in rows if row.failed]
    print(f"== faults: {'FAILED: ' + ', '.join(failed) if failed else 'all passed'} (--seed {seed})", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
