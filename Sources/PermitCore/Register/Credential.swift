/// A certificate or a training record of one person. One person puts it, another verifies it.
public struct Credential: Record, Hashable {
    /// How and by whom a credential was found genuine.
    public struct Verification: Hashable, Sendable {
        /// The verifier.
        public let by: String
        /// When.
        public let at: Instant
        /// How: the register asked, the office telephoned.
        public let method: String
    }

    /// The credential's id.
    public let credential: CredentialID
    /// The holder.
    public internal(set) var person: PersonID
    /// The kind that rules ask for; `training.<course>` is a training record.
    public let kind: String
    /// The number printed on it.
    public let number: String
    /// Who issued it.
    public let issuer: String
    /// The day it was issued.
    public let issued: CalendarDate
    /// The last day it is good for.
    public let expires: CalendarDate
    /// The day by which it must have been reviewed (复审); good through that day.
    public let reviewDue: CalendarDate?
    /// Who entered it.
    public internal(set) var putBy = ""
    /// Set once it was verified.
    public internal(set) var verification: Verification?
    /// Whether it was revoked; what was revoked stays so.
    public internal(set) var isRevoked = false

    /// Reads `credential.put`.
    public init(reading fields: inout FieldReader) {
        credential = fields.required("credential", .id())
        person = fields.required("person", .id())
        kind = fields.required("kind", .name)
        number = fields.required("number", .text(100))
        issuer = fields.required("issuer", .text(200))
        issued = fields.required("issued", .date)
        expires = fields.required("expires", .date)
        reviewDue = fields.optional("reviewDue", .date)
        if expires < issued {
            fields.add("expires", Message("before it was issued", "早于发证日期"))
        }
    }

    /// The entry as `register.get` shows it.
    public var json: JSONObject {
        [
            "credential": .id(credential), "person": .id(person), "kind": .string(kind), "number": .string(number),
            "issuer": .string(issuer), "issued": .string(issued.description), "expires": .string(expires.description),
            "reviewDue": .text(reviewDue?.description), "putBy": .string(putBy),
            "verified": verification.map {
                ["by": .string($0.by), "at": .moment($0.at), "method": .string($0.method)]
            } ?? .null,
            "revoked": .bool(isRevoked),
        ]
    }

    func hasContent(of other: Credential) -> Bool {
        var bare = other
        bare.putBy = putBy
        bare.verification = verification
        bare.isRevoked = isRevoked
        return self == bare
    }
}
