"""A ZMTP 3.0 peer over plain TCP, written from the protocol (ZeroMQ RFC 23 and 26): it says what no library would say.

It sends and receives on the caller's thread, and nothing by itself.
"""

from __future__ import annotations

import socket
import struct

import nacl.utils
from nacl.bindings import crypto_box_afternm, crypto_box_beforenm, crypto_box_keypair, crypto_box_open_afternm
from zmq.utils import z85

MORE, LONG, COMMAND = 1, 2, 4  # flags of a frame


def greeting(mechanism: bytes = b"CURVE", version: tuple[int, int] = (3, 0)) -> bytes:
    """The 64 bytes that begin a connection."""
    signature = b"\xff" + b"\0" * 8 + b"\x7f"
    return signature + bytes(version) + mechanism.ljust(20, b"\0") + b"\0" * 32


def frame(body: bytes, flags: int = 0, declared: int | None = None) -> bytes:
    """One frame; `declared` says another length than there is."""
    size = len(body) if declared is None else declared
    if size > 255 or flags & LONG:
        return bytes([flags | LONG]) + struct.pack(">Q", size) + body
    return bytes([flags, size]) + body


def metadata(**properties: bytes) -> bytes:
    """Properties as a handshake carries them; an underscore stands for the hyphen."""
    whole = b""
    for name, value in properties.items():
        name = name.replace("_", "-").encode()
        whole += bytes([len(name)]) + name + struct.pack(">I", len(value)) + value
    return whole


class Closed(Exception):
    """The other side hung up."""


class Wire:
    """A connection, from its first byte."""

    def __init__(self, endpoint: str, timeout: float = 10):
        host, port = endpoint.removeprefix("tcp://").rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout)
        self.socket.settimeout(timeout)
        self.buffer = b""

    def close(self):
        self.socket.close()

    def send(self, data: bytes):
        """`Closed` where it can't be sent any more."""
        try:
            self.socket.sendall(data)
        except (BrokenPipeError, ConnectionResetError) as fault:
            raise Closed from fault

    def take(self, count: int) -> bytes:
        while len(self.buffer) < count:
            try:
                more = self.socket.recv(65_536)
            except ConnectionResetError as fault:
                raise Closed from fault
            if not more:
                raise Closed
            self.buffer += more
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def frame(self) -> tuple[int, bytes]:
        """The next frame: its flags and what it holds."""
        flags = self.take(1)[0]
        size = struct.unpack(">Q", self.take(8))[0] if flags & LONG else self.take(1)[0]
        return flags, self.take(size)

    def is_closed(self, patience: float) -> bool:
        """Whether the other side hangs up within this time."""
        self.socket.settimeout(patience)
        try:
            while True:
                self.take(1)
        except Closed:
            return True
        except TimeoutError:
            return False


class CurveWire(Wire):
    """A connection whose CURVE handshake was done, as client."""

    def __init__(self, endpoint: str, server: bytes, curve, timeout: float = 10, **properties: bytes):
        super().__init__(endpoint, timeout)
        self.sent = 0
        self.server, self.secret, self.public = z85.decode(server), z85.decode(curve.secret), z85.decode(curve.public)
        self.passing_public, self.passing_secret = crypto_box_keypair()
        self.send(greeting())
        self.take(64)
        self._hello()
        self._initiate(properties or {"Socket_Type": b"DEALER", "Identity": b""})

    def _nonce(self, prefix: bytes) -> tuple[bytes, bytes]:
        self.sent += 1
        short = struct.pack(">Q", self.sent)
        return short, prefix + short

    def _hello(self):
        short, nonce = self._nonce(b"CurveZMQHELLO---")
        box = crypto_box_afternm(b"\0" * 64, nonce, crypto_box_beforenm(self.server, self.passing_secret))
        self.send(frame(b"\x05HELLO\x01\0" + b"\0" * 72 + self.passing_public + short + box, COMMAND))
        _, welcome = self.frame()
        assert welcome.startswith(b"\x07WELCOME"), welcome[:20]
        shared = crypto_box_beforenm(self.server, self.passing_secret)
        opened = crypto_box_open_afternm(welcome[24:], b"WELCOME-" + welcome[8:24], shared)
        self.their_passing, self.cookie = opened[:32], opened[32:]
        self.shared = crypto_box_beforenm(self.their_passing, self.passing_secret)

    def _initiate(self, properties: dict):
        vouch_nonce = nacl.utils.random(16)
        vouched = crypto_box_afternm(
            self.passing_public + self.server, b"VOUCH---" + vouch_nonce,
            crypto_box_beforenm(self.their_passing, self.secret))
        short, nonce = self._nonce(b"CurveZMQINITIATE")
        told = self.public + vouch_nonce + vouched + metadata(**properties)
        box = crypto_box_afternm(told, nonce, self.shared)
        self.send(frame(b"\x08INITIATE" + self.cookie + short + box, COMMAND))
        _, ready = self.frame()
        if not ready.startswith(b"\x05READY"):
            raise Closed(ready[:64])

    def sealed(self, part: bytes, more: bool = False) -> bytes:
        """A frame with one part of a message in it."""
        short, nonce = self._nonce(b"CurveZMQMESSAGEC")
        return frame(b"\x07MESSAGE" + short + crypto_box_afternm(bytes([more]) + part, nonce, self.shared))

    def message(self, parts: list[bytes]):
        """A whole message in one piece of TCP."""
        self.send(b"".join(self.sealed(part, more=index < len(parts) - 1) for index, part in enumerate(parts)))

    def receive(self) -> list[bytes]:
        """The next whole message."""
        parts = []
        while True:
            _, body = self.frame()
            if not body.startswith(b"\x07MESSAGE"):
                continue
            opened = crypto_box_open_afternm(body[16:], b"CurveZMQMESSAGES" + body[8:16], self.shared)
            parts.append(opened[1:])
            if not opened[0] & MORE:
                return parts
