import PermitCore
import PermitWire

/// A small world that one pack rules: one area, one person for each role and post, one who holds them all, and the
/// daemon's own `decide` and `tick`. A value: copy it to try two futures.
struct ProofWorld: Sendable {
    static let area = "here"
    /// Holds every role and post and has every credential: the one who might approve his own work.
    static let all = PersonID("p-all")
    static let worker = PersonID("p-worker")
    static let permit = PermitID("00000000-0000-4000-8000-000000000001")
    static let instrument = "meter"

    private(set) var state = State()
    private(set) var now = Instant(milliseconds: 1_795_000_000_000)
    private let zone = TimeZoneTable(name: "UTC", earliestOffsetSeconds: 0, stretches: [])
    private var requests = 0

    init(_ loaded: LoadedPack) throws(Refusal) {
        // The world's days are those on which the pack is in force.
        now = max(now, zone.start(of: loaded.pack.inForceFrom))
        try enter(.packsAdopted, "packs", ["packs": [loaded.withoutLinks]])
        try enter(.areaPut, Self.area, ["area": .string(Self.area), "name": "Here", "risk": "yellow"])
        try enter(
            .instrumentPut, Self.instrument,
            ["instrument": .string(Self.instrument), "kind": "meter", "calibrationDue": "9999-12-30"])
        let roles = Grant.Role.allCases.map(\.rawValue) + loaded.pack.posts.map(\.post)
        for role in roles {
            for person in [Self.holder(of: role), Self.second(of: role)] {
                try enter(person)
                try grant(role, to: person)
            }
        }
        try enter(Self.worker)
        try enter(Self.all)
        for role in roles where role != Grant.Role.admin.rawValue { try grant(role, to: Self.all) }
        let people = [Self.worker, Self.all, Self.holder(of: "leader"), Self.holder(of: "supervisor")]
        for kind in loaded.pack.credentialsWanted {
            for person in people { try certify(person, kind) }
        }
    }

    /// The person who holds a role or a post.
    static func holder(of role: String) -> PersonID { PersonID("p-\(role)") }
    /// Another one, where one person may not sign twice in a row.
    static func second(of role: String) -> PersonID { PersonID("p2-\(role)") }

    /// The permit, once it was asked for.
    var permit: Permit? { state.permit(Self.permit) }

    /// Performs an operation on the permit and tells what happened.
    mutating func act(
        _ operation: Operation, by person: PersonID, _ args: JSONObject = [:]
    ) throws(Refusal) -> [Event] {
        requests += 1
        let args = (["permit": .id(Self.permit)] as JSONObject).merging(args)
        let arguments: Arguments
        do {
            arguments = try Arguments.read(operation, args)
        } catch {
            throw .invalid(error.faults)
        }
        let command = Command(
            id: "r-\(requests)", operation: operation, arguments: arguments, args: args, actor: person, at: now,
            expect: permit?.revision, caller: ClientKey(local: person), signature: .valid)
        let decision = try decide(command, in: state, with: house)
        try take(decision.events)
        return decision.events
    }

    /// Lets time pass, in one step, and tells what that did.
    mutating func pass(_ span: Span) throws(Refusal) -> [Event] {
        now = now + span
        let events = try tick(state, house)
        try take(events)
        return events
    }

    private var house: Surroundings {
        Surroundings(now: now, zone: zone, signaturesRequired: true, digest: Signing.digest)
    }

    private mutating func take(_ events: [Event]) throws(Refusal) {
        for event in events {
            do {
                try state.apply(event)
            } catch {
                throw Refusal(.internal, Message("\(error)", "\(error)"))
            }
        }
    }

    private mutating func enter(_ type: EventType, _ subject: String, _ args: JSONObject) throws(Refusal) {
        try take([try systemEvent(type, subject: subject, args: args, in: state, house)])
    }

    private mutating func enter(_ person: PersonID) throws(Refusal) {
        try enter(.personPut, person.text, ["person": .id(person), "name": .id(person), "employer": "here"])
    }

    private mutating func grant(_ role: String, to person: PersonID) throws(Refusal) {
        let id = "\(person)-\(role)"
        try enter(
            .grantPut, id,
            [
                "grant": .string(id), "person": .id(person), "role": .string(role), "areas": ["*"],
                "from": "2000-01-01", "until": "9999-12-30",
            ])
    }

    private mutating func certify(_ person: PersonID, _ kind: String) throws(Refusal) {
        let id = "\(person)-\(kind)"
        try enter(
            .credentialPut, id,
            [
                "credential": .string(id), "person": .id(person), "kind": .string(kind), "number": "1",
                "issuer": "here", "issued": "2000-01-01", "expires": "9999-12-30",
            ])
        try enter(.credentialVerified, id, ["credential": .string(id), "method": "seen"])
    }
}

extension LoadedPack {
    /// The pack as it is adopted, less the links between kinds: a proof looks at the life of one permit.
    fileprivate var withoutLinks: JSONValue {
        var rules = pack.json
        rules["kinds"] = .array((rules["kinds"]?.array ?? []).map { .object(($0.object ?? [:]).without("links")) })
        return (json.object ?? [:]).merging(["rules": .object(rules)]).value
    }
}

extension JSONObject {
    fileprivate var value: JSONValue { .object(self) }
}

extension Pack {
    /// Every kind of credential that any rule asks for.
    fileprivate var credentialsWanted: [String] {
        let wanted = kinds.flatMap { kind in
            kind.trades.flatMap(\.credentials) + kind.supervisor.credentials + kind.leaderCredentials
        }
        return Set(wanted).sorted()
    }
}
