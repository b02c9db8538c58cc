import PermitCore
import Testing

@testable import PermitClient

/// Contract §3, "offline is asymmetric", from the device's side: what is kept and what is refused without a connection.
struct UrgencyTests {
    private static let permit: JSONValue = "11111111-1111-4111-8111-111111111111"
    private static let digest = JSONValue.string(String(repeating: "0", count: 64))

    struct Row: CustomTestStringConvertible, Sendable {
        let operation: Operation
        let args: JSONObject
        let urgency: Urgency
        var testDescription: String { "\(operation.rawValue) \(JSONValue.object(args).text): \(urgency)" }

        init(_ operation: Operation, _ args: JSONObject, _ urgency: Urgency) {
            self.operation = operation
            let isPermits = operation.rawValue.hasPrefix("permit.")
            self.args = isPermits ? args.merging(["permit": permit]) : args
            self.urgency = urgency
        }

        init(_ operation: Operation, _ urgency: Urgency) { self.init(operation, [:], urgency) }
    }

    static let rows: [Row] = [
        // Safer acts, whatever else waits.
        Row(.permitSuspend, ["reason": "smoke"], .first), Row(.permitLeave, .first),
        Row(.permitRevoke, ["reason": "r"], .first), Row(.areaStop, ["area": "a", "reason": "r"], .first),
        Row(.hazardReport, ["hazard": permit, "area": "a", "level": "major", "text": "t"], .first),
        Row(.credentialRevoke, ["credential": "c", "reason": "r"], .first),
        Row(.permitCheck, ["check": "c", "outcome": "failed"], .first),
        Row(.permitCondition, ["person": "p", "fit": false], .first), Row(.permitWatch, ["finding": "f"], .first),
        // Safer acts whose own gate looks at the exits before them.
        Row(.permitFinish, ["outcome": "completed"], .inTurn),
        Row(.permitCrew, ["remove": ["p"], "reason": "r"], .inTurn),
        // Records.
        Row(.permitCheck, ["check": "c", "outcome": "done"], .inTurn),
        Row(.permitCondition, ["person": "p", "fit": true], .inTurn), Row(.permitBrief, ["briefed": ["p"]], .inTurn),
        Row(.permitBriefed, .inTurn), Row(.permitEnter, ["person": "p"], .inTurn),
        Row(.permitExit, ["person": "p"], .inTurn), Row(.permitNote, ["text": "t"], .inTurn),
        Row(.permitRestore, ["item": "i", "outcome": "done"], .inTurn), Row(.permitWatch, .inTurn),
        Row(.areaAcknowledge, ["stop": 7], .inTurn),
        // What lets work go on.
        Row(.permitStart, .now), Row(.permitResume, .now), Row(.permitClose, .now), Row(.permitArrive, .now),
        Row(.permitPresent, .now), Row(.permitRelease, ["reason": "r"], .now),
        Row(.permitApprove, ["contentDigest": digest, "siteVisited": true], .now),
        Row(.permitAccept, ["contentDigest": digest], .now),
        Row(.permitCrew, ["add": [["person": "p", "trade": "t"]], "reason": "r"], .now),
        Row(.permitTakeover, ["role": "leader", "inside": []], .now),
        Row(.areaLift, ["area": "a", "stop": 7, "reason": "r"], .now),
        // Reads.
        Row(.permitGet, .read), Row(.daemonStatus, .read),
    ]

    @Test("How each act is sent", arguments: rows)
    func urgency(row: Row) throws {
        #expect(try Urgency(of: row.operation, row.args) == row.urgency)
    }

    @Test("What can't be taken is not kept: every wrong field is named at once")
    func wrongFields() {
        do {
            _ = try Urgency(of: .permitSuspend, ["permit": "x", "reson": "smoke"])
            Issue.record("kept")
        } catch {
            #expect(error.faults.map(\.path).sorted() == ["/args/permit", "/args/reason", "/args/reson"])
        }
    }
}
