import PermitCore
import PermitTestKit
import Testing

/// How far a registrar reaches (contract §4): nobody hands on more than he has, and the last administrator stays.
struct RegisterReachTests {
    static let id = Site.permitID

    static func key(_ name: String, person: PersonID) -> JSONObject {
        ["key": .string(Home.key(of: name)), "person": .id(person)]
    }

    static func tried(_ step: Step, after steps: [Step] = []) throws -> String {
        var site = Site.home
        try site.perform(steps)
        return site.outcome(step.operation, by: step.person, on: nil, step.args)
    }

    static func revoke(_ grant: String, by person: PersonID) -> Step {
        Step(person, .grantRevoke, ["grant": .string(grant), "reason": "x"])
    }

    static let yard: [Trial] = [
        Trial("a grant in the yard", "ok") {
            try tried(Home.grant(.stranger, "leader", [.yard], by: .yardRegistrar))
        },
        Trial("a grant in the home", "unauthorized") {
            try tried(Home.grant(.stranger, "leader", [.home], by: .yardRegistrar))
        },
        Trial("a grant in both", "unauthorized") {
            try tried(Home.grant(.stranger, "leader", [.yard, .home], by: .yardRegistrar))
        },
        Trial("a grant everywhere", "unauthorized") {
            try tried(Home.grant(.stranger, "viewer", [], by: .yardRegistrar))
        },
        Trial("another registrar of the yard", "unauthorized") {
            try tried(Home.grant(.stranger, "registrar", [.yard], by: .yardRegistrar))
        },
        Trial("an administrator of the yard", "unauthorized") {
            try tried(Home.grant(.stranger, "admin", [.yard], by: .yardRegistrar))
        },
        Trial("a grant of the home put back into the yard", "unauthorized") {
            try tried(Home.grant(.leader, "leader", [.yard], by: .yardRegistrar))
        },
        Trial("revoke a grant in the home", "unauthorized") {
            try tried(revoke("g-p-leader-leader", by: .yardRegistrar))
        },
        Trial("revoke a grant in the yard", "ok") { try tried(revoke("g-p-neighbour-leader", by: .yardRegistrar)) },
        Trial("an area in the yard", "ok") {
            try tried(Step(.yardRegistrar, .areaPut, Home.area("binhai/yard/shed", "Shed", []).args))
        },
        Trial("the home", "notFound") {
            try tried(Step(.yardRegistrar, .areaPut, Home.area(.home, "Mine", []).args))
        },
        Trial("a key for someone of the yard", "ok") {
            try tried(Step(.yardRegistrar, .keyEnroll, key("second", person: .neighbour)))
        },
        Trial("a key for someone of the home", "unauthorized") {
            try tried(Step(.yardRegistrar, .keyEnroll, key("second", person: .leader)))
        },
        Trial("a key for someone who will be of the home tomorrow", "unauthorized") {
            try tried(
                Step(.yardRegistrar, .keyEnroll, key("second", person: .neighbour)),
                after: [Home.grant(.neighbour, "supervisor", [.home], from: "2026-11-25")])
        },
        Trial("revoke a key of someone of the home", "unauthorized") {
            try tried(
                Step(.yardRegistrar, .keyRevoke, ["key": .string(Home.key(of: "p-leader")), "reason": "x"]))
        },
        Trial("revoke the key of the home's tablet", "unauthorized") {
            try tried(
                Step(.yardRegistrar, .keyRevoke, ["key": .string(Home.key(of: Home.tablet)), "reason": "x"]))
        },
        Trial("the home's tablet, as one of the yard", "unauthorized") {
            try tried(Step(.yardRegistrar, .keyEnroll, GasModeTests.enrol(Home.tablet, [.yard]).args))
        },
        Trial("a tablet of the yard", "ok") {
            try tried(Step(.yardRegistrar, .keyEnroll, GasModeTests.enrol("tablet-2", [.yard]).args))
        },
        Trial("block someone of the home", "unauthorized") {
            try tried(Step(.yardRegistrar, .personPut, Home.person(.leader, status: "blocked").args))
        },
        Trial("let someone back whom another blocked, and who would act in the home", "unauthorized") {
            try tried(
                Step(.yardRegistrar, .personPut, Home.person(.supervisor).args),
                after: [Home.person(.supervisor, status: "blocked")])
        },
        Trial("someone new", "ok") { try tried(Step(.yardRegistrar, .personPut, Home.person("p-new").args)) },
    ]

    @Test("a registrar of the yard", arguments: yard)
    func ofTheYard(trial: Trial) throws { try trial.check() }

    static let second: [Step] = [Home.grant(.registrar, "admin", [])]

    static func moved(to person: PersonID, _ role: String = "admin", _ areas: [AreaID] = []) -> Step {
        Home.grant(person, role, areas, id: "g-admin")
    }

    static let last: [Trial] = [
        Trial("a registrar names an administrator", "unauthorized") {
            try tried(Home.grant(.stranger, "admin", [.yard], by: .registrar))
        },
        Trial("a registrar revokes the administrator", "unauthorized") { try tried(revoke("g-admin", by: .registrar)) },
        Trial("the last one revokes himself", "wrongState") { try tried(revoke("g-admin", by: .admin)) },
        Trial("one of two revokes himself", "ok") { try tried(revoke("g-admin", by: .admin), after: second) },
        Trial("one of two, the other blocked", "wrongState") {
            try tried(revoke("g-admin", by: .admin), after: second + [Home.person(.registrar, status: "blocked")])
        },
        Trial("one of two, the other's grant over", "wrongState") {
            try tried(
                revoke("g-admin", by: .admin),
                after: [Home.grant(.registrar, "admin", [], until: "2026-11-23")])
        },
        Trial("the last one blocks himself", "wrongState") { try tried(Home.person(.admin, status: "blocked")) },
        Trial("the last one is handed on", "ok") { try tried(moved(to: .registrar)) },
        Trial("the last one is handed on to someone blocked", "wrongState") { try tried(moved(to: .blocked)) },
        Trial("the last one becomes a registrar", "wrongState") { try tried(moved(to: .registrar, "registrar")) },
        Trial("the last one is confined to the yard", "wrongState") {
            try tried(moved(to: .registrar, "admin", [.yard]))
        },
    ]

    @Test("the last administrator", arguments: last)
    func administrator(trial: Trial) throws { try trial.check() }
}
