import Foundation
import PermitClient
import PermitCore
import PermitWire
import ZeroMQ

/// What a device is told to do, read from one JSON file.
struct Plan: Sendable {
    let commands: String
    let events: String
    let identity: Client.Identity
    let permits: [PlannedPermit]
    private let people: [PersonID: PersonSigningKey]

    init(path: String) throws {
        let plan = try Self.object(path)
        commands = try plan.text("commands")
        events = try plan.text("events")
        let own = try CurveCertificate(parsing: String(contentsOfFile: plan.text("key"), encoding: .utf8))
        let server = try CurveCertificate(parsing: String(contentsOfFile: plan.text("serverKey"), encoding: .utf8))
        guard let keys = own.keys else { throw Unexpected("the device's certificate has no secret key") }
        // Without the installation's name the device has to learn it, and to remember it for signatures made offline.
        identity = Client.Identity(
            serverKey: server.publicKey, keys: keys, instance: plan["instance"]?.string, signer: nil)
        people = try (plan["people"]?.object ?? [:]).members.reduce(into: [:]) { people, member in
            let pem = try String(contentsOfFile: member.value.string ?? "", encoding: .utf8)
            people[PersonID(member.name)] = PersonSigningKey(pem: pem)
        }
        permits = try (plan["permits"]?.array ?? []).compactMap(\.object).map(PlannedPermit.init)
    }

    /// Who acts and signs; the device alone where nobody is named.
    func options(as person: PersonID?) throws -> Client.Options {
        var options = Client.Options()
        guard let person else {
            options.signs = false
            return options
        }
        guard let signer = people[person] else { throw Unexpected("nobody here has the key of \(person)") }
        options.actor = person
        options.signer = signer
        return options
    }

    private static func object(_ path: String) throws -> JSONObject {
        guard let data = FileManager.default.contents(atPath: path),
            let object = try JSONParser.parse(Array(data)).object
        else { throw Unexpected("\(path) is no plan") }
        return object
    }
}

/// A permit and every step of its work, in order.
struct PlannedPermit: Sendable {
    let permit: String
    /// The team that does it: one after the other.
    let team: Int
    /// Who writes down what happens while there is no connection.
    let scribe: PersonID
    let steps: [Step]

    init(_ object: JSONObject) throws {
        permit = try object.text("permit")
        team = object["team"]?.integer ?? 0
        scribe = PersonID(try object.text("scribe"))
        steps = try (object["steps"]?.array ?? []).compactMap(\.object).map(Step.init)
    }
}

/// One act. Its id is the plan's, so that a process that was killed does nothing twice.
struct Step: Sendable {
    let id: String
    let operation: PermitCore.Operation
    let args: JSONObject
    let person: PersonID?
    /// Whether it wants the digest of the content, or the revision, as the person sees them.
    let needsDigest, needsRevision: Bool

    init(id: String, _ operation: PermitCore.Operation, _ args: JSONObject, by person: PersonID?) {
        self.id = id
        self.operation = operation
        self.args = args
        self.person = person
        needsDigest = false
        needsRevision = operation.rule.needsExpectedRevision
    }

    init(_ object: JSONObject) throws {
        id = try object.text("id")
        guard let operation = PermitCore.Operation(rawValue: try object.text("op")) else {
            throw Unexpected("no operation of step \(id)")
        }
        self.operation = operation
        args = object["args"]?.object ?? [:]
        person = object["by"]?.string.map { PersonID($0) }
        needsDigest = object["digest"]?.bool ?? false
        needsRevision = operation.rule.needsExpectedRevision
    }
}

extension JSONObject {
    fileprivate func text(_ name: String) throws -> String {
        guard let text = self[name]?.string else { throw Unexpected("the plan has no \(name)") }
        return text
    }
}
