import Configuration
public import Foundation
public import PermitCore
import PermitPacks
public import PermitProof
public import PermitServer
import PermitWire
public import ZeroMQ

/// One installation on disk: `permitd.yaml`, the keys, the packs, the state.
public struct Installation: Sendable {
    /// The path of its permitd.yaml.
    public let configurationFile: String
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
    /// Directories in which the newest checkpoint of the log is kept, apart from the state.
    public let anchorDirectories: [String]
    /// Whose acts come over `ipc://`.
    public let localIdentity: PersonID?
    /// How much is logged.
    public let logLevel: String
    /// How much room the disk must have.
    public let spaceMarks: SpaceMarks
    private let credentialsDirectory: String?

    /// Reads an installation's settings and names every fault; keys and packs are not read yet.
    public init(
        configuration path: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws {
        let file = try ConfigurationFile(path: path, environment: environment)
        configurationFile = path
        let base = URL(fileURLWithPath: path).deletingLastPathComponent().path
        func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(base)/\(path)" }
        var faults: [String] = []
        func setting(_ name: String) -> String {
            if let text = file.reader.string(forKey: [name]), !text.isEmpty { return text }
            faults.append("\(file.place(of: name)): \(name) is missing")
            return ""
        }
        commands = setting("commands")
        events = setting("events")
        stateDirectory = resolved(setting("state"))
        keysDirectory = resolved(file.reader.string(forKey: ["keys"], default: "keys"))
        packDirectories = file.reader.stringArray(forKey: ["packs"], default: []).map(resolved)
        audiences = file.audiences
        anchorDirectories = file.reader.stringArray(forKey: ["anchors"], default: []).map(resolved)
        let zoneName = setting("timezone")
        let zone = TimeZoneTable(iana: zoneName)
        if zone == nil { faults.append("\(file.place(of: "timezone")): timezone: no zone \(zoneName)") }
        self.zone = zone ?? TimeZoneTable(name: "UTC", earliestOffsetSeconds: 0, stretches: [])
        let signatures = setting("signatures")
        if !["required", "optional"].contains(signatures) {
            faults.append("\(file.place(of: "signatures")): signatures must be required or optional")
        }
        signaturesRequired = signatures == "required"
        localIdentity = file.reader.string(forKey: ["localIdentity"]).flatMap { isPlainID($0) ? PersonID($0) : nil }
        logLevel = file.reader.string(forKey: ["logLevel"], default: "notice")
        spaceMarks = Self.spaceMarks(file, &faults)
        credentialsDirectory = environment["CREDENTIALS_DIRECTORY"]
        let endpoints = [("commands", commands), ("events", events)] + audiences.map { ("audiences", $0.events) }
        for (name, endpoint) in endpoints {
            if let fault = Self.fault(in: endpoint, hasIdentity: localIdentity != nil) {
                faults.append("\(file.place(of: name)): \(fault)")
            }
        }
        let packs = file.place(of: "packs")
        if packDirectories.isEmpty { faults.append("\(packs): packs names no pack") }
        for directory in packDirectories where !Self.isDirectory(directory) {
            faults.append("\(packs): packs: no directory \(directory)")
        }
        if FileManager.default.fileExists(atPath: stateDirectory), !Self.isDirectory(stateDirectory) {
            faults.append("\(file.place(of: "state")): state: \(stateDirectory) is no directory")
        }
        for directory in anchorDirectories where directory == stateDirectory || directory == keysDirectory {
            faults.append(
                "\(file.place(of: "anchors")): anchors: \(directory) is no place apart from what it vouches for")
        }
        if !Self.logLevels.contains(logLevel) {
            faults.append("\(file.place(of: "logLevel")): logLevel: no level \(logLevel)")
        }
        guard faults.isEmpty else { throw InstallationFault(lines: faults) }
    }

    private static func spaceMarks(_ file: ConfigurationFile, _ faults: inout [String]) -> SpaceMarks {
        var marks = SpaceMarks()
        func mebibytes(_ name: String) -> UInt64? {
            guard let text = file.reader.string(forKey: [name]) else { return nil }
            if let number = UInt32(text) { return UInt64(number) << 20 }
            faults.append("\(file.place(of: name)): \(name) must be a number of MiB, not \(text)")
            return nil
        }
        marks.warning = mebibytes("diskWarning") ?? marks.warning
        marks.low = mebibytes("diskLow") ?? marks.low
        // Below it the reserve could not be set aside again.
        if marks.low < 8 << 20 { faults.append("\(file.place(of: "diskLow")): diskLow must be 8 or more") }
        if marks.warning < marks.low {
            faults.append("\(file.place(of: "diskWarning")): diskWarning must not be less than diskLow")
        }
        return marks
    }

    private static let logLevels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    private static func fault(in endpoint: String, hasIdentity: Bool) -> String? {
        if endpoint.hasPrefix("tcp://") || endpoint.isEmpty { return nil }
        guard endpoint.hasPrefix("ipc://") else { return "\(endpoint) is neither tcp:// nor ipc://" }
        return hasIdentity ? nil : "\(endpoint) has no CURVE, so localIdentity must say who it is"
    }

    private static func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }

    /// What is amiss with the keys' files, without reading more than is needed: missing, or open to others.
    public func keyFaults() -> [String] {
        var faults: [String] = []
        for name in ["server.key", "log.sign", "instance"] where (try? keyText(name)) == nil {
            faults.append("\(keysDirectory)/\(name): can't be read")
        }
        for name in ["server.key", "log.sign", "admin.key", "admin.sign"] {
            let path = "\(keysDirectory)/\(name)"
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let mode = attributes[.posixPermissions] as? Int, mode & 0o077 != 0
            else { continue }
            faults.append("\(path): open to others (mode \(String(mode & 0o777, radix: 8))): chmod 600")
        }
        return faults
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
        for kind in DaemonKeys.Kind.allCases where kind.isUnfinished(in: keysDirectory) {
            throw InstallationFault(
                "\(keysDirectory): a rotation of the \(kind) key was interrupted: run permitd rotate \(kind) again")
        }
        var settings = Settings(
            commands: commands, events: events, instance: try instance(), serverKeys: try keys("server.key"),
            house: try house())
        settings.audiences = audiences
        settings.logKey = try logKey()
        settings.anchors = anchorDirectories.map(Anchor.directory)
        settings.localIdentity = localIdentity
        settings.spaceMarks = spaceMarks
        settings.firstAdministrator = try firstAdministrator()
        return settings
    }

    /// What checks checkpoints of the log: log.pub, or where that is not there the key that signs.
    public func logPublicKey() throws -> LogPublicKey {
        let name = Checkpoint.origin(instance: try instance())
        guard let text = try? keyText("log.pub") else { return try logKey().publicKey }
        guard let key = LogPublicKey(name: name, pem: text) else {
            throw InstallationFault("log.pub: not a public Ed25519 key in PEM")
        }
        return key
    }

    /// What checks checkpoints of the log: the key of now first, then those that rotations have left beside it.
    public func logPublicKeys() throws -> [LogPublicKey] {
        let newest = try logPublicKey()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: keysDirectory)) ?? []
        let former = names.filter { $0.hasPrefix("log.pub.") }.sorted(by: >)
        return [newest]
            + former.compactMap { name in
                (try? keyText(name)).flatMap { LogPublicKey(name: newest.name, pem: $0) }
            }
    }

    /// What signs checkpoints of the log.
    public func logKey() throws -> LogPrivateKey {
        let name = Checkpoint.origin(instance: try instance())
        guard let key = LogPrivateKey(name: name, pem: try keyText("log.sign")) else {
            throw InstallationFault("log.sign: not an Ed25519 key in PKCS#8 PEM")
        }
        return key
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
