import ArgumentParser
import CZeroMQ
import Foundation
import ZeroMQ

/// The ceiling of fan-out: an XPUB with CURVE that publishes prepared bodies as fast as it can.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "The ceiling of fan-out: a raw XPUB with CURVE.", shouldDisplay: false)

    @Option(help: "The bodies, as the messages of a load's first connection.")
    var file: String

    @Option(help: "How many to publish, over and over.")
    var count: Int

    @Option(help: "The longest it lives, in seconds.")
    var limit: Double

    func run() throws {
        Role.bind(limit: limit)
        guard let data = FileManager.default.contents(atPath: file) else { throw ValidationError("no \(file)") }
        let messages = try LoadFile(data).lines[0].messages
        let keys = try CurveKeyPair.generate()
        let context = try RawContext()
        let socket = try RawSocket.server(context, ZMQ_XPUB, keys)
        try socket.set(ZMQ_SNDHWM, 5_000)
        Role.say(try socket.bind())
        Role.say(keys.publicKey.z85)
        let heartbeat = Array("heartbeat".utf8)
        let topic = Array("area/site/unit-0/permit.gasTested".utf8)
        let poll = try RawPoll([socket])
        while !Role.hasWord {
            try socket.send(heartbeat, more: true)
            try socket.send([], more: false)
            while try socket.take() != nil {}
            try poll.wait(until: nanoseconds() + 50_000_000)
        }
        Role.awaitWord()
        for index in 0..<count {
            try socket.send(topic, more: true)
            try socket.send(messages[index % messages.count].body, more: false)
        }
        Role.awaitWord()
    }
}
