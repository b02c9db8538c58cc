import Foundation

/// All that a run found out, and what failed.
final class Report {
    private(set) var measures: [Measure] = []
    private(set) var failures: [String] = []
    private let machine: Machine
    private let command: [String]
    private let begun = nanoseconds()

    init(_ machine: Machine, command: [String]) {
        self.machine = machine
        self.command = command
    }

    /// Notes a figure and shows it.
    func note(_ measure: Measure) {
        measures.append(measure)
        show(Self.line(measure))
    }

    /// Notes that something failed; the run then ends with a code of its own.
    func fail(_ workload: String, _ what: String) {
        failures.append("\(workload): \(what)")
        show("  FAILED  \(workload): \(what)")
    }

    /// Tells what is going on.
    func say(_ text: String) {
        let seconds = Double(nanoseconds() - begun) / 1e9
        FileHandle.standardError.write(Data("[\(Int(seconds)) s] \(text)\n".utf8))
    }

    /// What was said at the beginning of a run.
    func head() { show(machine.text) }

    /// The figures with a target, once more, and what failed.
    func table() {
        show("\nAgainst the targets:")
        for measure in measures where measure.target != nil { show(Self.line(measure)) }
        for failure in failures { show("  FAILED  \(failure)") }
    }

    /// Written at once, into a file too: a long run that is ended early has told what it found.
    private func show(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

    private static func line(_ measure: Measure) -> String {
        let name = measure.name.padding(toLength: max(58, measure.name.count), withPad: " ", startingAt: 0)
        let figure = Figures.text(measure.value)
        let space = String(repeating: " ", count: max(0, 10 - figure.count))
        var line = "  \(measure.workload)  \(name) \(space)\(figure) \(measure.unit)"
        if let target = measure.target { line += "   \(target.text): \(measure.isMet == true ? "met" : "MISSED")" }
        if let note = measure.note { line += "   (\(note))" }
        return line
    }

    /// The run as JSON.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(Whole(command: command, machine: machine, measures: measures, failures: failures))
    }

    private struct Whole: Encodable {
        let command: [String]
        let machine: Machine
        let measures: [Measure]
        let failures: [String]
    }
}
