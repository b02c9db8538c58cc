/// Keys in a file, in the text form that CZMQ and pyzmq read and write: a `metadata` and a `curve` section, names and
/// values indented below. With a secret key the text is a secret; keep it in a file only its owner can read.
public struct CurveCertificate: Sendable, Equatable {
    /// What others may know.
    public var publicKey: CurveKey
    /// What nobody else may know, where the certificate has it.
    public var secretKey: CurveKey?
    /// Whatever the maker wrote about the key. Nothing vouches for it.
    public var metadata: [String: String]

    /// Makes a certificate of keys and what is said of them.
    public init(publicKey: CurveKey, secretKey: CurveKey? = nil, metadata: [String: String] = [:]) {
        self.publicKey = publicKey
        self.secretKey = secretKey
        self.metadata = metadata
    }

    /// Makes a certificate of a pair.
    public init(_ keys: CurveKeyPair, metadata: [String: String] = [:]) {
        self.init(publicKey: keys.publicKey, secretKey: keys.secretKey, metadata: metadata)
    }

    /// Reads the text of a certificate file.
    /// - Throws: what is wrong and in which line: no or a bad public key, a bad secret key or one that doesn't belong
    ///   to the public key, a name given twice, or a line that is none of the format's.
    public init(parsing text: String) throws(CertificateError) {
        var parser = CertificateParser()
        // A carriage return and a line feed are one Character.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for line in lines { try parser.take(line) }
        self = try parser.finish()
    }

    /// Both keys as a pair, when there is a secret key.
    public var keys: CurveKeyPair? {
        secretKey.map { CurveKeyPair(publicKey: publicKey, secretKey: $0) }
    }

    /// The text of a certificate file, metadata in the order of its names. What the format can't hold is replaced:
    /// control characters by a space, `"` by `'`, odd characters in names by `-`. Metadata named like a key is left
    /// out, because pyzmq would read it as the key, and so is a name that has become the same as another.
    public var text: String {
        var text =
            if secretKey == nil {
                """
                #   ZeroMQ CURVE Public Certificate
                #   Exchange securely, or use a secure mechanism to verify the contents
                #   of this file after exchange.


                """
            } else {
                """
                #   ZeroMQ CURVE **Secret** Certificate
                #   DO NOT PROVIDE THIS FILE TO OTHER USERS nor change its permissions.


                """
            }
        text += "metadata\n"
        var written: Set<String> = []
        for (name, value) in metadata.sorted(by: { $0.key < $1.key }) {
            let name = name.replacing(with: "-") { !Self.isPlain($0) }
            let isLikeKey = name.hasPrefix("public-key") || name.hasPrefix("secret-key")
            guard !name.isEmpty, !isLikeKey, written.insert(name).inserted else { continue }
            let value = value.replacing(with: "'") { $0 == "\"" }
                .replacing(with: " ") { $0.properties.generalCategory == .control }
            text += "    \(name) = \"\(value)\"\n"
        }
        text += "curve\n    public-key = \"\(publicKey.z85)\"\n"
        if let secretKey { text += "    secret-key = \"\(secretKey.z85)\"\n" }
        return text
    }

    /// Whether CZMQ takes the character in a name.
    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "@": true
        default: false
        }
    }
}

extension String {
    fileprivate func replacing(with other: Unicode.Scalar, where isUnwanted: (Unicode.Scalar) -> Bool) -> String {
        String(String.UnicodeScalarView(unicodeScalars.map { isUnwanted($0) ? other : $0 }))
    }
}
