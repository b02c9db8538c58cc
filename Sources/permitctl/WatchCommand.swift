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
        let status = try await desk.ask("daemon.status")
        guard let epoch = status.content["epoch"]?.string else {
            throw ClientFault.badReply("daemon.status names no epoch")
        }
        let start = FollowingPosition(epoch: epoch, sequence: after ?? status.sequence)
        var isConnected = true
        for try await update in try Following(desk.reader, .reads, topics: prefixes, from: start) {
            switch update {
            case .event(let event):
                Output.say(desk.isJSON ? JSONValue.object(event.body).text : EventLine.text(of: event))
            case .silence:
                if isConnected { Output.complain(desk.text("no connection; trying again", "连接中断，正在重试")) }
                isConnected = false
            case .heartbeat: isConnected = true
            case .joined:
                Output.complain(desk.text("an older log was restored; events begin anew", "日志已恢复为旧版本，事件重新开始"))
            }
        }
    }
}

/// An event on one line.
enum EventLine {
    static func text(of event: ReceivedEvent) -> String {
        let data = event.data
        let about = data["number"]?.string ?? event.subject
        let cause = data["cause"]?.string.map { " (\($0))" } ?? ""
        let actor = data["actor"]?.string ?? ""
        return "\(event.time) \(event.type) \(about)\(cause) \(actor)"
    }
}
