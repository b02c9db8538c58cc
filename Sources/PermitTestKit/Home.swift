public import PermitCore

/// One operation with its arguments, as a table of tests holds it.
public struct Step: Sendable {
    /// Who acts.
    public let person: PersonID
    /// What is done.
    public let operation: Operation
    /// With what.
    public let args: JSONObject

    /// Makes a step.
    public init(_ person: PersonID, _ operation: Operation, _ args: JSONObject) {
        self.person = person
        self.operation = operation
        self.args = args
    }
}

/// The register of the home at `binhai/home`, as the operations that build it.
public enum Home {
    /// 08:00 on a Tuesday in Shanghai.
    public static let start: Instant = "2026-11-24T00:00:00.000Z"
    /// The window of the permits that ``Site`` asks for: 08:30 to 16:30.
    public static let from: Instant = "2026-11-24T00:30:00.000Z"
    /// The end of that window.
    public static let until: Instant = "2026-11-24T08:30:00.000Z"
    /// The gas detector.
    public static let detector: InstrumentID = "detector-1"
    /// A welding machine that is registered for use.
    public static let machine: EquipmentID = "machine-1"
    /// The tablet that everyone in the home shares.
    public static let tablet = "tablet-1"

    /// A client key for a person or a device: 40 characters of Z85 made of its name.
    public static func key(of name: String) -> String {
        String((name + String(repeating: "0", count: 40)).prefix(40))
    }

    /// Everything that the administrator, the registrars and the verifier enter, in order.
    public static var steps: [Step] { areas + people + keys + grants + credentials + things }

    private static var areas: [Step] {
        [
            area(.binhai, "Binhai", []), area(.home, "The home", []), area(.kitchen, "The kitchen", []),
            area(.yard, "The yard", [.home]),
        ]
    }

    /// `area.put`.
    public static func area(
        _ area: AreaID, _ name: String, _ adjacent: [AreaID], facts: JSONObject = [:]
    ) -> Step {
        Step(
            .admin, .areaPut,
            [
                "area": .string(area.text), "name": .string(name), "adjacent": .strings(adjacent.map(\.text)),
                "facts": .object(facts), "risk": "yellow",
            ])
    }

    private static var people: [Step] {
        PersonID.everyone.filter { $0 != .admin }.map { person($0, status: $0 == .blocked ? "blocked" : "active") }
    }

    /// `person.put`.
    public static func person(_ person: PersonID, status: String = "active") -> Step {
        Step(
            .admin, .personPut,
            ["person": .id(person), "name": .string(person.text), "employer": "Binhai", "status": .string(status)])
    }

    private static var grants: [Step] {
        let roles: [(PersonID, String, [AreaID])] = [
            (.registrar, "registrar", []), (.yardRegistrar, "registrar", [.yard]), (.verifier, "verifier", []),
            (.applicant, "applicant", [.home]), (.leader, "leader", [.home]), (.leader2, "leader", [.home]),
            (.supervisor, "supervisor", [.home]), (.supervisor2, "supervisor", [.home]),
            (.unitHead, "areaUnit", [.home]), (.safety, "safetyDept", [.binhai]), (.analyst, "analyst", [.home]),
            (.isolator, "isolator", [.home]), (.isolator2, "isolator", [.home]),
            (.watcher, "fireWatcher", [.home]), (.acceptor, "acceptor", [.home]),
            (.emergency, "emergency", [.binhai]), (.viewer, "viewer", [.binhai]), (.auditor, "auditor", []),
            (.neighbour, "applicant", [.yard]), (.neighbour, "leader", [.yard]),
        ]
        let everything = [
            "applicant", "leader", "supervisor", "areaUnit", "safetyDept", "analyst", "fireWatcher", "acceptor",
        ]
        return roles.map { grant($0.0, $0.1, $0.2) } + everything.map { grant(.everything, $0, [.home]) }
    }

    /// `grant.put`; no areas are all areas.
    public static func grant(
        _ person: PersonID, _ role: String, _ areas: [AreaID], from: String = "2026-01-01",
        until: String = "2030-12-31", by granter: PersonID = .admin, id: String? = nil
    ) -> Step {
        Step(
            granter, .grantPut,
            [
                "grant": .string(id ?? "g-\(person)-\(role)"), "person": .id(person), "role": .string(role),
                "areas": areas.isEmpty ? ["*"] : .strings(areas.map(\.text)), "from": .string(from),
                "until": .string(until),
            ])
    }

    private static var credentials: [Step] {
        let welders: [PersonID] = [.welder, .welder2, .blocked]
        let guardians: [PersonID] = [.supervisor, .supervisor2, .everything]
        return welders.flatMap { credential($0, "special-work.welding") }
            + guardians.flatMap { credential($0, "training.guardian") }
    }

    /// The id of a person's credential of a kind.
    public static func credentialID(_ person: PersonID, _ kind: String) -> String { "c-\(person)-\(kind)" }

    /// `credential.put` by the registrar and `credential.verify` by the verifier.
    public static func credential(
        _ person: PersonID, _ kind: String, expires: String = "2029-12-31", reviewDue: String? = nil,
        isVerified: Bool = true
    ) -> [Step] {
        let id = JSONValue.string(credentialID(person, kind))
        let put = Step(
            .registrar, .credentialPut,
            [
                "credential": id, "person": .id(person), "kind": .string(kind), "number": .string("T-\(person)"),
                "issuer": "Tianjin", "issued": "2024-01-01", "expires": .string(expires),
                "reviewDue": .text(reviewDue),
            ])
        let verify = Step(.verifier, .credentialVerify, ["credential": id, "method": "asked the register"])
        return isVerified ? [put, verify] : [put]
    }

    private static var things: [Step] {
        [instrument(due: "2027-06-30"), equipment(machine, inspectionDue: "2027-06-30")]
    }

    /// `instrument.put` of the detector.
    public static func instrument(due: String) -> Step {
        Step(
            .registrar, .instrumentPut,
            ["instrument": .id(detector), "kind": "LEL detector", "calibrationDue": .string(due)])
    }

    /// `equipment.put`.
    public static func equipment(_ item: EquipmentID, inspectionDue: String, status: String = "inUse") -> Step {
        Step(
            .registrar, .equipmentPut,
            [
                "equipment": .id(item), "kind": "welding machine", "registration": "R-1",
                "inspectionDue": .string(inspectionDue), "status": .string(status),
            ])
    }

    private static var keys: [Step] {
        PersonID.everyone.filter { $0 != .admin }.map { person in
            Step(.admin, .keyEnroll, ["key": .string(key(of: person.text)), "person": .id(person)])
        } + [
            Step(
                .admin, .keyEnroll,
                ["key": .string(key(of: tablet)), "device": .string(tablet), "areas": .strings([AreaID.home.text])])
        ]
    }
}
