import Crypto
import Logging
import PermitCore
import PermitLog
import PermitWire

/// A request as it came in: who brought it and what it said.
struct Inbound: Sendable {
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

    /// Whether it is a body and at most one signature.
    var isWellFramed: Bool { !isTruncated && (1...2).contains(content.count) }
    /// The frame after the body, if it has the length of a signature.
    var signature: [UInt8]? { content.count > 1 && content[1].count == 64 ? content[1] : nil }
}

extension Engine {
    /// Requests to be read ahead of their turns.
    func reading(_ requests: [Inbound]) -> Reading {
        Reading(requests, state, localKey: localKey, instance: instance)
    }

    /// A request and what was read of it; nil where it is no body and signature.
    typealias ReadRequest = (inbound: Inbound, ahead: ReadAhead?)

    /// Decides one request and puts its reply, or its wait, into the batch.
    func handle(_ request: ReadRequest) throws {
        let (inbound, ahead) = request
        let house = surroundings()
        try tickIfDue(house)
        if inbound.isExcess { name(inbound.userID, "asks too often") }
        guard let ahead else {
            name(inbound.userID, "sends messages of too many frames")
            let message = Message("a body and at most one signature are wanted", "应为一个请求体和至多一个签名")
            return refuse(Refusal(.malformed, message), inbound, of: nil, id: nil, .english, house)
        }
        let body: RequestBody
        do {
            body = try ahead.body.get()
        } catch {
            return refuse(error.refusal, inbound, of: nil, id: error.id, error.language, house)
        }
        do {
            try answer(body, ahead, inbound, house)
        } catch let refusal as Refusal {
            refuse(refusal, inbound, of: body.operation, id: body.id, body.language, house)
        }
    }

    private func answer(
        _ body: RequestBody, _ ahead: ReadAhead, _ inbound: Inbound, _ house: Surroundings
    ) throws {
        guard let key = clientKey(inbound.userID), !key.isRevoked else {
            throw Refusal(.unauthorized, Message("this key is not enrolled, or was revoked", "此密钥未登记或已吊销"))
        }
        let bytes = inbound.content[0]
        if let recorded = try recordedReply(key: key.key, id: body.id) {
            guard recorded.digest == ahead.digest else {
                throw Refusal(.idReused, Message("this id was used for another request", "此编号已用于其他请求"))
            }
            watch.instruments.note(body.operation, "repeated")
            return reply(recorded.reply, inbound, of: recorded.request)
        }
        guard let fields = try ahead.fields?.get() else { return }
        let signature = inbound.content.count > 1 ? inbound.content[1] : nil
        let signer = fields.actor ?? key.person
        let command = Command(
            id: body.id, operation: fields.operation, arguments: fields.arguments, args: fields.args,
            actor: fields.actor, at: fields.at, expect: fields.expect, language: body.language, caller: key,
            signature: verify(inbound, ahead, by: signer))
        if command.signature == .valid, !fields.operation.isRead, let signer,
            let recorded = try recordedReply(signer: signer, digest: ahead.digest)
        {
            watch.instruments.note(fields.operation, "repeated")
            return reply(recorded.reply, inbound, of: recorded.request)
        }
        if case .read(let query) = fields.arguments {
            return try answer(query, command, body, inbound, house)
        }
        let subject = Subject(of: command, in: state)
        try checkAvailable(command, subject.timeliness, inbound, house)
        try checkProof(command)
        try checkFormer(command, bytes, signature)
        let decision = try decide(command, on: subject, in: state, with: house)
        take(decision, house)
        let text = Reply.ok(
            id: body.id, sequence: decision.events.last?.sequence ?? state.head, at: house.now,
            result: decision.result)
        let kept = batch.events.suffix(decision.events.count).reduce(bytes.count + text.count) { $0 + $1.bytes.count }
        quotas.note(kept: kept, of: key.key)
        batch.add(
            RecordedRequest(
                key: key.key, id: body.id, body: bytes, signature: signature,
                signer: command.signature == .valid ? signer?.text : nil, reply: text,
                firstSequence: decision.events.first?.sequence, lastSequence: decision.events.last?.sequence),
            digest: ahead.digest)
        watch.instruments.note(fields.operation, "ok")
        reply(text, inbound, of: batch.requests.count - 1)
    }

    /// A reply that was recorded, and its request's place in the batch while it is only decided, not yet on disk.
    typealias Recorded = (digest: [UInt8], reply: [UInt8], request: Int?)

    private func recordedReply(key: String, id: String) throws -> Recorded? {
        if let pending = batch.request(key: key, id: id) { return pending }
        if let reply = try storing?.reply(key: key, id: id) { return reply }
        return try storage.replies.recordedReply(key: key, id: id).map { ($0.bodyDigest, $0.reply, nil) }
    }

    private func recordedReply(signer: PersonID, digest: [UInt8]) throws -> Recorded? {
        if let pending = batch.request(signer: signer.text, digest: digest) { return pending }
        if let reply = try storing?.reply(signer: signer.text, digest: digest) { return reply }
        return try storage.replies.recordedReply(signer: signer.text, bodyDigest: digest).map {
            ($0.bodyDigest, $0.reply, nil)
        }
    }

    private func verify(_ inbound: Inbound, _ ahead: ReadAhead, by signer: PersonID?) -> Command.Signature {
        guard inbound.content.count > 1 else { return .absent }
        guard let signature = inbound.signature, let signer else { return .invalid }
        let isValid = state.register.signingKeys(of: signer).contains { key in
            if let known = ahead.isSigned(by: key) { return known }
            let bytes = Signing.requestBytes(instance: instance, body: inbound.content[0])
            return Signing.isValid(signature, over: bytes, by: key)
        }
        return isValid ? .valid : .invalid
    }

    /// `busy` and `unavailable`, which no safer act gets.
    private func checkAvailable(
        _ command: Command, _ timeliness: Timeliness, _ inbound: Inbound, _ house: Surroundings
    ) throws(Refusal) {
        let wait = quotas.waitToKeep(command.caller.key, now: monotonicMilliseconds())
        if wait != nil { name(inbound.userID, "fills the log") }
        if case .safer = timeliness { return }
        if inbound.isExcess { throw busy }
        if let wait { throw busy(for: wait) }
        if isClosing { throw closing }
        if isShortOfSpace {
            throw Refusal(.unavailable, Message("the disk is nearly full", "磁盘空间即将用尽"))
        }
        if let doubt = clockTrust.message {
            // Whose clock is wrong nobody knows: a record from beyond what this one can vouch for is not refused for
            // good, it waits.
            if case .record = timeliness, command.at <= house.atLatest + greatestClockSkew { return }
            throw Refusal(.unavailable, doubt, details: ["serverTime": .moment(house.now)])
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
