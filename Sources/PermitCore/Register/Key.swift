/// A client's CURVE key: who may connect, and whose acts come over the connection.
public struct ClientKey: Hashable, Sendable {
    /// To whom a key belongs, for ever.
    public enum Owner: Hashable, Sendable {
        /// One person, who needs no other proof of being the actor.
        case person(PersonID)
        /// A device that several people share.
        case device(String)
    }

    /// The key in Z85.
    public let key: String
    /// To whom it belongs.
    public let owner: Owner
    /// What a device's key may see; a person's key sees what the person's grants reach.
    public let areas: AreaScope
    /// Whether it was revoked.
    public internal(set) var isRevoked = false

    /// The local identity behind an `ipc://` socket: a person, with no key of its own.
    public init(local person: PersonID) {
        self.init(key: "local", owner: .person(person), areas: .nowhere)
    }

    init(key: String, owner: Owner, areas: AreaScope) {
        self.key = key
        self.owner = owner
        self.areas = areas
    }

    /// The person's or the device's id.
    public var ownerName: String {
        switch owner {
        case .person(let person): person.text
        case .device(let device): device
        }
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        var object: JSONObject = ["key": .string(key), "areas": .strings(areas.texts), "revoked": .bool(isRevoked)]
        switch owner {
        case .person(let person): object["person"] = .id(person)
        case .device(let device): object["device"] = .string(device)
        }
        return object
    }
}

/// A person's Ed25519 signing key.
public struct SigningKey: Hashable, Sendable {
    /// The raw key in base64.
    public let signing: String
    /// Whose it is, for ever.
    public internal(set) var person: PersonID
    /// Whether it was revoked.
    public internal(set) var isRevoked = false

    /// A key and whose it is.
    public init(signing: String, person: PersonID) {
        self.signing = signing
        self.person = person
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        ["signing": .string(signing), "person": .id(person), "revoked": .bool(isRevoked)]
    }
}

/// What `key.enroll` asks for: a client key of a person or a device, or a person's signing key.
public struct KeyEnrolment: Record, Hashable {
    /// The key and whose it shall be.
    public enum Key: Hashable, Sendable {
        case client(ClientKey)
        case signing(SigningKey, proof: String)
    }

    /// What is enrolled.
    public let key: Key

    /// Reads `key.enroll`.
    public init(reading fields: inout FieldReader) {
        key = fields.has("signing") ? Self.signing(&fields) : Self.client(&fields)
    }

    /// One of two: which, `signing` tells. A request needs the proof.
    public static var shape: Shape {
        .either([
            FieldReader.shape { _ = client(&$0) }.noted("A client key, of a person or a device."),
            FieldReader.shape { _ = signing(&$0) }.with(.object(["proof": .base64(64)])).noted("A signing key."),
        ])
    }

    private static func signing(_ fields: inout FieldReader) -> Key {
        let signing = SigningKey(
            signing: fields.required("signing", .base64(count: 32)), person: fields.required("person", .id()))
        // A stored event has no proof: it was checked when the key was enrolled.
        return .signing(signing, proof: fields.optional("proof", .base64(count: 64), default: ""))
    }

    private static func client(_ fields: inout FieldReader) -> Key {
        let text = fields.required("key", .curveKey)
        let person: PersonID? = fields.optional("person", .id())
        let device = fields.optional("device", .name)
        fields.either(
            "person", person != nil, or: "device", device != nil,
            Message("name either a person or a device", "请指定人员或设备之一"))
        if device == Event.Origin.systemName {
            fields.add("device", Message("the name of the daemon itself", "该名称为守护进程保留"))
        }
        let areas = fields.optional("areas", .areaScope)
        if device != nil, areas == nil {
            fields.add("areas", Message("a device's key needs its areas", "设备密钥须指定区域"))
        }
        return .client(
            ClientKey(
                key: text, owner: person.map { .person($0) } ?? .device(device ?? ""), areas: areas ?? .nowhere))
    }
}

/// What `key.revoke` asks for.
public struct KeyRevocation: Record, Hashable {
    /// A client key in Z85.
    public let key: String?
    /// A signing key in base64.
    public let signing: String?
    /// Why.
    public let reason: String

    /// Reads `key.revoke`.
    public init(reading fields: inout FieldReader) {
        key = fields.optional("key", .curveKey)
        signing = fields.optional("signing", .base64(count: 32))
        reason = fields.required("reason", .reason)
        fields.either(
            "key", key != nil, or: "signing", signing != nil,
            Message("name either a key or a signing key", "请指定 key 或 signing 之一"))
    }
}

/// What `key.rotate` asks for: a person's new signing key in the place of the one that signs the request, or a new
/// client key in the place of the one that brings it.
public struct KeyRotation: Record, Hashable {
    /// The new client key in Z85.
    public let key: String?
    /// The new signing key in base64.
    public let signing: String?
    /// The signing key that it takes the place of, which signs the request.
    public let former: String?
    /// The new signing key's own word that it is this person's, as for an enrolment.
    public let proof: String?

    /// Reads `key.rotate`.
    public init(reading fields: inout FieldReader) {
        key = fields.optional("key", .curveKey)
        signing = fields.optional("signing", .base64(count: 32))
        former = fields.optional("former", .base64(count: 32))
        proof = fields.optional("proof", .base64(count: 64))
        fields.either(
            "key", key != nil, or: "signing", signing != nil,
            Message("name either a key or a signing key", "请指定 key 或 signing 之一"))
        if signing != nil, former == nil {
            fields.add("former", Message("name the key that it takes the place of", "请指明被替换的密钥"))
        }
        if signing != nil, proof == nil { fields.add("proof", Message("missing", "缺少")) }
        if signing != nil, signing == former {
            fields.add("signing", Message("another key than the former", "新密钥不得与原密钥相同"))
        }
    }
}

extension FieldKind where Value == String {
    /// A CURVE public key: 40 characters of Z85.
    static var curveKey: FieldKind {
        let alphabet = Set("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#".utf8)
        return FieldKind("", Message("a CURVE key, 40 characters of Z85", "CURVE 密钥，40 个 Z85 字符"), .curveKey) { value in
            guard let text = value.string, text.utf8.count == 40, text.utf8.allSatisfy(alphabet.contains) else {
                return nil
            }
            return text
        }
    }

    /// So many bytes in padded base64. The spare bits of the last digit are zero: a key has one spelling only.
    static func base64(count: Int) -> FieldKind {
        let length = (count + 2) / 3 * 4
        let padding = (3 - count % 3) % 3
        let spareBits = 1 << (2 * padding) - 1
        return FieldKind("", Message("\(count) bytes in base64", "base64 编码的 \(count) 字节"), .base64(count)) {
            value in
            guard let text = value.string, text.utf8.count == length,
                text.utf8.suffix(padding).allSatisfy({ $0 == UInt8(ascii: "=") })
            else { return nil }
            let digits = text.utf8.dropLast(padding).map { base64Alphabet.firstIndex(of: $0) }
            guard !digits.contains(nil), let last = digits.last?.flatMap(\.self), last & spareBits == 0 else {
                return nil
            }
            return text
        }
    }
}

private let base64Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
