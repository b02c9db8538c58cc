/// What a person may do, where, for which kinds of work and from when until when.
public struct Grant: Record, Hashable {
    /// The roles that every installation has; a pack's posts come beside them.
    public enum Role: String, Sendable, CaseIterable {
        case admin, registrar, verifier, viewer, auditor, emergency, applicant, leader, supervisor, analyst, isolator
        case fireWatcher, acceptor
    }

    /// A moment, or a day in the installation's time zone.
    public enum Bound: Hashable, Sendable {
        /// A moment.
        case instant(Instant)
        /// A day: from its start, until its end.
        case date(CalendarDate)
    }

    /// The grant's id.
    public let grant: GrantID
    /// The person it is for.
    public internal(set) var person: PersonID
    /// One of ``Role`` or a post of a pack.
    public let role: String
    /// Where it holds.
    public let areas: AreaScope
    /// The kinds of work it holds for; nil for all.
    public let kinds: [String]?
    /// When it begins.
    public let from: Bound
    /// When it ends.
    public let until: Bound
    /// Whether it was revoked; what was revoked stays so.
    public internal(set) var isRevoked = false

    /// Reads `grant.put`.
    public init(reading fields: inout FieldReader) {
        grant = fields.required("grant", .id())
        person = fields.required("person", .id())
        role = fields.required("role", .name)
        areas = fields.required("areas", .areaScope)
        kinds = fields.optional("kinds", .list(1...50, .name))
        from = fields.required("from", .bound)
        until = fields.required("until", .bound)
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "grant": .id(grant), "person": .id(person), "role": .string(role), "areas": .strings(areas.texts),
            "kinds": kinds.map { .strings($0) } ?? .null, "from": .string(from.text), "until": .string(until.text),
            "revoked": .bool(isRevoked),
        ]
    }

    /// When it begins, as a moment.
    public func start(in zone: TimeZoneTable) -> Instant {
        switch from {
        case .instant(let moment): moment
        case .date(let day): zone.start(of: day)
        }
    }

    /// The first moment at which it no longer holds.
    public func end(in zone: TimeZoneTable) -> Instant {
        switch until {
        case .instant(let moment): moment
        case .date(let day): zone.end(of: day)
        }
    }

    /// Whether it holds at a moment.
    public func isInForce(at now: Instant, in zone: TimeZoneTable) -> Bool {
        !isRevoked && start(in: zone) <= now && now < end(in: zone)
    }
}

extension Grant.Bound {
    var text: String {
        switch self {
        case .instant(let moment): moment.description
        case .date(let day): day.description
        }
    }
}

extension FieldKind where Value == Grant.Bound {
    /// A moment, or a day.
    static var bound: FieldKind {
        FieldKind(
            .instant(Instant(milliseconds: 0)),
            Message("RFC 3339 with Z, or a day YYYY-MM-DD", "带 Z 的 RFC 3339 时间，或日期 YYYY-MM-DD"), .bound
        ) { value in
            guard let text = value.string else { return nil }
            return CalendarDate(text).map { .date($0) } ?? Instant(text).map { .instant($0) }
        }
    }
}
