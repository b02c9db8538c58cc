import PermitCore
import PermitDossier
import PermitLog
import PermitProof
import PermitWire

extension Engine {
    /// The subject of every event that changes the key that signs the log.
    static let logKeySubject = "log-key"
    /// The subject of events that tell of a new key of the sockets.
    static let serverKeySubject = "server-key"

    /// `log.checkpoint`: the log as it is, signed; for a client that shows one of earlier, the proof that it has only
    /// grown since. A checkpoint that this log signed and does not agree with shows that it was rolled back or
    /// rewritten: then nothing more may be served.
    func checkpoint(after known: String?) throws -> JSONObject {
        guard var notary else { throw noLogKey }
        defer { self.notary = notary }
        var result: JSONObject = [
            "checkpoint": .string(try notary.checkpoint(of: log.frontier)),
            "key": .string(notary.publicKey.verifierText),
        ]
        guard let known else { return result }
        let keys = try trustedKeys()
        guard let shown = keys.lazy.compactMap({ Checkpoint(note: known, signedBy: $0) }).first else {
            throw Refusal.invalid([
                FieldFault(
                    path: "/args/known", Message("not a checkpoint that this log has signed", "不是本日志签署的检查点"))
            ])
        }
        do {
            try check(shown, of: "a checkpoint that a client shows")
        } catch {
            // Remembered before the process ends: the next start must not forget what was shown.
            for anchor in anchors { try? anchor.keep(known) }
            throw error
        }
        let proof = try log.prover.consistency(from: shown.size, to: log.head)
        result["consistency"] = .strings(proof.map(Signing.base64))
        return result
    }

    /// `log.proof`: that an event is in the log at one of its sizes.
    func proof(_ arguments: ProofArguments) throws -> JSONObject {
        let size = arguments.size ?? log.head
        guard size <= log.head, arguments.sequence <= size else {
            throw Refusal.notFound("event \(arguments.sequence)")
        }
        let path = try log.prover.inclusion(of: arguments.sequence - 1, in: size)
        return [
            "seq": .sequence(arguments.sequence), "size": .sequence(size),
            "inclusion": .strings(path.map(Signing.base64)),
        ]
    }

    /// `permit.get`: what was asked is told by its event alone.
    func view(of permit: Circumstances) throws -> JSONObject {
        permit.view(asked: try event(permit.permit.contentEvent))
    }

    /// An event that happened, whether it is on disk yet or not.
    private func event(_ sequence: UInt64) throws -> Event {
        if let known = batch.events.last(where: { $0.event.sequence == sequence }) { return known.event }
        guard let stored = try log.events(after: max(1, sequence) - 1, limit: 1).first, stored.sequence == sequence
        else {
            throw Refusal(.internal, Message("event \(sequence) is not in the log", "日志中没有事件 \(sequence)"))
        }
        return try EventCoding.event(from: stored.body, sequence: sequence)
    }

    var noLogKey: Refusal { Refusal(.unavailable, Message("there is no log key here", "此处没有日志密钥")) }
}

extension Engine {
    /// `permit.ticket`: who authorised what, where, until when, as of now, signed.
    func ticket(of permit: Circumstances, _ house: Surroundings) throws -> JSONObject {
        guard let notary else { throw noLogKey }
        let ticket = Ticket(
            try view(of: permit), origin: notary.publicKey.name, asOf: house.now, sequence: state.head)
        return ["ticket": .string(try notary.token(of: ticket))]
    }
}
