"""What a daemon under strain must keep: it serves, and its memory and descriptors come back."""

from __future__ import annotations

import contextlib
import os
import socket

from peer import Curve, Tablet, wait_until

MIB = 1024 * 1024


def resident(daemon) -> int:
    """The memory that the process holds, in bytes."""
    with open(f"/proc/{daemon.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def reserved(daemon) -> int:
    """The memory that the process has asked for, in bytes, whether it is used or not."""
    with open(f"/proc/{daemon.process.pid}/status") as status:
        line = next(line for line in status if line.startswith("VmSize:"))
    return int(line.split()[1]) * 1024


def descriptors(daemon) -> int:
    return len(os.listdir(f"/proc/{daemon.process.pid}/fd"))


@contextlib.contextmanager
def comes_back(daemon, growth: int = 64 * MIB, spare: int = 8):
    """Within the block anything may happen; after it descriptors, and memory within bounds, are what they were."""
    before, held = descriptors(daemon), resident(daemon)
    yield
    wait_until(f"descriptors back to {before}", lambda: descriptors(daemon) <= before + spare, 30)
    wait_until(f"memory back to {held} and {growth}", lambda: resident(daemon) <= held + growth, 30)


def open_silently(endpoint: str, count: int, first: bytes = b"") -> list[socket.socket]:
    """TCP connections that say this and no more."""
    host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
    opened = []
    for _ in range(count):
        connection = socket.create_connection((host, int(port)), 10)
        if first:
            connection.sendall(first)
        opened.append(connection)
    return opened


def hung_up(connection: socket.socket) -> bool:
    """Whether the other side has closed a connection by now. What it says meanwhile is read and dropped."""
    connection.setblocking(False)
    try:
        while connection.recv(4096):
            pass
        return True
    except BlockingIOError:
        return False
    except OSError:
        return True


def served_anew(daemon, curve: Curve, patience: float = 30) -> dict:
    """What a device that connects only now is told."""
    tablet = Tablet(daemon, curve)
    try:
        return tablet.call("daemon.status", {}, sign=False, patience=patience)
    finally:
        tablet.close()
