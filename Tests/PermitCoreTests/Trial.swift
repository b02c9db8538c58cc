import PermitCore
import PermitTestKit
import Testing

/// One thing that is tried, and what comes of it: `ok`, the refusal's code, or the conditions unmet.
struct Trial: Sendable, CustomTestStringConvertible {
    let what: String
    let expected: String
    let attempt: @Sendable () throws -> String

    init(_ what: String, _ expected: String, _ attempt: @escaping @Sendable () throws -> String) {
        self.what = what
        self.expected = expected
        self.attempt = attempt
    }

    var testDescription: String { what }

    /// Tries it.
    func check() throws { #expect(try attempt() == expected, "\(what)") }
}

extension Site {
    /// What an operation would come to. Nothing changes.
    func outcome(
        _ operation: PermitCore.Operation, by person: PersonID?, on permit: PermitID? = Site.permitID,
        _ args: JSONObject = [:], age: Span = .seconds(0), expect: Int? = nil, over way: Way = .own
    ) -> String {
        let refusal = refusal(operation, by: person, on: permit, args, age: age, expect: expect, over: way)
        guard let refusal else { return "ok" }
        guard refusal.fields.isEmpty else { return refusal.fields.map(\.path).joined(separator: " ") }
        guard refusal.code == .gateUnmet else { return refusal.code.rawValue }
        let codes = refusal.unmet.map(\.code.rawValue)
        return codes.enumerated().filter { !codes[..<$0.offset].contains($0.element) }.map(\.element)
            .joined(separator: " ")
    }

    /// Where a permit stands and why: `suspended test`.
    func standing(of permit: PermitID = Site.permitID) -> String {
        let causes = self.permit(permit)?.causes.map(\.cause) ?? []
        return ([self.permit(permit)?.state.rawValue ?? "none"] + causes).joined(separator: " ")
    }

    /// What happened after an event, by type.
    func types(after head: UInt64) -> [String] { events(after: head).map(\.type.rawValue) }
}

extension DecimalNumber {
    /// A number as tests write it.
    static func of(_ text: String) throws -> DecimalNumber { try #require(DecimalNumber(text)) }
}
