import Glibc

/// What the beginning of a reply tells, read without parsing it: the client must cost little.
struct ReplyGlance {
    private let bytes: UnsafeRawBufferPointer

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// Whether the act was done.
    var isOK: Bool { Self.position(of: Self.ok, in: UnsafeRawBufferPointer(rebasing: bytes.prefix(160))) != nil }

    /// The refusal's code.
    var code: String {
        guard let start = Self.position(of: Self.code, in: bytes) else { return "unreadable" }
        let rest = bytes.dropFirst(start + Self.code.count).prefix { $0 != UInt8(ascii: "\"") }
        return String(decoding: rest, as: UTF8.self)
    }

    private static let ok = Array(#""ok":true"#.utf8)
    private static let code = Array(#""code":""#.utf8)

    /// Where some bytes are in others.
    static func position(of needle: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        guard let base = bytes.baseAddress, let first = needle.first, needle.count <= bytes.count else { return nil }
        var at = 0
        while at <= bytes.count - needle.count {
            let left = bytes.count - needle.count + 1 - at
            guard let found = memchr(base + at, Int32(first), left) else { return nil }
            at = UnsafeRawPointer(found) - base
            if memcmp(base + at, needle, needle.count) == 0 { return at }
            at += 1
        }
        return nil
    }
}
