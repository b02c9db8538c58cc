import Foundation
public import PermitCore
import PermitWire
import ZeroMQ

/// Makes an installation in a directory that has none.
public struct NewInstallation {
    /// Where.
    public let directory: String
    /// The first administrator.
    public let administrator: PersonID

    /// Plans an installation.
    public init(directory: String, administrator: PersonID) {
        self.directory = directory
        self.administrator = administrator
    }

    /// The path of its configuration.
    public var configuration: String { "\(directory)/permitd.yaml" }

    /// Makes it: configuration, keys, the packs that come with the program, an empty state.
    public func make() throws {
        let files = FileManager.default
        for name in ["permitd.yaml", "keys", "state"] where files.fileExists(atPath: "\(directory)/\(name)") {
            throw InstallationFault("\(directory): there is an installation already (\(name) exists)")
        }
        try makeDirectory(directory, mode: 0o755)
        try makeDirectory("\(directory)/keys", mode: 0o700)
        try makeDirectory("\(directory)/state", mode: 0o700)
        try makeDirectory("\(directory)/packs/cn-general", mode: 0o755)
        try write(PackageResources.permitd_yaml, "permitd.yaml", mode: 0o644)
        try write(PackageResources.cn_general_yaml, "packs/cn-general/cn-general.yaml", mode: 0o644)
        try write(PackageResources.cn_general_hot_yaml, "packs/cn-general/cn-general-hot.yaml", mode: 0o644)
        try makeKeys()
    }

    private func makeKeys() throws {
        try writeKey(UUID().uuidString.lowercased() + "\n", "instance")
        let server = try CurveKeyPair.generate()
        try writeKey(CurveCertificate(server).text, "server.key")
        try writeKey(CurveCertificate(publicKey: server.publicKey).text, "server.pub")
        for (name, text) in try AdministratorKeys(person: administrator).files { try writeKey(text, name) }
        let log = PersonSigningKey()
        try writeKey(log.pem, "log.sign")
        try writeKey(log.publicPEM, "log.pub")
    }

    private func makeDirectory(_ path: String, mode: Int) throws {
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: mode])
    }

    private func writeKey(_ text: String, _ name: String) throws {
        try write(Array(text.utf8), "keys/\(name)", mode: 0o600)
    }

    private func write(_ bytes: [UInt8], _ name: String, mode: Int) throws {
        let path = "\(directory)/\(name)"
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(bytes), attributes: [.posixPermissions: mode])
        else { throw InstallationFault("\(path): can't be written") }
    }
}
