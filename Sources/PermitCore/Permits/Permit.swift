/// One permit (作业票): what was asked, who signed, what was found, who is inside, and where it stands.
///
/// Nothing here is ever written but by ``Permit/apply(_:rules:)`` from an event.
public struct Permit: Hashable, Sendable {
    /// The id.
    public let permit: PermitID
    /// The number that people use.
    public let number: String
    /// What was asked.
    public internal(set) var content: PermitContent
    /// The exact JSON text of the content, which ``contentDigest`` is made of.
    public internal(set) var contentText: String
    /// The SHA-256 of ``contentText`` in lower-case hex.
    public internal(set) var contentDigest: String
    /// The pack that rules this permit.
    public let pack: PackReference
    /// The grade that the facts lead to.
    public internal(set) var grade: String
    /// The grade whose approvers sign.
    public internal(set) var effectiveGrade: String
    /// Why the effective grade is another.
    public internal(set) var upgradeReasons: [String]
    /// Where it stands.
    public internal(set) var state: PermitState = .requested
    /// Goes up with each event that changes what a person would look at.
    public internal(set) var revision = 0
    /// Whether work was ever allowed.
    public internal(set) var wasEverActive = false
    /// Why it is suspended, or may not be started.
    public internal(set) var causes: [Cause] = []
    /// The posts that sign.
    public internal(set) var signOffs: [SignOff] = []
    /// Checks by name.
    public internal(set) var checks: [String: CheckRecord] = [:]
    /// Condition by worker.
    public internal(set) var conditions: [PersonID: ConditionRecord] = [:]
    /// Gas tests by point.
    public internal(set) var gasTests: [String: GasTestRecord] = [:]
    /// Briefings by person.
    public internal(set) var briefings: [PersonID: BriefingRecord] = [:]
    /// The supervisor's presence.
    public internal(set) var presence = Presence()
    /// The leader's acceptance before work; nil when there is none or it was voided.
    public internal(set) var acceptedAt: Instant?
    /// When work was first allowed.
    public internal(set) var startedAt: Instant?
    /// When work was last allowed again.
    public internal(set) var resumedAt: Instant?
    /// When the break began, while it lasts.
    public internal(set) var suspendedAt: Instant?
    /// People inside.
    public internal(set) var peopleInside: [PersonID: Inside] = [:]
    /// Tools inside.
    public internal(set) var toolsInside: [String: Inside] = [:]
    /// The newest exits, so that a late entry can't undo a newer exit.
    var exits: [String: Instant] = [:]
    /// How the work ended.
    public internal(set) var outcome: FinishArguments.Outcome?
    /// The watch, while it runs.
    public internal(set) var fireWatch: FireWatch?
    /// Restoration by item.
    public internal(set) var restored: [String: CheckRecord] = [:]
    /// Defects that acceptance was refused for and that stay to be put right, by item.
    public internal(set) var defects: [String: String] = [:]
    /// Everyone who ever held a post, by post.
    public internal(set) var everHeld: [Post: Set<PersonID>] = [:]
    /// The devices that brought acts on this permit, for the walking list of a stop.
    public internal(set) var devices: Set<String> = []
    /// When the last alarm was raised.
    var lastAlarm: Instant?

    /// The posts of one permit that separation of duties looks at.
    public enum Post: Sendable {
        case applicant, leader, supervisor, crew, approver, analyst
    }

    /// Whether the permit's site still owes anything.
    public var isLive: Bool { !state.isEnded }

    /// Whether it can only end in `closed`.
    var mustBeClosed: Bool { wasEverActive || !peopleInside.isEmpty || !toolsInside.isEmpty }

    /// Everyone inside and every tool, in order.
    public var insideNames: [String] {
        peopleInside.keys.map(\.text).sorted() + toolsInside.keys.sorted()
    }

    /// Whether the supervisor is there at a moment: arrived, not left, and seen within the pack's time.
    public func isSupervisorPresent(at now: Instant, _ rules: KindRules) -> Bool {
        guard presence.hasArrived, let lastSeen = presence.lastSeen else { return false }
        return now < lastSeen + rules.supervisor.lapsesAfter
    }

    /// Whether someone ever held one of the posts.
    func everHeld(_ posts: [Post], by person: PersonID) -> Bool {
        posts.contains { everHeld[$0]?.contains(person) == true }
    }
}

/// Names one edition of one pack.
public struct PackReference: Hashable, Sendable {
    /// The pack.
    public let pack: String
    /// The edition.
    public let edition: String
    /// The SHA-256 of the pack's text in lower-case hex.
    public let digest: String

    /// Names an edition.
    public init(pack: String, edition: String, digest: String) {
        self.pack = pack
        self.edition = edition
        self.digest = digest
    }
}
