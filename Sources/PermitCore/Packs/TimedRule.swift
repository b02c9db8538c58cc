/// A length of time that depends on facts: `30m`, or a list of `{when, is}`.
public struct TimedRule: Hashable, Sendable {
    /// One length and when it holds.
    struct Entry: Record, Hashable {
        let when: Condition
        let length: Span

        init(reading fields: inout FieldReader) {
            when = fields.optional("when", .condition, default: .always)
            length = fields.required("is", .span)
        }

        init(_ length: Span) {
            when = .always
            self.length = length
        }
    }

    let entries: [Entry]

    /// The shortest length that holds or, for want of a fact, may hold; nil where none may.
    public func shortest(_ facts: Facts) -> Span? {
        entries.filter { $0.when.mayHold(facts) }.map(\.length).min()
    }

    /// The longest length that holds or, for want of a fact, may hold; nil where none may.
    public func longest(_ facts: Facts) -> Span? {
        entries.filter { $0.when.mayHold(facts) }.map(\.length).max()
    }
}

extension FieldKind where Value == TimedRule {
    /// A length of time, or lengths with conditions.
    static var timed: FieldKind {
        let list = FieldKind<[TimedRule.Entry]>.list(1...20, .record(TimedRule.Entry.self))
        return FieldKind(placeholder: TimedRule(entries: []), shape: .either([.span, list.shape()])) {
            value, path, faults in
            if value.array == nil {
                return FieldKind<Span>.span.read(value, path, &faults).map { TimedRule(entries: [TimedRule.Entry($0)]) }
            }
            return list.read(value, path, &faults).map { TimedRule(entries: $0) }
        }
    }
}
