import PermitClient
import PermitCore

/// Who there is in the demo: a home by the harbour with a kitchen to be repaired.
struct DemoCast {
    static let area = "harbour/home/kitchen"

    /// Person, name and roles.
    static let people: [(person: String, name: String, roles: [String])] = [
        ("p-ma", "Ma Jun, applicant", ["applicant", "safetyDept"]),
        ("p-li", "Li Qiang, leader", ["leader"]),
        ("p-chen", "Chen Jing, supervisor", ["supervisor"]),
        ("p-wang", "Wang Min, welder", []),
        ("p-he", "He Yong, welder", []),
        ("p-zhao", "Zhao Lei, head of the unit", ["areaUnit"]),
        ("p-sun", "Sun Jie, safety department", ["safetyDept"]),
        ("p-zhou", "Zhou Ping, gas analyst", ["analyst"]),
        ("p-wu", "Wu Xia, fire watcher", ["fireWatcher"]),
        ("p-zheng", "Zheng Hai, acceptor", ["acceptor"]),
        ("p-ver", "Fan Rui, verifier", ["verifier"]),
    ]

    /// Fills the register as the administrator.
    static func enter(into stage: DemoStage) async throws {
        for (area, name) in [("harbour", "Harbour district"), ("harbour/home", "Harbour Home"), (area, "Kitchen")] {
            try await stage.enter(
                "area.put", ["area": .string(area), "name": .string(name), "risk": "yellow"])
        }
        try await stage.enrolTablet()
        for (person, name, roles) in people {
            try await stage.enter(person: person, name: name)
            for role in roles {
                try await stage.enter(
                    "grant.put",
                    [
                        "grant": .string("\(person)-\(role)"), "person": .string(person), "role": .string(role),
                        "areas": ["harbour/home"], "from": "2020-01-01", "until": "2090-12-31",
                    ])
            }
        }
        try await stage.enter(
            "instrument.put", ["instrument": "gas-1", "kind": "four-gas detector", "calibrationDue": "2090-12-31"])
        try await enterCredentials(into: stage)
    }

    private static func enterCredentials(into stage: DemoStage) async throws {
        let credentials = [
            ("c-wang", "p-wang", "special-work.welding", "2090-12-31"),
            ("c-he", "p-he", "special-work.welding", "2024-03-31"),
            ("c-chen", "p-chen", "training.guardian", "2090-12-31"),
        ]
        for (credential, person, kind, expires) in credentials {
            try await stage.enter(
                "credential.put",
                [
                    "credential": .string(credential), "person": .string(person), "kind": .string(kind),
                    "number": .string("T-\(person)"), "issuer": "Emergency Management Bureau",
                    "issued": "2018-04-01", "expires": .string(expires),
                ])
            let answer = try await stage.act(
                "p-ver", "credential.verify",
                ["credential": .string(credential), "method": "looked up in the national register"])
            guard answer.isOK else { throw DemoFault(description: "credential.verify: \(answer.content)") }
        }
    }
}
