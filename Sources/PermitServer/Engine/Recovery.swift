public import PermitCore
import PermitLog

/// Why nobody was made administrator; nothing was recorded.
public struct RecoveryFault: Error, CustomStringConvertible {
    /// The reason in words.
    public let description: String
}

extension Daemon {
    /// Makes someone administrator whose keys nobody has yet, with the daemon stopped: the person if there is none of
    /// that id, both keys, the grant, and `daemon.recovered`, all in one transaction and as actor `system`.
    ///
    /// - Returns: the id of the grant.
    /// - Throws: a ``DaemonFault``, `unavailable` while a daemon holds the log; or a ``RecoveryFault``.
    public static func recover(_ administrator: Settings.FirstAdministrator, _ options: Options) throws -> GrantID {
        do {
            let (engine, log) = try openEngine(options)
            let grant = try engine.recover(administrator)
            _ = try engine.commit()
            try log.close()
            return grant
        } catch let fault as RecoveryFault {
            throw fault
        } catch {
            throw DaemonFault(error)
        }
    }
}

extension Engine {
    func recover(_ administrator: Settings.FirstAdministrator) throws -> GrantID {
        let person = administrator.person
        if let known = state.register.people[person] {
            guard known.status == .active else {
                throw RecoveryFault(description: "\(person) is blocked, and so could do nothing: name another person")
            }
        } else {
            try recordPerson(person, employer: "permitd recover")
        }
        try recordKeys(of: administrator)
        let grant = recoveredGrant(of: person)
        if state.register.grants[grant] == nil { try recordGrant(grant, to: person) }
        try record(.daemonRecovered, subject: person.text, ["person": .id(person), "grant": .id(grant)])
        return grant
    }

    /// The person's grant where one is in force, else an id that no grant ever had.
    private func recoveredGrant(of person: PersonID) -> GrantID {
        let house = surroundings()
        let inForce = state.register.grants(of: person).first { grant in
            grant.role == Grant.Role.admin.rawValue && grant.areas.isEverywhere && grant.kinds == nil
                && grant.isInForce(at: house.now, in: house.zone)
        }
        if let inForce { return inForce.grant }
        let names = ["admin-\(person)", "admin-\(person)-\(state.head)", "admin-\(state.head)"].map { GrantID($0) }
        // The last one is short enough for an id whoever the person is, and new because sequences only rise.
        return names.first { isPlainID($0.text) && state.register.grants[$0] == nil } ?? names[2]
    }
}
