import PermitCore
import PermitTestKit
import PermitWire
import Testing
import ZeroMQ

@testable import PermitServer

@Suite("Requests read ahead of their turn")
struct ReadAheadTests {
    private let desk: Desk
    private let next = PersonSigningKey()

    init() throws { desk = try Desk() }

    private func inbound(_ body: [UInt8], signedBy key: PersonSigningKey) throws -> Inbound {
        let signature = try key.sign(Signing.requestBytes(instance: Ground.instance, body: body))
        return Inbound(
            route: Route(frames: [[1]]), userID: desk.keys.publicKey.z85, content: [body, signature],
            isTruncated: false, isExcess: false)
    }

    private func area(_ name: String, signedBy key: PersonSigningKey) throws -> Inbound {
        let args: JSONObject = ["area": .string(name), "name": .string(name), "risk": "blue"]
        return try inbound(desk.body("area.put", args, id: name), signedBy: key)
    }

    /// What became of each request, in their order.
    private func outcomes(_ requests: [Inbound]) throws -> [String] {
        try desk.engine.handle(requests)
        return try desk.replies().map { $0["ok"] == true ? "ok" : $0.code ?? "?" }
    }

    private func enrolment() throws -> [UInt8] {
        let bytes = Signing.enrolmentBytes(instance: Ground.instance, person: "p-admin")
        return desk.body(
            "key.enroll",
            [
                "signing": .string(next.publicBase64), "person": "p-admin",
                "proof": .string(Signing.base64(try next.sign(bytes))),
            ])
    }

    @Test("A key that one of them enrols or revokes counts for those behind it, and for none before")
    func keysChangeOnTheWay() throws {
        let revocation = desk.body("key.revoke", ["signing": .string(desk.signing.publicBase64), "reason": "lost"])
        let found = try outcomes([
            area("a-1", signedBy: desk.signing), area("a-2", signedBy: next),
            inbound(try enrolment(), signedBy: desk.signing), area("a-3", signedBy: next),
            inbound(revocation, signedBy: next), area("a-4", signedBy: desk.signing), area("a-5", signedBy: next),
        ])
        #expect(found == ["ok", "signatureInvalid", "ok", "ok", "ok", "signatureInvalid", "ok"])
    }

    @Test("Each is answered in its place, whatever the others are", arguments: [1, 3, 4, 32])
    func mixed(count: Int) throws {
        let requests = try (0..<count).map { number -> Inbound in
            switch number % 4 {
            case 0: return try area("a-\(number)", signedBy: desk.signing)
            case 1: return try area("a-\(number)", signedBy: next)
            case 2: return try inbound(Array("{".utf8), signedBy: desk.signing)
            default: return try area("a-\(number - 3)", signedBy: desk.signing)
            }
        }
        // The last of four are the bytes of the first of them once more.
        let expected = (0..<count).map { ["ok", "signatureInvalid", "malformed", "ok"][$0 % 4] }
        #expect(try outcomes(requests) == expected)
    }

    @Test("The same bytes twice at once are one act")
    func twiceAtOnce() throws {
        let request = try area("a-1", signedBy: desk.signing)
        let head = desk.engine.state.head
        #expect(try outcomes(Array(repeating: request, count: 8)) == Array(repeating: "ok", count: 8))
        #expect(desk.engine.state.head == head + 1)
    }
}
