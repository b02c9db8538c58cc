"""File systems of our own that can lose power, fail, and fill up. Never the machine's own."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from pathlib import Path

SHUTDOWN = 0x8004587D  # FS_IOC_SHUTDOWN, _IOR('X', 125, __u32)
NO_LOG_FLUSH = 2  # nothing in memory reaches the disk any more, the journal's own blocks included
MIB = 1 << 20


def command(*words, patience: float = 60) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=patience)
    if done.returncode:
        raise OSError(f"{' '.join(map(str, words))}: {done.returncode}: {done.stderr.strip()}")
    return done.stdout.strip()


@contextlib.contextmanager
def alone():
    """Lanes take loop devices one after the other: `losetup -f` finds the same one for two at once."""
    with open(Path(tempfile.gettempdir()) / "permitd-faults.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def loops_work() -> str:
    """Why no file system can be mounted from a file here; empty if it can."""
    folder = Path(tempfile.mkdtemp(prefix="permitd-disk-"))
    disk = Disk(folder, 8)
    try:
        disk.mount()
        return ""
    except (OSError, subprocess.TimeoutExpired) as fault:
        return f"no loop-mounted ext4: {fault}"
    finally:
        disk.remove()
        shutil.rmtree(folder, ignore_errors=True)


class Disk:
    """An ext4 with a journal in a file."""

    def __init__(self, folder: Path, size: int = 96, kind: str = "ext4"):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.kind, self.size = folder, kind, size
        self.image, self.root = folder / "image", folder / "disk"
        self.loop = ""
        self.root.mkdir(exist_ok=True)
        with self.image.open("wb") as image:
            image.truncate(size * MIB)
        self._format()

    def _format(self):
        command("mkfs.ext4", "-q", "-F", "-O", "has_journal", "-E", "lazy_itable_init=0", self.image)

    def backing(self) -> Path:
        return self.image

    def mount(self, *options: str) -> "Disk":
        with alone():
            self.loop = command("losetup", "-f", "--show", *self._loop_options(), self.backing())
        command("mount", "-t", self.kind, *(["-o", ",".join(options)] if options else []), self.loop, self.root)
        return self

    def _loop_options(self) -> list[str]:
        return []

    def unmount(self):
        """Also after a cut, when all that is left to write is lost."""
        for _ in range(50):
            if not os.path.ismount(self.root):
                break
            done = subprocess.run(["umount", str(self.root)], capture_output=True)
            if done.returncode:
                time.sleep(0.1)
        if os.path.ismount(self.root):
            command("umount", "-l", self.root)
        if self.loop:
            subprocess.run(["losetup", "-d", self.loop], capture_output=True)
            self.loop = ""

    def cut(self):
        """The power goes."""
        descriptor = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.ioctl(descriptor, SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        finally:
            os.close(descriptor)

    def settle(self):
        """All that is written so far is on the disk."""
        command("sync", "-f", self.root)

    def mount_anew(self):
        """What a machine finds that starts again."""
        self.unmount()
        self.mount()

    def remove(self):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            self.unmount()
        with contextlib.suppress(OSError):
            self.image.unlink()


class CachedDisk(Disk):
    """The same behind a cache that is lost with the power: nbdkit holds what was not flushed, and is killed."""

    def __init__(self, folder: Path, size: int = 96):
        super().__init__(folder, size)
        self.device, self.socket = folder / "device", folder / "nbd"
        self.failing, self.said = folder / "fail-pwrite", folder / "nbdfuse-said"
        self.kit: subprocess.Popen | None = None
        self.fuse: subprocess.Popen | None = None
        self.device.touch()

    def backing(self) -> Path:
        return self.device

    def _loop_options(self) -> list[str]:
        return ["--direct-io=on"]

    def mount(self, *options: str) -> "CachedDisk":
        self.socket.unlink(missing_ok=True)
        self.kit = subprocess.Popen(
            ["nbdkit", "-f", "-U", str(self.socket), "--filter=error", "--filter=cache", "file", str(self.image),
             "cache=writeback", "error-pwrite=EIO", "error-pwrite-rate=100%", f"error-pwrite-file={self.failing}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={**os.environ, "TMPDIR": str(self.folder)})
        await_that("nbdkit's socket", self.socket.exists)
        try:
            await_that("nbdfuse's device", self._is_attached, patience=30)
        except OSError as fault:
            raise OSError(f"{fault}; nbdfuse said: {self.said.read_text().strip() or 'nothing'}") from fault
        super().mount(*options)
        return self

    def _is_attached(self) -> bool:
        """nbdkit's socket is there before nbdkit listens on it: nbdfuse may find nobody, and is started again."""
        if self.fuse is None or self.fuse.poll() is not None:
            with self.said.open("a") as said:
                self.fuse = subprocess.Popen(["nbdfuse", str(self.device), "--unix", str(self.socket)],
                                             stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        return self.device.stat().st_size == self.size * MIB

    def cut(self):
        self.kit.kill()
        self.kit.wait()

    def unmount(self):
        super().unmount()
        subprocess.run(["fusermount3", "-u", str(self.device)], capture_output=True)
        for process in (self.fuse, self.kit):
            if process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.2 if process is self.kit else 5)
                if process.poll() is None:
                    process.terminate()
                    process.wait(10)
        self.fuse = self.kit = None


class SmallDisk(Disk):
    """A tmpfs: full as soon as it says so."""

    def __init__(self, folder: Path, size: int = 24):
        super().__init__(folder, size, "tmpfs")

    def _format(self):
        pass

    def mount(self, *options: str) -> "SmallDisk":
        command("mount", "-t", "tmpfs", "-o", ",".join([f"size={self.size}m", *options]), "permitd-faults", self.root)
        return self


def await_that(what: str, question, patience: float = 10):
    deadline = time.monotonic() + patience
    while not question():
        if time.monotonic() > deadline:
            raise OSError(f"not within {patience:g} s: {what}")
        time.sleep(0.02)
