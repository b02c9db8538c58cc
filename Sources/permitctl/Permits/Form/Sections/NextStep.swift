import PermitCore

extension FormSource {
    /// What becomes due, and how long that is from now.
    var deadlines: [FormBlock] {
        permit.objects("due").map { due in
            let at = due.text("at")
            let left = Instant(at).map { clock.distance(to: $0, language) } ?? ""
            return .item("-", "\(clock.text(at))  \(told(due.text("what"), FormWords.due)): \(left)")
        }
    }

    /// The next step and everything that it still wants, as `permit why` tells it.
    var nextStep: [FormBlock] {
        guard let next = readiness["next"]?.string else { return [] }
        let unmet = readiness.objects("unmet")
        let step = FormBlock.field(text("Next step", "下一步"), "\(PlainText.step(next, language)) (\(next))")
        guard !unmet.isEmpty else { return [step, .item(.done, text("nothing is wanting for this step", "本步骤条件已具备"))] }
        return [step]
            + unmet.map { condition in
                let gate = PlainText.gate(condition.text("gate"), language)
                let about = ["code", "subject"].map { condition.text($0) }.filter { !$0.isEmpty }.joined(
                    separator: ": ")
                return .item(.open, "\(gate): \(condition.text("message")) (\(PlainLetters.inLine(about)))")
            }
    }
}
