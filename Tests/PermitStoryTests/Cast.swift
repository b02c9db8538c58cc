import PermitCore
import PermitTestKit

/// The people of the stories and where they work.
enum Cast {
    /// A site with everyone in it, at 08:00 on a Tuesday; nobody is written down in the transcript.
    static func site(_ packs: [JSONObject]) -> Site {
        do {
            var site = try Site(packs: packs)
            let posts = packs.flatMap { $0["posts"]?.array ?? [] }.compactMap { $0.object?["post"]?.string }
            try site.perform(areas + people + grants(posts) + keys + credentials + things)
            return site
        } catch {
            preconditionFailure("the cast can't be made: \(error)")
        }
    }

    /// Who speaks for a post, or holds a role on a permit.
    static func holder(of role: String, on permit: Permit? = nil) -> PersonID {
        switch role {
        case "leader": permit?.leader ?? .chen
        case "supervisor": permit?.supervisor ?? .li
        default: roles.first { $0.roles.contains(role) }?.person ?? .chen
        }
    }

    /// A credential, entered and not yet verified.
    static func credential(_ person: PersonID, _ kind: String, number: String, expires: String = "2029-12-31") -> Step {
        Step(
            .registrar, .credentialPut,
            [
                "credential": .string(Home.credentialID(person, kind)), "person": .id(person), "kind": .string(kind),
                "number": .string(number), "issuer": "Tianjin", "issued": "2024-01-01", "expires": .string(expires),
            ])
    }

    private static let areas = [
        Home.area(.binhai, "Binhai", []), Home.area(.home, "The care home", []),
        Home.area(.kitchen, "The kitchen", []), Home.area(.yard, "The yard", [.home]),
        Home.area("binhai/yard/septic", "The septic tank", []), Home.area("binhai/plant/tank-3", "Tank 3", []),
    ]

    private static let roles: [(person: PersonID, roles: [String])] = [
        (.registrar, ["registrar"]), (.verifier, ["verifier"]), (.shi, ["applicant"]), (.chen, ["leader"]),
        (.zhang, ["leader"]), (.li, ["supervisor"]), (.kong, ["supervisor"]), (.sun, ["areaUnit"]),
        (.qian, ["safetyDept"]), (.jin, ["leaderInCharge"]), (.wu, ["analyst"]), (.zheng, ["fireWatcher"]),
        (.feng, ["acceptor"]), (.he, ["emergency"]), (.wei, ["isolator"]), (.jiang, ["isolator"]),
        (.wang, []), (.cao, []), (.zhao, []), (.yan, []), (.hua, []), (.tao, []), (.xie, []),
    ]

    private static var people: [Step] {
        roles.map { row in
            let isContractor = [.chen, .wang, .cao].contains(row.person)
            return Step(
                .admin, .personPut,
                [
                    "person": .id(row.person), "name": .string(row.person.text),
                    "employer": isContractor ? "Dongfeng Installation" : "Binhai",
                ])
        }
    }

    private static func grants(_ posts: [String]) -> [Step] {
        let known = Set(Grant.Role.allCases.map(\.rawValue) + posts)
        return roles.flatMap { row in
            row.roles.filter(known.contains).map {
                Home.grant(row.person, $0, ["registrar", "verifier"].contains($0) ? [] : [.binhai])
            }
        }
    }

    private static var keys: [Step] {
        roles.map { row in
            Step(.admin, .keyEnroll, ["key": .string(Home.key(of: row.person.text)), "person": .id(row.person)])
        } + [
            Step(
                .admin, .keyEnroll,
                [
                    "key": .string(Home.key(of: Home.tablet)), "device": .string(Home.tablet),
                    "areas": .strings([AreaID.home.text]),
                ])
        ]
    }

    private static var credentials: [Step] {
        let held: [(PersonID, [String])] = [
            (.li, ["training.guardian", "training.confined-guardian"]),
            (.kong, ["training.guardian", "training.confined-guardian"]),
            (.cao, ["special-work.welding", "training.confined-work"]), (.zhao, ["training.confined-work"]),
            (.yan, ["training.confined-work"]), (.hua, ["training.confined-rescue"]),
            (.tao, ["special-work.height-scaffold"]),
        ]
        return held.flatMap { person, kinds in kinds.flatMap { Home.credential(person, $0) } }
    }

    private static let things = [
        Step(
            .registrar, .instrumentPut,
            ["instrument": .id(Home.detector), "kind": "four-gas detector", "calibrationDue": "2027-06-30"])
    ]
}

extension ID where Named == Person {
    /// Asks for permits.
    static var shi: Self { "p-shi" }
    /// Leads the work.
    static var chen: Self { "p-chen" }
    /// Leads too.
    static var zhang: Self { "p-zhang" }
    /// Supervises.
    static var li: Self { "p-li" }
    /// Supervises too.
    static var kong: Self { "p-kong" }
    /// A welder whose certificate is not entered yet.
    static var wang: Self { "p-wang" }
    /// A welder with a verified certificate.
    static var cao: Self { "p-cao" }
    /// Helps, and enters confined spaces.
    static var zhao: Self { "p-zhao" }
    /// Enters confined spaces too.
    static var yan: Self { "p-yan" }
    /// A trained rescuer.
    static var hua: Self { "p-hua" }
    /// A scaffolder.
    static var tao: Self { "p-tao" }
    /// A cook, with no role at all.
    static var xie: Self { "p-xie" }
    /// Head of the unit in charge of the area.
    static var sun: Self { "p-sun" }
    /// Safety department.
    static var qian: Self { "p-qian" }
    /// The leader in charge, who approves special grade.
    static var jin: Self { "p-jin" }
    /// Analyses gas.
    static var wu: Self { "p-wu" }
    /// Watches for fire.
    static var zheng: Self { "p-zheng" }
    /// Accepts finished work.
    static var feng: Self { "p-feng" }
    /// Emergency controller.
    static var he: Self { "p-he" }
    /// Isolates.
    static var wei: Self { "p-wei" }
    /// Verifies isolations.
    static var jiang: Self { "p-jiang" }
}
