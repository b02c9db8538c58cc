/// All that the daemon knows: what the events of the log add up to.
public struct State: Sendable {
    /// A stop of an area (急停).
    public struct Stop: Hashable, Sendable {
        /// The sequence of its event, which names it.
        public let stop: UInt64
        /// The area stopped.
        public let area: AreaID
        /// The areas it reaches, what lies below them included.
        public let reaches: [AreaID]
        /// Why.
        public let reason: String
        /// Who stopped it.
        public let by: String
        /// When.
        public let at: Instant
        /// The devices with live work there when it was called.
        public let devices: Set<String>
        /// The devices that acknowledged it.
        public internal(set) var acknowledged: [String: Instant] = [:]
        /// When it was lifted.
        public internal(set) var liftedAt: Instant?

        /// Whether it reaches an area.
        public func covers(_ other: AreaID) -> Bool {
            reaches.contains { $0.covers(other) }
        }
    }

    /// The sequence of the newest event; 0 if there is none.
    public internal(set) var head: UInt64 = 0
    /// The time of the newest event. Time never falls below it.
    public internal(set) var latest = Instant(milliseconds: 0)
    /// People, places, credentials, grants and keys.
    public internal(set) var register = Register()
    /// Permits that still owe something.
    public internal(set) var live: [PermitID: Permit] = [:]
    /// Permits that ended.
    public internal(set) var ended: [PermitID: Permit] = [:]
    /// Ids by number.
    public internal(set) var numbers: [String: PermitID] = [:]
    /// Stops, lifted ones included, by sequence.
    public internal(set) var stops: [UInt64: Stop] = [:]
    /// Every edition of every pack that was ever adopted.
    public internal(set) var packs: [PackReference: Pack] = [:]
    /// The editions in force, in the order of the configuration.
    public internal(set) var packsInForce: [PackReference] = []
    /// The newest sequence of each area, and of the register under nil.
    var newest: [AreaID?: UInt64] = [:]
    /// How many permits were numbered on the day of the newest number.
    var numbered: (day: String, count: Int) = ("", 0)

    /// The state before anything happened.
    public init() {}

    /// A permit, whether it ended or not.
    public func permit(_ id: PermitID) -> Permit? { live[id] ?? ended[id] }

    /// A permit by its id or its number.
    public func permit(named name: String) -> Permit? {
        permit(ID(name)) ?? numbers[name].flatMap { permit($0) }
    }

    /// The rules that a permit was issued under.
    public func rules(for permit: Permit) -> KindRules? {
        packs[permit.pack]?.rules(for: permit.content.kind)
    }

    /// The pack in force that rules a kind of work.
    public func packInForce(for kind: String) -> (reference: PackReference, rules: KindRules)? {
        for reference in packsInForce {
            if let rules = packs[reference]?.rules(for: kind) { return (reference, rules) }
        }
        return nil
    }

    /// The stops in force that reach an area.
    public func stopsInForce(in area: AreaID) -> [Stop] {
        stops.values.filter { $0.liftedAt == nil && $0.covers(area) }.sorted { $0.stop < $1.stop }
    }

    /// The newest stop that ever reached an area: tests, conditions and checks older than it are stale.
    func lastStop(in area: AreaID) -> Instant? {
        stops.values.filter { $0.covers(area) }.map(\.at).max()
    }
}
