import Foundation
public import PermitWire
public import ZeroMQ

/// New keys of the daemon itself, and their files among an installation's keys.
public enum DaemonKeys: Sendable {
    /// `log.sign` and `log.pub`.
    case log(name: String, private: PersonSigningKey)
    /// `server.key` and `server.pub`.
    case server(CurveKeyPair)

    private var files: [(name: String, text: String)] {
        switch self {
        case .log(_, let key): [("log.sign", key.pem), ("log.pub", key.publicPEM)]
        case .server(let keys):
            [
                ("server.key", CurveCertificate(keys).text),
                ("server.pub", CurveCertificate(publicKey: keys.publicKey).text),
            ]
        }
    }

    /// Writes the files beside those in use, as `log.sign.new` and so on.
    public func stage(in directory: String) throws {
        for (name, text) in files {
            let path = "\(directory)/\(name).new"
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
            else { throw InstallationFault("\(path): can't be written") }
        }
    }

    /// Puts the staged files in use; those in use before are kept with the time in their names.
    public func install(in directory: String) throws {
        let files = FileManager.default
        let stamp = Int(Date().timeIntervalSince1970)
        for (name, _) in self.files {
            let path = "\(directory)/\(name)"
            if files.fileExists(atPath: path) { try files.moveItem(atPath: path, toPath: "\(path).\(stamp)") }
            try files.moveItem(atPath: "\(path).new", toPath: path)
        }
    }

    /// Takes the staged files away again.
    public func discard(in directory: String) {
        for (name, _) in files { try? FileManager.default.removeItem(atPath: "\(directory)/\(name).new") }
    }
}
