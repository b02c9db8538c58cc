import ArgumentParser
import Foundation
import PermitClient
import PermitCore

/// Keeps a board until it is told where the log ends, and then writes down what it shows.
struct ConsoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "console",
        abstract: "Keep a board; once the file `finish` names a sequence and the board is there, write board.json.")

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Follow by waiting reads instead of the event socket.")
    var reads = false

    func run() async throws {
        let device = try options.device()
        let client = try device.client()
        let boards = BoardWatch(client, try Following(client, device.events(byReads: reads)))
        var last = number(in: device.path("position")) ?? 0
        for try await board in boards {
            let position = board.position.sequence
            // The log only grows: a board from before what was shown already would be an old one.
            guard position >= last else { throw Unexpected("the board went back from \(last) to \(position)") }
            if position > last {
                last = position
                try writeWhole("\(position)\n", to: device.path("position"))
            }
            if let end = number(in: device.path("finish")), position >= end, board.behind.isEmpty, board.isLive {
                return try writeWhole(Self.text(of: board), to: device.path("board.json"))
            }
        }
    }

    private static func text(of board: Board) -> String {
        let items = board.items.values.map { JSONValue.object($0.content) }
        let whole: JSONObject = ["seq": .sequence(board.position.sequence), "items": .array(items)]
        return JSONValue.object(whole).text
    }
}
