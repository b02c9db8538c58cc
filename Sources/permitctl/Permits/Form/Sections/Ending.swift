import PermitCore

extension FormSource {
    /// How the work ended, and the watch after it.
    var finish: [FormBlock] {
        let outcome = member("outcome")
        let finished = events(.permitFinished).last
        var blocks: [FormBlock] = []
        if !outcome.isEmpty || finished != nil {
            let words = ["completed": Message("completed", "已完成"), "incomplete": Message("NOT COMPLETED", "未完成")]
            let told = words[outcome].map(text) ?? outcome
            blocks.append(.field(text("Outcome", "作业结果"), told))
            blocks.append(.field(text("Handed back by", "交还人"), by(finished?.actor, finished?.time)))
        }
        let rounds = events(.permitFireWatched).map { round -> FormBlock in
            let finding = round.args.text("finding")
            let who = by(round.actor, round.done)
            return finding.isEmpty
                ? .item(.done, text("fire watch: \(who)", "动火后巡查：\(who)"))
                : .item(.bad, text("fire watch: \(who)", "动火后巡查：\(who)"), [finding])
        }
        let over = events(.permitFireWatchEnded).map { event in
            FormBlock.item(
                .done, text("fire watch over: \(clock.text(event.time))", "动火后监护结束：\(clock.text(event.time))"))
        }
        return blocks + rounds.suffix(Self.mostRounds) + over.suffix(1)
    }

    private static let mostRounds = 20

    /// What must be put right before the site is accepted; before the work is over only what was.
    var restoration: [FormBlock] {
        let owing: [PermitState] = [.expired, .revoked, .fireWatch, .acceptance, .closed]
        let isOwed = owing.contains { $0.rawValue == state }
        return permit.objects("restoration").compactMap { item in
            let outcome = item.text("outcome")
            let defect = item.text("defect")
            guard isOwed || !outcome.isEmpty || !defect.isEmpty else { return nil }
            let name = titled(item["title"], item.text("item"))
            let done = events(.permitRestored).last { $0.args.text("item") == item.text("item") }
            let defects = defect.isEmpty ? [] : [text("defect: \(defect)", "缺陷：\(defect)")]
            switch outcome {
            case "": return .item(.open, name, defects + [text("to be put right", "待恢复")])
            case CheckOutcome.failed.rawValue: return .item(.bad, name, defects + [by(done?.actor, done?.done)])
            case CheckOutcome.notApplicable.rawValue:
                return .item(.notApplicable, name, defects + [by(done?.actor, done?.done)])
            default: return .item(.done, name, defects + [by(done?.actor, done?.done)])
            }
        }
    }

    /// Refusals, the acceptance or how else the permit ended, or that it is waited for.
    var acceptance: [FormBlock] {
        let refusals = events(.permitAcceptanceRefused).map { refusal in
            FormBlock.item(
                .bad, text("refused: \(by(refusal.actor, refusal.time))", "验收不通过：\(by(refusal.actor, refusal.time))"),
                refusal.args.objects("defects").map { $0.text("text") })
        }
        guard isEnded else {
            let isOver = [PermitState.fireWatch, .acceptance].contains { $0.rawValue == state }
            return refusals + (isOver ? [.item(.open, text("the acceptor's signature: waiting", "验收人签字：待签字"))] : [])
        }
        let words: [String: Message] = [
            EventType.permitClosed.rawValue: Message("accepted and closed", "验收合格并关闭"),
            EventType.permitRejected.rawValue: Message("turned down", "否决"),
            EventType.permitCancelled.rawValue: Message("cancelled", "取消"),
        ]
        let end = events(.permitClosed, .permitRejected, .permitCancelled).last.map { end -> FormBlock in
            let word = words[end.type].map(text) ?? end.type
            let mark: FormMark = end.type == EventType.permitClosed.rawValue ? .done : .bad
            let cause = end.data.text("cause")
            let why = [cause.isEmpty ? "" : self.cause(cause), end.args.text("reason")].filter { !$0.isEmpty }
            return .item(mark, word + text(": ", "：") + by(end.actor, end.time), why)
        }
        return refusals + (end.map { [$0] } ?? [])
    }
}
