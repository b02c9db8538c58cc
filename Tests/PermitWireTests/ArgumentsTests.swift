import PermitCore
import PermitWire
import Testing

@Suite("The arguments of every operation")
struct ArgumentsTests {
    private typealias Table = ArgumentTable

    private func paths(_ operation: PermitCore.Operation, _ args: JSONObject) -> [String] {
        let refusal = Requests.refusal(Requests.object(operation.rawValue, args))
        if let refusal { #expect(refusal.code == .invalid) }
        return refusal?.fields.map(\.path) ?? []
    }

    @Test("The table names every operation once")
    func complete() {
        #expect(Table.rows.map(\.operation.rawValue).sorted() == PermitCore.Operation.allCases.map(\.rawValue).sorted())
    }

    @Test("Arguments are taken with and without what is optional", arguments: ArgumentTable.rows)
    func takes(row: ArgumentTable.Row) {
        #expect(paths(row.operation, row.args) == [])
        #expect(paths(row.operation, row.required) == [])
        for member in row.optional.members {
            var args = row.args
            args[member.name] = .null
            #expect(paths(row.operation, args) == [], "\(member.name) null")
        }
    }

    @Test("Each required field that is missing is named, alone and with all others", arguments: ArgumentTable.rows)
    func missing(row: ArgumentTable.Row) {
        for member in row.required.members {
            let found = paths(row.operation, row.args.without(member.name))
            #expect(Set(found) == ["/args/\(member.name)"], "\(member.name)")
        }
        // The one fault that only a second look finds comes when all others are gone.
        guard row.operation != .rulesExplain else { return }
        let all = Set(row.required.members.map { "/args/\($0.name)" })
        #expect(Set(paths(row.operation, [:])) == all)
    }

    @Test("Each field of the wrong kind is named", arguments: ArgumentTable.rows)
    func wrongKind(row: ArgumentTable.Row) {
        for member in row.args.members {
            for wrong in [.hugeNumber("1e400"), [[:]], "\u{1}"] as [JSONValue] {
                var args = row.args
                args[member.name] = wrong
                let found = paths(row.operation, args)
                #expect(!found.isEmpty, "\(member.name) as \(wrong)")
                #expect(found.allSatisfy { $0.hasPrefix("/args/\(member.name)") }, "\(member.name) as \(wrong)")
            }
        }
    }

    @Test("A field that nothing asks for is named", arguments: ArgumentTable.rows)
    func unknown(row: ArgumentTable.Row) {
        #expect(paths(row.operation, row.args.merging(["stranger": nil])) == ["/args/stranger"])
    }

    /// Changes to the arguments of a row that break one rule, and the paths they are named by.
    private static let faulty: [(operation: PermitCore.Operation, changes: JSONObject, paths: [String])] = [
        (.permitRequest, ["permit": "01938E6E-4A8B-7C3D-8E9F-0A1B2C3D4E5F"], ["/args/permit"]),
        (.permitRequest, ["until": "2026-11-24T08:00:00.000Z"], ["/args/until"]),
        (.permitRequest, ["from": "2026-11-24T16:00:00.001Z"], ["/args/until"]),
        (.permitRequest, ["area": "Binhai"], ["/args/area"]),
        (
            .permitRequest,
            ["crew": [["person": "p-3", "trade": "a"], ["person": "p-3", "trade": "b"]]], ["/args/crew"]
        ),
        (
            .permitRequest,
            ["crew": [["person": "p 3", "trade": "a", "age": 3], 5, ["person": "p-4"]]],
            ["/args/crew/0/person", "/args/crew/0/age", "/args/crew/1", "/args/crew/2/trade"]
        ),
        (.permitRequest, ["analysis": []], ["/args/analysis"]),
        (.permitRequest, ["facts": ["a": ["b"]]], ["/args/facts"]),
        (.permitRequest, ["work": .string(String(repeating: "x", count: 2_001))], ["/args/work"]),
        (.permitSuspend, ["reason": ""], ["/args/reason"]),
        (.permitSuspend, ["reason": .string(String(repeating: "作", count: 667))], ["/args/reason"]),
        (.permitApprove, ["contentDigest": .string(String(repeating: "0A", count: 32))], ["/args/contentDigest"]),
        (.permitApprove, ["siteVisited": "true"], ["/args/siteVisited"]),
        (.permitCheck, ["outcome": "notApplicable", "reason": nil], ["/args/reason"]),
        (.permitCheck, ["outcome": "Done"], ["/args/outcome"]),
        (
            .permitCheck, ["evidence": [["sha256": "x", "name": "n"]]],
            [
                "/args/evidence/0/sha256", "/args/evidence/0/mediaType",
            ]
        ),
        (.permitGasTest, ["readings": []], ["/args/readings"]),
        (.permitGasTest, ["mode": "sniff"], ["/args/mode"]),
        (
            .permitGasTest, ["readings": [["gas": "ch4", "value": -1, "unit": "%LEL", "lel": 0]]],
            ["/args/readings/0/lel"]
        ),
        (
            .permitGasTest, ["readings": [["gas": "ch4", "value": 1, "unit": "percent", "lel": .decimal("100.5")]]],
            ["/args/readings/0/unit", "/args/readings/0/lel"]
        ),
        (.permitBrief, ["briefed": []], ["/args/briefed"]),
        (.permitEnter, ["person": nil], ["/args/person"]),
        (.permitEnter, ["tool": "grinder"], ["/args/person"]),
        (.permitRefuseAcceptance, ["defects": [["item": "floor"]]], ["/args/defects/0/text"]),
        (.areaLift, ["stop": 0], ["/args/stop"]),
        (.areaAcknowledge, ["stop": .decimal("1.5")], ["/args/stop"]),
        (.areaPut, ["risk": "green"], ["/args/risk"]),
        (.credentialPut, ["expires": "2024-02-28"], ["/args/expires"]),
        (.credentialPut, ["issued": "2023-02-29"], ["/args/issued"]),
        (.grantPut, ["areas": []], ["/args/areas"]),
        (.grantPut, ["areas": ["*", "a"]], ["/args/areas"]),
        (.grantPut, ["kinds": []], ["/args/kinds"]),
        (.grantPut, ["from": "2026-11-24 08:00"], ["/args/from"]),
        (.keyEnroll, ["device": "tablet-1"], ["/args/person"]),
        (.keyEnroll, ["person": nil], ["/args/person"]),
        (.keyEnroll, ["person": nil, "device": "tablet-1", "areas": nil], ["/args/areas"]),
        (.keyEnroll, ["key": .string(String(repeating: "'", count: 40))], ["/args/key"]),
        (.keyEnroll, ["signing": ArgumentTable.signingKey], ["/args/key", "/args/areas"]),
        (.keyRevoke, ["signing": ArgumentTable.signingKey], ["/args/key"]),
        (.keyRevoke, ["key": nil, "signing": "AAAA"], ["/args/signing", "/args/key"]),
        (.permitList, ["state": ["active", "gone"]], ["/args/state/1"]),
        (.permitList, ["state": []], ["/args/state"]),
        (.permitList, ["limit": 0], ["/args/limit"]),
        (.permitList, ["limit": 1_001], ["/args/limit"]),
        (.eventsRead, ["after": -1], ["/args/after"]),
        (.eventsRead, ["waitMs": 30_001], ["/args/waitMs"]),
        (.eventsRead, ["topics": []], ["/args/topics"]),
        (.eventsRead, ["topics": ["a", 1]], ["/args/topics"]),
        (.registerGet, ["type": "hazard"], ["/args/type"]),
        (.rulesExplain, ["facts": nil], ["/args/facts"]),
        (
            .permitRequest,
            [
                "isolations": [
                    ["id": "i", "point": "p", "energy": "e", "method": "m"],
                    ["id": "i", "point": "q", "energy": "e", "method": "m"],
                ]
            ], ["/args/isolations"]
        ),
        (.permitRequest, ["related": [ArgumentTable.permit]], ["/args/related"]),
        (.permitCrew, ["remove": ["p-4"]], ["/args/add"]),
        (.permitCrew, ["remove": ["p 4"]], ["/args/remove/0"]),
        (.permitCrew, ["add": [["person": "p-4"]]], ["/args/add/0/trade"]),
        (.permitTakeover, ["inside": [1]], ["/args/inside/0"]),
        (.permitHandover, ["role": "acceptor"], ["/args/role"]),
        (.permitRemoveIsolation, ["purpose": "fun"], ["/args/purpose"]),
        (.areaWeather, ["windBeaufort": 18], ["/args/windBeaufort"]),
        (.hazardAssign, ["measures": []], ["/args/measures"]),
        (.hazardAssign, ["measures": ["a", 1]], ["/args/measures"]),
        (.hazardAssign, ["measures": "\u{1B}[2J"], ["/args/measures"]),
        (.hazardVerify, ["outcome": "perhaps"], ["/args/outcome"]),
    ]

    @Test("A rule of its own that is broken is named by its path", arguments: faulty)
    func faults(operation: PermitCore.Operation, changes: JSONObject, named: [String]) throws {
        let row = try #require(Table.rows.first { $0.operation == operation })
        #expect(paths(operation, row.args.merging(changes)) == named)
    }

    @Test("A tool goes in and out like a person, and a signing key may come with its proof")
    func alternatives() {
        let permit = Table.permit
        #expect(paths(.permitCrew, ["permit": permit, "remove": ["p-3"], "reason": "ill"]) == [])
        #expect(paths(.permitEnter, ["permit": permit, "tool": "grinder 3"]) == [])
        #expect(paths(.keyEnroll, ["key": Table.curveKey, "device": "tablet-1", "areas": ["*"]]) == [])
        let proof: JSONValue = .string(String(repeating: "A", count: 86) + "==")
        #expect(paths(.keyEnroll, ["signing": Table.signingKey, "person": "p-1", "proof": proof]) == [])
        #expect(paths(.keyEnroll, ["signing": Table.signingKey, "person": "p-1", "proof": "AA=="]) == ["/args/proof"])
        #expect(paths(.keyRevoke, ["signing": Table.signingKey, "reason": "lost"]) == [])
    }
}
