import PermitCore

extension FormSource {
    /// The safety measures by their numbers: whether each is confirmed, by whom and when.
    var checks: [FormBlock] {
        var blocks: [FormBlock] = []
        var unwanted: [String] = []
        for (number, check) in permit.objects("checks").enumerated() {
            let name = "\(number + 1). \(titled(check["title"], check.text("check")))"
            if check.text("outcome").isEmpty, check["required"]?.bool == false {
                unwanted.append(name)
            } else {
                blocks.append(measure(check, name))
            }
        }
        if !unwanted.isEmpty {
            let list = unwanted.joined(separator: text("; ", "；"))
            blocks.append(.item(.notApplicable, text("Not wanted for this work: \(list)", "本作业不涉及：\(list)")))
        }
        return blocks
    }

    private func measure(_ check: JSONObject, _ name: String) -> FormBlock {
        let id = check.text("check")
        let confirmed = by(check.text("confirmedBy"), check.text("at"))
        let reason = reason(of: check)
        let why = reason.isEmpty ? "" : text(": \(reason)", "：\(reason)")
        switch check.text("outcome") {
        case "":
            let posts = (check["by"]?.array ?? []).compactMap(\.string).map(post).joined(separator: " / ")
            return .item(.open, name, [text("to be confirmed by \(posts)", "待确认：\(posts)")])
        case CheckOutcome.failed.rawValue:
            return .item(.bad, name, [text("FAILED\(why)", "不合格\(why)"), confirmed])
        case _ where isWanted(id, .checkMissing):
            return .item(.open, name, [text("to be confirmed anew, last \(confirmed)", "须重新确认，上次：\(confirmed)")])
        case CheckOutcome.notApplicable.rawValue:
            return .item(.notApplicable, name, [text("not applicable\(why)", "不涉及\(why)"), confirmed])
        default:
            return .item(.done, name, [confirmed + (reason.isEmpty ? "" : " - \(reason)")])
        }
    }

    /// The reason that was given with the finding that counts.
    private func reason(of check: JSONObject) -> String {
        events(.permitChecked).last {
            $0.args.text("check") == check.text("check") && $0.args.text("outcome") == check.text("outcome")
                && $0.actor == check.text("confirmedBy") && $0.done == check.text("at")
        }?.args.text("reason") ?? ""
    }

    /// A post or a role with its id.
    func post(_ id: String) -> String {
        FormWords.roles[id].map { "\(text($0)) (\(id))" } ?? titled("posts", "post", id)
    }
}
