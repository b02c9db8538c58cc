import PermitCore
import PermitInstallation
import PermitWire
import ZeroMQ

/// Where the daemon is and the keys to it.
struct Access {
    let endpoint: String
    /// Where it publishes every event; nil if that is not known.
    let events: String?
    let serverKey: CurveKey
    let keys: CurveKeyPair
    let signing: PersonSigningKey?
    /// The installation's UUID; nil if the daemon has to be asked.
    let instance: String?

    /// Finds it by a configuration or by an endpoint and keys; the command line goes before the environment.
    init(_ connection: Connection) throws {
        let connect = connection.connect ?? Connection.environment("CONNECT")
        let config = connection.config ?? Connection.environment("CONFIG")
        if let config, connection.config != nil || connection.connect == nil && connect == nil {
            try self.init(connection, configuration: config)
        } else if let connect, connection.connect != nil || config == nil {
            try self.init(connection, endpoint: connect)
        } else if config != nil {
            throw UsageFault("PERMITCTL_CONFIG and PERMITCTL_CONNECT are both set: give --config or --connect")
        } else {
            throw UsageFault("which daemon? Give --config FILE, or --connect ENDPOINT --server-key FILE --key FILE")
        }
    }

    private init(_ connection: Connection, configuration: String) throws {
        let installation = try Installation(configuration: configuration)
        let path = "\(installation.stateDirectory)/endpoints.json"
        guard let data = InputFile.bytes(path),
            let endpoints = try? JSONParser.parse(Array(data)), let endpoint = endpoints.object?["commands"]?.string
        else { throw NoDaemon("\(path) can't be read: the daemon has not been started here") }
        self.endpoint = endpoint
        events = endpoints.object?["events"]?.string
        serverKey = try Self.serverKey(of: installation)
        let key = connection.key ?? Connection.environment("KEY")
        let sign = connection.sign ?? Connection.environment("SIGN")
        keys = try key.map(Self.keys) ?? installation.keys("admin.key")
        if let sign {
            signing = try Self.signingKey(sign)
        } else if key == nil {
            signing = PersonSigningKey(pem: try installation.keyText("admin.sign"))
        } else {
            // Another person's act must not carry the administrator's signature.
            signing = nil
        }
        instance = try connection.instance.map(Self.checked) ?? installation.instance()
    }

    private init(_ connection: Connection, endpoint: String) throws {
        guard let serverKey = connection.serverKey ?? Connection.environment("SERVER_KEY"),
            let key = connection.key ?? Connection.environment("KEY")
        else { throw UsageFault("--connect wants --server-key FILE and --key FILE too") }
        self.endpoint = endpoint
        events = nil
        self.serverKey = try Self.certificate(serverKey).publicKey
        keys = try Self.keys(key)
        signing = try (connection.sign ?? Connection.environment("SIGN")).map(Self.signingKey)
        instance = try (connection.instance ?? Connection.environment("INSTANCE")).map(Self.checked)
    }

    /// The public part is enough, and may be readable where the secret is not.
    private static func serverKey(of installation: Installation) throws -> CurveKey {
        if let text = try? installation.keyText("server.pub"), let certificate = try? CurveCertificate(parsing: text) {
            return certificate.publicKey
        }
        return try installation.keys("server.key").publicKey
    }

    private static func certificate(_ path: String) throws -> CurveCertificate {
        do {
            return try CurveCertificate(parsing: text(of: path))
        } catch let error as CertificateError {
            throw InstallationFault("\(path): \(error)")
        }
    }

    private static func keys(_ path: String) throws -> CurveKeyPair {
        guard let keys = try certificate(path).keys else {
            throw InstallationFault("\(path): has no secret key")
        }
        return keys
    }

    private static func signingKey(_ path: String) throws -> PersonSigningKey {
        guard let key = PersonSigningKey(pem: try text(of: path)) else {
            throw InstallationFault("\(path): not an Ed25519 key in PKCS#8 PEM")
        }
        return key
    }

    private static func checked(_ instance: String) throws -> String {
        guard isLowerCaseUUID(instance) else { throw UsageFault("--instance wants a UUID in lower case") }
        return instance
    }

    private static func text(of path: String) throws -> String {
        guard let data = InputFile.bytes(path) else { throw InstallationFault("\(path): can't be read") }
        return String(decoding: data, as: UTF8.self)
    }
}
