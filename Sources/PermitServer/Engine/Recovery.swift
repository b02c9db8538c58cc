public import PermitCore
import PermitLog
import PermitProof
public import PermitWire

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

/// Two people who go on with a log that lacks events, or holds others than were vouched for.
public struct LossStatement: Sendable {
    /// The people and their signing keys.
    public let people: [(person: PersonID, key: PersonSigningKey)]
    /// Why they go on.
    public let reason: String

    /// Names the people and their reason.
    public init(people: [(person: PersonID, key: PersonSigningKey)], reason: String) {
        self.people = people
        self.reason = reason
    }
}

extension Daemon {
    /// Goes on with a log that disagrees with an anchor, with the daemon stopped: an event says what is missing, who
    /// went on without it and why; clients are made to join again; the anchors take up the log as it is.
    ///
    /// - Returns: what the log was found to lack.
    /// - Throws: a ``DaemonFault`` or a ``RecoveryFault``.
    public static func acceptLoss(_ statement: LossStatement, _ options: Options) throws -> AnchorFault {
        do {
            let (engine, log) = try openEngine(options)
            let (loss, checkpoint) = try engine.disagreement(with: options.anchors)
            let args = try engine.lossArguments(checkpoint, statement)
            try log.beginEpoch()
            try engine.record(
                .daemonRecovered, subject: Engine.lossSubject, args.merging(["epoch": .string(log.epoch)]))
            _ = try engine.commit()
            try engine.keepCheckpoint(in: options.settings.anchors)
            try log.close()
            try Anchor.forgetLost(options.stateDirectory)
            return loss
        } catch let fault as RecoveryFault {
            throw fault
        } catch {
            throw DaemonFault(error)
        }
    }
}

extension Engine {
    /// The subject of every event that tells of a loss.
    static let lossSubject = "log"

    /// The first anchor that the log disagrees with, and what it remembers.
    fileprivate func disagreement(with anchors: [Anchor]) throws -> (AnchorFault, Checkpoint) {
        for anchor in anchors {
            for checkpoint in try anchor.checkpoints(signedBy: try trustedKeys()) {
                do {
                    try check(checkpoint, of: "\(anchor)")
                } catch let fault as AnchorFault {
                    return (fault, checkpoint)
                }
            }
        }
        throw RecoveryFault(description: "the log agrees with every anchor: there is no loss to accept")
    }

    /// What the event says: what was vouched for, what is there, who goes on and why, each signed by its person.
    fileprivate func lossArguments(_ lost: Checkpoint, _ statement: LossStatement) throws -> JSONObject {
        let people = statement.people
        guard people.count == 2, people[0].person != people[1].person else {
            throw RecoveryFault(description: "two people are wanted, each with an own key")
        }
        guard (1...2_000).contains(statement.reason.utf8.count) else {
            throw RecoveryFault(description: "a reason of 1 to 2000 bytes is wanted")
        }
        let authority = surroundings()
        for (person, key) in people {
            guard state.register.signingKeys(of: person).contains(key.publicBase64) else {
                throw RecoveryFault(description: "that key is not enrolled for \(person), as far as the log goes")
            }
            let grants = state.register.grants(of: person).filter {
                $0.isInForce(at: authority.now, in: authority.zone)
            }
            let roles = [Grant.Role.admin.rawValue, Grant.Role.auditor.rawValue]
            guard grants.contains(where: { roles.contains($0.role) && $0.areas.isEverywhere }) else {
                throw RecoveryFault(description: "\(person) is neither administrator nor auditor of everything")
            }
        }
        let root = Signing.base64(log.frontier.root)
        let text = Self.lossText(
            instance: instance, lost: lost.text, held: log.head, root: root, reason: statement.reason)
        return [
            "lost": ["size": .sequence(lost.size), "root": .string(Signing.base64(lost.root))],
            "held": ["size": .sequence(log.head), "root": .string(root)], "reason": .string(statement.reason),
            "people": .array(
                try people.map {
                    [
                        "person": .id($0.person), "signing": .string($0.key.publicBase64),
                        "signature": .string(Signing.base64(try $0.key.sign(Array(text.utf8)))),
                    ]
                }),
        ]
    }

    /// What the two people sign.
    static func lossText(instance: String, lost: String, held: UInt64, root: String, reason: String) -> String {
        "permitd-recover-v1\n\(instance)\n\(lost)\(held)\n\(root)\n\(reason)"
    }

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
