import PermitCore

/// The messages as a whole: a request and its answer by operation, an event by type, a heartbeat.
extension Shape {
    /// A request of one operation. The daemon refuses members that it doesn't know, so this is closed.
    static func request(_ operation: Operation) -> Shape {
        let envelope = FieldReader.shape { _ = RequestFields(reading: &$0, operation: operation) }
        let arguments = operation.arguments.named("arguments.\(operation.rawValue)")
        let isNeeded = operation.arguments.schema["required"] != nil || operation.arguments.schema["anyOf"] != nil
        let own: Shape =
            isNeeded
            ? .object(["op": .only(.string(operation.rawValue)), "args": arguments])
            : .object(["op": .only(.string(operation.rawValue))], optional: ["args": arguments.orNull])
        return envelope.with(own).closed.marked(with: operation)
    }

    /// What a schema can't tell of an operation, for whoever reads it by program.
    private func marked(with operation: Operation) -> Shape {
        let rule = operation.rule
        let marks: JSONObject = [
            "changesNothing": .bool(operation.isRead), "signOff": .bool(rule.isSignOff),
            "needsNoActor": .bool(rule.needsNoActor || operation.isRead),
            "who": .strings(operation.isRead ? [] : rule.who.map(\.rawValue)),
            "states": rule.states.map { states in
                .strings(PermitState.allCases.filter(states.contains).map(\.rawValue))
            } ?? .null,
        ]
        return adding("x-permitd", .object(marks))
    }

    /// The answer to an operation that went through.
    static func answer(_ operation: Operation) -> Shape {
        let whole = reply(id: .id, isOK: true, "result", operation.result.named("result.\(operation.rawValue)"))
        guard !operation.isRead else { return whole }
        return whole.with(.object([:], optional: ["receipt": .receipt]))
    }

    private static let receipt = anyText.noted(
        "The signed checkpoint (C2SP) of the log with the act in it; recorded with the reply.")

    /// The answer to whatever was refused.
    static let refused = reply(id: Shape.id.orNull, isOK: false, "error", refusal)

    private static func reply(id: Shape, isOK: Bool, _ name: String, _ content: Shape) -> Shape {
        let head: Shape = .object([
            "v": .only(.count(RequestBody.version)), "id": id, "ok": .only(.bool(isOK)),
            "seq": count.noted("The act's own last event, or where the log stood."), "at": moment,
        ])
        return head.with(.object([name: content]))
    }

    /// An event of one type: CloudEvents 1.0.
    static func event(_ type: EventType) -> Shape {
        object([
            "specversion": only("1.0"), "id": pattern("^[1-9][0-9]*$", "The sequence number."),
            "sequence": pattern("^[0-9]{20}$", "The same in twenty digits, which sort as texts."),
            "source": pattern("^/permitd/[0-9a-f-]{36}$", "/permitd/ and the instance."),
            "prev": count.noted("The sequence of the previous event with the same area; 0 if none."),
            "type": only(.string(type.rawValue)), "subject": anyText, "time": moment,
            "datacontenttype": only("application/json"), "data": type.data.named("data.\(type.rawValue)"),
        ])
    }

    /// What the topic `heartbeat` carries.
    static let heartbeat = object(["instance": uuid, "epoch": uuid, "seq": count, "at": moment])
}
