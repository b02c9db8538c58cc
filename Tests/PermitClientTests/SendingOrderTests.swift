import PermitCore
import PermitWire
import Testing

@testable import PermitClient

/// Acts are written `name@chain`, with `!` in front for a safer one and `?` behind for one that was refused.
struct SendingOrderTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let kept: String
        let sent: String
        let rule: String
        var testDescription: String { rule }
    }

    static let rows: [Row] = [
        Row(kept: "", sent: "", rule: "nothing is kept"),
        Row(kept: "a@p b@p c@p", sent: "a", rule: "one at a time in a chain"),
        Row(kept: "a@p b@q c@p d@q", sent: "a b", rule: "chains go side by side"),
        Row(kept: "a@p b@p !c@p", sent: "c", rule: "a safer act goes before its chain's records"),
        Row(kept: "a@p !b@q", sent: "b a", rule: "and before everyone else's"),
        Row(kept: "!a@p !b@p", sent: "a", rule: "two safer acts of a chain go in order"),
        Row(kept: "a@p? b@p c@q", sent: "c", rule: "a refused record stops its chain alone"),
        Row(kept: "a@p? !b@p", sent: "b", rule: "but never a safer act"),
        Row(kept: "!a@p? !b@p c@p", sent: "b", rule: "nor does a refused safer act"),
        Row(kept: "!a@p? c@p", sent: "c", rule: "a refused safer act stops no record: it is no part of the order"),
    ]

    @Test("Which acts may be sent", arguments: rows)
    func next(row: Row) throws {
        var order = SendingOrder(row.kept.split(separator: " ").map { Self.act(String($0)) })
        #expect(order.takeNext().map(\.id) == row.sent.split(separator: " ").map(String.init))
        #expect(order.takeNext().isEmpty, "what is under way is not sent twice")
    }

    @Test("What came back is sent again, what is settled makes room")
    func goingOn() {
        var order = SendingOrder(["a@p", "b@p"].map(Self.act))
        #expect(order.takeNext().map(\.id) == ["a"])
        order.putBack("a")
        #expect(order.takeNext().map(\.id) == ["a"])
        order.remove("a")
        #expect(order.takeNext().map(\.id) == ["b"])
        order.hold("b", Refused(["code": "wrongState"]))
        #expect(order.isIdle)
        #expect(order.takeNext().isEmpty)
        order.hold("b", nil)
        #expect(order.takeNext().map(\.id) == ["b"])
    }

    @Test("A safer act under way keeps its chain's records back until it is answered")
    func saferUnderWay() {
        var order = SendingOrder(["a@p", "!b@p"].map(Self.act))
        #expect(order.takeNext().map(\.id) == ["b"])
        #expect(order.takeNext().isEmpty)
        order.remove("b")
        #expect(order.takeNext().map(\.id) == ["a"])
    }

    @Test("No more are under way at once than may be")
    func limit() {
        var order = SendingOrder((0..<40).map { Self.act("a\($0)@p\($0)") })
        #expect(order.takeNext().count == SendingOrder.mostAtOnce)
        order.remove("a0")
        #expect(order.takeNext().map(\.id) == ["a\(SendingOrder.mostAtOnce)"])
    }

    private static func act(_ text: String) -> KeptAct {
        let isRefused = text.hasSuffix("?")
        let isFirst = text.hasPrefix("!")
        let parts = text.drop { $0 == "!" }.split(separator: "?")[0].split(separator: "@").map(String.init)
        return .example(
            parts[0], chain: parts[1], isFirst ? .first : .inTurn,
            refusal: isRefused ? Refused(["code": "wrongState"]) : nil)
    }
}

extension KeptAct {
    /// A note, or a suspension, about a permit named like its chain.
    static func example(
        _ id: String, chain: String, _ urgency: Urgency = .inTurn, refusal: Refused? = nil
    ) -> KeptAct {
        let operation = urgency == .first ? "permit.suspend" : "permit.note"
        let body: JSONObject = ["id": .string(id), "op": .string(operation), "args": ["permit": .string(chain)]]
        return KeptAct(
            PreparedRequest(id: id, operation: operation, body: JSONValue.object(body).utf8, signature: nil), urgency,
            madeAt: Instant(milliseconds: 0), refusal: refusal)
    }
}
