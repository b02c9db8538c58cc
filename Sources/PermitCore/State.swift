/// All that the daemon knows: what the events of the log add up to.
public struct State: Equatable, Sendable {
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

    /// How many permits were numbered on a day.
    struct Numbering: Hashable, Sendable {
        let day: String
        let count: Int
    }

    /// The sequence of the newest event; 0 if there is none.
    public internal(set) var head: UInt64 = 0
    /// The time of the newest event. Time never falls below it.
    public internal(set) var latest = Instant(milliseconds: 0)
    /// People, places, credentials, grants and keys.
    public internal(set) var register = Register()
    /// Permits that still owe something.
    public internal(set) var live = LivePermits()
    /// Permits that ended.
    public internal(set) var ended = Shelves<PermitID, EndedPermit>()
    /// Ids by number.
    public internal(set) var numbers = LightShelves<String, PermitID>()
    /// Stops, lifted ones included, by sequence.
    public internal(set) var stops = Shelves<UInt64, Stop>()
    /// Those in force.
    var standingStops: Set<UInt64> = []
    /// The newest stop that ever reached an area by itself.
    var lastStops: [AreaID: Instant] = [:]
    /// Points of isolation by id, once a permit named them.
    public internal(set) var isolations = Shelves<IsolationID, Isolation>()
    /// Hidden dangers, those put right included.
    public internal(set) var hazards = Shelves<HazardID, Hazard>()
    /// Those that are still a danger.
    var openHazards: Set<HazardID> = []
    /// The newest weather report of each area.
    public internal(set) var weather = Shelves<AreaID, Weather>()
    /// Every edition of every pack that was ever adopted.
    public internal(set) var packs: [PackReference: Pack] = [:]
    /// The editions in force, in the order of the configuration.
    public internal(set) var packsInForce: [PackReference] = []
    /// How far the conflict rules of all those packs look, by kind.
    var conflictReach: [String: ConflictReach] = [:]
    /// The newest sequence of each area, and of the register under nil.
    var newest = LightShelves<AreaID?, UInt64>()
    /// How many permits were numbered on the day of the newest number.
    var numbered = Numbering(day: "", count: 0)

    /// The state before anything happened.
    public init() {}

    /// A permit, whether it ended or not.
    public func permit(_ id: PermitID) -> Permit? { live[id] ?? ended[id]?.whole }

    /// A permit by its id or its number.
    public func permit(named name: String) -> Permit? {
        permit(ID(name)) ?? numbers[name].flatMap { permit($0) }
    }

    /// The rules that a permit was issued under.
    public func rules(for permit: Permit) -> KindRules? {
        packs[permit.pack]?.rules(for: permit.content.kind)
    }

    /// The pack that rules a kind of work in an area on a day: the one that the area, or the nearest above it that
    /// says so, is bound by (its fact `pack`), else the first adopted one that knows the kind.
    public func packInForce(
        for kind: String, in area: AreaID?, on day: CalendarDate
    ) -> (reference: PackReference, rules: KindRules)? {
        let binding = area.flatMap { bindingPack(in: $0) }
        let order = packsInForce.filter { $0.pack == binding } + packsInForce.filter { $0.pack != binding }
        for reference in order {
            guard let pack = packs[reference], pack.isInForce(on: day) else { continue }
            if let rules = pack.rules(for: kind) { return (reference, rules) }
        }
        return nil
    }

    private func bindingPack(in area: AreaID) -> String? {
        area.selfAndAncestors.lazy.compactMap { register.areas[$0]?.facts["pack"]?.string }.first
    }

    /// The posts that may speak for safety, of all packs in force.
    var safetyPosts: [String] { packsInForce.flatMap { packs[$0]?.safetyPosts ?? [] } }

    /// What the packs in force say of a kind of certificate.
    func credentialRules(of kind: String) -> [CredentialRule] {
        packsInForce.flatMap { packs[$0]?.credentials ?? [] }.filter { $0.kind == kind }
    }

    /// What is true of an area: its own facts, and those of the areas above it that it doesn't tell otherwise.
    func facts(of area: AreaID?) -> JSONObject {
        (area?.selfAndAncestors ?? []).reversed().reduce(into: [:]) { facts, area in
            facts = facts.merging(register.areas[area]?.facts ?? [:])
        }
    }

    /// The newest report of the weather that holds in an area.
    public func weather(in area: AreaID) -> Weather? {
        area.selfAndAncestors.compactMap { weather[$0] }.max { $0.at < $1.at }
    }

    /// The major hidden dangers that are open in an area or above it.
    public func majorHazards(in area: AreaID) -> [Hazard] {
        openHazards.compactMap { hazards[$0] }.filter { $0.level == .major && $0.area.covers(area) }
            .sorted { $0.hazard < $1.hazard }
    }

    /// Whether two areas are one, one below the other, or next door.
    func areNear(_ one: AreaID, _ other: AreaID) -> Bool {
        one.covers(other) || other.covers(one) || areAdjacent(one, other)
    }

    /// Whether an area, or one above it, is next door to the other or to one above that.
    func areAdjacent(_ one: AreaID, _ other: AreaID) -> Bool {
        let ones = one.selfAndAncestors
        let others = other.selfAndAncestors
        return ones.contains { area in register.areas[area]?.adjacent.contains { others.contains($0) } == true }
            || others.contains { area in register.areas[area]?.adjacent.contains { ones.contains($0) } == true }
    }

    /// The other live permits of the same job: those that name each other, in one area or one under the other.
    public func job(of permit: Permit) -> [Permit] {
        permit.content.related.compactMap { live[$0] }.filter { other in
            other.content.related.contains(permit.permit)
                && (permit.content.area.covers(other.content.area) || other.content.area.covers(permit.content.area))
        }
    }

    /// How many stops are in force.
    public var stopsInForceCount: Int { standingStops.count }

    /// The stops in force that reach an area.
    public func stopsInForce(in area: AreaID) -> [Stop] {
        standingStops.sorted().compactMap { stops[$0] }.filter { $0.covers(area) }
    }

    /// The newest stop that ever reached an area: tests, conditions and checks older than it are stale.
    func lastStop(in area: AreaID) -> Instant? {
        area.selfAndAncestors.compactMap { lastStops[$0] }.max()
    }
}
