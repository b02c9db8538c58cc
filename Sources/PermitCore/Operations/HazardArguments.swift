/// The arguments of `hazard.report` (隐患).
public struct HazardReport: Record, Hashable {
    /// The hidden danger's id, a UUID made by the client.
    public let hazard: HazardID
    /// Where.
    public let area: AreaID
    /// How grave.
    public let level: Hazard.Level
    /// What was found.
    public let text: String
    /// The permit whose work brought it to light.
    public let permit: PermitID?

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
        area = fields.required("area", .area)
        level = fields.required("level", .choice(.general))
        text = fields.required("text", .text(2_000))
        permit = fields.optional("permit", .permit)
        _ = fields.evidence()
    }
}

/// The arguments of `hazard.assign`.
public struct HazardAssignment: Record, Hashable {
    /// The hidden danger.
    public let hazard: HazardID
    /// Who puts it right.
    public let to: PersonID
    /// By when: a moment, or a day through whose end there is time.
    public let deadline: Grant.Bound
    /// How grave, as the safety post grades it.
    public let level: Hazard.Level
    /// What holds until it is put right.
    public let measures: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
        to = fields.required("to", .id())
        deadline = fields.required("deadline", .bound)
        level = fields.required("level", .choice(.general))
        measures = fields.required("measures", .measures)
    }
}

/// The arguments of `hazard.rectify`.
public struct HazardRectification: Record, Hashable {
    /// The hidden danger.
    public let hazard: HazardID
    /// What was done.
    public let text: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
        text = fields.required("text", .text(2_000))
        _ = fields.evidence(isWanted: true)
    }
}

/// The arguments of `hazard.verify`.
public struct HazardVerification: Record, Hashable {
    /// Whether the danger is gone.
    public enum Outcome: String, Sendable, CaseIterable {
        case passed, failed
    }

    /// The hidden danger.
    public let hazard: HazardID
    /// Whether it is gone.
    public let outcome: Outcome

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
        outcome = fields.required("outcome", .choice(.failed))
    }
}

/// The arguments of `hazard.reopen`.
public struct HazardReopening: Record, Hashable {
    /// The hidden danger.
    public let hazard: HazardID
    /// Why.
    public let reason: String

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
        reason = fields.required("reason", .reason)
    }
}

/// The arguments of `hazard.get`.
public struct HazardReference: Record, Hashable {
    /// The hidden danger.
    public let hazard: HazardID

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        hazard = fields.required("hazard", .hazard)
    }
}

/// The arguments of `hazard.list`.
public struct HazardListArguments: Record, Hashable {
    /// Only dangers in or below this area.
    public let area: AreaID?
    /// Only dangers that stand so.
    public let states: [Hazard.State]?
    /// Only dangers of this level.
    public let level: Hazard.Level?
    /// Which page.
    public let page: Page

    /// Reads the arguments.
    public init(reading fields: inout FieldReader) {
        area = fields.optional("area", .area)
        states = fields.optional("state", .list(1...Hazard.State.allCases.count, .choice(.reported)))
        level = fields.optional("level", .choice(.general))
        page = Page(reading: &fields)
    }
}

extension FieldKind where Value == HazardID {
    /// A hidden danger's id: a UUID in lower case.
    static var hazard: FieldKind {
        FieldKind(ID(""), Message("a UUID in lower case", "小写 UUID"), .uuid) { value in
            value.string.flatMap { isLowerCaseUUID($0) ? ID($0) : nil }
        }
    }
}

extension FieldKind where Value == String {
    /// Measures as one text, or as a list of them, of 2,000 bytes in all.
    static var measures: FieldKind {
        FieldKind(
            "", Message("a text, or a list of texts, of at most 2,000 bytes", "文本或文本列表，合计 2000 字节以内"),
            .either([.text(2_000), .list(.anyText)])
        ) { value in
            let texts = value.array.map { $0.map(\.string) } ?? [value.string]
            let joined = texts.compactMap(\.self).joined(separator: "\n")
            guard !texts.contains(nil), (1...2_000).contains(joined.utf8.count), isCleanText(joined) else { return nil }
            return joined
        }
    }
}
