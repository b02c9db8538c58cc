import ArgumentParser
import PermitClient
import PermitCore

/// `permitctl area`.
struct AreaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "area", abstract: "Stop an area, see who knows, lift the stop.",
        subcommands: [
            AreaStopCommand.self, AreaAcknowledgeCommand.self, AreaLiftCommand.self, AreaWeatherCommand.self,
            AreaBoardCommand.self,
        ])
}

/// `area stop`.
struct AreaStopCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "stop", abstract: "Stop all work in an area and below it, now. Anyone may.",
        discussion: """
            Answers with the stop's number, the devices that don't know yet, and who
            is inside.

            Example:
              permitctl area stop harbour/boiler --reason 'gas alarm' --adjacent
            """)

    @Argument(help: "The area.")
    var area: String
    @Option(help: "Why, in your own words.")
    var reason: String
    @Flag(help: "The areas next door too.")
    var adjacent = false
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        var args: JSONObject = ["area": .string(area), "reason": .string(reason)]
        if adjacent { args["adjacent"] = true }
        desk.show(try await desk.ask("area.stop", args))
    }
}

/// `area acknowledge`.
struct AreaAcknowledgeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "acknowledge", abstract: "Say that this device has seen a stop.",
        discussion: "Example:\n  permitctl area acknowledge 417")

    @Argument(help: "The stop's number.")
    var stop: Int
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        desk.show(try await desk.ask("area.acknowledge", ["stop": .count(stop)]))
    }
}

/// `area lift`.
struct AreaLiftCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "lift", abstract: "As the emergency controller: lift one stop. Nothing resumes by itself.",
        discussion: "Example:\n  permitctl area lift harbour/boiler 417 --reason 'aired, tested'")

    @Argument(help: "The area that was stopped.")
    var area: String
    @Argument(help: "The stop's number.")
    var stop: Int
    @Option(help: "Why it is safe again.")
    var reason: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let args: JSONObject = ["area": .string(area), "stop": .count(stop), "reason": .string(reason)]
        desk.show(try await desk.ask("area.lift", args))
    }
}

/// `area weather`.
struct AreaWeatherCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "weather", abstract: "Say what the weather is; beyond the rules' limits it suspends the work.",
        discussion: "Example:\n  permitctl area weather harbour --wind 6 --condition fog")

    @Argument(help: "The area; the weather holds below it too.")
    var area: String
    @Option(help: "The wind, in degrees of the Beaufort scale.")
    var wind: Int
    @Option(help: "What else there is, in the rules' words; once for each.")
    var condition: [String] = []
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let args: JSONObject = [
            "area": .string(area), "windBeaufort": .count(wind), "conditions": .strings(condition),
        ]
        desk.show(try await desk.ask("area.weather", args))
    }
}

/// `area board`.
struct AreaBoardCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "board", abstract: "What is live in an area: permits, stops, who does not know, who is inside.",
        discussion: """
            Those who have not acknowledged a stop are the walking list: somebody
            must go and tell them.

            Example:
              permitctl area board harbour
            """)

    @Argument(help: "The area.")
    var area: String
    @OptionGroup var connection: Connection

    func perform(at desk: Desk) async throws {
        let answer = try await desk.ask("area.board", ["area": .string(area)])
        if desk.isJSON { return desk.show(answer) }
        let board = answer.content
        Output.say("\(board["area"]?.string ?? "")  \(board["name"]?.string ?? "")  \(board["risk"]?.string ?? "")")
        section(desk.text("permits", "作业票"), board["permits"]) {
            $0.object.map { PermitLine.text(of: $0, desk.language) } ?? ""
        }
        section(desk.text("stops in force", "生效中的叫停"), board["stops"]) { stop in
            stop.object.map { StopLine.text(of: $0, desk.language) } ?? ""
        }
        section(desk.text("hidden dangers", "隐患"), board["hazards"]) { $0.object.map(HazardLine.text) ?? "" }
        section(desk.text("weather", "天气"), board["weather"].map { $0 == .null ? [] : [$0] }) { weather in
            PlainText.phrase(weather, desk.language)
        }
        section(desk.text("not acknowledged: go and tell", "尚未确认，须当面通知"), board["unacknowledged"]) {
            $0.string ?? ""
        }
        section(desk.text("inside", "在内人员"), board["inside"]) { entry in
            "\(entry.object?["name"]?.string ?? "")  \(entry.object?["number"]?.string ?? "")"
        }
    }

    private func section(_ title: String, _ items: JSONValue?, _ line: (JSONValue) -> String) {
        let items = items?.array ?? []
        Output.say("\(title): \(items.count)")
        for item in items { Output.say("  \(PlainLetters.inLine(line(item)))") }
    }
}

/// A stop on one line, with the walking list.
enum StopLine {
    static func text(of stop: JSONObject, _ language: Language) -> String {
        let names = ["stop", "area", "reason", "by", "at"]
        let words = names.compactMap { stop[$0].map { PlainText.phrase($0, language) } }
        return (words + [walkingList(BoardContents.StopRow(stop), language)]).joined(separator: "  ")
    }

    /// Who has not acknowledged a stop: somebody must go and tell them.
    static func walkingList(_ stop: BoardContents.StopRow, _ language: Language) -> String {
        guard !stop.unacknowledged.isEmpty else {
            return Message("all have acknowledged", "均已确认").text(in: language)
        }
        let title = Message("go and tell", "须当面通知").text(in: language)
        return "\(title) (\(stop.unacknowledged.count)): \(stop.unacknowledged.joined(separator: ", "))"
    }
}
