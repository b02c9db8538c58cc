import ArgumentParser
import PermitClient
import PermitCore
import PermitServer

/// `permitctl board`.
struct BoardCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "The live board: permits, stops and who must be told, alarms, who is inside.",
        discussion: """
            On a terminal it fills the screen and keeps itself up to date; ? tells the
            keys, q quits. It shows and never acts. In a pipe it prints the board once,
            then a line for each change.

            Examples:
              permitctl board --area harbour
              permitctl board --once --lang zh
              permitctl board --json | jq 'select(.type == "stop")'

            NO_COLOR=1 takes the colours away; nothing is said by colour alone.
            """)

    @Option(help: "Only this area and what is below it; stops and dangers that reach it come too.")
    var area: String?
    @Flag(help: "Print the board and end.")
    var once = false
    @Option(
        help: ArgumentHelp(
            "With --connect: where the daemon publishes events, such as tcp://10.0.0.5:5571; without it the board asks "
                + "for them. (env PERMITCTL_EVENTS)", valueName: "endpoint"))
    var events: String?
    @OptionGroup var connection: Connection

    /// The most permits of which a printed board says what is unmet: each has to be asked for.
    private static let mostAsked = 200

    func perform(at desk: Desk) async throws {
        let place = try area.map { text throws -> AreaID in
            guard let place = AreaID(text) else {
                throw UsageFault("--area wants an area's path, such as harbour/boiler")
            }
            return place
        }
        let status = try await desk.ask("daemon.status")
        if once { return try await printOnce(desk, status, place) }
        let source = desk.source(events: events ?? Connection.environment("EVENTS"))
        let watch = BoardWatch(desk.reader, try Following(desk.reader, source))
        if Terminal.isThere, !desk.isJSON {
            return try await BoardShell(desk, watch).run(status, area: place)
        }
        if desk.isJSON {
            var records = BoardRecords(area: place)
            for try await board in watch { for record in records.changes(board) { say(record) } }
            return
        }
        var lines = BoardLines(desk.language, BoardClock(status: status.content), area: place)
        var isFirst = true
        for try await board in watch {
            let now = SystemClock().now()
            if isFirst {
                let readiness = try await readiness(of: board, desk, place)
                lines.whole(board, readiness, now: board.asOf ?? Self.time(of: status)).forEach(Output.say)
            }
            isFirst = false
            lines.changes(board, now: now).forEach(Output.say)
        }
    }

    private func printOnce(_ desk: Desk, _ status: Answer, _ area: AreaID?) async throws {
        let board = Board(try await desk.reader.snapshot())
        if desk.isJSON {
            var records = BoardRecords(area: area)
            return records.changes(board).filter { $0["type"] != "board" }.forEach(say)
        }
        var lines = BoardLines(desk.language, BoardClock(status: status.content), area: area)
        let readiness = try await readiness(of: board, desk, area)
        lines.whole(board, readiness, now: Self.time(of: status)).forEach(Output.say)
    }

    private func readiness(of board: Board, _ desk: Desk, _ area: AreaID?) async throws -> [String: JSONObject] {
        var found: [String: JSONObject] = [:]
        let rows = BoardContents(board, within: area).rows.filter { $0.state != PermitState.active.rawValue }
        for row in rows.prefix(Self.mostAsked) {
            let answer = try await desk.answer("permit.readiness", ["permit": .string(row.id)])
            if answer.isOK { found[row.id] = answer.content }
        }
        return found
    }

    private func say(_ record: JSONObject) { Output.say(JSONValue.object(record).text) }

    private static func time(of status: Answer) -> Instant {
        status.reply["at"]?.string.flatMap { Instant($0) } ?? SystemClock().now()
    }
}
