import PermitCore
import PermitLog
import PermitWire

extension Engine {
    /// Answers a read, or lets it wait.
    func answer(
        _ query: ReadQuery, _ command: Command, _ body: RequestBody, _ inbound: Inbound, _ house: Surroundings
    ) throws {
        let started = monotonicMilliseconds()
        if inbound.isExcess || !quotas.mayRead(command.caller.key, now: started) { throw busy }
        if isClosing { throw closing }
        let actor = try reader(command)
        let viewer = Viewer(of: command.caller, actor: actor, in: state, house)
        let answers = Answers(state: state, house: house, viewer: viewer, language: body.language)
        let result: JSONObject
        switch query {
        case .permit(let reference): result = try view(of: try answers.permit(reference))
        case .readiness(let reference): result = try answers.readiness(reference)
        case .history(let arguments):
            result = try history(of: try answers.permit(arguments.reference).permit.permit, arguments, viewer)
        case .list(let arguments): result = answers.list(arguments)
        case .hazard(let reference): result = try answers.get(reference)
        case .hazardList(let arguments): result = answers.list(arguments)
        case .areaBoard(let reference): result = try answers.board(reference)
        case .register(let reference): result = try answers.get(reference)
        case .registerList(let arguments): result = answers.list(arguments)
        case .rulesList: result = answers.rulesList()
        case .form(let arguments): result = try answers.form(arguments)
        case .explain(let arguments): result = try answers.explain(arguments)
        case .snapshot(let arguments): result = try snapshot(arguments, command.caller.key, answers)
        case .dossier(let arguments):
            let permit = try answers.permit(arguments.reference).permit
            guard viewer.isAuditor else {
                throw Refusal(.unauthorized, Message("a dossier is for an auditor", "档案仅供审计员获取"))
            }
            result = try dossier(of: permit, arguments.page)
        case .ticket(let reference): result = try ticket(of: try answers.permit(reference), house)
        case .checkpoint(let arguments): result = try checkpoint(after: arguments.known)
        case .proof(let arguments): result = try proof(arguments)
        case .status(let arguments): result = try status(arguments, viewer, body.language, house)
        case .events(let arguments):
            guard let page = try events(arguments, command, body, inbound, viewer) else { return }
            return answer(page, command, body, inbound, house)
        }
        answer(JSONValue.object(result).utf8, command, body, inbound, house)
    }

    private func answer(
        _ result: [UInt8], _ command: Command, _ body: RequestBody, _ inbound: Inbound, _ house: Surroundings
    ) {
        quotas.note(read: result.count, by: command.caller.key)
        watch.instruments.note(command.operation, "ok")
        reply(Reply.ok(id: body.id, sequence: state.head, at: house.now, written: result), inbound)
    }

    /// Reads are judged by the key; a signature or an actor that doesn't fit is refused all the same.
    private func reader(_ command: Command) throws(Refusal) -> PersonID? {
        if command.signature == .invalid {
            throw Refusal(.signatureInvalid, Message("the signature fits no key of the actor", "签名与操作人的密钥不符"))
        }
        if let person = command.caller.person, let actor = command.actor, actor != person {
            throw Refusal(.unauthorized, Message("this key acts for \(person) only", "此密钥只能代表 \(person) 操作"))
        }
        return command.signature == .valid ? command.actor : nil
    }

    /// `permit.history`: the permit's events, with request bytes and signatures for an auditor, page by page.
    private func history(
        of permit: PermitID, _ arguments: HistoryArguments, _ viewer: Viewer
    ) throws -> JSONObject {
        let limit = arguments.page.limit
        let after = arguments.page.after.flatMap { UInt64($0) } ?? 0
        var items: [JSONValue] = []
        var size = 0
        var last = after
        let stored = try log.history(subject: permit.text, after: after, limit: limit + 1)
        for event in stored.prefix(limit) {
            var item: JSONObject = ["event": try JSONParser.parse(event.body)]
            if viewer.isAuditor, let request = try log.request(forEvent: event.sequence) {
                item["request"] = [
                    "body": .string(Signing.base64(request.body)),
                    "signature": request.signature.map { .string(Signing.base64($0)) } ?? .null,
                    "signer": .text(request.signer), "key": .string(request.key),
                ]
            }
            let value = JSONValue.object(item)
            size += value.utf8.count
            guard size <= Limits.bytesPerPage || items.isEmpty else { break }
            items.append(value)
            last = event.sequence
        }
        let next: JSONValue = items.count < stored.count ? .string(String(last)) : .null
        return ["permit": .id(permit), "items": .array(items), "next": next]
    }

    private func status(
        _ arguments: StatusArguments, _ viewer: Viewer, _ language: Language, _ house: Surroundings
    ) throws(Refusal) -> JSONObject {
        let standing = standing(house).merging(["alarms": alarms(for: viewer, language)])
        guard arguments.withMetrics else { return standing }
        guard viewer.seesEverything else {
            throw Refusal(.unauthorized, Message("metrics are for keys that may see everything", "运行指标仅供可查看全部的密钥获取"))
        }
        return standing.merging(["metrics": .string(metricsText())])
    }

    private func standing(_ house: Surroundings) -> JSONObject {
        [
            "version": .string(Engine.version), "instance": .string(instance), "epoch": .string(log.epoch),
            "seq": .sequence(state.head), "time": .moment(house.now),
            "uptime": .count(uptime),
            "operations": .strings(Operation.allCases.map(\.rawValue)),
            "features": ["audiences", "waitingReads", "receipts", "alarms", "metrics"],
            "limits": .object(Limits.published), "timezone": .string(house.zone.name),
            "signatures": .string(house.signaturesRequired ? "required" : "optional"),
            "livePermits": .count(state.live.count), "shortOfSpace": .bool(isShortOfSpace),
            "clock": .string(clockTrust.word),
        ]
    }

    /// The daemon's version.
    static let version = "0.1.0"

    /// `events.read`: a page, or nil where the answer waits for its first match.
    private func events(
        _ arguments: EventsArguments, _ command: Command, _ body: RequestBody, _ inbound: Inbound, _ viewer: Viewer
    ) throws -> [UInt8]? {
        let page = try page(of: arguments, viewer)
        guard page.events.isEmpty, page.next == log.head, arguments.waitMilliseconds > 0, !isClosing else {
            return page.written(head: log.head, epoch: log.epoch)
        }
        if let former = waiting.remove(key: command.caller.key) { endWait(former) }
        guard waiting.count < Limits.waitingReads else { throw busy }
        waiting.insert(
            WaitingRead(
                route: inbound.route, key: command.caller.key, actor: command.actor, id: body.id,
                language: body.language, arguments: arguments.continuing(after: page.next),
                deadline: monotonicMilliseconds() + Int64(arguments.waitMilliseconds)))
        return nil
    }

    /// Reads on from a position until the page is full or the log ends.
    func page(of arguments: EventsArguments, _ viewer: Viewer) throws -> EventPage {
        // Nothing was examined beyond the head, whatever the client believes to have.
        var page = EventPage(next: min(arguments.after, log.head))
        var examined = 0
        while examined < Limits.eventsExamined, page.next < log.head {
            let chunk = try log.events(after: page.next, limit: 500)
            guard !chunk.isEmpty else { break }
            for stored in chunk {
                if viewer.sees(topic: stored.topic), arguments.wants(stored.topic) {
                    guard page.take(stored, limit: arguments.limit) else { return page }
                }
                page.next = stored.sequence
                examined += 1
            }
        }
        return page
    }
}

/// One page of events, as it fills.
struct EventPage {
    var events: [[UInt8]] = []
    var next: UInt64
    private var size = 0

    init(next: UInt64) {
        self.next = next
    }

    /// Takes an event, unless the page is full.
    mutating func take(_ stored: StoredEvent, limit: Int) -> Bool {
        guard events.count < limit, size + stored.body.count <= Limits.bytesPerPage || events.isEmpty else {
            return false
        }
        events.append(stored.body)
        size += stored.body.count
        return true
    }

    /// The page as a reply's result. The events' bytes are those stored, so they are not read and written anew.
    func written(head: UInt64, epoch: String) -> [UInt8] {
        let rest: JSONValue = ["next": .sequence(next), "head": .sequence(head), "epoch": .string(epoch)]
        return Array("{\"events\":[".utf8) + events.joined(separator: [UInt8(ascii: ",")]) + Array("],".utf8)
            + rest.utf8.dropFirst()
    }
}

extension EventsArguments {
    /// Whether a topic is among those asked for.
    func wants(_ topic: String) -> Bool {
        topics?.contains { topic.utf8.starts(with: $0.utf8) } ?? true
    }
}

extension Viewer {
    /// Whether an event of this topic may be seen: `area/<area>/<type>` or `register/<type>`.
    func sees(topic: String) -> Bool {
        guard let slash = topic.lastIndex(of: "/") else { return false }
        let type = String(topic[topic.index(after: slash)...])
        let place = topic[..<slash]
        guard place.hasPrefix("area/") else { return sees(area: nil, type: type) }
        return AreaID(String(place.dropFirst("area/".count))).map { sees(area: $0, type: type) } ?? false
    }
}
