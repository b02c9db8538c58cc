import Testing
import ZeroMQ

@Suite struct Z85Tests {
    @Test func agreesWithTheSpecification() {
        let bytes: [UInt8] = [0x86, 0x4f, 0xd2, 0x6f, 0xb5, 0x59, 0xf7, 0x5b]
        #expect(Z85.encode(bytes) == "HelloWorld")
        #expect(Z85.decode("HelloWorld") == bytes)
        // The client key of the specification's test case.
        let key: [UInt8] = [
            0xbb, 0x88, 0x47, 0x1d, 0x65, 0xe2, 0x65, 0x9b, 0x30, 0xc5, 0x5a, 0x53, 0x21, 0xce, 0xbb, 0x5a,
            0xab, 0x2b, 0x70, 0xa3, 0x98, 0x64, 0x5c, 0x26, 0xdc, 0xa2, 0xb2, 0xfc, 0xb4, 0x3f, 0xc5, 0x18,
        ]
        #expect(Z85.encode(key) == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
        #expect(Z85.decode("Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID") == key)
    }

    @Test func reachesTheEndsOfItsRange() {
        #expect(Z85.encode([]) == "")
        #expect(Z85.decode("") == [])
        #expect(Z85.decode("00000") == [0, 0, 0, 0])
        #expect(Z85.decode("%nSc0") == [255, 255, 255, 255])
        #expect(Z85.encode([255, 255, 255, 255]) == "%nSc0")
    }

    @Test(arguments: ["Hello1", "Hell", "Hell ", "Hell\"", "Hell'", "Hell\n", "Hellé", "%nSc1", "#####"])
    func refusesBadText(_ text: String) {
        #expect(Z85.decode(text) == nil)
    }

    @Test func refusesOddLengths() {
        for count in 1...3 { #expect(Z85.encode([UInt8](repeating: 0, count: count)) == nil) }
    }
}

@Suite struct CurveKeyTests {
    @Test func isThirtyTwoBytes() throws {
        #expect(CurveKey(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(CurveKey(bytes: [UInt8](repeating: 0, count: 33)) == nil)
        #expect(CurveKey(z85: "HelloWorld") == nil)
        #expect(CurveKey(z85: String(repeating: "#", count: 40)) == nil)
        let key = try #require(CurveKey(z85: "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"))
        #expect(key.z85 == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
        #expect(CurveKey(bytes: key.bytes) == key)
    }

    @Test func derivesThePublicKey() throws {
        // From the manual page zmq_curve(7).
        let secret = try #require(CurveKey(z85: "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"))
        #expect(try CurveKeyPair(secretKey: secret).publicKey.z85 == "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID")
        let pair = try CurveKeyPair.generate()
        #expect(try CurveKeyPair(secretKey: pair.secretKey) == pair)
        #expect(try CurveKeyPair.generate() != pair)
    }

    @Test func neverPrintsItself() throws {
        let pair = try CurveKeyPair.generate()
        let certificate = CurveCertificate(pair)
        let key = pair.secretKey
        var printed = "\(key) \(String(reflecting: key)) \(pair) \(String(reflecting: certificate)) \([key]) "
        dump(certificate, to: &printed)
        dump(pair, to: &printed)
        for key in [pair.secretKey, pair.publicKey] {
            #expect(!printed.contains(key.z85))
            #expect(!printed.contains("\(key.bytes)"))
        }
        #expect("\(key)" == "CurveKey")
        #expect(Array(Mirror(reflecting: key).children).isEmpty)
    }
}
