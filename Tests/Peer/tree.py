"""The log's tree and its signed checkpoints (RFC 6962, C2SP signed-note, tlog-checkpoint), from the papers."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    """The root of leaves' hashes, by the definition itself."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node(root(leaves[:half]), root(leaves[half:]))


def root_from_path(index: int, size: int, start: bytes, path: list[bytes]) -> bytes | None:
    """The root that an audit path leads to; None if the path is not as long as it must be."""
    def walk(index: int, size: int, path: list[bytes]) -> bytes | None:
        if size == 1:
            return start if not path else None
        if not path:
            return None
        half = 1
        while half * 2 < size:
            half *= 2
        if index < half:
            below = walk(index, half, path[:-1])
            return below and node(below, path[-1])
        below = walk(index - half, size - half, path[:-1])
        return below and node(path[-1], below)

    return walk(index, size, path) if 0 <= index < size else None


@dataclass(frozen=True)
class LogKey:
    """The public half of the log's key and its name."""

    name: str
    key: Ed25519PublicKey

    @classmethod
    def load(cls, pem: bytes, instance: str) -> "LogKey":
        return cls(f"permitd/{instance}", load_pem_public_key(pem))

    @property
    def id(self) -> bytes:
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(self.name.encode() + b"\n\x01" + raw).digest()[:4]

    def open(self, note: str) -> str:
        """The text of a note that this key has signed; ValueError for any other."""
        text, _, signatures = note.rpartition("\n\n")
        for line in signatures.splitlines():
            dash, name, data = line.split(" ")
            data = base64.b64decode(data, validate=True)
            if dash == "\u2014" and name == self.name and data[:4] == self.id:
                try:
                    self.key.verify(data[4:], (text + "\n").encode())
                    return text + "\n"
                except InvalidSignature:
                    pass
        raise ValueError("not signed by the log's key")


@dataclass(frozen=True)
class Checkpoint:
    size: int
    root: bytes

    @classmethod
    def open(cls, note: str, key: LogKey) -> "Checkpoint":
        origin, size, value, *_ = key.open(note).split("\n")
        if origin != key.name:
            raise ValueError(f"a checkpoint of {origin}")
        return cls(int(size), base64.b64decode(value, validate=True))
