import Foundation
import Logging
import PermitClient
import PermitCore
import PermitInstallation
import PermitServer
import PermitWire
import ZeroMQ

/// What did not go as told.
struct DemoFault: Error, CustomStringConvertible {
    let description: String
}

/// The demo's daemon, its people with their keys, and its console.
final class DemoStage {
    let clock: SteppingClock
    private let directory: String
    private let context: Context
    private let daemon: Daemon
    private let settings: Settings
    private let console: DemoConsole
    private var people: [String: PersonSigningKey] = [:]
    private let tablet: CurveKeyPair
    private let admin: Client
    /// The tablet's own.
    private let field: Client

    init() throws {
        directory = NSTemporaryDirectory() + "permitd-demo-\(UUID().uuidString.lowercased())"
        let new = NewInstallation(directory: directory, administrator: PersonID("p-admin"))
        try new.make()
        let installation = try Installation(
            configuration: new.configuration,
            environment: ["PERMITD_COMMANDS": "tcp://127.0.0.1:*", "PERMITD_EVENTS": "tcp://127.0.0.1:*"])
        clock = SteppingClock(zone: installation.zone)
        context = try Context()
        settings = try installation.settings()
        var options = Daemon.Options(
            settings: settings, stateDirectory: installation.stateDirectory, context: context,
            logger: JournalLog.logger(level: "error"))
        options.clock = clock
        daemon = try Daemon.start(options)
        tablet = try CurveKeyPair.generate()
        let (clock, context, daemon, settings) = (clock, context, daemon, settings)
        func client(_ keys: CurveKeyPair, signer: PersonSigningKey?) throws -> Client {
            try Client(
                context, endpoint: daemon.endpoints.commands,
                Client.Identity(
                    serverKey: settings.serverKeys.publicKey, keys: keys, instance: settings.instance, signer: signer),
                now: { clock.now() })
        }
        guard let signing = PersonSigningKey(pem: try installation.keyText("admin.sign")) else {
            throw DemoFault(description: "the administrator's key can't be read")
        }
        let adminKeys = try installation.keys("admin.key")
        admin = try client(adminKeys, signer: signing)
        field = try client(tablet, signer: nil)
        console = try DemoConsole(
            context, endpoint: daemon.endpoints.events, serverKey: settings.serverKeys.publicKey, keys: adminKeys,
            zone: installation.zone)
    }

    /// Ends the daemon and waits for it.
    func close() async throws {
        daemon.stop()
        try await daemon.waitUntilEnded()
    }

    /// Removes the directory.
    func clear() {
        try? FileManager.default.removeItem(atPath: directory)
    }

    /// Enters something into the register; a refusal is a fault of the story.
    func enter(_ operation: String, _ args: JSONObject) async throws {
        let answer = try await admin.call(operation, args)
        guard answer.isOK else { throw DemoFault(description: "\(operation): \(answer.content)") }
    }

    /// Enrols the tablet that everyone shares; it is bound to nobody.
    func enrolTablet() async throws {
        try await enter(
            "key.enroll", ["key": .string(tablet.publicKey.z85), "device": "tablet-1", "areas": ["harbour"]])
    }

    /// Enters a person with a signing key of the person's own.
    func enter(person: String, name: String) async throws {
        let key = PersonSigningKey()
        people[person] = key
        try await enter("person.put", ["person": .string(person), "name": .string(name), "employer": "Harbour Home"])
        let proof = try key.sign(
            Signing.enrolmentBytes(instance: settings.instance, person: PersonID(person)))
        try await enter(
            "key.enroll",
            [
                "signing": .string(key.publicBase64), "person": .string(person),
                "proof": .string(Signing.base64(proof)),
            ])
    }

    /// Acts on the shared tablet, signed by the person; unsigned and as nobody where `person` is nil.
    func act(_ person: String?, _ operation: String, _ args: JSONObject, expect: Int? = nil) async throws -> Answer {
        var options = Client.Options()
        options.actor = person.map { PersonID($0) }
        options.expect = expect
        options.signer = person.flatMap { people[$0] }
        let answer = try await field.call(operation, args, options)
        try console.catchUp(to: answer.sequence)
        return answer
    }

    /// Lets time pass, and waits until the daemon has taken it in.
    func advance(by span: Span) async throws {
        clock.advance(by: span)
        daemon.wake()
        let answer = try await admin.call("daemon.status")
        try console.catchUp(to: answer.sequence)
    }

    /// What the console has received so far.
    var eventsSeen: Int { console.count }

    /// Shows from now on what the console receives.
    func showConsole() async throws {
        try console.catchUp(to: try await admin.call("daemon.status").sequence)
        console.isShown = true
    }
}
