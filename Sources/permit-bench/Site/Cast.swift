import PermitCore

/// Who works at the site, by name. Posts that many permits share have a few holders; a permit that is to be active has
/// a supervisor and a worker of its own, since the pack lets nobody be in two places.
enum Cast {
    static let site = "site"
    static let units = 50
    static let tablets = 64
    static let analysts = 64
    static let consoles = 500
    static let leaders = 16
    static let registrars = 8
    static let instrument = "meter-1"
    /// Supervisors and workers of permits that are not to start.
    static let spares = 64

    static func unit(_ index: Int) -> String { "\(site)/unit-\(index % units)" }
    static func tablet(_ index: Int) -> String { "tablet-\(index % tablets)" }
    static func analyst(_ index: Int) -> String { "analyst-\(index % analysts)" }
    static func console(_ index: Int) -> String { "console-\(index % consoles)" }
    static func leader(_ index: Int) -> String { "leader-\(index % leaders)" }
    static func registrar(_ index: Int) -> String { "registrar-\(index % registrars)" }

    /// The holders of posts, with their role.
    static var people: [(person: String, role: String)] {
        [
            ("applicant", "applicant"), ("unit-head", "areaUnit"), ("safety", "safetyDept"), ("acceptor", "acceptor"),
            ("verifier", "verifier"),
        ]
            + (0..<leaders).map { (leader($0), "leader") } + (0..<analysts).map { (analyst($0), "analyst") }
            + (0..<registrars).map { (registrar($0), "registrar") }
    }

    /// Those who carry a tablet of their own: what they do needs no signature of theirs where the contract wants none.
    static var peopleWithKeys: [String] {
        ["verifier"] + (0..<analysts).map(analyst) + (0..<registrars).map(registrar)
    }
}
