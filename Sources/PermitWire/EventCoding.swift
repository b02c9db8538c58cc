public import PermitCore

/// Events as CloudEvents 1.0 in JSON. The bytes made here are stored, published and read back: there is no other form.
public enum EventCoding {
    /// The bytes of an event.
    public static func bytes(of event: Event, instance: String) -> [UInt8] {
        let digits = String(event.sequence)
        var text = JSONObjectText(capacity: 1_024)
        text.add("specversion", "1.0")
        text.add("id", .string(digits))
        text.add("sequence", .string(String(repeating: "0", count: 20 - digits.count) + digits))
        text.add("source", .string("/permitd/\(instance)"))
        text.add("prev", .sequence(event.previous))
        text.add("type", .string(event.type.rawValue))
        text.add("subject", .string(event.subject))
        text.add("time", .moment(event.time))
        text.add("datacontenttype", "application/json")
        text.add("data") { addData(of: event, to: &$0) }
        return text.finish()
    }

    private static func addData(of event: Event, to text: inout JSONObjectText) {
        if let permit = event.permit {
            text.add("permit", .id(permit.permit))
            text.add("number", .string(permit.number))
            text.add("kind", .string(permit.kind))
        }
        if let area = event.area { text.add("area", .string(area.text)) }
        if let permit = event.permit {
            text.add("state", .string(permit.state.rawValue))
            text.add("revision", .count(permit.revision))
        }
        if let cause = event.cause { text.add("cause", .string(cause)) }
        text.add("actor", .string(event.origin.actor))
        text.add("device", .text(event.origin.device))
        text.add("at", .moment(event.origin.at ?? event.time))
        text.add("request", .text(event.origin.request))
        text.add("proven", .bool(event.origin.isProven))
        if event.origin.isSigned { text.add("signed", true) }
        if event.origin.isLate { text.add("late", true) }
        text.add("args", .object(event.args))
        if !event.effects.isEmpty { text.add("effects", .object(event.effects)) }
    }

    /// Reads back the bytes of an event.
    public static func event(from bytes: [UInt8], sequence: UInt64) throws(ReplayFault) -> Event {
        let body: JSONObject
        do {
            guard let object = try JSONParser.parse(bytes).object else {
                throw ReplayFault(sequence: sequence, reason: "not an object")
            }
            body = object
        } catch let fault as JSONFault {
            throw ReplayFault(sequence: sequence, reason: fault.message.english)
        } catch {
            throw ReplayFault(sequence: sequence, reason: "\(error)")
        }
        guard body["id"]?.string == String(sequence),
            let previous = body["prev"]?.integer.flatMap({ UInt64(exactly: $0) }),
            let type = body["type"]?.string.flatMap({ EventType(rawValue: $0) }), let subject = body["subject"]?.string,
            let time = body["time"]?.string.flatMap({ Instant($0) }), let data = body["data"]?.object,
            let actor = data["actor"]?.string, let args = data["args"]?.object
        else { throw ReplayFault(sequence: sequence, reason: "not an event of this daemon") }
        var origin = Event.Origin(
            actor: actor, device: data["device"]?.string, at: data["at"]?.string.flatMap { Instant($0) },
            request: data["request"]?.string, isProven: data["proven"] == true)
        // Only a device says when it acted; what the daemon does by itself, `at` repeats `time`.
        if origin.device == nil { origin.at = nil }
        origin.isLate = data["late"] == true
        origin.isSigned = data["signed"] == true
        let area = type.isRegisters ? nil : data["area"]?.string.flatMap { AreaID($0) }
        let permit = stamp(data)
        guard type.isRegisters || area != nil, !type.isPermits || permit != nil else {
            throw ReplayFault(sequence: sequence, reason: "without its area or its permit")
        }
        return Event(
            sequence: sequence, previous: previous, type: type, subject: subject, area: area,
            time: time, origin: origin, permit: permit, cause: data["cause"]?.string, args: args,
            effects: data["effects"]?.object ?? [:])
    }

    private static func stamp(_ data: JSONObject) -> Event.PermitStamp? {
        guard let permit = data["permit"]?.string, let number = data["number"]?.string,
            let kind = data["kind"]?.string, let state = data["state"]?.string.flatMap({ PermitState(rawValue: $0) }),
            let revision = data["revision"]?.integer
        else { return nil }
        return Event.PermitStamp(
            permit: PermitID(permit), number: number, kind: kind, state: state, revision: revision)
    }

    /// The body of a heartbeat, which is not stored.
    public static func heartbeat(instance: String, epoch: String, sequence: UInt64, at now: Instant) -> [UInt8] {
        let body: JSONValue = [
            "instance": .string(instance), "epoch": .string(epoch), "seq": .sequence(sequence), "at": .moment(now),
        ]
        return body.utf8
    }
}
