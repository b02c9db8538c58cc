import Crypto
import Foundation
import Glibc
import PermitCore
import PermitWire

/// An act before it is a request: what, by whom, and over whose connection.
struct PlannedAct {
    var operation: PermitCore.Operation
    var args: JSONObject
    /// Named in the body; nil where the key tells who acts.
    var actor: String?
    /// Whose key signs; nil for none.
    var signer: String?
    var expect: Int?

    init(
        _ operation: PermitCore.Operation, _ args: JSONObject, actor: String? = nil, signer: String? = nil,
        expect: Int? = nil
    ) {
        self.operation = operation
        self.args = args
        self.actor = actor
        self.signer = signer
        self.expect = expect
    }

    /// By a person over a tablet that belongs to nobody: named and signed.
    static func shared(
        _ person: String, _ operation: PermitCore.Operation, _ args: JSONObject, expect: Int? = nil
    ) -> PlannedAct {
        PlannedAct(operation, args, actor: person, signer: person, expect: expect)
    }
}

/// Makes requests of acts: ids, time, bytes, signatures.
final class Scribe {
    private let seeds: Seeds
    private let instance: String
    private let administrator: PersonSigningKey
    private let run = String(UInt64(nanosecondsOfDay()), radix: 36)
    private var count = 0
    private var keys: [String: Curve25519.Signing.PrivateKey] = [:]

    /// The administrator, whose keys `permitd init` made.
    static let admin = "p-admin"

    init(_ seeds: Seeds, instance: String, administrator: PersonSigningKey) {
        self.seeds = seeds
        self.instance = instance
        self.administrator = administrator
    }

    /// The request of an act, done now.
    func request(_ act: PlannedAct) throws -> LoadMessage {
        count += 1
        var body: JSONObject = [
            "v": 1, "id": .string("\(run)-\(count)"), "op": .string(act.operation.rawValue), "at": .moment(now()),
        ]
        if let actor = act.actor { body["actor"] = .string(actor) }
        if let expect = act.expect { body["expect"] = .count(expect) }
        body["args"] = .object(act.args)
        let bytes = Array(JSONValue.object(body).text.utf8)
        let signature = try act.signer.map { try sign(Signing.requestBytes(instance: instance, body: bytes), by: $0) }
        return LoadMessage(body: bytes, signature: signature)
    }

    /// The proof that a person holds their signing key.
    func proof(_ person: String) throws -> String {
        Signing.base64(
            try sign(Signing.enrolmentBytes(instance: instance, person: PersonID(person)), by: person))
    }

    /// A person's public signing key, as it is enrolled.
    func publicKey(_ person: String) throws -> String {
        try key(of: person).publicKey.rawRepresentation.base64EncodedString()
    }

    private func sign(_ bytes: [UInt8], by person: String) throws -> [UInt8] {
        if person == Self.admin { return try administrator.sign(bytes) }
        return Array(try key(of: person).signature(for: bytes))
    }

    private func key(of person: String) throws -> Curve25519.Signing.PrivateKey {
        if let key = keys[person] { return key }
        let key = try seeds.signing(person)
        keys[person] = key
        return key
    }
}

/// The clock on the wall.
func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
}

private func nanosecondsOfDay() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
