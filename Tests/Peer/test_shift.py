"""A shift over a bad network: tablets and consoles of the client library against the daemon, all of them killed at
random. In the end the log has every act exactly once, and every board is the daemon's.

`PERMITD_SHIFT=long` makes it a whole shift; `SHIFT_SEED` repeats one.
"""

from __future__ import annotations

import os
import random
import uuid
from pathlib import Path

import pytest

from daemon import run
from shift_log import Diary, Log, check_life, check_notes, check_once, check_order, recorded
from shift_plan import time_zone_of_morning
from shift_run import LONG, SHIFT_CLIENT, SHORT, ShiftRun

IS_LONG = os.environ.get("PERMITD_SHIFT") == "long"
SEED = int(os.environ.get("SHIFT_SEED", str(random.SystemRandom().randrange(1 << 32))))
SETTINGS = {"timezone": time_zone_of_morning()}

pytestmark = pytest.mark.skipif(not Path(SHIFT_CLIENT).exists(), reason=f"no {SHIFT_CLIENT}: build it")


@pytest.fixture(scope="module")
def shift(daemon, register, tmp_path_factory):
    """The shift after its end: what the tablets wrote, the boards, and the log of the daemon that has ended."""
    made = ShiftRun(daemon, register, tmp_path_factory.mktemp("devices"), LONG if IS_LONG else SHORT, SEED)
    try:
        made.took = made.run()
        made.board, made.shown = made.boards()
        made.diaries = [Diary(tablet.folder / "journal.jsonl") for tablet in made.tablets]
        made.keys = [plan.key.public.decode() for plan in made.plans]
        assert daemon.stop() == 0
        made.log = Log(daemon.state)
        tell(made)
        yield made
    finally:
        made.end()
        if daemon.process.poll() is not None:
            daemon.serve()
            register.reconnect()


def tell(shift):
    """The figures of this run."""
    acts = sum(len(diary.acts) for diary in shift.diaries)
    again = sum(recorded(shift.log, key, diary) for key, diary in zip(shift.keys, shift.diaries))
    words = {word: sum(diary.count(word) for diary in shift.diaries) for word in ("done", "kept", "taken", "found")}
    notes = sum(check_notes(shift.log, permit.permit) for plan in shift.plans for permit in plan.permits)
    print(f"\nSHIFT_SEED={SEED}: {len(shift.tablets)} tablets, {sum(len(p.permits) for p in shift.plans)} permits")
    print(f"  {acts} acts in {shift.took:.0f} s ({words}), {notes} of them notes made offline")
    print(f"  {len(shift.log.events)} events; at least {again} answers given as recorded")
    print(f"  faults {dict(shift.network.faults)}; kill -9 {dict(shift.kills)}")


def test_every_act_once(shift):
    for key, diary in zip(shift.keys, shift.diaries):
        check_once(shift.log, key, diary)


def test_in_each_permits_order(shift):
    for key, diary in zip(shift.keys, shift.diaries):
        check_order(shift.log, key, diary)
    for plan in shift.plans:
        for permit in plan.permits:
            check_notes(shift.log, permit.permit)


def test_every_step_was_taken(shift):
    for plan, diary in zip(shift.plans, shift.diaries):
        told = {act["id"] for act in diary.acts}
        for permit in plan.permits:
            missing = [step["id"] for step in permit.steps if step["id"] not in told]
            assert not missing, missing
            check_life(shift.log, permit)


def settled(board: dict) -> dict:
    """Items by what they are about, without what depends on the clock of the moment."""
    items = [{name: value for name, value in item.items() if name != "due"} for item in board["items"]]
    return {tuple(str(item.get(name)) for name in ("type", item["type"], "area")): item for item in items}


def test_every_board_is_the_daemons(shift):
    wanted = settled(shift.board)
    kinds = {kind for kind, _, _ in wanted}
    assert {"permit", "hazard", "stop"} <= kinds, "a board with nothing on it proves nothing"
    for console, board in zip(shift.consoles, shift.shown):
        assert board["seq"] == shift.board["seq"], console.name
        assert settled(board) == wanted, console.name


@pytest.mark.skipif(not IS_LONG, reason="the proof of every pack takes longer than the short shift")
def test_the_log_is_sound(shift, daemon):
    checked = run("check", "--config", daemon.config)
    assert checked.returncode == 0, checked.stdout + checked.stderr
