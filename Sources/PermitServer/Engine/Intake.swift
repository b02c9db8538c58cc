import Crypto
import Logging
import PermitCore
import PermitLog
import PermitWire

/// A request as it came in: who brought it and what it said.
struct Inbound {
    let route: Route
    /// The User-Id that the handshake gave the connection.
    let userID: String
    /// The frames after the envelope.
    let content: [[UInt8]]
    /// Whether there were more frames than are ever taken.
    let isTruncated: Bool
    /// Whether its key has sent too much in this turn.
    let isExcess: Bool
    /// When it was taken in, in nanoseconds of the clock that never runs back; nil where nobody wants to know.
    var receivedAt: Int64?
}

extension Engine {
    /// Decides one request and puts its reply, or its wait, into the batch.
    func handle(_ inbound: Inbound) throws {
        let house = surroundings()
        try tickIfDue(house)
        if inbound.isExcess { name(inbound.userID, "asks too often") }
        guard !inbound.isTruncated, (1...2).contains(inbound.content.count) else {
            name(inbound.userID, "sends messages of too many frames")
            let message = Message("a body and at most one signature are wanted", "应为一个请求体和至多一个签名")
            return refuse(Refusal(.malformed, message), inbound, of: nil, id: nil, .english, house)
        }
        let body: RequestBody
        do {
            body = try RequestBody(inbound.content[0])
        } catch {
            return refuse(error.refusal, inbound, of: nil, id: error.id, error.language, house)
        }
        do {
            try answer(body, inbound, house)
        } catch let refusal as Refusal {
            refuse(refusal, inbound, of: body.operation, id: body.id, body.language, house)
        }
    }

    private func answer(_ body: RequestBody, _ inbound: Inbound, _ house: Surroundings) throws {
        guard let key = clientKey(inbound.userID), !key.isRevoked else {
            throw Refusal(.unauthorized, Message("this key is not enrolled, or was revoked", "此密钥未登记或已吊销"))
        }
        let bytes = inbound.content[0]
        if let recorded = try recordedReply(key: key.key, id: body.id) {
            guard recorded.digest == Array(SHA256.hash(data: bytes)) else {
                throw Refusal(.idReused, Message("this id was used for another request", "此编号已用于其他请求"))
            }
            watch.instruments.note(body.operation, "repeated")
            return reply(recorded.reply, inbound, of: recorded.request)
        }
        let fields = try body.fields()
        let signature = inbound.content.count > 1 ? inbound.content[1] : nil
        let signer = fields.actor ?? key.person
        let command = Command(
            id: body.id, operation: fields.operation, arguments: fields.arguments, args: fields.args,
            actor: fields.actor, at: fields.at, expect: fields.expect, language: body.language, caller: key,
            signature: verify(signature, over: bytes, by: signer))
        if command.signature == .valid, !fields.operation.isRead, let signer,
            let recorded = try recordedReply(signer: signer, body: bytes)
        {
            watch.instruments.note(fields.operation, "repeated")
            return reply(recorded.reply, inbound, of: recorded.request)
        }
        if case .read(let query) = fields.arguments {
            return try answer(query, command, body, inbound, house)
        }
        try checkAvailable(command, inbound)
        try checkProof(command)
        try checkFormer(command, bytes, signature)
        let decision = try decide(command, in: state, with: house)
        try take(decision.events, house)
        let text = Reply.ok(
            id: body.id, sequence: decision.events.last?.sequence ?? state.head, at: house.now,
            result: decision.result)
        let kept = batch.events.suffix(decision.events.count).reduce(bytes.count + text.count) { $0 + $1.bytes.count }
        quotas.note(kept: kept, of: key.key)
        batch.requests.append(
            RecordedRequest(
                key: key.key, id: body.id, body: bytes, signature: signature,
                signer: command.signature == .valid ? signer?.text : nil, reply: text,
                firstSequence: decision.events.first?.sequence, lastSequence: decision.events.last?.sequence))
        watch.instruments.note(fields.operation, "ok")
        reply(text, inbound, of: batch.requests.count - 1)
    }

    /// A reply that was recorded, and its request's place in the batch while it is only decided, not yet on disk.
    private typealias Recorded = (digest: [UInt8], reply: [UInt8], request: Int?)

    private func recordedReply(key: String, id: String) throws -> Recorded? {
        if let pending = batch.requests.firstIndex(where: { $0.key == key && $0.id == id }) {
            return recorded(pending)
        }
        return try log.recordedReply(key: key, id: id).map { ($0.bodyDigest, $0.reply, nil) }
    }

    private func recordedReply(signer: PersonID, body: [UInt8]) throws -> Recorded? {
        let digest = Array(SHA256.hash(data: body))
        if let pending = batch.requests.firstIndex(where: { $0.signer == signer.text && $0.body == body }) {
            return recorded(pending)
        }
        return try log.recordedReply(signer: signer.text, bodyDigest: digest).map { ($0.bodyDigest, $0.reply, nil) }
    }

    private func recorded(_ index: Int) -> Recorded {
        let request = batch.requests[index]
        return (Array(SHA256.hash(data: request.body)), request.reply, index)
    }

    private func verify(_ signature: [UInt8]?, over body: [UInt8], by signer: PersonID?) -> Command.Signature {
        guard let signature else { return .absent }
        guard signature.count == 64, let signer else { return .invalid }
        let bytes = Signing.requestBytes(instance: instance, body: body)
        let isValid = state.register.signingKeys(of: signer).contains {
            Signing.isValid(signature, over: bytes, by: $0)
        }
        return isValid ? .valid : .invalid
    }

    /// `busy` and `unavailable`, which no safer act gets.
    private func checkAvailable(_ command: Command, _ inbound: Inbound) throws(Refusal) {
        let wait = quotas.waitToKeep(command.caller.key, now: monotonicMilliseconds())
        if wait != nil { name(inbound.userID, "fills the log") }
        if case .safer = command.timeliness(in: state) { return }
        if inbound.isExcess { throw busy }
        if let wait { throw busy(for: wait) }
        if isClosing { throw closing }
        if isShortOfSpace {
            throw Refusal(.unavailable, Message("the disk is nearly full", "磁盘空间即将用尽"))
        }
    }

    var closing: Refusal {
        Refusal(.unavailable, Message("the daemon is shutting down", "守护进程正在关闭"))
    }

    var busy: Refusal { busy(for: Limits.retryAfterMilliseconds) }

    private func busy(for milliseconds: Int) -> Refusal {
        Refusal(
            .busy, Message("too much at once: try again", "请求过多，请稍后重试"),
            details: ["retryAfterMs": .count(milliseconds)])
    }

    /// Tells the journal of a key that does what none should: it may be in the wrong hands.
    private func name(_ key: String, _ what: String) {
        guard quotas.names(key, now: monotonicMilliseconds()) else { return }
        logger.warning(
            "a key does what none should: is it in the wrong hands?", metadata: ["key": "\(key)", "what": "\(what)"])
    }

    /// A signing key is enrolled only with a proof that its owner holds it.
    private func checkProof(_ command: Command) throws(Refusal) {
        let isProven: Bool
        switch command.arguments {
        case .enrol(let enrolment):
            guard case .signing(let key, let proof) = enrolment.key else { return }
            isProven = Signing.isProven(proof, key: key, instance: instance)
        case .rotateKey(let rotation):
            guard let signing = rotation.signing, let person = command.actor ?? command.caller.person else { return }
            let key = SigningKey(signing: signing, person: person)
            isProven = Signing.isProven(rotation.proof ?? "", key: key, instance: instance)
        default: return
        }
        if isProven { return }
        throw .invalid([
            FieldFault(path: "/args/proof", Message("not that key's signature over the enrolment", "不是该密钥对登记内容的签名"))
        ])
    }

    /// The key that is given up signs for its successor, no other key of the same person.
    private func checkFormer(_ command: Command, _ body: [UInt8], _ signature: [UInt8]?) throws(Refusal) {
        guard case .rotateKey(let rotation) = command.arguments, let former = rotation.former,
            command.signature == .valid, let signature
        else { return }
        let bytes = Signing.requestBytes(instance: instance, body: body)
        guard Signing.isValid(signature, over: bytes, by: former) else {
            throw Refusal(.signatureInvalid, Message("the former key must sign", "须由原密钥签名"))
        }
    }

    func reply(_ bytes: [UInt8], _ inbound: Inbound, of request: Int? = nil) {
        batch.replies.append(
            PendingReply(route: inbound.route, bytes: bytes, request: request, receivedAt: inbound.receivedAt))
    }

    private func refuse(
        _ refusal: Refusal, _ inbound: Inbound, of operation: Operation?, id: String?, _ language: Language,
        _ house: Surroundings
    ) {
        watch.note(operation, refusal.code)
        logger.debug("refused", metadata: ["code": "\(refusal.code.rawValue)", "request": "\(id ?? "-")"])
        let bytes = Reply.refusal(id: id, sequence: state.head, at: house.now, refusal, language: language)
        reply(bytes, inbound)
    }
}

extension ClientKey {
    /// The person it is bound to; nil for a shared device.
    var person: PersonID? {
        if case .person(let person) = owner { person } else { nil }
    }
}
