/// The name of one thing, typed by what it names, so that a person's id can't be passed where an area's is wanted.
///
/// The text is 1 to 64 of `A-Z a-z 0-9 . _ -` unless a ``FieldKind`` says otherwise.
public struct ID<Named>: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The id as it is written on the wire.
    public let text: String

    /// Wraps a text that has been checked already.
    public init(_ text: String) {
        self.text = text
    }

    /// The id as it is written on the wire.
    public var description: String { text }

    /// Orders ids by their text.
    public static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }
}

/// The longest id, in bytes.
public let longestID = 64

/// Whether `text` is 1 to 64 of `A-Z a-z 0-9 . _ -`.
public func isPlainID(_ text: String) -> Bool {
    let bytes = text.utf8
    return !bytes.isEmpty && bytes.count <= longestID && bytes.allSatisfy(isPlainIDByte)
}

private func isPlainIDByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default:
        false
    }
}

/// Whether `text` is a UUID in lower case.
public func isLowerCaseUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 36 else { return false }
    return bytes.indices.allSatisfy { index in
        switch index {
        case 8, 13, 18, 23: bytes[index] == UInt8(ascii: "-")
        default: isLowerCaseHexadecimal(bytes[index])
        }
    }
}

private func isLowerCaseHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
}

/// Names a permit: a lower-case UUID made by the client.
public typealias PermitID = ID<Permit>
/// Names a person in the register.
public typealias PersonID = ID<Person>
/// Names a credential in the register.
public typealias CredentialID = ID<Credential>
/// Names a grant in the register.
public typealias GrantID = ID<Grant>
/// Names a measuring instrument in the register.
public typealias InstrumentID = ID<Instrument>
/// Names a piece of special equipment in the register.
public typealias EquipmentID = ID<Equipment>
/// Names a point of isolation, which permits share.
public typealias IsolationID = ID<Isolation>
/// Names a hidden danger: a lower-case UUID made by the client.
public typealias HazardID = ID<Hazard>
