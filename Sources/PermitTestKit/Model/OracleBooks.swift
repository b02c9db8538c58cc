import PermitCore

extension Oracle {
    /// A line to sign.
    struct Line: Hashable, Sendable {
        let post: String
        let step: SignOff.Step
    }

    /// A signature and the digest of what was signed.
    struct Signature: Sendable {
        let person: String
        let digest: String
    }

    /// Something that was found.
    struct Finding: Sendable {
        let isGood: Bool
        let done: Instant
    }

    /// The newest test at one point.
    struct GasFinding: Sendable {
        let verdict: GasVerdict
        let sampledAt: Instant
        let effective: Instant
        let instrument: InstrumentID
    }

    /// What the events say of one permit.
    struct File: Sendable {
        let permit: PermitID
        let number: String
        let pack: PackReference
        var content: PermitContent
        var grade = ""
        var digest = ""
        var lines: [Line] = []
        var signed: [Line: Signature] = [:]
        var state: PermitState = .requested
        var revision = 0
        var leader: PersonID
        var supervisor: PersonID
        var crew: [PersonID: String] = [:]
        var until: Instant
        var extensions = 0
        var ever: [Permit.Post: Set<String>] = [:]
        var checks: [String: Finding] = [:]
        var conditions: [PersonID: Finding] = [:]
        var gas: [String: GasFinding] = [:]
        var briefed: [PersonID: (done: Instant, signed: Bool)] = [:]
        var hasArrived = false
        var lastSeen: Instant?
        var isAccepted = false
        var isLatched = false
        var releasedAt: UInt64 = 0
        var approvedAt: Instant?
        var suspendedAt: Instant?
        var resumedAt: Instant?
        var wasEverActive = false
        var inside: [String: Instant] = [:]
        var exits: [String: Instant] = [:]
        var isWatched = false
        var watchedSince: Instant?
        var lastRound: Instant?
        var restored: [String: Finding] = [:]
        var owed: Set<String> = []

        init(_ event: Event) throws(Breach) {
            guard let stamp = event.permit, let content = File.content(of: event),
                let pack = event.effects["pack"]?.string, let edition = event.effects["edition"]?.string,
                let digest = event.effects["packDigest"]?.string
            else { throw Breach(description: "event \(event.sequence) is no request") }
            permit = stamp.permit
            number = stamp.number
            self.pack = PackReference(pack: pack, edition: edition, digest: digest)
            self.content = content
            leader = content.leader
            supervisor = content.supervisor
            until = content.until
        }

        static func content(of event: Event) -> PermitContent? {
            guard case .content(let content)? = try? Arguments.read(.permitRequest, event.args) else { return nil }
            return content
        }

        var approveLine: Line { lines.last ?? Line(post: "", step: .approve) }
        var leansOnIsolations: Bool { !state.isEnded && state != .requested && state != .returned }
        var mayBeResumed: Bool { state == .approved || state == .suspended }

        func everHeld(_ posts: [Permit.Post], _ person: String) -> Bool {
            posts.contains { ever[$0]?.contains(person) == true }
        }

        func releasedSince(_ stop: Stop) -> Bool { releasedAt > stop.sequence }

        mutating func hold(_ post: Permit.Post, _ person: String) { ever[post, default: []].insert(person) }
    }

    /// A point of isolation.
    struct Point: Sendable {
        var applied: (by: String, at: Instant)?
        var verifiedBy: String?
        var sanction: (until: Instant, leaders: Set<PermitID>)?
        var changedAt: Instant?
    }

    /// A stop of an area.
    struct Stop: Sendable {
        let sequence: UInt64
        let area: AreaID
        let reaches: Set<AreaID>
        let at: Instant
        /// Permits that were active or suspended there.
        let reached: Set<PermitID>
        var isInForce = true

        func covers(_ other: AreaID) -> Bool { reaches.contains { $0.covers(other) } }
    }

    /// A hidden danger.
    struct Danger: Sendable {
        let area: AreaID
        var isMajor: Bool
        var isOpen = true
    }

    /// Events about no permit.
    mutating func enterOther(_ event: Event, _ site: SiteView) throws(Breach) {
        switch event.type {
        case .areaStopped:
            guard let area = event.area else { throw breach(event, "no area") }
            var reaches: Set<AreaID> = [area]
            if event.args["adjacent"] == true {
                for other in site.register.areas.values where other.adjacent.contains(area) {
                    reaches.insert(other.area)
                }
                reaches.formUnion(site.register.areas[area]?.adjacent ?? [])
            }
            let reached = files.values.filter { file in
                (file.state == .active || file.state == .suspended)
                    && reaches.contains { $0.covers(file.content.area) }
            }
            stops[event.sequence] = Stop(
                sequence: event.sequence, area: area, reaches: reaches, at: event.time,
                reached: Set(reached.map(\.permit)))
        case .areaLifted:
            let stop = UInt64(event.args["stop"]?.integer ?? 0)
            guard let known = stops[stop], known.isInForce else { throw breach(event, "no such stop in force") }
            let isController = site.holds("emergency", event.origin.actor, in: known.area, kind: nil)
            try require(isController, event, "lifted by no emergency controller")
            stops[stop]?.isInForce = false
        case .areaWeatherReported:
            guard case .weather(let report)? = try? Arguments.read(.areaWeather, event.args) else { break }
            weather[report.area] = report
        case .hazardReported, .hazardAssigned, .hazardVerified, .hazardReopened:
            try enterDanger(event)
        default:
            break
        }
    }

    private mutating func enterDanger(_ event: Event) throws(Breach) {
        let id = HazardID(event.subject)
        switch event.type {
        case .hazardReported:
            guard let area = event.area else { throw breach(event, "no area") }
            hazards[id] = Danger(area: area, isMajor: event.args["level"] == "major")
        case .hazardAssigned: hazards[id]?.isMajor = event.args["level"] == "major"
        case .hazardVerified: if event.args["outcome"] == "passed" { hazards[id]?.isOpen = false }
        default: hazards[id]?.isOpen = true
        }
    }
}
