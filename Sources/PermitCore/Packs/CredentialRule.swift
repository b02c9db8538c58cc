/// What a pack knows of a kind of certificate: how long it is good for and how its numbers are made.
public struct CredentialRule: Record, Hashable {
    /// How the number of a certificate is made.
    public enum NumberFormat: String, Sendable, CaseIterable {
        /// The holder's citizen id (GB 11643), whose last character checks the rest.
        case citizenID
        /// `T` and the holder's citizen id.
        case tAndCitizenID
    }

    /// The kind of credential.
    public let kind: String
    /// Its name.
    public let title: Message
    /// How long it is good for at the most, in years.
    public let years: Int?
    /// How often it must be reviewed (复审), in years.
    public let reviewYears: Int?
    /// How its numbers are made.
    public let number: NumberFormat?
    /// Whether a certificate that doesn't fit is refused; else whoever enters it is warned.
    public let isEnforced: Bool
    /// The clause.
    public let clause: String

    /// Reads the rule.
    public init(reading fields: inout FieldReader) {
        kind = fields.required("kind", .name)
        title = fields.required("title", .message)
        years = fields.optional("years", .integer(1...50))
        reviewYears = fields.optional("reviewYears", .integer(1...50))
        number = fields.optional("number", .choice(.citizenID))
        isEnforced = fields.optional("enforced", .bool, default: false)
        clause = fields.required("clause", .text(300))
    }

    /// What a certificate has that this rule does not allow.
    func faults(in credential: Credential) -> [FieldFault] {
        var faults: [FieldFault] = []
        if let years, credential.expires > credential.issued.adding(years: years) {
            faults.append(
                FieldFault(
                    path: "/args/expires",
                    Message("\(kind) is good for \(years) years at most", "\(title.chinese)有效期最长 \(years) 年")))
        }
        if let reviewYears {
            let latest = credential.issued.adding(years: reviewYears)
            if credential.reviewDue == nil, credential.expires > latest {
                faults.append(
                    FieldFault(
                        path: "/args/reviewDue",
                        Message(
                            "\(kind) is reviewed every \(reviewYears) years", "\(title.chinese)每 \(reviewYears) 年复审一次"))
                )
            }
        }
        if let number, !number.fits(credential.number) {
            faults.append(
                FieldFault(
                    path: "/args/number",
                    Message("the number's check digit is wrong: look at the original", "证书编号校验位不符，请核对原件")))
        }
        return faults
    }
}

extension CredentialRule.NumberFormat {
    func fits(_ number: String) -> Bool {
        switch self {
        case .citizenID: isCitizenID(Array(number.utf8))
        case .tAndCitizenID: number.utf8.first == UInt8(ascii: "T") && isCitizenID(Array(number.utf8.dropFirst()))
        }
    }
}

/// Whether 18 characters are a citizen id: a birthday that exists and the check character of GB 11643
/// (ISO 7064 MOD 11-2).
func isCitizenID(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 18, let year = decimalDigits(bytes[6..<10]), let month = decimalDigits(bytes[10..<12]),
        let day = decimalDigits(bytes[12..<14]),
        year >= 1_970
            ? CalendarDate("\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))") != nil
            : year >= 1_900 && (1...12).contains(month) && (1...31).contains(day)
    else { return false }
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    var sum = 0
    for (byte, weight) in zip(bytes, weights) {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
        sum += Int(byte - UInt8(ascii: "0")) * weight
    }
    return bytes[17] == Array("10X98765432".utf8)[sum % 11]
}
