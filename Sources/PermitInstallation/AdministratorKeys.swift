import Foundation
public import PermitCore
public import PermitServer
import PermitWire
import ZeroMQ

/// A new administrator's keys, and their files among an installation's keys: `admin.key`, `admin.pub`, `admin.sign`.
public struct AdministratorKeys: Sendable {
    /// The person.
    public let person: PersonID
    private let keys: CurveKeyPair
    private let signing = PersonSigningKey()

    private static let names = ["admin.key", "admin.pub", "admin.sign"]

    /// Makes new keys; nothing is written yet.
    public init(person: PersonID) throws {
        self.person = person
        keys = try CurveKeyPair.generate()
    }

    /// What the daemon records of them.
    public var administrator: Settings.FirstAdministrator {
        Settings.FirstAdministrator(person: person, key: keys.publicKey, signing: signing.publicBase64)
    }

    /// The files and what is in them.
    var files: [(name: String, text: String)] {
        let metadata = ["person": person.text, "signing": signing.publicBase64]
        return [
            ("admin.key", CurveCertificate(keys, metadata: metadata).text),
            ("admin.pub", CurveCertificate(publicKey: keys.publicKey, metadata: metadata).text),
            ("admin.sign", signing.pem),
        ]
    }

    /// Writes the files beside those in use, as `admin.key.new` and so on.
    ///
    /// - Throws: an ``InstallationFault``, where a former administrator's `.old` files would be lost unless `force`.
    public func stage(in directory: String, force: Bool) throws {
        for name in Self.names where !force && FileManager.default.fileExists(atPath: "\(directory)/\(name).old") {
            throw InstallationFault("\(directory)/\(name).old is there from before: move it away, or use --force")
        }
        for (name, text) in files {
            let path = "\(directory)/\(name).new"
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw InstallationFault("\(path): can't be written") }
        }
    }

    /// Puts the staged files in use; those in use before are kept as `admin.key.old` and so on.
    public func install(in directory: String) throws {
        let files = FileManager.default
        for name in Self.names {
            let path = "\(directory)/\(name)"
            if files.fileExists(atPath: path) {
                try? files.removeItem(atPath: "\(path).old")
                try files.moveItem(atPath: path, toPath: "\(path).old")
            }
            try files.moveItem(atPath: "\(path).new", toPath: path)
        }
    }

    /// Takes the staged files away again.
    public func discard(in directory: String) {
        for name in Self.names { try? FileManager.default.removeItem(atPath: "\(directory)/\(name).new") }
    }
}
