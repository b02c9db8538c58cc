public import PermitCore

/// The people of the home at `binhai/home`, and some who have no business there.
extension ID where Named == Person {
    /// Administrator everywhere.
    public static var admin: Self { "p-admin" }
    /// Registrar everywhere.
    public static var registrar: Self { "p-registrar" }
    /// Registrar of the yard next door only.
    public static var yardRegistrar: Self { "p-yard-registrar" }
    /// Verifier of credentials.
    public static var verifier: Self { "p-verifier" }
    /// Asks for permits in the home.
    public static var applicant: Self { "p-applicant" }
    /// Leads the work; a second one may follow.
    public static var leader: Self { "p-leader" }
    /// Leads other work.
    public static var leader2: Self { "p-leader2" }
    /// Supervises; holds the guardian's training.
    public static var supervisor: Self { "p-supervisor" }
    /// Supervises other work; holds the guardian's training.
    public static var supervisor2: Self { "p-supervisor2" }
    /// Welds, with a verified certificate.
    public static var welder: Self { "p-welder" }
    /// Welds, with a verified certificate.
    public static var welder2: Self { "p-welder2" }
    /// Helps; no certificate wanted.
    public static var helper: Self { "p-helper" }
    /// Head of the area's unit: countersigns grade 1, approves grade 2.
    public static var unitHead: Self { "p-unit" }
    /// Safety department: approves grade 1.
    public static var safety: Self { "p-safety" }
    /// Analyses gas.
    public static var analyst: Self { "p-analyst" }
    /// Isolates.
    public static var isolator: Self { "p-isolator" }
    /// Isolates, and verifies what others isolated.
    public static var isolator2: Self { "p-isolator2" }
    /// Watches for fire after the work.
    public static var watcher: Self { "p-watcher" }
    /// Accepts finished work.
    public static var acceptor: Self { "p-acceptor" }
    /// Emergency controller of `binhai`.
    public static var emergency: Self { "p-emergency" }
    /// Looks, in `binhai`.
    public static var viewer: Self { "p-viewer" }
    /// Auditor everywhere.
    public static var auditor: Self { "p-auditor" }
    /// Holds every post of the home at once, which separation of duties must bear.
    public static var everything: Self { "p-everything" }
    /// Works in the yard next door only, as applicant and leader.
    public static var neighbour: Self { "p-neighbour" }
    /// Enrolled, with no grant at all.
    public static var stranger: Self { "p-stranger" }
    /// A welder with a certificate, blocked.
    public static var blocked: Self { "p-blocked" }

    /// Everyone in the home's register, the administrator first.
    public static var everyone: [Self] {
        [
            admin, registrar, yardRegistrar, verifier, applicant, leader, leader2, supervisor, supervisor2, welder,
            welder2, helper, unitHead, safety, analyst, isolator, isolator2, watcher, acceptor, emergency, viewer,
            auditor, everything, neighbour, stranger, blocked,
        ]
    }
}

extension ID: ExpressibleByStringLiteral {
    /// A literal, so that tests read as tables.
    public init(stringLiteral text: String) { self.init(text) }
}

extension AreaID: ExpressibleByStringLiteral {
    /// A literal, which must be an area's path.
    public init(stringLiteral text: String) {
        guard let area = AreaID(text) else { preconditionFailure("not an area: \(text)") }
        self = area
    }

    /// The whole site.
    public static var binhai: Self { "binhai" }
    /// The home where the work is.
    public static var home: Self { "binhai/home" }
    /// Below the home.
    public static var kitchen: Self { "binhai/home/kitchen" }
    /// Next door to the home.
    public static var yard: Self { "binhai/yard" }
}

extension Instant: ExpressibleByStringLiteral {
    /// A literal, which must be RFC 3339.
    public init(stringLiteral text: String) {
        guard let moment = Instant(text) else { preconditionFailure("not a moment: \(text)") }
        self = moment
    }
}
