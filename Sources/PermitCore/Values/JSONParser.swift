/// Why bytes are not the JSON that this protocol takes.
public struct JSONFault: Error, Hashable, Sendable {
    /// Where, in bytes from the start.
    public let offset: Int
    /// What is wrong.
    public let message: Message
}

/// A strict JSON reader: one value in UTF-8, with no duplicate names, trailing commas, byte-order mark, unpaired
/// surrogates or nesting deeper than 32. Lenient readers take some of these, and two readers that disagree on a body
/// disagree on what was signed.
public struct JSONParser {
    /// The deepest nesting.
    public static let deepest = 32

    private let bytes: [UInt8]
    private var position = 0

    /// Reads the one value that `bytes` hold.
    public static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSONValue {
        var parser = JSONParser(bytes: bytes)
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw parser.fault("not UTF-8", "不是 UTF-8")
        }
        parser.skipWhiteSpace()
        let value = try parser.value(depth: 1)
        parser.skipWhiteSpace()
        guard parser.position == bytes.count else { throw parser.fault("more than one value", "多于一个值") }
        return value
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private func fault(_ english: String, _ chinese: String) -> JSONFault {
        JSONFault(
            offset: position, message: Message("\(english), at byte \(position)", "第 \(position) 字节：\(chinese)"))
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipWhiteSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        switch next {
        case UInt8(ascii: "{"): return .object(try object(depth: depth))
        case UInt8(ascii: "["): return .array(try array(depth: depth))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || Self.isDigit(byte): return try number()
        default: throw fault("a value is wanted", "此处应有值")
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        let end = position + word.utf8.count
        guard end <= bytes.count, bytes[position..<end].elementsEqual(word.utf8) else {
            throw fault("a value is wanted", "此处应有值")
        }
        position = end
        return value
    }

    private mutating func open(depth: Int) throws(JSONFault) {
        guard depth <= Self.deepest else { throw fault("nested deeper than 32", "嵌套超过 32 层") }
        position += 1
        skipWhiteSpace()
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONObject {
        try open(depth: depth)
        var members: [JSONObject.Member] = []
        var names = NamesSeen()
        if take("}") { return JSONObject(members: members) }
        while true {
            guard next == UInt8(ascii: "\"") else { throw fault("a name is wanted", "此处应有名称") }
            let name = try string()
            guard names.isNew(name, among: members) else { throw fault("a name twice", "名称重复") }
            skipWhiteSpace()
            guard take(":") else { throw fault("a colon is wanted", "此处应有冒号") }
            skipWhiteSpace()
            members.append(JSONObject.Member(name: name, value: try value(depth: depth + 1)))
            skipWhiteSpace()
            if take("}") { return JSONObject(members: members) }
            guard take(",") else { throw fault("a comma is wanted", "此处应有逗号") }
            skipWhiteSpace()
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> [JSONValue] {
        try open(depth: depth)
        var elements: [JSONValue] = []
        if take("]") { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipWhiteSpace()
            if take("]") { return elements }
            guard take(",") else { throw fault("a comma is wanted", "此处应有逗号") }
            skipWhiteSpace()
        }
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        return DecimalNumber(text).map { .number($0) } ?? .hugeNumber(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private mutating func digits() throws(JSONFault) {
        let start = position
        while let byte = next, Self.isDigit(byte) { position += 1 }
        guard position > start else { throw fault("a digit is wanted", "此处应有数字") }
    }

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        let start = position
        skipPlain()
        if next == UInt8(ascii: "\"") {
            position += 1
            return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
        }
        var text = Array(bytes[start..<position])
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                text += try escape()
            case 0..<0x20:
                throw fault("a control character", "含控制字符")
            default:
                let start = position
                skipPlain()
                text += bytes[start..<position]
            }
        }
        throw fault("the string does not end", "字符串未结束")
    }

    /// Goes on to what ends a string or stands for something else in it: most strings hold none of the latter.
    private mutating func skipPlain() {
        while position < bytes.count {
            let byte = bytes[position]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            position += 1
        }
    }

    private mutating func escape() throws(JSONFault) -> [UInt8] {
        guard let byte = next else { throw fault("the string does not end", "字符串未结束") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw fault("no such escape", "无此转义")
        }
    }

    private mutating func unicodeEscape() throws(JSONFault) -> [UInt8] {
        var code = try fourHexDigits()
        if (0xD800..<0xDC00).contains(code) {
            guard take("\\"), take("u") else { throw fault("half of a surrogate pair", "代理对不完整") }
            let low = try fourHexDigits()
            guard (0xDC00..<0xE000).contains(low) else { throw fault("half of a surrogate pair", "代理对不完整") }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair", "代理对不完整") }
        return Array(String(scalar).utf8)
    }

    private mutating func fourHexDigits() throws(JSONFault) -> UInt32 {
        guard position + 4 <= bytes.count else { throw fault("four hex digits are wanted", "此处应有四位十六进制") }
        var code: UInt32 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hex digits are wanted", "此处应有四位十六进制")
            }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        return code
    }
}

/// The names of one object so far, compared by their bytes: Swift takes strings for equal that two readers may not.
private struct NamesSeen {
    /// How many are compared one by one; beyond, a set is quicker, and an object of many names must not cost their
    /// square.
    private static let few = 16
    private var names: Set<[UInt8]> = []

    mutating func isNew(_ name: String, among members: [JSONObject.Member]) -> Bool {
        if members.count < Self.few { return !members.contains { $0.name.utf8.elementsEqual(name.utf8) } }
        if names.isEmpty { names = Set(members.map { Array($0.name.utf8) }) }
        return names.insert(Array(name.utf8)).inserted
    }
}
