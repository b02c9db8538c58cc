public import PermitCore

/// Replies as they go over the wire.
public enum Reply {
    /// An answer that something happened, or was read.
    public static func ok(id: String, sequence: UInt64, at now: Instant, result: JSONObject) -> [UInt8] {
        ok(id: id, sequence: sequence, at: now, written: JSONValue.object(result).utf8)
    }

    /// The same with a result that is written already, as a page of stored events is.
    public static func ok(id: String, sequence: UInt64, at now: Instant, written result: [UInt8]) -> [UInt8] {
        var text = JSONObjectText(capacity: result.count + 512)
        text.add("v", 1)
        text.add("id", .string(id))
        text.add("ok", true)
        text.add("seq", .sequence(sequence))
        text.add("at", .moment(now))
        text.add("result", written: result)
        return text.finish()
    }

    /// A reply with the log's receipt: the signed checkpoint of the log with the act's events in it.
    public static func with(receipt: String, _ reply: [UInt8]) -> [UInt8] {
        var text = reply
        text.removeLast()
        text.append(contentsOf: ",\"receipt\":".utf8)
        JSONValue.string(receipt).write(to: &text)
        text.append(UInt8(ascii: "}"))
        return text
    }

    /// An answer that nothing changed, and why.
    public static func refusal(
        id: String?, sequence: UInt64, at now: Instant, _ refusal: Refusal, language: Language
    ) -> [UInt8] {
        var error: JSONObject = [
            "code": .string(refusal.code.rawValue), "message": .string(refusal.message.text(in: language)),
        ]
        if !refusal.unmet.isEmpty { error["unmet"] = .array(refusal.unmet.map { $0.json(in: language) }) }
        if !refusal.fields.isEmpty {
            error["fields"] = .array(
                refusal.fields.map {
                    ["path": .string($0.path), "message": .string($0.message.text(in: language))]
                })
        }
        let reply: JSONValue = [
            "v": 1, "id": .text(id), "ok": false, "seq": .sequence(sequence), "at": .moment(now),
            "error": .object(error.merging(refusal.details)),
        ]
        return reply.utf8
    }
}
