/// Something that happened: the only thing that changes the state, and all that the log keeps of it.
///
/// An event is made by ``decide(_:in:with:)`` and taken up by ``State/apply(_:)``, live and on replay alike.
public struct Event: Hashable, Sendable {
    /// Who acted.
    public struct Origin: Hashable, Sendable {
        /// The person, the device where no person is named, or `system`.
        public var actor: String
        /// The device or person whose key brought the act.
        public var device: String?
        /// The device's clock when the act was done.
        public var at: Instant?
        /// The request that caused it.
        public var request: String?
        /// Whether the actor is proven, by signature or by a key of one's own.
        public var isProven: Bool
        /// Whether the request was signed by the actor: then its signature is kept, and belongs to the proof.
        public var isSigned = false
        /// Whether the act came when there was nothing left to change, or after a newer one.
        public var isLate = false

        /// The name that the daemon itself acts under, which nobody else may bear.
        public static let systemName = "system"
        /// The daemon itself.
        public static let system = Origin(actor: systemName, device: nil, at: nil, request: nil, isProven: true)

        /// Names an origin.
        public init(actor: String, device: String?, at: Instant?, request: String?, isProven: Bool) {
            self.actor = actor
            self.device = device
            self.at = at
            self.request = request
            self.isProven = isProven
        }
    }

    /// What an event about a permit says of it.
    public struct PermitStamp: Hashable, Sendable {
        /// The permit.
        public let permit: PermitID
        /// Its number.
        public let number: String
        /// Its kind of work.
        public let kind: String
        /// The state after the event.
        public var state: PermitState
        /// The revision after the event.
        public var revision: Int

        /// Makes a stamp.
        public init(permit: PermitID, number: String, kind: String, state: PermitState, revision: Int) {
            self.permit = permit
            self.number = number
            self.kind = kind
            self.state = state
            self.revision = revision
        }
    }

    /// Its place in the log: rises by one without a hole.
    public let sequence: UInt64
    /// The sequence of the previous event with the same area, or of the register; 0 if none.
    public let previous: UInt64
    /// What happened.
    public let type: EventType
    /// The id of the thing itself.
    public let subject: String
    /// Where; nil for the register.
    public let area: AreaID?
    /// The server's time, which never falls.
    public let time: Instant
    /// Who acted.
    public internal(set) var origin: Origin
    /// The permit, if it is about one.
    public internal(set) var permit: PermitStamp?
    /// Why, where a permit is suspended, expired or cancelled.
    public let cause: String?
    /// The operation's arguments, less what is not published.
    public let args: JSONObject
    /// What was worked out when it happened, and is never worked out again.
    public let effects: JSONObject
    /// ``args`` as they were read from the request, where the event is new.
    var told = Told(nil)

    /// What a new event's arguments were read as. It is no part of the event: whoever reads the event from the log
    /// finds the same in its ``Event/args``.
    struct Told: Hashable, Sendable {
        let arguments: Arguments?

        init(_ arguments: Arguments?) {
            self.arguments = arguments
        }

        static func == (_: Self, _: Self) -> Bool { true }
        func hash(into _: inout Hasher) {}
    }

    /// The event as whoever finds it in the log has it.
    public var asStored: Event {
        var event = self
        event.told = Told(nil)
        return event
    }

    /// Makes an event.
    public init(
        sequence: UInt64, previous: UInt64, type: EventType, subject: String, area: AreaID?, time: Instant,
        origin: Origin, permit: PermitStamp?, cause: String?, args: JSONObject, effects: JSONObject
    ) {
        self.sequence = sequence
        self.previous = previous
        self.type = type
        self.subject = subject
        self.area = area
        self.time = time
        self.origin = origin
        self.permit = permit
        self.cause = cause
        self.args = args
        self.effects = effects
    }

    /// `area/<area id>/<type>` or `register/<type>`.
    public var topic: String {
        area.map { "area/\($0)/\(type.rawValue)" } ?? "register/\(type.rawValue)"
    }
}

/// An event that doesn't fit the state: the log is damaged, or was written by a newer daemon.
public struct ReplayFault: Error, CustomStringConvertible {
    /// The event.
    public let sequence: UInt64
    /// What doesn't fit.
    public let reason: String

    /// Names a fault.
    public init(sequence: UInt64, reason: String) {
        self.sequence = sequence
        self.reason = reason
    }

    /// The fault in words.
    public var description: String { "event \(sequence): \(reason)" }
}
