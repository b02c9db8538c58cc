"""The log's tree and its signed checkpoints (RFC 6962, C2SP signed-note, tlog-checkpoint), from the papers."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key


def exact(text: str) -> bytes:
    """The bytes of a base64 text in its one right spelling; ValueError for any other."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("base64 with bits to spare")
    return data


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


def has_grown(old: int, old_root: bytes, new: int, new_root: bytes, proof: list[bytes]) -> bool:
    """Whether the new tree is the old one with leaves appended (RFC 9162, section 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not proof:
        return False
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for step in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(step, fr), node(step, sr)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old_root and sr == new_root


@dataclass(frozen=True)
class LogKey:
    """The public half of the log's key and its name."""

    name: str
    key: Ed25519PublicKey

    @classmethod
    def load(cls, pem: bytes, instance: str) -> "LogKey":
        return cls(f"permitd/{instance}", load_pem_public_key(pem))

    @classmethod
    def of(cls, text: str) -> "LogKey":
        """A key in the C2SP form, `<name>+<id in hex>+<base64 of the algorithm and the key>`."""
        name, id, data = text.split("+", 2)
        data = exact(data)
        if len(data) != 33 or data[0] != 1:
            raise ValueError("no Ed25519 key")
        key = cls(name, Ed25519PublicKey.from_public_bytes(data[1:]))
        if key.id.hex() != id:
            raise ValueError("a key's id that is not its own")
        return key

    @property
    def text(self) -> str:
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([1]) + raw).decode()}"

    def signed(self, signature: bytes, data: bytes) -> bool:
        """Whether a signature over data is by this key."""
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True

    @property
    def id(self) -> bytes:
        raw = self.key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return hashlib.sha256(self.name.encode() + b"\n\x01" + raw).digest()[:4]

    def open(self, note: str) -> str:
        """The text of a note that this key has signed; ValueError for any other."""
        text, _, signatures = note.rpartition("\n\n")
        *lines, end = signatures.split("\n")
        if end:
            raise ValueError("a note ends with a line end")
        for line in lines:
            dash, name, data = line.split(" ")
            data = exact(data)
            if dash == "\u2014" and name == self.name and data[:4] == self.id:
                if self.signed(data[4:], (text + "\n").encode()):
                    return text + "\n"
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
