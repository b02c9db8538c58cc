import ArgumentParser
import PermitClient
import PermitCore

/// `permitctl watch`.
struct WatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Follow events live, gaps filled; ends with Ctrl-C.")

    @Argument(help: "Prefixes of topics, such as area/binhai/home/; all if left out.")
    var prefixes: [String] = []

    @Option(help: "Begin after this sequence; left out, with what happens from now on.")
    var after: UInt64?

    @OptionGroup var connection: Connection

    func run() throws {
        try Output.run {
            let client = try connection.client()
            let start = try after ?? client.call("daemon.status").sequence
            let feed = EventFeed(client, after: start, topics: prefixes)
            while true {
                for event in try feed.next(waitMilliseconds: 20_000) {
                    Output.say(connection.json ? JSONValue.object(event).text : line(event))
                }
            }
        }
    }

    private func line(_ event: JSONObject) -> String {
        let data = event["data"]?.object ?? [:]
        let about = data["number"]?.string ?? event["subject"]?.string ?? ""
        let cause = data["cause"]?.string.map { " (\($0))" } ?? ""
        let time = event["time"]?.string ?? ""
        let actor = data["actor"]?.string ?? ""
        let type = event["type"]?.string ?? ""
        return "\(time) \(type) \(about)\(cause) \(actor)"
    }
}
