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
    /// The sequence of the event that asked for the content, or amended it: what no rule looks at is told there alone.
    public internal(set) var contentEvent: UInt64
    /// The SHA-256 of the content's exact text in lower-case hex; see ``Event/contentText(of:)``.
    public var contentDigest: String { digest?.text ?? "" }
    /// The same as it is kept.
    var digest: Digest?
    /// The pack that rules this permit.
    public let pack: PackReference
    /// The grade that the facts lead to.
    public internal(set) var grade: String
    /// The grade whose approvers sign.
    public internal(set) var effectiveGrade: String
    /// Why the effective grade is another.
    public internal(set) var upgradeReasons: [String]
    /// Who leads the work now (作业负责人).
    public internal(set) var leader: PersonID
    /// Who is there for safety alone now (监护人).
    public internal(set) var supervisor: PersonID
    /// Who works now.
    public internal(set) var crew: [PermitContent.CrewMember]
    /// The first moment at which work is no longer allowed: as requested, or as extended.
    public internal(set) var until: Instant
    /// How often the window was made longer.
    public internal(set) var extensions = 0
    /// Posts that are offered to someone, until the offer is taken up or lapses.
    public internal(set) var offers: Few<PermitRole, Offer> = [:]
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
    public internal(set) var checks: Few<String, CheckRecord> = [:]
    /// Condition by worker.
    public internal(set) var conditions: Few<PersonID, ConditionRecord> = [:]
    /// The newest gas readings by point, whoever brought them.
    public internal(set) var gasTests: Few<String, GasTestRecord> = [:]
    /// The newest tests proper by point, which a start leans on; readings while work goes on are none.
    var properGasTests: Few<String, GasTestRecord> = [:]
    /// Briefings by person.
    public internal(set) var briefings: Few<PersonID, BriefingRecord> = [:]
    /// The supervisor's presence.
    public internal(set) var presence = Presence()
    /// The leader's acceptance before work; nil when there is none or it was voided.
    public internal(set) var acceptedAt: Instant?
    /// When work was first allowed.
    public internal(set) var startedAt: Instant?
    /// When work was last allowed again.
    public internal(set) var resumedAt: Instant?
    /// When work was last no longer allowed.
    var stoppedAt: Instant?
    /// When the break began, while it lasts.
    public internal(set) var suspendedAt: Instant?
    /// People inside.
    public internal(set) var peopleInside: Few<PersonID, Inside> = [:]
    /// Tools inside.
    public internal(set) var toolsInside: Few<String, Inside> = [:]
    /// The newest exits, so that a late entry can't undo a newer exit.
    var exits: Few<String, Instant> = [:]
    /// How the work ended.
    public internal(set) var outcome: FinishArguments.Outcome?
    /// The watch, while it runs.
    public internal(set) var fireWatch: FireWatch?
    /// Restoration by item.
    public internal(set) var restored: Few<String, CheckRecord> = [:]
    /// Defects that acceptance was refused for and that stay to be put right, by item.
    public internal(set) var defects: Few<String, String> = [:]
    /// Everyone who ever held a post, and which.
    public internal(set) var everHeld: Few<PersonID, Posts> = [:]
    /// The devices that brought acts on this permit, for the walking list of a stop.
    public internal(set) var devices: [String] = []
    /// What alarms were last raised about, so that none is raised twice: the end of a sanctioned test, of the window or
    /// of something that the work leans on, the time of the next gas reading; when people were last said to be inside.
    var raised: Few<Alarm, Instant> = [:]

    /// A post of one permit that separation of duties looks at.
    public enum Post: UInt8, Sendable, CaseIterable {
        case applicant, leader, supervisor, crew, approver, analyst, isolator, isolationVerifier
    }

    /// Some of the posts, each a bit.
    public struct Posts: Hashable, Sendable {
        var bits: UInt8 = 0

        /// Whether a post is among them.
        public func contains(_ post: Post) -> Bool { bits & 1 << post.rawValue != 0 }

        mutating func insert(_ post: Post) { bits |= 1 << post.rawValue }
    }

    /// Whether the permit's site still owes anything.
    public var isLive: Bool { !state.isEnded }

    /// Everyone who holds a post on it or works on it, and whoever was offered a post.
    public var people: [PersonID] { [leader, supervisor] + crew.map { $0.person } + offers.values.map { $0.to } }

    /// The post that approves.
    var approvingPost: String? { signOffs.last { $0.step == .approve }?.post }
    /// The posts that countersign.
    var countersigningPosts: [String] { signOffs.filter { $0.step == .countersign }.map(\.post) }

    /// When it was approved; nil while it is not.
    var approvedAt: Instant? { signOffs.last { $0.step == .approve }?.signedAt }

    /// Who holds a post now.
    func holder(of role: PermitRole) -> PersonID {
        switch role {
        case .leader: leader
        case .supervisor: supervisor
        }
    }

    /// Everyone inside and every tool, in order.
    public var insideNames: [String] {
        peopleInside.keys.map(\.text) + toolsInside.keys
    }

    /// Whether the supervisor is there at a moment: arrived, not left, and seen within the pack's time.
    public func isSupervisorPresent(at now: Instant, _ rules: KindRules) -> Bool {
        guard presence.hasArrived, let lastSeen = presence.lastSeen else { return false }
        return now < lastSeen + rules.supervisor.lapsesAfter
    }

    /// Whether work was allowed at a moment between its start and its last stop.
    func wasActive(at moment: Instant) -> Bool {
        guard let startedAt, let stoppedAt else { return false }
        return startedAt <= moment && moment < stoppedAt
    }

    /// Whether someone ever held one of the posts.
    func everHeld(_ posts: [Post], by person: PersonID) -> Bool {
        everHeld[person].map { held in posts.contains(where: held.contains) } ?? false
    }

    /// Everyone who ever held a post.
    func holders(of post: Post) -> Set<PersonID> {
        Set(everHeld.lazy.filter { $0.value.contains(post) }.map(\.key))
    }
}

/// Names one edition of one pack.
public struct PackReference: Hashable, Sendable {
    /// What it names, once for all the permits that keep it.
    private final class Name: Sendable {
        let pack: String
        let edition: String
        let digest: String

        init(_ pack: String, _ edition: String, _ digest: String) {
            self.pack = pack
            self.edition = edition
            self.digest = digest
        }
    }

    private let name: Name
    /// The pack.
    public var pack: String { name.pack }
    /// The edition.
    public var edition: String { name.edition }
    /// The SHA-256 of the pack's text in lower-case hex.
    public var digest: String { name.digest }

    /// Names an edition.
    public init(pack: String, edition: String, digest: String) {
        name = Name(pack, edition, digest)
    }

    /// Whether both name the same edition of the same text.
    public static func == (left: Self, right: Self) -> Bool {
        left.name === right.name
            || left.digest == right.digest && left.pack == right.pack && left.edition == right.edition
    }

    /// By the text, which tells editions apart.
    public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
