/// What a field may hold: how to read it and what to say when it can't be read.
public struct FieldKind<Value: Sendable>: Sendable {
    /// Stands in for a value that is missing, so that reading goes on; never seen outside, as the fault refuses all.
    let placeholder: Value
    /// The same as a schema tells it.
    let shape: @Sendable () -> Shape
    let read: @Sendable (_ value: JSONValue, _ path: String, _ faults: inout [FieldFault]) -> Value?

    init(
        placeholder: Value, shape: @autoclosure @escaping @Sendable () -> Shape,
        read: @escaping @Sendable (_ value: JSONValue, _ path: String, _ faults: inout [FieldFault]) -> Value?
    ) {
        self.placeholder = placeholder
        self.shape = shape
        self.read = read
    }

    /// A kind whose values come from `parse`, which gives nil for what is wrong.
    init(
        _ placeholder: Value, _ wanted: Message, _ shape: @autoclosure @escaping @Sendable () -> Shape,
        _ parse: @escaping @Sendable (JSONValue) -> Value?
    ) {
        self.init(placeholder: placeholder, shape: shape()) { value, path, faults in
            if let parsed = parse(value) { return parsed }
            faults.append(FieldFault(path: path, wanted))
            return nil
        }
    }
}

extension FieldKind where Value == String {
    /// A text of 1 to `limit` bytes, without control characters save line ends and tabs.
    public static func text(_ limit: Int) -> FieldKind {
        FieldKind("", Message("a text of 1 to \(limit) bytes", "1 至 \(limit) 字节的文本"), .text(limit)) { value in
            guard let text = value.string, (1...limit).contains(text.utf8.count) else { return nil }
            return isCleanText(text) ? text : nil
        }
    }

    /// Why something is done: long enough that nobody who stops work is refused for words.
    public static var reason: FieldKind { .text(2_000) }

    /// An id of the pack or the client: 1 to 64 of `A-Z a-z 0-9 . _ -`.
    public static var name: FieldKind {
        FieldKind("", idWanted, .id) { value in value.string.flatMap { isPlainID($0) ? $0 : nil } }
    }

    /// A SHA-256 digest in lower-case hex.
    public static var digest: FieldKind {
        FieldKind("", Message("64 lower-case hex digits", "64 位小写十六进制"), .digest) { value in
            guard let text = value.string, text.utf8.count == 64 else { return nil }
            let isHex = text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
            return isHex ? text : nil
        }
    }
}

/// Whether a text has no control characters save line ends and tabs.
func isCleanText(_ text: String) -> Bool {
    // U+0080 to U+009F are control characters too: some terminals take commands from them.
    text.unicodeScalars.allSatisfy { scalar in
        scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar.properties.generalCategory != .control
    }
}

private let idWanted = Message("1 to 64 of A-Z a-z 0-9 . _ -", "1 至 64 个 A-Z a-z 0-9 . _ - 字符")

extension FieldKind {
    /// An id of a thing in the register.
    public static func id<Named>() -> FieldKind where Value == ID<Named> {
        FieldKind(ID(""), idWanted, .id) { value in value.string.flatMap { isPlainID($0) ? ID($0) : nil } }
    }

    /// A whole number within bounds.
    public static func integer(_ range: ClosedRange<Int>) -> FieldKind where Value == Int {
        FieldKind(
            range.lowerBound,
            Message(
                "a whole number from \(range.lowerBound) to \(range.upperBound)",
                "\(range.lowerBound) 至 \(range.upperBound) 的整数"), .integer(range)
        ) { value in value.integer.flatMap { range.contains($0) ? $0 : nil } }
    }

    /// One of a closed set of words.
    public static func choice(_ placeholder: Value) -> FieldKind
    where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        return FieldKind(placeholder, Message("one of \(words)", "以下之一：\(words)"), .choice(Value.self)) { value in
            value.string.flatMap { Value(rawValue: $0) }
        }
    }

    /// A list of so many of one kind.
    public static func list<Element>(_ counts: ClosedRange<Int>, _ element: FieldKind<Element>) -> FieldKind
    where Value == [Element] {
        FieldKind(placeholder: [], shape: .list(element.shape(), counts)) { value, path, faults in
            guard let elements = value.array, counts.contains(elements.count) else {
                let span = "\(counts.lowerBound) to \(counts.upperBound)"
                faults.append(
                    FieldFault(
                        path: path,
                        Message("a list of \(span)", "\(counts.lowerBound) 至 \(counts.upperBound) 项的列表")))
                return nil
            }
            // Room for them and no more, as what is read may be kept for long.
            var read: [Element] = []
            read.reserveCapacity(elements.count)
            for (index, value) in elements.enumerated() {
                if let value = element.read(value, "\(path)/\(index)", &faults) { read.append(value) }
            }
            return read.count == elements.count ? read : nil
        }
    }

    /// A record of its own.
    public static func record(_: Value.Type) -> FieldKind where Value: Record {
        var blank = FieldReader([:], path: "")
        return FieldKind(placeholder: Value(reading: &blank), shape: Value.shape.named(Shape.name(of: Value.self))) {
            value, path, faults in
            guard let object = value.object else {
                faults.append(FieldFault(path: path, Message("an object", "对象")))
                return nil
            }
            var fields = FieldReader(object, path: path)
            let record = Value(reading: &fields)
            let found = fields.finish()
            faults += found
            return found.isEmpty ? record : nil
        }
    }
}

extension FieldKind where Value == PermitID {
    /// A permit's id: a UUID in lower case.
    public static var permit: FieldKind {
        FieldKind(ID(""), Message("a UUID in lower case", "小写 UUID"), .uuid) { value in
            value.string.flatMap { isLowerCaseUUID($0) ? ID($0) : nil }
        }
    }
}

extension FieldKind where Value == AreaID {
    /// An area's path.
    public static var area: FieldKind {
        FieldKind(
            AreaID(checked: ""),
            Message(
                "a path of at most 8 segments of a-z 0-9 -, each 1 to 32 long, 150 bytes in all",
                "最多 8 段路径，每段 1 至 32 个 a-z 0-9 - 字符，总长 150 字节以内"), .area
        ) { value in value.string.flatMap { AreaID($0) } }
    }
}

extension FieldKind where Value == AreaScope {
    /// `["*"]` or a list of areas, not empty.
    public static var areaScope: FieldKind {
        FieldKind(.nowhere, Message("[\"*\"] or 1 to 100 areas", "[\"*\"] 或 1 至 100 个区域"), .areaScope) { value in
            guard let texts = value.array?.map(\.string), (1...100).contains(texts.count) else { return nil }
            if texts == ["*"] { return .everywhere }
            let areas = texts.compactMap { $0.flatMap { AreaID($0) } }
            guard areas.count == texts.count else { return nil }
            return AreaScope(isEverywhere: false, areas: Set(areas))
        }
    }
}

extension FieldKind where Value == Bool {
    /// `true` or `false`.
    public static var bool: FieldKind {
        FieldKind(false, Message("true or false", "true 或 false"), .bool, \.bool)
    }
}

extension FieldKind where Value == DecimalNumber {
    /// A decimal number.
    public static var decimal: FieldKind {
        FieldKind(DecimalNumber(0), Message("a number of at most 18 digits", "最多 18 位的数字"), .decimal, \.number)
    }
}

extension FieldKind where Value == Instant {
    /// A moment.
    public static var instant: FieldKind {
        FieldKind(
            Instant(milliseconds: 0),
            Message(
                "RFC 3339 with Z, such as 2026-11-24T08:00:00.000Z", "带 Z 的 RFC 3339 时间，如 2026-11-24T08:00:00.000Z"),
            .instant
        ) { value in value.string.flatMap { Instant($0) } }
    }
}

extension FieldKind where Value == CalendarDate {
    /// A day.
    public static var date: FieldKind {
        FieldKind(CalendarDate(dayNumber: 0), Message("a day, YYYY-MM-DD", "日期，YYYY-MM-DD"), .date) { value in
            value.string.flatMap { CalendarDate($0) }
        }
    }
}

extension FieldKind where Value == Span {
    /// A length of time as packs write it.
    public static var span: FieldKind {
        FieldKind(.seconds(1), Message("a time such as 30m, 8h or 7d", "时长，如 30m、8h、7d"), .span) { value in
            value.string.flatMap { Span($0) }
        }
    }

    /// A length of time above zero: what comes again after no time at all would never stop coming.
    public static var period: FieldKind {
        FieldKind(.seconds(1), Message("a time above zero, such as 5m", "大于零的时长，如 5m"), .span) { value in
            value.string.flatMap { Span($0) }.flatMap { $0.milliseconds > 0 ? $0 : nil }
        }
    }
}

extension FieldKind where Value == JSONObject {
    /// Any object.
    public static var object: FieldKind {
        FieldKind([:], Message("an object", "对象"), Shape(["type": "object"]), \.object)
    }
}
