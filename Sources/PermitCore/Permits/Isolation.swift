/// A point of isolation of the installation: what it holds back, whether it is in place, and what was agreed about it.
///
/// Every permit that names it leans on it while it is approved and until it ends.
public struct Isolation: Hashable, Sendable {
    /// A lock, blind or disconnection in place.
    public struct Application: Hashable, Sendable {
        /// Who isolated.
        public let by: PersonID
        /// When.
        public let at: Instant
        /// The number of the lock.
        public let lock: String?
    }

    /// Who found that energy is held back, by trying.
    public struct Verification: Hashable, Sendable {
        /// Who verified.
        public let by: PersonID
        /// When.
        public let at: Instant
    }

    /// The agreement that an isolation may be taken away for a test.
    public struct Sanction: Hashable, Sendable {
        /// Until when.
        public let until: Instant
        /// Who agreed for the area.
        public let by: PersonID
        /// The leaders who agreed, by permit.
        public internal(set) var leaders: [PermitID: PersonID] = [:]
    }

    /// What it is.
    public let point: IsolationPoint
    /// The isolation in place; nil while there is none.
    public internal(set) var application: Application?
    /// The verification of the isolation in place.
    public internal(set) var verification: Verification?
    /// The agreement in force.
    public internal(set) var sanction: Sanction?
    /// When it was last put in place or taken away.
    var changedAt: Instant?

    /// Describes a point at which nothing is isolated yet.
    init(_ point: IsolationPoint) {
        self.point = point
    }

    /// How it stands, as replies carry it.
    public var json: JSONObject {
        point.json.merging([
            "isolated": application.map {
                ["by": .id($0.by), "at": .moment($0.at), "lock": .text($0.lock)]
            } ?? .null,
            "verified": verification.map { ["by": .id($0.by), "at": .moment($0.at)] } ?? .null,
            "sanction": sanction.map { sanction in
                [
                    "until": .moment(sanction.until), "by": .id(sanction.by),
                    "leaders": .array(
                        sanction.leaders.sorted { $0.key < $1.key }.map {
                            ["permit": .id($0.key), "leader": .id($0.value)]
                        }
                    ),
                ]
            } ?? .null,
        ])
    }
}

extension Isolation {
    /// Takes up an event about it. Records are ordered by when they were done: what was done before the last change
    /// says nothing of how things stand.
    mutating func apply(_ event: Event) throws(ReplayFault) {
        switch event.type {
        case .permitIsolated:
            guard changedAt.map({ $0 <= event.done }) ?? true else { return }
            let arguments = try event.read(IsolateArguments.self)
            application = Application(by: PersonID(event.origin.actor), at: event.done, lock: arguments.lock)
            verification = nil
            sanction = nil
            changedAt = event.done
        case .permitIsolationVerified:
            guard let application, application.at <= event.done else { return }
            verification = Verification(by: PersonID(event.origin.actor), at: event.done)
        case .permitIsolationRemoved:
            application = nil
            verification = nil
            changedAt = event.time
        case .permitTestSanctioned:
            let arguments = try event.read(SanctionArguments.self)
            let signer = PersonID(event.origin.actor)
            if event.effects["as"] == "leader" {
                sanction?.leaders[arguments.permit] = signer
            } else {
                sanction = Sanction(until: arguments.until, by: signer)
            }
        default:
            break
        }
    }
}

extension State {
    /// The permits that lean on an isolation: approved or further, and not ended.
    public func leaning(on isolation: IsolationID, but permit: PermitID? = nil) -> [Permit] {
        live.inOrder(live.naming(isolation)) { $0.permit != permit && $0.state.leansOnIsolations }
    }
}

extension PermitState {
    var leansOnIsolations: Bool { !isEnded && self != .requested && self != .returned }
}
