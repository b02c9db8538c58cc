import Logging
import PermitCore
import PermitLog
import PermitPacks
import ZeroMQ

extension Engine {
    /// What happens before the first request: the first administrator where the log is empty, the packs where they
    /// differ from those in force, then every deadline that passed while the daemon was down.
    func open(_ administrator: Settings.FirstAdministrator?) throws {
        if state.head == 0, let administrator {
            try record(administrator)
        }
        try adopt(house.packs)
        try tickIfDue(surroundings())
    }

    private func record(_ administrator: Settings.FirstAdministrator) throws {
        try recordPerson(administrator.person, employer: "permitd init")
        try recordKeys(of: administrator)
        try recordGrant(GrantID("admin-\(administrator.person)"), to: administrator.person)
    }

    func recordPerson(_ person: PersonID, employer: String) throws {
        try record(
            .personPut, subject: person.text,
            ["person": .id(person), "name": .string(person.text), "employer": .string(employer)])
    }

    func recordKeys(of administrator: Settings.FirstAdministrator) throws {
        let person = administrator.person
        try record(
            .keyEnrolled, subject: administrator.key.z85,
            ["key": .string(administrator.key.z85), "person": .id(person)])
        try record(
            .keyEnrolled, subject: administrator.signing,
            ["signing": .string(administrator.signing), "person": .id(person)])
    }

    /// The grant `admin` on everything, for good.
    func recordGrant(_ grant: GrantID, to person: PersonID) throws {
        try record(
            .grantPut, subject: grant.text,
            [
                "grant": .id(grant), "person": .id(person), "role": "admin", "areas": ["*"], "from": "2000-01-01",
                "until": "9999-12-30",
            ])
    }

    /// Puts other packs in force, if they are others.
    func adopt(_ packs: [LoadedPack]) throws {
        guard packs.map(\.reference) != state.packsInForce else { return }
        for pack in packs.map(\.reference) where state.packs.keys.contains(where: { $0.isOtherText(of: pack) }) {
            logger.warning(
                "other rules under a name that was used: give a changed edition a new name",
                metadata: ["pack": "\(pack.pack)", "edition": "\(pack.edition)"])
        }
        try record(.packsAdopted, subject: "packs", ["packs": .array(packs.map(\.json))])
        let names = packs.map { "\($0.reference.pack) \($0.reference.edition)" }.joined(separator: ", ")
        logger.notice("packs in force: \(names)")
    }

    func record(_ type: EventType, subject: String, _ args: JSONObject) throws {
        let house = surroundings()
        try take([try systemEvent(type, subject: subject, args: args, in: state, house)], house)
    }
}

extension PackReference {
    /// Whether this names the same edition, but of another text.
    fileprivate func isOtherText(of other: PackReference) -> Bool {
        pack == other.pack && edition == other.edition && digest != other.digest
    }
}
