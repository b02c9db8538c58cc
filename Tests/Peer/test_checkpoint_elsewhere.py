"""Checkpoints are read by sigstore's own code for transparency logs, where that is installed."""

from __future__ import annotations

import base64
import sys

import pytest
from cryptography.exceptions import InvalidSignature

from tree import Checkpoint, LogKey

checkpoints = pytest.importorskip("sigstore._internal.rekor.checkpoint", reason="sigstore is not installed")


class Keyring:
    """What sigstore asks of its keys: one of them to check a signature."""

    def __init__(self, key: LogKey):
        self.key = key

    def verify(self, *, key_id, signature, data):
        from sigstore.errors import VerificationError

        try:
            self.key.key.verify(signature, data)
        except InvalidSignature as error:
            raise VerificationError("invalid signature") from error


def test_sigstore_reads_and_checks_a_checkpoint(make_daemon):
    daemon = make_daemon().serve()
    daemon.end()
    note = (daemon.directory / "anchor/checkpoint").read_text()
    key = LogKey.load((daemon.keys / "log.pub").read_bytes(), daemon.instance)
    own = Checkpoint.open(note, key)
    theirs = checkpoints.SignedCheckpoint.from_text(note)
    assert (theirs.checkpoint.origin, theirs.checkpoint.log_size) == (key.name, own.size)
    assert bytes.fromhex(theirs.checkpoint.log_hash) == own.root
    theirs.signed_note.verify(Keyring(key), key.id)
    forged = note.replace(f"\n{own.size}\n", f"\n{own.size + 1}\n")
    with pytest.raises(Exception, match="invalid signature"):
        checkpoints.SignedCheckpoint.from_text(forged).signed_note.verify(Keyring(key), key.id)
    assert base64.b64decode(theirs.signed_note.signatures[0].signature) and "sigstore" in sys.modules
