import Foundation
import PermitLog
import PermitProof
public import PermitWire
public import ZeroMQ

/// New keys of the daemon itself, and their files among an installation's keys.
///
/// A rotation stages the files beside those in use, as `log.sign.new` and so on, has the log record the new key, and
/// puts the files in use. One that was interrupted leaves staged files, and the daemon does not start on them.
public enum DaemonKeys: Sendable {
    /// `log.sign` and `log.pub`.
    case log(name: String, private: PersonSigningKey)
    /// `server.key` and `server.pub`.
    case server(CurveKeyPair)

    /// Which of the daemon's keys.
    public enum Kind: String, Sendable, CaseIterable {
        case log, server

        /// The files: the private one, then the public one, which is the last to be put in use.
        fileprivate var names: [String] {
            switch self {
            case .log: ["log.sign", "log.pub"]
            case .server: ["server.key", "server.pub"]
            }
        }
    }

    /// Which of the daemon's keys these are.
    public var kind: Kind {
        switch self {
        case .log: .log
        case .server: .server
        }
    }

    private var texts: [String] {
        switch self {
        case .log(_, let key): [key.pem, key.publicPEM]
        case .server(let keys): [CurveCertificate(keys).text, CurveCertificate(publicKey: keys.publicKey).text]
        }
    }

    /// Writes the files beside those in use, synced.
    public func stage(in directory: String) throws {
        for (name, text) in zip(kind.names, texts) {
            try SyncedFiles.write(Array(text.utf8), to: "\(directory)/\(name).new")
        }
        try SyncedFiles.sync(directory: directory)
    }
}

extension DaemonKeys.Kind {
    /// Puts the staged files in use, or those that are left of them; the ones in use before are kept with the time in
    /// their names, in milliseconds.
    public func install(in directory: String) throws {
        let files = FileManager.default
        let stamp = Int(Date().timeIntervalSince1970 * 1_000)
        for name in names where files.fileExists(atPath: "\(directory)/\(name).new") {
            let path = "\(directory)/\(name)"
            if files.fileExists(atPath: path) { try files.moveItem(atPath: path, toPath: "\(path).\(stamp)") }
            try SyncedFiles.rename("\(path).new", to: path)
            try SyncedFiles.sync(directory: directory)
        }
    }

    /// Takes the staged files away again.
    public func discard(in directory: String) {
        for name in names { try? FileManager.default.removeItem(atPath: "\(directory)/\(name).new") }
    }

    /// Whether an interrupted rotation has left files.
    public func isUnfinished(in directory: String) -> Bool {
        names.contains { FileManager.default.fileExists(atPath: "\(directory)/\($0).new") }
    }

    /// The staged public key as the log records it; nil where it was not yet staged.
    ///
    /// - Parameter name: the log's name.
    public func staged(in directory: String, name: String) -> String? {
        guard let data = FileManager.default.contents(atPath: "\(directory)/\(names[1]).new") else { return nil }
        let text = String(decoding: data, as: UTF8.self)
        return switch self {
        case .log: LogPublicKey(name: name, pem: text)?.verifierText
        case .server: (try? CurveCertificate(parsing: text))?.publicKey.z85
        }
    }
}
