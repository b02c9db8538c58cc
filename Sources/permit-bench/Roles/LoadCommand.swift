import ArgumentParser
import Foundation
import ZeroMQ

/// A client process: sends a prepared load, many connections of it, and says what became of it.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Clients: send a prepared load.", shouldDisplay: false)

    @Option(help: "The load.")
    var file: String

    @Option(help: "Where to.")
    var endpoint: String

    @Option(help: "The server's key.")
    var serverKey: String

    @Option(help: "The most messages on their way on one connection.")
    var window = 1

    @Option(help: "How long, in seconds; left out, until the messages are used up.")
    var seconds: Double?

    @Option(help: "Send at this rate, whatever comes back.")
    var rate: Double?

    @Flag(help: "Begin anew when the messages are used up.")
    var cycles = false

    @Flag(help: "Take any answer for done.")
    var blind = false

    @Option(help: "The longest it lives, in seconds.")
    var limit: Double

    func run() throws {
        Role.bind(limit: limit)
        guard let server = CurveKey(z85: serverKey), let data = FileManager.default.contents(atPath: file) else {
            throw ValidationError("--server-key or --file can't be read")
        }
        var options = LoadRun.Options()
        options.window = window
        options.cycles = cycles
        options.isBlind = blind
        let load = try LoadRun(LoadFile(data), endpoint: endpoint, server: server, options)
        try load.open()
        Role.say("ready")
        Role.awaitWord()
        if let rate, let seconds {
            try Role.say(try load.open(rate: rate, seconds: seconds))
        } else {
            try Role.say(try load.closed(seconds: seconds))
        }
    }
}
