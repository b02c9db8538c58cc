import PermitCore
import PermitWire
import Testing

@Suite("Signing")
struct SigningTests {
    private static let instance = "11111111-2222-4333-8444-555555555555"

    /// RFC 8032, section 7.1: tests 1 to 3 and SHA(abc).
    private static let standardVectors: [(secret: String, key: String, message: String, signature: String)] = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                + "25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
                + "87b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
                + "a7c15e9716ed28dc027beceea1ec40a"
        ),
        (
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd4"
                + "54d4423643ce80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303"
                + "dca179c138ac17ad9bef1177331a704"
        ),
    ]

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.compactMap(\.hexDigitValue)
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// PKCS#8 as RFC 8410 writes it: a fixed head and the 32 bytes of the key.
    private static func pem(_ secret: [UInt8]) -> String {
        let der = bytes("302e020100300506032b657004220420") + secret
        return "-----BEGIN PRIVATE KEY-----\n\(Signing.base64(der))\n-----END PRIVATE KEY-----\n"
    }

    @Test("The vectors of RFC 8032 hold", arguments: standardVectors)
    func vectors(secret: String, key: String, message: String, signature: String) throws {
        let message = Self.bytes(message)
        var signature = Self.bytes(signature)
        let publicKey = Signing.base64(Self.bytes(key))
        let signer = try #require(PersonSigningKey(pem: Self.pem(Self.bytes(secret))))
        #expect(signer.publicBase64 == publicKey)
        #expect(Signing.isValid(signature, over: message, by: publicKey))
        #expect(Signing.isValid(try signer.sign(message), over: message, by: publicKey))
        #expect(!Signing.isValid(signature, over: message + [0], by: publicKey))
        #expect(!Signing.isValid(Array(signature.dropLast()), over: message, by: publicKey))
        #expect(!Signing.isValid([], over: message, by: publicKey))
        for index in [0, 31, 32, 63] {
            signature[index] ^= 1
            #expect(!Signing.isValid(signature, over: message, by: publicKey))
            signature[index] ^= 1
        }
    }

    @Test("A signature has one form only: the same one shifted by the order of the group is none")
    func malleable() {
        let shifted = Self.bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901554c8c7872aa064e049dbb3013fbf29380"
                + "d25bf5f0595bbe24655141438e7a101b")
        let key = Signing.base64(Self.bytes(Self.standardVectors[0].key))
        #expect(!Signing.isValid(shifted, over: [], by: key))
    }

    @Test("A key that is no key makes no signature valid", arguments: ["", "AAAA", "not base64", "作"])
    func noKey(key: String) {
        #expect(!Signing.isValid([UInt8](repeating: 0, count: 64), over: [], by: key))
    }

    @Test("A request is signed as domain, instance and body, byte for byte")
    func requestBytes() {
        let body: [UInt8] = [0x7B, 0xFF, 0x00, 0x7D]
        #expect(
            Signing.requestBytes(instance: Self.instance, body: body)
                == Array("permitd-v1\n11111111-2222-4333-8444-555555555555\n".utf8) + body)
        #expect(Signing.requestBytes(instance: "i", body: []) == Array("permitd-v1\ni\n".utf8))
    }

    @Test("An enrolment is proven by its own key, for its own person and instance alone")
    func enrolment() throws {
        let person = PersonID("p-chen")
        #expect(
            Signing.enrolmentBytes(instance: Self.instance, person: person)
                == Array("permitd-enroll-v1\n11111111-2222-4333-8444-555555555555\np-chen".utf8))
        let key = PersonSigningKey()
        let proof = Signing.base64(try key.sign(Signing.enrolmentBytes(instance: Self.instance, person: person)))
        let enrolled = try enrolment(key, "p-chen", proof)
        #expect(Signing.isProven(proof, key: enrolled, instance: Self.instance))
        #expect(!Signing.isProven(proof, key: enrolled, instance: "22222222-2222-4333-8444-555555555555"))
        #expect(!Signing.isProven(proof, key: try enrolment(key, "p-wang", proof), instance: Self.instance))
        let other = PersonSigningKey()
        #expect(!Signing.isProven(proof, key: try enrolment(other, "p-chen", proof), instance: Self.instance))
        #expect(!Signing.isProven("not base64", key: enrolled, instance: Self.instance))
        #expect(!Signing.isProven("", key: enrolled, instance: Self.instance))
    }

    private func enrolment(_ key: PersonSigningKey, _ person: String, _ proof: String) throws -> SigningKey {
        let args: JSONObject = [
            "signing": .string(key.publicBase64), "person": .string(person), "proof": .string(proof),
        ]
        guard case .signing(let signing, _) = try KeyEnrolment.read(args, path: "").key else {
            throw Refusal.notFound("signing key")
        }
        return signing
    }

    @Test("A signing key has one spelling only, so that it belongs to one person")
    func oneSpelling() throws {
        let key = PersonSigningKey().publicBase64
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let digit = try #require(key.dropLast().last)
        let last = try #require(digits.firstIndex(of: digit))
        // The last digit carries four bits of the key; the other two are spare.
        for spare in 0..<4 {
            let spelling = String(key.dropLast(2)) + String(digits[last & ~3 | spare]) + "="
            let args: JSONObject = ["signing": .string(spelling), "reason": "x"]
            let isTaken = (try? KeyRevocation.read(args, path: "")) != nil
            #expect(isTaken == (spare == 0))
        }
    }

    /// Made by `openssl genpkey -algorithm ed25519`, `openssl pkey -pubout` and `openssl pkeyutl -sign -rawin`.
    private static let opensslPrivate = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINVqd23/NjWy7kV1BZ+b+KqNI6A1LaPCgfgnSVsZnp/u
        -----END PRIVATE KEY-----

        """
    private static let opensslPublic = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAb8O7pjaJSO0aA3x1IX0aFaa+JlImgNSCctj/E5PXw3Q=
        -----END PUBLIC KEY-----

        """
    private static let opensslSignature =
        "2e03a2b0daa3273b38147ac6f5bd15364eb8ce1130e8c797269b1c6b8d065ca89a2b93eff52084e088fa2d53a5b1c5b3"
        + "df677a6ba94580e1a9584cf1c24cce08"

    @Test("A key that openssl made reads, signs and is written as openssl does")
    func openssl() throws {
        let key = try #require(PersonSigningKey(pem: Self.opensslPrivate))
        #expect(key.pem == Self.opensslPrivate)
        #expect(key.publicPEM == Self.opensslPublic)
        let bytes = Signing.requestBytes(instance: Self.instance, body: Array("{\"v\":1}".utf8))
        #expect(Signing.isValid(Self.bytes(Self.opensslSignature), over: bytes, by: key.publicBase64))
    }

    @Test("A key is read from its own PEM, whatever ends its lines")
    func roundTrip() throws {
        let key = PersonSigningKey()
        for pem in [key.pem, key.pem.replacing("\n", with: "\r\n"), String(key.pem.dropLast())] {
            let read = try #require(PersonSigningKey(pem: pem))
            #expect(read.publicBase64 == key.publicBase64)
        }
    }

    @Test("What is no private Ed25519 key is refused")
    func refusesPEM() throws {
        let rsaHead = Self.opensslPrivate.replacing("MC4CAQAwBQYDK2VwBCIE", with: "MC4CAQAwBQYDK2VuBCIE")
        for pem in ["", "-----BEGIN PRIVATE KEY-----", Self.opensslPublic, rsaHead, "MC4C", "not a key\n"] {
            #expect(PersonSigningKey(pem: pem) == nil)
        }
    }

    @Test("Digests and base64 are written as the wire wants them")
    func texts() {
        #expect(
            Signing.digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(Signing.hex([0, 1, 15, 16, 255]) == "00010f10ff")
        #expect(Signing.base64([]).isEmpty)
        #expect(Signing.base64([0xFB, 0xFF]) == "+/8=")
    }
}
