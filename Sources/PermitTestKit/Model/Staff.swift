import PermitCore

/// Forty people at one site with five areas.
enum Staff {
    static let areas: [AreaID] = [.home, .kitchen, .yard, "binhai/plant", "binhai/plant/boiler"]
    static let everyone: [PersonID] = (1...40).map { PersonID($0 < 10 ? "p-0\($0)" : "p-\($0)") }

    static let applicants = people(1...4)
    static let leaders = people(3...9)
    static let supervisors = people(10...15)
    static let welders = people(16...23)
    static let helpers = people(24...29)
    static let analysts = people(29...31)
    static let isolators = people(30...32)
    static let watchers = people(15...16) + people(33...33)
    static let acceptors = people(9...9) + people(34...35)
    static let heads = people(36...37)
    static let safety = people(37...38)
    static let controller = PersonID("p-39")
    /// Enrolled, and nothing else.
    static let visitor = PersonID("p-40")

    private static func people(_ range: ClosedRange<Int>) -> [PersonID] { range.map { everyone[$0 - 1] } }

    /// The register, as the operations that build it.
    static var steps: [Step] {
        let places = [
            Home.area(.binhai, "Binhai", []), Home.area(.home, "The home", []), Home.area(.kitchen, "The kitchen", []),
            Home.area(.yard, "The yard", [.home]), Home.area("binhai/plant", "The plant", [.yard]),
            Home.area("binhai/plant/boiler", "The boiler", []),
        ]
        let staff: [PersonID] = everyone + [.registrar, .verifier]
        let keys = staff.map { person in
            Step(.admin, .keyEnroll, ["key": .string(Home.key(of: person.text)), "person": .id(person)])
        }
        let tablet = Step(
            .admin, .keyEnroll,
            ["key": .string(Home.key(of: Home.tablet)), "device": .string(Home.tablet), "areas": ["binhai"]])
        return places + staff.map { Home.person($0) } + keys + [tablet] + grants + credentials
            + [Home.instrument(due: "2027-11-30"), Home.equipment(Home.machine, inspectionDue: "2027-11-30")]
    }

    private static var grants: [Step] {
        let roles: [(String, [PersonID])] = [
            ("applicant", applicants), ("leader", leaders), ("supervisor", supervisors), ("analyst", analysts),
            ("isolator", isolators), ("fireWatcher", watchers), ("acceptor", acceptors), ("areaUnit", heads),
            ("safetyDept", safety), ("emergency", [controller]),
        ]
        let office = [Home.grant(.registrar, "registrar", []), Home.grant(.verifier, "verifier", [])]
        return office + roles.flatMap { role, people in people.map { Home.grant($0, role, [.binhai]) } }
    }

    private static var credentials: [Step] {
        welders.enumerated().flatMap { index, person in
            // Some certificates end while work goes on.
            Home.credential(person, "special-work.welding", expires: index < 2 ? "2026-11-2\(index + 6)" : "2029-12-31")
        } + supervisors.flatMap { Home.credential($0, "training.guardian") }
    }
}
