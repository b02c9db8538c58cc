import Configuration
public import Foundation
public import PermitCore
import PermitPacks
public import PermitServer
import PermitWire
public import ZeroMQ

/// One installation on disk: `permitd.yaml`, the keys, the packs, the state.
public struct Installation: Sendable {
    /// Where requests come in, as configured.
    public let commands: String
    /// Where every event goes out, as configured.
    public let events: String
    /// Areas' own event sockets.
    public let audiences: [Settings.Audience]
    /// The state directory.
    public let stateDirectory: String
    /// The directory of the keys.
    public let keysDirectory: String
    /// The packs' directories.
    public let packDirectories: [String]
    /// The installation's time zone.
    public let zone: TimeZoneTable
    /// Whether sign-offs must be signed.
    public let signaturesRequired: Bool
    /// Whose acts come over `ipc://`.
    public let localIdentity: PersonID?
    /// How much is logged.
    public let logLevel: String
    private let credentialsDirectory: String?

    /// Reads an installation's settings and names every fault; keys and packs are not read yet.
    public init(
        configuration path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let file = try ConfigurationFile(path: path, environment: environment)
        let base = URL(fileURLWithPath: path).deletingLastPathComponent().path
        func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(base)/\(path)" }
        var faults: [String] = []
        func setting(_ name: String) -> String {
            if let text = file.reader.string(forKey: [name]), !text.isEmpty { return text }
            faults.append("\(path): \(name) is missing")
            return ""
        }
        commands = setting("commands")
        events = setting("events")
        stateDirectory = resolved(setting("state"))
        keysDirectory = resolved(file.reader.string(forKey: ["keys"], default: "keys"))
        packDirectories = file.reader.stringArray(forKey: ["packs"], default: []).map(resolved)
        audiences = file.audiences
        let zoneName = setting("timezone")
        let zone = TimeZoneTable(iana: zoneName)
        if zone == nil { faults.append("\(path): timezone: no zone \(zoneName)") }
        self.zone = zone ?? TimeZoneTable(name: "UTC", earliestOffsetSeconds: 0, stretches: [])
        let signatures = setting("signatures")
        if !["required", "optional"].contains(signatures) {
            faults.append("\(path): signatures must be required or optional")
        }
        signaturesRequired = signatures == "required"
        localIdentity = file.reader.string(forKey: ["localIdentity"]).flatMap { isPlainID($0) ? PersonID($0) : nil }
        logLevel = file.reader.string(forKey: ["logLevel"], default: "notice")
        credentialsDirectory = environment["CREDENTIALS_DIRECTORY"]
        faults += Self.faults(
            in: [commands, events] + audiences.map(\.events), path, hasIdentity: localIdentity != nil)
        if packDirectories.isEmpty { faults.append("\(path): packs names no pack") }
        for directory in packDirectories where !FileManager.default.fileExists(atPath: directory) {
            faults.append("\(path): packs: no directory \(directory)")
        }
        guard faults.isEmpty else { throw InstallationFault(lines: faults) }
    }

    private static func faults(in endpoints: [String], _ path: String, hasIdentity: Bool) -> [String] {
        endpoints.compactMap { endpoint in
            if endpoint.hasPrefix("tcp://") || endpoint.isEmpty { return nil }
            guard endpoint.hasPrefix("ipc://") else { return "\(path): \(endpoint) is neither tcp:// nor ipc://" }
            return hasIdentity ? nil : "\(path): \(endpoint) has no CURVE, so localIdentity must say who it is"
        }
    }

    /// The text of a key: systemd's credential of that name, else the file in the keys' directory.
    public func keyText(_ name: String) throws -> String {
        let paths = (credentialsDirectory.map { ["\($0)/\(name)"] } ?? []) + ["\(keysDirectory)/\(name)"]
        for path in paths {
            if let data = FileManager.default.contents(atPath: path) { return String(decoding: data, as: UTF8.self) }
        }
        throw InstallationFault("\(paths.joined(separator: ", ")): can't be read")
    }

    /// The key pair in a certificate file.
    public func keys(_ name: String) throws -> CurveKeyPair {
        do {
            guard let keys = try CurveCertificate(parsing: keyText(name)).keys else {
                throw InstallationFault("\(name): has no secret key")
            }
            return keys
        } catch let error as CertificateError {
            throw InstallationFault("\(name): \(error)")
        }
    }

    /// The installation's UUID.
    public func instance() throws -> String {
        let text = try keyText("instance").trimmingCharacters(in: .whitespacesAndNewlines)
        guard isLowerCaseUUID(text) else { throw InstallationFault("instance: not a UUID in lower case") }
        return text
    }

    /// The packs and the other rules, read anew.
    public func house() throws -> Settings.House {
        var packs: [LoadedPack] = []
        var faults: [String] = []
        for directory in packDirectories {
            do {
                packs.append(try PackLoader.load(directory: directory))
            } catch {
                faults += error.lines
            }
        }
        guard faults.isEmpty else { throw InstallationFault(lines: faults) }
        return Settings.House(packs: packs, zone: zone, signaturesRequired: signaturesRequired)
    }

    /// All that the daemon is started with.
    public func settings() throws -> Settings {
        var settings = Settings(
            commands: commands, events: events, instance: try instance(), serverKeys: try keys("server.key"),
            house: try house())
        settings.audiences = audiences
        settings.localIdentity = localIdentity
        settings.firstAdministrator = try firstAdministrator()
        return settings
    }

    private func firstAdministrator() throws -> Settings.FirstAdministrator? {
        // The administrator's keys may be taken away from the server once it has started for the first time.
        guard let text = try? keyText("admin.pub"), let certificate = try? CurveCertificate(parsing: text),
            let person = certificate.metadata["person"], let signing = certificate.metadata["signing"]
        else { return nil }
        return Settings.FirstAdministrator(
            person: PersonID(person), key: certificate.publicKey, signing: signing)
    }
}
