"""A table of bad bodies and frames over a real socket; the daemon answers each by its code and goes on.

Contract section 2 (frames, envelopes, sizes) and section 3 (the order of codes).
"""

from __future__ import annotations

import json

import pytest
import zmq

from peer import Tablet, Watched, connect, instant, request_id
from register import fresh

SETTINGS = {"signatures": "optional"}  # so that a bad body is judged for what it is


def good(**changes) -> dict:
    """A body that would be taken."""
    name = fresh("area")
    whole = {"v": 1, "id": request_id(), "op": "area.put", "at": instant()}
    whole["args"] = {"area": name, "name": name, "risk": "blue"}
    whole.update(changes)
    return {key: value for key, value in whole.items() if value is not ...}


def text(**changes) -> str:
    return json.dumps(good(**changes))


def args(**changes) -> dict:
    """Arguments with something wrong in them; `...` takes a field out."""
    whole = {"area": fresh("area"), "name": "n", "risk": "blue", **changes}
    return {key: value for key, value in whole.items() if value is not ...}


def spliced(old: str, new: str, **changes) -> bytes:
    """The good text with one piece replaced, for what no encoder would write."""
    body = text(**changes)
    assert body.count(old) == 1, (old, body)
    return body.replace(old, new).encode()


def nested(depth: int) -> bytes:
    """A body nested to this depth: the object itself is one, `args` the second."""
    return text(args={"deep": "@"}).replace('"@"', "[" * (depth - 2) + "]" * (depth - 2)).encode()


NOT_ONE_OBJECT = {
    "nothing": b"",
    "not JSON": b"hello",
    "half an object": text().encode()[:-1],
    "an array": b"[" + text().encode() + b"]",
    "a string": b'"permit.start"',
    "null": b"null",
    "two objects": text().encode() + text().encode(),
    "text behind": text().encode() + b" x",
    "a BOM": b"\xef\xbb\xbf" + text().encode(),
    "UTF-16": text().encode("utf-16"),
    "a trailing comma in an object": text().encode()[:-1] + b",}",
    "a trailing comma in an array": spliced('"@"', '["a",]', args=args(adjacent="@")),
    "a comment": b"/* hi */" + text().encode(),
    "single quotes": b"{'v': 1}",
    "a bare key": b"{v: 1}",
    "a leading zero": spliced('"v": 1', '"v": 01'),
    "a plus sign": spliced('"v": 1', '"v": +1'),
    "a bare point": spliced('"v": 1', '"v": 1.'),
    "a hexadecimal number": spliced('"v": 1', '"v": 0x1'),
    "NaN": spliced('"v": 1', '"v": NaN'),
    "Infinity": spliced('"v": 1', '"v": Infinity'),
    "True": spliced('"v": 1', '"v": True'),
    "a raw line break in a string": spliced('"name": "n"', '"name": "a\nb"', args=args()),
    "a raw NUL in a string": spliced('"name": "n"', '"name": "a\x00b"', args=args()),
    "an unknown escape": spliced('"name": "n"', '"name": "\\x41"', args=args()),
    "half an escape": spliced('"name": "n"', '"name": "\\u12"', args=args()),
    "a duplicate key": spliced('"v": 1', '"v": 1, "v": 1'),
    "a duplicate key in args": spliced('"name": "n"', '"name": "n", "name": "n"', args=args()),
    "a duplicate key, escaped": spliced('"name": "n"', '"name": "n", "n\\u0061me": "m"', args=args()),
    "invalid UTF-8": text().encode().replace(b'"blue"', b'"bl\xffue"'),
    "an overlong UTF-8 form": text().encode().replace(b'"blue"', b'"\xc0\xaf"'),
    "a surrogate in UTF-8": text().encode().replace(b'"blue"', b'"\xed\xa0\x80"'),
    "UTF-8 cut short": text().encode().replace(b'"blue"', b'"\xe4\xbd"'),
    "a lone high surrogate": spliced('"name": "n"', '"name": "\\ud800"', args=args()),
    "a lone low surrogate": spliced('"name": "n"', '"name": "\\udc00x"', args=args()),
    "nesting 33": nested(33),
    "nesting 20,000": nested(20_000),
}


@pytest.fixture(scope="module")
def tablet(register) -> Tablet:
    return register.admin


@pytest.mark.parametrize("name", NOT_ONE_OBJECT)
def test_malformed(tablet, name):
    reply = tablet.once([NOT_ONE_OBJECT[name]])
    assert reply is not None, "no answer"
    assert not reply["ok"] and reply["error"]["code"] == "malformed", reply
    assert reply["v"] == 1 and "seq" in reply and "at" in reply and reply["error"]["message"]


def test_nesting_32_is_still_read(tablet):
    reply = tablet.once([nested(32)])
    assert reply["error"]["code"] == "invalid", reply


#: name, changes of a good body, code, the paths that `fields` names
WRONG_FIELDS = [
    ("no id", {"id": ...}, "invalid", ["/id"]),
    ("an empty id", {"id": ""}, "invalid", ["/id"]),
    ("an id of 65", {"id": "a" * 65}, "invalid", ["/id"]),
    ("an id with a space", {"id": "a b"}, "invalid", ["/id"]),
    ("an id in Chinese", {"id": "作业"}, "invalid", ["/id"]),
    ("an id that is a number", {"id": 7}, "invalid", ["/id"]),
    ("no id and more", {"id": ..., "at": "now", "args": args(risk="pink")}, "invalid", ["/id", "/at", "/args/risk"]),
    ("no at", {"at": ...}, "invalid", ["/at"]),
    ("at without a zone", {"at": "2026-11-24T08:00:00.000"}, "invalid", ["/at"]),
    ("at with an offset", {"at": "2026-11-24T08:00:00+08:00"}, "invalid", ["/at"]),
    ("at with four decimals", {"at": "2026-11-24T08:00:00.0001Z"}, "invalid", ["/at"]),
    ("at on no day", {"at": "2026-02-30T08:00:00.000Z"}, "invalid", ["/at"]),
    ("at as a number", {"at": 1764000000}, "invalid", ["/at"]),
    ("args missing", {"args": ...}, "invalid", ["/args/area", "/args/name", "/args/risk"]),
    ("args a list", {"args": []}, "invalid", ["/args"]),
    ("an unknown field", {"colour": "red"}, "invalid", ["/colour"]),
    ("an unknown argument", {"args": args(colour="red")}, "invalid", ["/args/colour"]),
    ("a missing argument", {"args": args(risk=...)}, "invalid", ["/args/risk"]),
    ("a null argument", {"args": args(risk=None)}, "invalid", ["/args/risk"]),
    ("a wrong type", {"args": args(name=7)}, "invalid", ["/args/name"]),
    ("an unknown choice", {"args": args(risk="pink")}, "invalid", ["/args/risk"]),
    ("a wrong type in a list", {"args": args(adjacent=["a", 7])}, "invalid", ["/args/adjacent/1"]),
    ("three wrong at once", {"args": args(name=7, risk="pink", colour=1)}, "invalid",
     ["/args/name", "/args/risk", "/args/colour"]),
    ("a wrong actor", {"actor": 7}, "invalid", ["/actor"]),
    ("a wrong expect", {"expect": "nine"}, "invalid", ["/expect"]),
    ("a language we have not", {"lang": "fr"}, "invalid", ["/lang"]),
    ("an area in capitals", {"args": args(area="East")}, "invalid", ["/args/area"]),
    ("an area with an empty segment", {"args": args(area="a//b")}, "invalid", ["/args/area"]),
    ("an area ending in a slash", {"args": args(area="a/")}, "invalid", ["/args/area"]),
    ("a segment of 33", {"args": args(area="a" * 33)}, "invalid", ["/args/area"]),
    ("nine segments", {"args": args(area="/".join("abcdefghi"))}, "invalid", ["/args/area"]),
    ("an area of 151 bytes", {"args": args(area="/".join(["a" * 30] * 4 + ["a" * 27]))}, "invalid", ["/args/area"]),
    ("a name of 10,000 characters", {"args": args(name="长" * 10_000)}, "invalid", ["/args/name"]),
    ("an unknown operation", {"op": "permit.dance"}, "unknownOperation", None),
    ("an operation in capitals", {"op": "AREA.PUT"}, "unknownOperation", None),
    ("no operation", {"op": ...}, ("invalid", "unknownOperation"), None),
    ("version 2", {"v": 2}, "unsupportedVersion", None),
    ("version 0", {"v": 0}, "unsupportedVersion", None),
    ("no version", {"v": ...}, ("invalid", "unsupportedVersion"), None),
    ("a version in words", {"v": "1"}, ("invalid", "unsupportedVersion"), None),
    ("at a minute ahead", {"at": 60.0}, "clockSkew", None),
    ("at three minutes old", {"at": -180.0}, "tooLate", None),
]


@pytest.mark.parametrize("name, changes, code, paths", WRONG_FIELDS, ids=[row[0] for row in WRONG_FIELDS])
def test_wrong_fields(tablet, name, changes, code, paths):
    if isinstance(changes.get("at"), float):
        changes = {**changes, "at": instant(changes["at"])}
    body = good(**changes)
    reply = tablet.once([json.dumps(body).encode()])
    assert reply is not None, "no answer"
    error = reply["error"]
    assert error["code"] in ([code] if isinstance(code, str) else code), reply
    if paths is not None:
        named = {field["path"] for field in error["fields"]}
        assert set(paths) <= named, f"{paths} not all in {error['fields']}"
    if paths and paths[0] == "/id":
        assert reply["id"] is None
    elif isinstance(body.get("id"), str) and code != "unsupportedVersion":
        assert reply["id"] == body["id"]


def test_unsupported_version_says_what_is(tablet):
    error = tablet.once([text(v=2).encode()])["error"]
    assert error["supported"] == [1]


@pytest.mark.parametrize("at, code", [(60.0, "clockSkew"), (-180.0, "tooLate")])
def test_clock_refusals_carry_the_servers_time(tablet, at, code):
    error = tablet.once([text(at=instant(at)).encode()])["error"]
    assert error["code"] == code and error["serverTime"].endswith("Z")


NO_COUNTS = ["1e999", "-1e999", "9" * 400, "1.5", "-1", "18446744073709551616", "1e-9223372036854775808"]


@pytest.mark.parametrize("number", NO_COUNTS)
def test_numbers_out_of_bounds(tablet, number):
    """`limit` and `expect` are counts: no number breaks the reader, each is named as wrong."""
    body = spliced('"@"', number, op="permit.list", args={"limit": "@"})
    assert tablet.once([body])["error"]["code"] in ("invalid", "malformed")
    body = spliced('"@"', number, expect="@")
    assert tablet.once([body])["error"]["code"] in ("invalid", "malformed")


# --- frames -----------------------------------------------------------------------------------------


def test_three_frames(tablet):
    assert tablet.once([text().encode(), b"s" * 64, b"more"])["error"]["code"] == "malformed"


def test_nothing_but_an_envelope(tablet):
    tablet.send([b""])
    answer = tablet.receive(5)
    assert answer is not None and json.loads(answer[-1])["error"]["code"] == "malformed"


def test_a_signature_of_the_wrong_length(tablet):
    assert tablet.once([text().encode(), b"short"])["error"]["code"] in ("signatureInvalid", "malformed")


def test_a_signature_of_nonsense(tablet):
    assert tablet.once([text(actor="p-admin").encode(), b"s" * 64])["error"]["code"] == "signatureInvalid"


@pytest.mark.parametrize("envelope", [[b""], [b"\x00\x01\x02\x03", b""]], ids=["empty", "id and empty"])
def test_the_envelope_is_echoed(tablet, envelope):
    body = good()
    tablet.send([*envelope, json.dumps(body).encode()])
    answer = tablet.receive(5)
    assert answer is not None and answer[:-1] == envelope
    assert json.loads(answer[-1])["ok"] and json.loads(answer[-1])["id"] == body["id"]


def test_a_request_socket(daemon, register, connected):
    """REQ with RELAXED and CORRELATE, as section 2 allows."""
    person = register.admin.owner
    socket = connected(connect(
        zmq.REQ, daemon.endpoints["commands"], daemon.server_key, person.curve, req_relaxed=1, req_correlate=1
    ))
    for _ in range(3):
        body = good()
        socket.send(json.dumps(body).encode())
        assert socket.poll(5000), "no answer"
        assert json.loads(socket.recv())["id"] == body["id"]


def test_a_frame_too_large_closes_the_connection(daemon, register, connected):
    curve = register.enroll(device=fresh("tablet"))
    socket = connect(zmq.DEALER, daemon.endpoints["commands"], daemon.server_key, curve)
    watched = connected(Watched(socket))
    socket.send(json.dumps({"v": 1, "id": "a", "op": "daemon.status", "at": instant(), "args": {}}).encode())
    assert socket.poll(5000)
    socket.recv()
    socket.send(b"x" * 70_000)
    assert watched.wait(zmq.EVENT_DISCONNECTED, 5), "the connection stayed open"
    fresh_one = connected(Tablet(daemon, curve))
    assert fresh_one.status()


def test_the_largest_frame_is_still_read(tablet):
    body = text(args=args(name="n")).encode()
    padded = body + b" " * (65_536 - len(body))
    assert tablet.once([padded])["ok"]


def test_after_all_of_it_the_daemon_answers(daemon, tablet):
    assert tablet.status()["instance"] == daemon.instance
    reply = tablet.once([text().encode()])
    assert reply["ok"], reply
