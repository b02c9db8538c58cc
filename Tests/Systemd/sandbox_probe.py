"""Run in the place of the daemon, by the unit's own settings: tries what it must not be able to do, and what it must.

Prints a JSON object: each attempt with "yes" or the name of the error.
"""

import ctypes
import errno
import json
import mmap
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)


def write(path):
    with open(path, "w") as file:
        file.write("x")
    os.unlink(path)


def bound(family, address):
    with socket.socket(family, socket.SOCK_STREAM) as door:
        door.bind(address)


def send(address):
    """To where nothing listens: refused at once where the network is open."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.sendto(b"x", (address, 9))


def tried(attempt):
    try:
        attempt()
        return "yes"
    except OSError as error:
        return errno.errorcode.get(error.errno, str(error))


CLONE_NEWUSER, PTRACE_ATTACH, SIGSTOP_PARENT = 0x10000000, 16, os.getppid()
ATTEMPTS = {
    "write /etc": lambda: write("/etc/x"),
    "write /usr": lambda: write("/usr/bin/x"),
    "write /var/lib": lambda: write("/var/lib/x"),
    "write state": lambda: write("/var/lib/permitd/x"),
    "write anchor": lambda: write("/var/log/permitd/x"),
    "write runtime": lambda: write("/run/permitd/x"),
    "write configuration": lambda: write("/etc/permitd/x"),
    "read credentials at rest": lambda: os.listdir("/etc/permitd/credentials"),
    "list /root": lambda: os.listdir("/root/device"),
    "see pid 1": lambda: os.stat("/proc/1"),
    "read kernel settings": lambda: os.stat("/proc/sys"),
    "open /dev/mem": lambda: os.close(os.open("/dev/mem", os.O_RDONLY)),
    "mount": lambda: call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "unshare": lambda: call("unshare", CLONE_NEWUSER),
    "ptrace": lambda: call("ptrace", PTRACE_ATTACH, SIGSTOP_PARENT, 0, 0),
    "chroot": lambda: os.chroot("/tmp"),
    "setuid": lambda: os.setuid(0),
    "make setuid file": lambda: os.close(os.open("/tmp/x", os.O_CREAT | os.O_WRONLY, 0o4700)),
    "set host name": lambda: socket.sethostname("x"),
    "set clock": lambda: call("clock_settime", 0, bytes(16)),
    "raise priority": lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1)),
    "executable memory": lambda: mmap.mmap(
        -1, 4096, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC),
    "packet socket": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW).close(),
    "vsock socket": lambda: socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM).close(),
    "raw socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close(),
    "netlink socket": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW).close(),
    "unix socket": lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).close(),
    "bind 127.0.0.1:5580": lambda: bound(socket.AF_INET, ("127.0.0.1", 5580)),
    "bind [::1]:5580": lambda: bound(socket.AF_INET6, ("::1", 5580)),
    "bind 127.0.0.1:80": lambda: bound(socket.AF_INET, ("127.0.0.1", 80)),
    "bind udp 5580": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).bind(("127.0.0.1", 5580)),
    "send to 127.0.0.1": lambda: send("127.0.0.1"),
    "send to 10.1.1.1": lambda: send("10.1.1.1"),
    "send to 203.0.113.1": lambda: send("203.0.113.1"),
}
if __name__ == "__main__":
    print(json.dumps({name: tried(attempt) for name, attempt in ATTEMPTS.items()}))
