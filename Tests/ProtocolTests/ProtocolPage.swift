import Foundation

@testable import PermitCore
@testable import PermitTestKit

/// The parts of the article that the code's own tables tell: each stands between two comments that name it.
enum ProtocolPage {
    static let path = "\(Catalogue.path)/Protocol.md"

    /// The article with its made parts as the code has them now.
    static func remade(_ article: String) -> String {
        [("states", states), ("operations", operations), ("events", events)].reduce(article) { article, part in
            let begin = "<!-- made: \(part.0) -->\n"
            let end = "<!-- end: \(part.0) -->"
            guard let start = article.range(of: begin), let stop = article.range(of: end) else { return article }
            return article.replacingCharacters(
                in: start.upperBound..<stop.lowerBound, with: part.1.joined(separator: "\n") + "\n")
        }
    }

    /// The words that clients rely on.
    static var words: [String] {
        RefusalCode.allCases.map(\.rawValue) + Gate.allCases.map(\.rawValue) + UnmetCode.allCases.map(\.rawValue)
            + Cause.ownNames + PermitState.allCases.map(\.rawValue) + Operation.allCases.map(\.rawValue)
            + EventType.allCases.map(\.rawValue) + Alarm.allCases.map(\.rawValue)
    }

    private static var states: [String] {
        PermitState.allCases.flatMap { state in
            let next = PermitState.allCases.filter { Ledger.transitions[state]?.contains($0) == true }
            let allowed = Operation.allCases.filter {
                $0.rule.states != .all && $0.rule.states?.contains(state) == true
            }
            let then = next.isEmpty ? "an end" : "then \(list(next.map(\.rawValue)))"
            let takes = allowed.isEmpty ? "" : " Takes \(list(allowed.map(\.rawValue)))."
            return item("`\(state.rawValue)`: \(then).\(takes)")
        }
    }

    private static var operations: [String] {
        Operation.allCases.filter { !$0.isRead }.flatMap { operation in
            let rule = operation.rule
            let marks = [
                rule.isSignOff ? " ✍" : "", rule.needsExpectedRevision ? " `expect`" : "",
                rule.needsNoActor ? " *no actor*" : "",
            ].joined()
            let who = rule.who.map { words(of: $0.rawValue) }.joined(separator: ", ")
            return item(
                "`\(operation.rawValue)`\(marks): \(who). \(lateness(of: operation)). "
                    + "Makes `\(operation.eventType.rawValue)`.")
        }
    }

    private static var events: [String] {
        EventType.allCases.flatMap { type in
            let makers = Operation.allCases.filter { !$0.isRead && $0.eventType == type }.map(\.rawValue)
            let place = type.isRegisters ? "register" : "area"
            return item("`\(type.rawValue)` (\(place)): \(makers.isEmpty ? "by the daemon itself" : list(makers)).")
        }
    }

    /// A point of a list, broken at spaces where it grows too long.
    private static func item(_ text: String) -> [String] {
        text.split(separator: " ").reduce(into: ["-"]) { lines, word in
            let line = lines[lines.count - 1] + " " + word
            if line.count > 116 { lines.append("  " + word) } else { lines[lines.count - 1] = line }
        }
    }

    private static func lateness(of operation: PermitCore.Operation) -> String {
        let word =
            switch operation.timeliness(of: .read(.status(StatusArguments()))) {
            case .safer: "A safer act"
            case .record: "A record"
            case .enabling: "Fresh only"
            case .read: ""
            }
        switch operation {
        case .permitCheck, .permitCondition, .permitGasTest: return "\(word), and a safer act where it fails"
        case .permitWatch: return "\(word), and a safer act with a finding"
        case .permitCrew: return "\(word), and a safer act where it only removes"
        case .areaWeather: return "\(word), and a safer act where it got worse"
        default: return word
        }
    }

    private static func list(_ names: [String]) -> String { names.map { "`\($0)`" }.joined(separator: ", ") }

    /// `leaderOfPermit` as `leader of permit`.
    private static func words(of name: String) -> String {
        name.reduce(into: "") { text, letter in text += letter.isUppercase ? " \(letter.lowercased())" : String(letter)
        }
    }
}
