/// Who works at the site, by name. Posts that many permits share have a few holders; a permit that is to be active has
/// a supervisor and a worker of its own, since the pack lets nobody be in two places.
struct Cast {
    static let site = "site"
    /// So many that even 100,000 open permits are no more than 500 in one area.
    static let units = 200
    static let leaders = 50
    static let registrars = 8
    static let instrument = "meter-1"
    /// Supervisors and workers of permits that are not to start.
    static let spares = 128

    /// Analysts with a tablet of their own, and as many shared tablets: one for each client.
    let clients: Int

    static func unit(_ index: Int) -> String { "\(site)/unit-\(index % units)" }
    static func console(_ index: Int) -> String { "console-\(index)" }
    static func leader(_ index: Int) -> String { "leader-\(index % leaders)" }
    static func registrar(_ index: Int) -> String { "registrar-\(index % registrars)" }
    func tablet(_ index: Int) -> String { "tablet-\(index % clients)" }
    func analyst(_ index: Int) -> String { "analyst-\(index % clients)" }

    /// The holders of posts, with their role.
    var people: [(person: String, role: String)] {
        [
            ("applicant", "applicant"), ("unit-head", "areaUnit"), ("safety", "safetyDept"), ("acceptor", "acceptor"),
            ("verifier", "verifier"),
        ]
            + (0..<Self.leaders).map { (Self.leader($0), "leader") } + (0..<clients).map { (analyst($0), "analyst") }
            + (0..<Self.registrars).map { (Self.registrar($0), "registrar") }
    }

    /// Those who carry a tablet of their own: what they do needs no signature of theirs where the contract wants none.
    var peopleWithKeys: [String] {
        ["verifier"] + (0..<clients).map(analyst) + (0..<Self.registrars).map(Self.registrar)
    }
}
