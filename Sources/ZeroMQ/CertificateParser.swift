/// What is wrong with the text of a certificate. It never holds any of the text.
public struct CertificateError: Error, CustomStringConvertible, Equatable {
    /// What is wrong with a certificate.
    public enum Reason: String, Sendable {
        case noPublicKey = "no public-key in the curve section"
        case badPublicKey = "public-key isn't a CURVE key (40 characters of Z85)"
        case badSecretKey = "secret-key isn't a CURVE key (40 characters of Z85)"
        case keysDoNotMatch = "secret-key doesn't belong to public-key"
        case duplicateName = "the name was given before"
        case openQuote = "a quotation mark isn't closed"
        case textAfterValue = "text after the closing quotation mark"
        case notAnEntry = "neither a section nor `name = value`"
        case entryOutsideSection = "a value before the first section"
    }

    /// The line, counted from 1; the last line for something that is missing.
    public let line: Int
    /// What is wrong.
    public let reason: Reason

    /// The text for people.
    public var description: String { "line \(line): \(reason.rawValue)" }
}

/// Reads a certificate line by line. Sections other than `metadata` and `curve` are left unread, as CZMQ does.
struct CertificateParser {
    private var line = 0
    private var section: String?
    private var metadata: [String: String] = [:]
    private var publicKey: CurveKey?
    private var secretKey: (key: CurveKey, line: Int)?

    mutating func take(_ raw: Substring) throws(CertificateError) {
        line += 1
        let text = Self.trim(raw)
        guard let first = text.first, first != "#" else { return }
        guard let sign = text.firstIndex(of: "=") else {
            // A section is a bare name at the left margin.
            guard raw.first == first, !text.contains(where: \.isWhitespace) else { throw failure(.notAnEntry) }
            section = String(text)
            return
        }
        let name = String(Self.trim(text[..<sign]))
        guard !name.isEmpty else { throw failure(.notAnEntry) }
        guard let section else { throw failure(.entryOutsideSection) }
        let value = try unquote(Self.trim(text[text.index(after: sign)...]))
        switch (section, name) {
        case ("curve", "public-key"):
            guard publicKey == nil else { throw failure(.duplicateName) }
            guard let key = CurveKey(z85: value) else { throw failure(.badPublicKey) }
            publicKey = key
        case ("curve", "secret-key"):
            guard secretKey == nil else { throw failure(.duplicateName) }
            guard let key = CurveKey(z85: value) else { throw failure(.badSecretKey) }
            secretKey = (key, line)
        case ("metadata", _):
            guard metadata.updateValue(value, forKey: name) == nil else { throw failure(.duplicateName) }
        default:
            break
        }
    }

    func finish() throws(CertificateError) -> CurveCertificate {
        guard let publicKey else { throw failure(.noPublicKey) }
        if let secretKey {
            // Found here, the mistake has a line; found by the peer, it is a handshake that fails without a reason.
            guard let pair = try? CurveKeyPair(secretKey: secretKey.key), pair.publicKey == publicKey else {
                throw CertificateError(line: secretKey.line, reason: .keysDoNotMatch)
            }
        }
        return CurveCertificate(publicKey: publicKey, secretKey: secretKey?.key, metadata: metadata)
    }

    /// CZMQ quotes values with either mark and allows a comment behind; pyzmq writes metadata without marks.
    private func unquote(_ value: Substring) throws(CertificateError) -> String {
        guard let mark = value.first, mark == "\"" || mark == "'" else { return String(value) }
        let rest = value.dropFirst()
        guard let end = rest.firstIndex(of: mark) else { throw failure(.openQuote) }
        let tail = Self.trim(rest[rest.index(after: end)...])
        guard tail.isEmpty || tail.first == "#" else { throw failure(.textAfterValue) }
        return String(rest[..<end])
    }

    private func failure(_ reason: CertificateError.Reason) -> CertificateError {
        CertificateError(line: line, reason: reason)
    }

    private static func trim(_ text: Substring) -> Substring {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
