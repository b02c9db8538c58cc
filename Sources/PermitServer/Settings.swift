public import PermitCore
public import PermitPacks
public import PermitProof
public import ZeroMQ

/// What an installation is: endpoints, keys, rules. Read from `permitd.yaml` by the program; the server knows no files
/// but its state directory.
public struct Settings: Sendable {
    /// One area's own event socket.
    public struct Audience: Sendable, Hashable {
        /// Where to bind.
        public let events: String
        /// The area whose part it carries.
        public let area: AreaID

        /// Names an audience.
        public init(events: String, area: AreaID) {
            self.events = events
            self.area = area
        }
    }

    /// The first administrator, recorded at the first start.
    public struct FirstAdministrator: Sendable, Hashable {
        /// The person.
        public let person: PersonID
        /// The person's client key.
        public let key: CurveKey
        /// The person's signing key in base64.
        public let signing: String

        /// Names the first administrator.
        public init(person: PersonID, key: CurveKey, signing: String) {
            self.person = person
            self.key = key
            self.signing = signing
        }
    }

    /// What can change while the daemon runs.
    public struct House: Sendable {
        /// The packs in force, in their order.
        public var packs: [LoadedPack]
        /// The installation's time zone.
        public var zone: TimeZoneTable
        /// Whether sign-offs must be signed.
        public var signaturesRequired: Bool

        /// Describes the house.
        public init(packs: [LoadedPack], zone: TimeZoneTable, signaturesRequired: Bool) {
            self.packs = packs
            self.zone = zone
            self.signaturesRequired = signaturesRequired
        }
    }

    /// Where requests come in.
    public var commands: String
    /// Where every event goes out.
    public var events: String
    /// Areas' own event sockets.
    public var audiences: [Audience] = []
    /// The installation's UUID; a restore keeps it.
    public var instance: String
    /// The CURVE keys of every socket.
    public var serverKeys: CurveKeyPair
    /// Whose acts come over `ipc://`, where there is no CURVE.
    public var localIdentity: PersonID?
    /// What signs checkpoints and receipts; nil for none, in tests.
    public var logKey: LogPrivateKey?
    /// What remembers the log outside of it.
    public var anchors: [Anchor] = []
    /// Recorded at the first start.
    public var firstAdministrator: FirstAdministrator?
    /// What can change while the daemon runs.
    public var house: House

    /// Describes an installation.
    public init(
        commands: String, events: String, instance: String, serverKeys: CurveKeyPair, house: House
    ) {
        self.commands = commands
        self.events = events
        self.instance = instance
        self.serverKeys = serverKeys
        self.house = house
    }
}

/// Where the daemon can be reached, once it is bound.
public struct Endpoints: Sendable, Hashable {
    /// The socket of requests.
    public let commands: String
    /// The socket of every event.
    public let events: String
    /// The areas' own sockets.
    public let audiences: [Settings.Audience]

    /// Those at which a key is wanted.
    var doors: [String] {
        ([commands, events] + audiences.map(\.events)).filter(Probe.isWanted)
    }

    /// The text of `endpoints.json`.
    public func json(instance: String) -> String {
        let object: JSONValue = [
            "commands": .string(commands), "events": .string(events), "instance": .string(instance),
            "audiences": .array(
                audiences.map { ["area": .string($0.area.text), "events": .string($0.events)] }),
        ]
        return object.text + "\n"
    }
}
