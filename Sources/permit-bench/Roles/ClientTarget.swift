import ArgumentParser
import Foundation
import ZeroMQ

/// What each role that connects is told: which keys, where to, and how long it may live.
struct ClientTarget: ParsableArguments {
    @Option(help: "The load, or the keys as the connections of one.")
    var file: String

    @Option(help: "Where to.")
    var endpoint: String

    // A key may begin with a dash.
    @Option(parsing: .unconditional, help: "The server's key.")
    var serverKey: String

    @Option(help: "The longest it lives, in seconds.")
    var limit: Double

    /// Ties the role to its life, and reads the key and the file.
    func open() throws -> (server: CurveKey, load: LoadFile) {
        Role.bind(limit: limit)
        guard let server = CurveKey(z85: serverKey), let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("--server-key or --file can't be read")
        }
        return (server, try LoadFile(data))
    }
}
