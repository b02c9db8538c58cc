import ArgumentParser
import Foundation
import ZeroMQ

/// A client process: sends a prepared load, many connections of it, and says what became of it.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Clients: send a prepared load.", shouldDisplay: false)

    @OptionGroup var target: ClientTarget

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

    func run() throws {
        let (server, load) = try target.open()
        var options = LoadRun.Options()
        options.window = window
        options.cycles = cycles
        options.isBlind = blind
        let run = try LoadRun(load, endpoint: target.endpoint, server: server, options)
        try run.open()
        Role.say("ready")
        Role.awaitWord()
        if let rate, let seconds {
            try Role.say(try run.open(rate: rate, seconds: seconds))
        } else {
            try Role.say(try run.closed(seconds: seconds))
        }
    }
}
