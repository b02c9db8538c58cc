"""`kill -9` under load, again and again: systemd starts it, and every act that was acknowledged is there once."""

from __future__ import annotations

import os
import random
import time

import pytest

from documented import bash, recovery_command
from load import Load

SEED = int(os.environ.get("KILL_SEED", str(random.SystemRandom().randrange(1 << 32))))


def killed(unit, load, turns: int, order: random.Random) -> list[float]:
    """So many kills under load; how long each took until it was ready again."""
    took = []
    for turn in range(1, turns + 1):
        load.wait_for(order.randrange(20, 300))
        begun = time.monotonic()
        unit.kill()
        unit.is_back(turn)
        took.append(time.monotonic() - begun)
    return took


def test_two_kills(unit, register):
    print(f"KILL_SEED={SEED}")
    with Load(register) as load:
        killed(unit, load, 2, random.Random(SEED))
        load.settle()
    assert unit.restarts == 2


@pytest.mark.long
def test_ten_kills_and_one_too_many(unit, register):
    """Ten within the hour are come back from; the eleventh is a daemon that can't stay up, and somebody must look."""
    print(f"KILL_SEED={SEED}")
    unit.stop().restore()
    unit.start()
    with Load(register) as load:
        took = killed(unit, load, 10, random.Random(SEED))
        load.wait_for(20)
        print(f"ten kills: {load.acknowledged} acknowledged; back after {min(took):.2f} to {max(took):.2f} s")
        assert unit.restarts == 10 and unit.state == "active"
        unit.kill()
        unit.becomes("failed")
        assert unit.results()[-1] == "signal"
        assert any("Start request repeated too quickly" in str(entry["MESSAGE"]) for entry in unit.entries())
        bash(recovery_command())
        load.wait_for(20)
        load.settle()
