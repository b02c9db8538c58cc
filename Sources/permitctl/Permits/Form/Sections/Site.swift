import PermitCore

extension FormSource {
    /// Other permits that this one names, and whether they are one job with it.
    var related: [FormBlock] {
        permit.objects("related").map { other in
            let state = FormState.of(other.text("state"))
            let number = other.text("number")
            let kind = other.text("kind")
            let job =
                other["isOneJob"]?.bool == true
                ? text("one job with this", "同一作业")
                : text("does not name this permit, or is elsewhere", "未相互关联或不在同一区域")
            let name = number.isEmpty ? other.text("permit") : "\(number) (\(other.text("permit")))"
            let stands = other.text("state").isEmpty ? text("unknown", "不详") : text(state.word)
            return .item("[\(state.mark)]", [name, kind, stands].filter { !$0.isEmpty }.joined(separator: ", "), [job])
        }
    }

    /// Points of isolation as they stand now, and what was done to them under this permit.
    var isolations: [FormBlock] {
        permit.objects("isolations").map { point in
            let id = point.text("id")
            let applied = point["isolated"]?.object
            let verified = point["verified"]?.object
            var below = ["\(point.text("energy")) - \(point.text("method"))"]
            below += isEnded ? [] : [stands(applied, verified)]
            if let sanction = point["sanction"]?.object {
                let until = clock.text(sanction.text("until"))
                let signer = person(sanction.text("by"))
                below.append(
                    text("away for a test until \(until), sanctioned by \(signer)", "解除试验至 \(until)，批准：\(signer)"))
            }
            let sharers = point.objects("sharedWith").map { $0.text("number") }.joined(separator: ", ")
            if !sharers.isEmpty { below.append(text("shared with \(sharers)", "共用作业票：\(sharers)")) }
            below += deeds(on: id)
            let mark: FormMark =
                isEnded ? .notApplicable : applied == nil ? .open : verified == nil ? .bad : .done
            return .item(mark, "\(PlainLetters.inLine(point.text("point"))) (\(id))", below)
        }
    }

    private func stands(_ applied: JSONObject?, _ verified: JSONObject?) -> String {
        guard let applied else { return text("not isolated", "未隔离") }
        let lock =
            applied.text("lock").isEmpty ? "" : text(", lock \(applied.text("lock"))", "，锁 \(applied.text("lock"))")
        let isolated = by(applied.text("by"), applied.text("at")) + lock
        let tried = verified.map { text("verified: ", "验证：") + by($0.text("by"), $0.text("at")) }
        return text("isolated: ", "隔离：") + isolated + text("; ", "；") + (tried ?? text("NOT VERIFIED", "未验证"))
    }

    /// What happened to an isolation under this permit; while it stands, only that it was away before.
    private func deeds(on isolation: String) -> [String] {
        let words: [String: Message] = [
            EventType.permitIsolated.rawValue: Message("isolated", "隔离"),
            EventType.permitIsolationVerified.rawValue: Message("verified", "验证"),
            EventType.permitIsolationRemoved.rawValue: Message("removed", "解除"),
        ]
        let deeds = events(.permitIsolated, .permitIsolationVerified, .permitIsolationRemoved)
            .filter { $0.args.text("isolation") == isolation }
        guard isEnded || deeds.contains(where: { $0.type == EventType.permitIsolationRemoved.rawValue }) else {
            return []
        }
        return deeds.map { "\(words[$0.type].map(text) ?? ""): \(by($0.actor, $0.done))" }
    }
}
