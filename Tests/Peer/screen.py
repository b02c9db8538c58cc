"""A terminal for tests: a program under a pty, and what its screen shows."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading
import unicodedata

from peer import wait_until

SEQUENCE = re.compile(rb"\x1b\[([?\d;]*)([A-Za-z])")


class Screen:
    """Runs a program on a terminal of its own and draws what it writes.

    It knows the sequences that a plain terminal must know and fails on any other: what a program takes from others
    must not be one.
    """

    def __init__(self, *command, columns: int = 80, rows: int = 24, **environment: str):
        self.master, self.slave = pty.openpty()
        self.before = termios.tcgetattr(self.slave)
        self.written = b""
        self.strange: list[bytes] = []
        self._rest = b""
        self._lock = threading.Lock()
        self._clear(columns, rows)
        self.resize(columns, rows, tell=False)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PERMITCTL")}
        self.process = subprocess.Popen(
            [*map(str, command)], stdin=self.slave, stdout=self.slave, stderr=self.slave, start_new_session=True,
            env={**clean, "TERM": "xterm-256color", **environment},
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # what a person does

    def press(self, keys: str):
        os.write(self.master, keys.encode())

    def resize(self, columns: int, rows: int, tell: bool = True):
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        if tell:
            with self._lock:
                self._clear(columns, rows)
            self.process.send_signal(signal.SIGWINCH)

    # what a person sees

    @property
    def lines(self) -> list[str]:
        with self._lock:
            return ["".join(cells).rstrip() for cells in self._cells]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def shows(self, *words: str, patience: float = 30.0) -> str:
        """Waits until all of these are on the screen together."""

        def seen():
            assert self.process.poll() is None, f"it ended with {self.process.returncode}:\n{self.text}"
            text = self.text
            return text if all(word in text for word in words) else None

        try:
            return wait_until(f"{words} on the screen", seen, patience)
        except TimeoutError as error:
            raise AssertionError(f"{error}:\n{self.text}") from None

    # its end

    def ended(self, patience: float = 20) -> int:
        """Its exit code, once the last of what it wrote has come."""
        code = self.process.wait(patience)
        wait_until("the last of what it wrote", self._is_read_out)
        return code

    def _is_read_out(self) -> bool:
        # The lock is held from reading to drawing: with it nothing is on its way.
        with self._lock:
            return not select.select([self.master], [], [], 0)[0]

    @property
    def is_given_back(self) -> bool:
        """Whether the terminal is as it was: its settings, the first screen, the cursor, wrapping."""
        return termios.tcgetattr(self.slave) == self.before and all(
            self.written.rfind(on) > self.written.rfind(off)
            for on, off in [(b"\x1b[?1049l", b"\x1b[?1049h"), (b"\x1b[?25h", b"\x1b[?25l"), (b"\x1b[?7h", b"\x1b[?7l")])

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.slave)
        self._reader.join(5)
        os.close(self.master)

    # drawing

    def _clear(self, columns: int, rows: int):
        self._cells = [[" "] * columns for _ in range(rows)]
        self._row = self._column = 0

    def _read(self):
        while True:
            select.select([self.master], [], [])
            with self._lock:
                try:
                    some = os.read(self.master, 65_536)
                except OSError:
                    return
                if not some:
                    return
                self.written += some
                self._draw(self._rest + some)

    def _draw(self, data: bytes):
        self._rest = b""
        while data:
            if data[0] == 0x1B:
                found = SEQUENCE.match(data)
                if found is None:
                    if len(data) > 40:
                        self.strange.append(data[:40])
                        data = data[1:]
                        continue
                    self._rest = data
                    return
                self._obey(found[1].decode(), found[2].decode())
                data = data[found.end():]
                continue
            end = data.find(b"\x1b")
            piece, data = (data, b"") if end < 0 else (data[:end], data[end:])
            try:
                text = piece.decode()
            except UnicodeDecodeError as error:
                if data:
                    self.strange.append(piece)
                    continue
                text, self._rest = piece[: error.start].decode(), piece[error.start:]
            for letter in text:
                self._put(letter)

    def _obey(self, numbers: str, final: str):
        values = [int(number or 1) for number in numbers.strip("?").split(";")] if numbers.strip("?") else [1]
        if final == "H":
            self._row, self._column = values[0] - 1, (values + [1])[1] - 1
        elif final == "K":
            if self._row < len(self._cells):
                row = self._cells[self._row]
                row[self._column:] = [" "] * (len(row) - self._column)
        elif final == "J":
            for row in self._cells[self._row if not numbers else 0:]:
                row[:] = [" "] * len(row)
        elif final not in "mhl":
            self.strange.append(f"{numbers}{final}".encode())

    def _put(self, letter: str):
        if unicodedata.category(letter).startswith("C"):
            # Before and after the full screen lines end as they do.
            if letter not in "\r\n":
                self.strange.append(letter.encode())
            return
        width = 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if self._row < len(self._cells) and self._column + width <= len(self._cells[self._row]):
            row = self._cells[self._row]
            row[self._column:self._column + width] = [letter] + [""] * (width - 1)
        self._column += width
