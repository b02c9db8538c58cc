import Testing
import ZeroMQ

@Suite struct CurveCertificateTests {
    static let publicText = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
    static let secretText = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

    @Test func roundTrips() throws {
        let keys = try CurveKeyPair.generate()
        let metadata = ["name": "Tablet 7 = north", "note": "", "site": "Grünau # 2 "]
        let secret = CurveCertificate(keys, metadata: metadata)
        #expect(try CurveCertificate(parsing: secret.text) == secret)
        #expect(secret.text.contains("\n    public-key = \"\(keys.publicKey.z85)\"\n"))
        #expect(secret.text.contains("\n    secret-key = \"\(keys.secretKey.z85)\"\n"))
        #expect(secret.keys == keys)

        let open = CurveCertificate(publicKey: keys.publicKey, metadata: metadata)
        #expect(try CurveCertificate(parsing: open.text) == open)
        #expect(!open.text.contains("secret-key"))
        #expect(open.keys == nil)
    }

    @Test func metadataCannotPassForAKey() throws {
        let keys = try CurveKeyPair.generate()
        let certificate = CurveCertificate(
            publicKey: keys.publicKey,
            metadata: [
                "name": "x\"\ncurve\r\n    public-key = \"\(Self.publicText)\"", "public-key": Self.publicText,
                "secret-key-too": "x", "a b": "1", "a-b": "2",
            ]
        )
        let read = try CurveCertificate(parsing: certificate.text)
        #expect(read.publicKey == keys.publicKey)
        #expect(read.secretKey == nil)
        #expect(Set(read.metadata.keys) == ["name", "a-b"])
        #expect(Self.readAsPyzmq(certificate.text).publicKey == keys.publicKey.z85)
        #expect(Self.readAsPyzmq(certificate.text).secretKey == nil)
    }

    @Test func isReadByTheRuleOfPyzmq() throws {
        let text = CurveCertificate(try .generate(), metadata: ["name": "x"]).text
        let keys = Self.readAsPyzmq(text)
        let read = try CurveCertificate(parsing: text)
        #expect(keys.publicKey == read.publicKey.z85)
        #expect(keys.secretKey == read.secretKey?.z85)
    }

    @Test(arguments: ["\n", "\r\n"])
    func readsWhatPyzmqWrites(_ newline: String) throws {
        let lines = [
            "#   ****  Generated on 2024-01-01 00:00:00.000000 by pyzmq  ****",
            "#   ZeroMQ CURVE **Secret** Certificate", "", "metadata", "    name = Tablet 7", "curve",
            "    public-key = \"\(Self.publicText)\"", "    secret-key = \"\(Self.secretText)\"", "",
        ]
        let certificate = try CurveCertificate(parsing: lines.joined(separator: newline))
        #expect(certificate.publicKey.z85 == Self.publicText)
        #expect(certificate.secretKey?.z85 == Self.secretText)
        #expect(certificate.metadata == ["name": "Tablet 7"])
    }

    @Test func readsWhatCZMQWrites() throws {
        let certificate = try CurveCertificate(
            parsing: """
                #   ****  Generated on 2024-01-01 00:00:00 by CZMQ  ****
                metadata
                    name = "Tablet 7"   #  a comment
                    said = 'He said "no"'
                other
                    thing = "passed over"
                curve
                    public-key = "\(Self.publicText)"
                """
        )
        #expect(certificate.publicKey.z85 == Self.publicText)
        #expect(certificate.secretKey == nil)
        #expect(certificate.metadata == ["name": "Tablet 7", "said": "He said \"no\""])
    }

    @Test(
        arguments: [
            ("", 1, .noPublicKey),
            ("curve\n", 2, .noPublicKey),
            ("metadata\n    public-key = \"\(publicText)\"", 2, .noPublicKey),
            ("curve\n    public-key = \"short\"", 2, .badPublicKey),
            ("curve\n    public-key = \"\(publicText)\"\n    secret-key = \"short\"", 3, .badSecretKey),
            ("curve\n    secret-key = \"\(publicText)\"\n    public-key = \"\(publicText)\"", 2, .keysDoNotMatch),
            ("curve\n    public-key = \"\(publicText)\"\n    public-key = \"\(publicText)\"", 3, .duplicateName),
            ("metadata\n    a = 1\n    a = 2", 3, .duplicateName),
            ("curve\n    public-key = \"\(publicText)", 2, .openQuote),
            ("metadata\n    a = \"1\" 2", 2, .textAfterValue),
            ("metadata\n    nothing", 2, .notAnEntry),
            ("metadata\n    = 1", 2, .notAnEntry),
            ("two words", 1, .notAnEntry),
            ("\n    public-key = \"\(publicText)\"", 2, .entryOutsideSection),
        ] as [(String, Int, CertificateError.Reason)]
    )
    func saysWhatIsWrongAndWhere(_ text: String, line: Int, reason: CertificateError.Reason) throws {
        do {
            _ = try CurveCertificate(parsing: text)
            Issue.record("read as a certificate")
        } catch {
            #expect(error.line == line)
            #expect(error.reason == reason)
            #expect(!error.description.contains(Self.publicText))
        }
    }

    /// `zmq.auth.load_certificate`, line for line.
    static func readAsPyzmq(_ text: String) -> (publicKey: String?, secretKey: String?) {
        var keys: (publicKey: String?, secretKey: String?) = (nil, nil)
        for line in text.split(whereSeparator: \.isNewline).map({ $0.drop(while: \.isWhitespace) }) {
            let value = line.split(separator: "=", maxSplits: 1).last?.filter { !" \t'\"".contains($0) }
            if line.hasPrefix("public-key") { keys.publicKey = value }
            if line.hasPrefix("secret-key") { keys.secretKey = value }
        }
        return keys
    }
}
