"""A register to work with, entered over the wire by the administrator (section 4, Register)."""

from __future__ import annotations

import base64
import itertools

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from peer import Curve, Person, Tablet, day, enrolment_proof, instant

EVERYWHERE = ["*"]
GAS_METER = "instrument-1"
_numbers = itertools.count(1)


def fresh(prefix: str) -> str:
    """A name nobody has yet in this run."""
    return f"{prefix}-{next(_numbers)}"


def grant_window() -> dict:
    """`from` and `until` of a grant: windows are instants, as a permit's are."""
    return {"from": instant(-3600), "until": instant(30 * 86400)}


class Register:
    """The administrator at a desk: areas, people, grants, keys, credentials, instruments.

    The administrator puts credentials and `verifier` verifies them, since those two must differ.
    """

    def __init__(self, daemon):
        self.daemon = daemon
        self.admin = daemon.admin_tablet()
        self.people: dict[str, Person] = {}
        self._tablets: dict[str, Tablet] = {}
        self._verifier: Person | None = None
        self._instruments: set[str] = set()

    # people and their keys

    def person(self, person: str, *roles: str, areas=EVERYWHERE, key=True, sign=True) -> Person:
        """Somebody with grants, and by default with a tablet and a signing key of their own."""
        if person in self.people:
            known = self.people[person]
        else:
            self.admin.call("person.put", {"person": person, "name": person, "employer": "Binhai Care"})
            known = self.people[person] = Person(person)
        for role in roles:
            self.grant(known, role, areas)
        if key and known.curve is None:
            known.curve = self.enroll(person=person, areas=areas)
        if sign and known.signing is None:
            self.enroll_signing(known)
        return known

    def enroll(self, areas=EVERYWHERE, **owner: str) -> Curve:
        """A CURVE key for `person=` or `device=`."""
        curve = Curve.new()
        self.admin.call("key.enroll", {"key": curve.public.decode(), **owner, "areas": list(areas)})
        return curve

    def enroll_signing(self, person: Person) -> Person:
        person.signing = Ed25519PrivateKey.generate()
        proof = enrolment_proof(person.signing, self.daemon.instance, person.id)
        self.admin.call("key.enroll", {
            "signing": base64.b64encode(person.signing_public).decode(), "person": person.id,
            "proof": base64.b64encode(proof).decode(),
        })
        return person

    def revoke_key(self, curve: Curve, reason: str = "lost"):
        self.admin.call("key.revoke", {"key": curve.public.decode(), "reason": reason})

    def grant(self, person: Person, role: str, areas=EVERYWHERE) -> str:
        name = fresh("grant")
        self.admin.call("grant.put", {
            "grant": name, "person": person.id, "role": role, "areas": list(areas), **grant_window(),
        })
        person.roles.add(role)
        return name

    # clients

    def tablet(self, person: Person, **options) -> Tablet:
        """The person's own tablet, opened once."""
        if person.id not in self._tablets or options:
            self._tablets[person.id] = Tablet(self.daemon, person.curve, person, **options)
        return self._tablets[person.id]

    def shared_tablet(self, device: str | None = None, areas=EVERYWHERE) -> Tablet:
        """A tablet bound to nobody."""
        return Tablet(self.daemon, self.enroll(device=device or fresh("tablet"), areas=areas))

    def reconnect(self):
        """After a restart: ports are new."""
        for tablet in [self.admin, *self._tablets.values()]:
            tablet.reconnect()

    def close(self):
        for tablet in [self.admin, *self._tablets.values()]:
            tablet.close()

    # things

    def area(self, area: str, risk: str = "yellow", **more) -> str:
        """The area and, first, those above it."""
        parts = area.split("/")
        for depth in range(1, len(parts)):
            above = "/".join(parts[:depth])
            self.admin.call("area.put", {"area": above, "name": above, "risk": risk})
        self.admin.call("area.put", {"area": area, "name": area, "risk": risk, **more})
        return area

    def credential(self, person: Person | str, kind: str, issued=-30, expires=365, verify=True, **more) -> str:
        """A certificate put by one and verified by another; days are counted from today."""
        holder = person if isinstance(person, str) else person.id
        name = fresh("credential")
        self.admin.call("credential.put", {
            "credential": name, "person": holder, "kind": kind, "number": f"T{name}", "issuer": "emergency office",
            "issued": day(issued), "expires": day(expires), **more,
        })
        if verify:
            self.verify(name)
        return name

    def verify(self, credential: str):
        if self._verifier is None:
            self._verifier = self.person("p-verifier", "verifier")
        self.tablet(self._verifier).call("credential.verify", {"credential": credential, "method": "office web page"})

    def instrument(self, instrument: str = GAS_METER, due: int = 90) -> str:
        if instrument not in self._instruments:
            self.admin.call("instrument.put", {
                "instrument": instrument, "kind": "gasDetector", "calibrationDue": day(due),
            })
            self._instruments.add(instrument)
        return instrument
