import PermitCore
import PermitTestKit

/// How a transcript writes values: short, the same every time, moments as the local clock shows them.
struct TranscriptText {
    let site: Site

    /// `seq type number state rN cause=… by …`, then what was worked out.
    func line(_ event: Event) -> String {
        var words = ["\(event.sequence)", event.type.rawValue]
        if let permit = event.permit {
            words += [permit.number, permit.state.rawValue, "r\(permit.revision)"]
        } else {
            words.append(event.subject)
        }
        if let cause = event.cause { words.append("cause=\(cause)") }
        words.append("by \(event.origin.actor)")
        if let device = event.origin.device, device != event.origin.actor { words.append("over \(device)") }
        if !event.origin.isProven { words.append("unproven") }
        if event.origin.isLate { words.append("late") }
        words += members(
            event.effects.without(
                "pack", "edition", "packDigest", "contentDigest", "numberedOn", "within", "approve", "grade",
                "effectiveGrade", "upgradeReasons", "permit"))
        return words.joined(separator: " ")
    }

    /// What a reply says beside what its events say.
    func members(_ result: JSONObject, of operation: Operation) -> [String] {
        let told = result.without("permit", "number", "state", "revision", "checks", "contentDigest")
        let isAsking = operation == .permitRequest || operation == .permitAmend
        return members(isAsking ? told : told.without("approvals"))
    }

    /// `name=value` for each member that says something.
    func members(_ object: JSONObject) -> [String] {
        object.members.compactMap { member in
            switch member.value {
            case .null, .array([]), .string(""): nil
            case .object(let inner) where inner.isEmpty: nil
            default: "\(member.name)=\(value(member.value))"
            }
        }
    }

    /// A permit's id as its number, anything else as it is.
    func name(_ subject: String) -> String { site.permit(PermitID(subject))?.number ?? subject }

    private func value(_ value: JSONValue) -> String {
        switch value {
        case .string(let text):
            if let moment = Instant(text) { return self.moment(moment) }
            return text.contains(" ") ? "“\(text)”" : name(text)
        case .array(let elements): return "[\(elements.map { self.value($0) }.joined(separator: ", "))]"
        case .object(let object): return self.value(object)
        default: return value.text
        }
    }

    private func value(_ object: JSONObject) -> String {
        // People read one language; both are in the event.
        if let english = object["en"] { return value(english) }
        if let gas = object["gas"]?.string, let shown = object["value"] {
            return "\(gas) \(shown.text) \(object["unit"]?.string ?? "")"
        }
        if let person = object["person"]?.string, let trade = object["trade"]?.string { return "\(person) \(trade)" }
        if let post = object["post"]?.string, let step = object["step"]?.string { return "\(post) \(step)s" }
        // An isolation says where it is once, in the request.
        if object["isolated"] != nil { return "{\(members(object.without("point", "energy", "method")).spaced)}" }
        return "{\(members(object).spaced)}"
    }

    /// Today's moments as `HH:MM`, others with their date.
    private func moment(_ moment: Instant) -> String {
        let date = site.zone.date(at: moment)
        let clock = site.zone.clock(at: moment)
        return date == site.zone.date(at: site.now) ? clock : "\(date)T\(clock)"
    }
}

extension [String] {
    fileprivate var spaced: String { joined(separator: " ") }
}
