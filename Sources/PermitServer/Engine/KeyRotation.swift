import PermitCore
import PermitDossier
import PermitLog
public import PermitProof
import PermitWire
public import ZeroMQ

extension Daemon {
    /// Records that another key signs the log from now on, with the daemon stopped: the former one signs for it.
    ///
    /// - Parameters:
    ///   - former: the private key of now.
    ///   - next: the one that comes.
    /// - Throws: a ``DaemonFault``.
    public static func rotate(logKey former: LogPrivateKey, to next: LogPublicKey, _ options: Options) throws {
        try record(options) { engine in
            let text = LogKeySuccession.text(instance: engine.instance, next: next)
            try engine.record(
                .daemonKeyRotated, subject: Engine.logKeySubject,
                [
                    "log": .string(next.verifierText), "former": .string(former.publicKey.verifierText),
                    "signature": .string(Signing.base64(try former.sign(text))),
                ])
        }
    }

    /// Records that the sockets have another key from now on, with the daemon stopped. Clients have to be given it.
    /// - Throws: a ``DaemonFault``.
    public static func rotate(serverKeyTo next: CurveKey, _ options: Options) throws {
        try record(options) { engine in
            try engine.record(.daemonKeyRotated, subject: Engine.serverKeySubject, ["server": .string(next.z85)])
        }
    }

    private static func record(_ options: Options, _ change: (Engine) throws -> Void) throws {
        do {
            let (engine, log) = try openEngine(options)
            try engine.check(options.anchors)
            // The first start enters the first administrator into a log that is empty, and into no other.
            if engine.log.head == 0 { throw DaemonFault.unavailable("the log is empty: start the daemon once before") }
            try change(engine)
            _ = try engine.commit()
            try engine.keepCheckpoint(in: options.settings.anchors)
            try log.close()
        } catch {
            throw DaemonFault(error)
        }
    }
}

extension Engine {
    /// The keys whose checkpoints count: the one that signs now, and those before it, each of which has signed for the
    /// next. A key that nobody signed for counts for nothing.
    func trustedKeys() throws -> [LogPublicKey] {
        guard let notary else { return [] }
        return try LogKeySuccession.keys(
            before: notary.publicKey,
            try log.history(subject: Self.logKeySubject, after: 0, limit: .max).map(\.body))
    }
}
