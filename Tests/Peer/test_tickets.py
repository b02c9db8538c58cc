"""The code at the work site: a compact JWS (RFC 7515, RFC 8037) that says as of when it was true, never that it is."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auditing import log_key
from job import Job
from pocket import ctl

AREA = "binhai/home/boiler"


def decode(part: str) -> bytes:
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    assert encode(data) == part, "base64url without padding, in its one spelling"
    return data


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def claims(token: str, key) -> dict:
    """The claims of a ticket that the key has signed; ValueError for any other."""
    header, payload, signature = token.split(".")
    if json.loads(decode(header)) != {"alg": "EdDSA", "typ": "JWT", "kid": key.id.hex()}:
        raise ValueError("another header")
    if not key.signed(decode(signature), f"{header}.{payload}".encode()):
        raise ValueError("not signed")
    return json.loads(decode(payload))


@pytest.fixture(scope="module")
def job(register):
    register.area(AREA)
    return Job(register, AREA).approved()


@pytest.fixture(scope="module")
def token(job):
    return job.tablet(job.holder("leader")).call("permit.ticket", {"permit": job.permit}, sign=False)["ticket"]


@pytest.fixture
def verify(daemon):
    """`verify(token)`: permitctl's answer, which never says that anything is valid."""
    def ask(token, *options, key=daemon.keys / "log.pub", **how):
        done = ctl("ticket", "verify", token, "--log-key", key, *options, **how)
        assert "valid" not in (done.stdout + done.stderr).lower()
        return done
    return ask


def test_a_ticket_tells_who_authorised_what(job, token, daemon, verify):
    said, permit = claims(token, log_key(daemon)), job.get()
    assert said["iss"] == f"permitd/{daemon.instance}" and said["sub"] == job.permit
    assert (said["num"], said["kind"], said["area"]) == (permit["number"], permit["kind"], AREA)
    assert (said["leader"], said["supervisor"]) == (job.holder("leader").id, job.holder("supervisor").id)
    assert said["nbf"] < said["exp"] and said["state"] == "approved" and said["seq"] > 0
    assert {"post": job.approver, "by": job.holder(job.approver).id} in said["approved"]
    shown = verify(token)
    assert shown.returncode == 0, shown.stderr
    for words in permit["number"], AREA, job.holder("leader").id, "last known at", job.holder(job.approver).id:
        assert words in shown.stdout
    assert json.loads(verify(token, "--json").stdout) == said
    assert verify("-", stdin=token + "\n").stdout == shown.stdout
    chinese = verify(token, "--lang", "zh")
    assert chinese.returncode == 0 and "最后获知于" in chinese.stdout


def test_a_later_ticket_tells_the_later_state(job, token, daemon, verify):
    leader = job.tablet(job.holder("leader"))
    job.act("leader", "permit.note", {"text": "the log grows"})
    later = leader.call("permit.ticket", {"permit": job.permit}, sign=False)["ticket"]
    first, second = claims(token, log_key(daemon)), claims(later, log_key(daemon))
    assert second["iat"] >= first["iat"] and second["seq"] > first["seq"]
    assert "last known at" in verify(token).stdout, "the first stays what it was: a word of then"


def changed(part: int, **changes):
    def change(token: str) -> str:
        parts = token.split(".")
        parts[part] = encode(json.dumps({**json.loads(decode(parts[part])), **changes}).encode())
        return ".".join(parts)
    return change


def change_signature(token: str) -> str:
    head, _, signature = token.rpartition(".")
    data = bytearray(decode(signature))
    data[40] ^= 1
    return f"{head}.{encode(bytes(data))}"


def unsigned(token: str) -> str:
    return changed(0, alg="none")(token).rpartition(".")[0] + "."


def own_key(token: str) -> str:
    """Signed by a key that the ticket itself names."""
    own = Ed25519PrivateKey.generate()
    raw = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": encode(raw)}
    signed = changed(0, jwk=jwk)(token).rpartition(".")[0]
    return f"{signed}.{encode(own.sign(signed.encode()))}"


def by_secret(token: str) -> str:
    """HS256 with the public key for a secret."""
    return changed(0, alg="HS256")(token)


@pytest.mark.parametrize("change", [
    changed(1, exp=4102444800), changed(1, state="active"), changed(1, num="HOT-1"), changed(0, kid="00000000"),
    changed(0, typ="JWS"), change_signature, unsigned, own_key, by_secret,
    lambda token: token.rpartition(".")[0], lambda token: "", lambda token: "a.b.c", lambda token: token + ".",
])
def test_a_changed_ticket_is_refused(token, verify, daemon, change):
    forged = change(token)
    done = verify(forged)
    assert done.returncode == 1 and done.stdout == ""
    assert "not signed by the log's key, or no ticket" in done.stderr
    with pytest.raises((ValueError, AssertionError)):
        claims(forged, log_key(daemon))


def test_another_logs_key_is_refused(token, verify, make_daemon, tmp_path):
    other = make_daemon("other")
    assert verify(token, key=other.keys / "log.pub").returncode == 1
    (tmp_path / "no.pub").write_text("rubbish")
    assert verify(token, key=tmp_path / "no.pub").returncode == 64
