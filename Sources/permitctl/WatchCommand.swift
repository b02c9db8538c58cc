import ArgumentParser
import PermitClient
import PermitCore

/// `permitctl watch`.
struct WatchCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow events live, gaps filled; ends with Ctrl-C.",
        discussion: "Example:\n  permitctl watch area/binhai/home/ --after 400")

    @Argument(help: "Prefixes of topics, such as area/binhai/home/; all if left out.")
    var prefixes: [String] = []

    @Option(help: "Begin after this sequence; left out, with what happens from now on.")
    var after: UInt64?

    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var start = after
        if start == nil { start = try await desk.ask("daemon.status").sequence }
        var feed = EventFeed(desk.reader, after: start ?? 0, topics: prefixes)
        while true {
            for event in try await feed.next(waitMilliseconds: 20_000) {
                Output.say(desk.isJSON ? JSONValue.object(event).text : EventLine.text(of: event))
            }
        }
    }
}

/// An event on one line.
enum EventLine {
    static func text(of event: JSONObject) -> String {
        let data = event["data"]?.object ?? [:]
        let about = data["number"]?.string ?? event["subject"]?.string ?? ""
        let cause = data["cause"]?.string.map { " (\($0))" } ?? ""
        let time = event["time"]?.string ?? ""
        let actor = data["actor"]?.string ?? ""
        let type = event["type"]?.string ?? ""
        return "\(time) \(type) \(about)\(cause) \(actor)"
    }
}
