"""What the unit limits: memory, descriptors, tasks, core dumps."""

from __future__ import annotations

from pathlib import Path

from load import Load

GIB = 1 << 30


def limit(unit, name: str) -> str:
    lines = Path(f"/proc/{unit.pid}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith(name)).removeprefix(name).split()[0]


def test_the_limits_in_force(unit):
    assert limit(unit, "Max address space") == str(2 * GIB)
    assert limit(unit, "Max open files") == "8192"
    assert limit(unit, "Max core file size") == "0"
    assert unit.show("OOMScoreAdjust") == "-800"


def test_the_limits_of_its_group(unit):
    """Declared, and in force where the machine's control groups have the controllers."""
    assert unit.show("MemoryMax") == str(GIB) and unit.show("TasksMax") == "64"
    group = Path("/sys/fs/cgroup") / unit.show("ControlGroup").lstrip("/")
    for file, wanted in (("memory.max", str(GIB)), ("pids.max", "64")):
        if (group / file).exists():
            assert (group / file).read_text().strip() == wanted
        else:
            print(f"no {file} here: the machine's control groups hold that controller elsewhere")
    assert int(unit.status("Threads")) < 32


def test_it_stays_far_below(unit, register):
    """Address space and memory under load, in KiB."""
    with Load(register) as load:
        load.wait_for(300)
        load.settle()
    peak, resident = (int(unit.status(name).split()[0]) for name in ("VmPeak", "VmHWM"))
    print(f"VmPeak {peak} KiB, VmHWM {resident} KiB, {unit.status('Threads')} threads")
    assert peak * 1024 < 2 * GIB * 3 / 4 and resident * 1024 < GIB / 2


def test_too_little_address_space_ends_it(unit):
    """LimitAS= is held: the daemon can't start in 64 MiB, and that is a failure, not a hang."""
    unit.stop()
    unit.drop_in("LimitAS=64M\nRestart=no").fails()
    assert unit.restarts == 0 and unit.results()[0] in ("exit-code", "signal", "core-dump")
