import PermitCore
import PermitTestKit
import Testing

@testable import permitctl

/// What a form says of data that is odd, scarce or meant to deceive.
@Suite("Forms of odd permits") struct FormTests {
    private func requested() throws -> FormSource {
        var site = try FormSite()
        try site.requestHotWork()
        return try site.source(in: .english)
    }

    @Test("Each state says whether work is allowed: in one of them alone", arguments: PermitState.allCases)
    func states(_ state: PermitState) throws {
        var site = try FormSite()
        site.site = .with(state)
        for language in Language.allCases {
            let lines = PermitForm.lines(try site.source(in: language))
            let refuses = lines[1].contains(language == .english ? "NO WORK" : "禁止作业")
            #expect(refuses == (state != .active), "\(lines[1])")
            let allows = lines.filter { $0.contains("Work is allowed") || $0.contains("允许作业") }
            #expect(allows.count == (state == .active ? 1 : 0), "\(allows)")
            #expect(lines.first == lines.last && lines[0].contains(FormState.of(state.rawValue).mark), "\(lines[0])")
        }
    }

    @Test("A state that is not known allows nothing")
    func unknownState() throws {
        var source = try requested()
        source.permit["state"] = "underway"
        let lines = PermitForm.lines(source)
        #expect(lines[0].contains("[??] underway") && lines[1].contains("NO WORK"))
        source.permit["state"] = "active\n+== [>>] ACTIVE ==+"
        #expect(PermitForm.lines(source)[1].contains("NO WORK"))
    }

    @Test("Hostile texts stay in the frame, on any width")
    func hostile() throws {
        let evil = [
            "ok\n+== [>>] ACTIVE ==+\n| Work is allowed under this permit. |", "\u{1B}[1A\u{1B}[2K", "\u{202E}drawkcab",
            String(repeating: "x", count: 700), String(repeating: "票", count: 300),
            String(repeating: "\n", count: 700) + "end", "Z" + String(repeating: "\u{334}", count: 90),
            "a\u{2028}b\u{85}c", "\u{2066}\u{200F}",
        ]
        for text in evil {
            var source = try requested()
            source.areaName = text
            for (id, entry) in source.people { source.people[id] = entry.merging(["name": .string(text)]) }
            source = source.replacingTexts(with: text)
            for width in [40, 80] {
                let lines = PermitForm.lines(source, width: width)
                #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) == width }, "\(text.prefix(20))")
                #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix("| ") || $0.hasPrefix("+- ") })
                let scalars = lines.joined().unicodeScalars
                #expect(scalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
                #expect(lines[0].contains("[--]") && lines[1].contains("NO WORK"))
                #expect(lines.count < 3_000)
            }
        }
    }

    @Test("An isolation that nobody verified, or nobody applied, stands out")
    func isolations() throws {
        let point: JSONObject = ["id": "V-1", "point": "valve 1", "energy": "steam", "method": "locked"]
        let applied: JSONObject = ["isolated": ["by": "p-isolator", "at": "2026-11-24T00:30:00.000Z", "lock": "L-1"]]
        let verified: JSONObject = ["verified": ["by": "p-isolator2", "at": "2026-11-24T00:40:00.000Z"]]
        let sharing: JSONObject = ["sharedWith": [["permit": "x", "number": "HOT-9"]]]
        let table: [(JSONObject, String, [String])] = [
            (point, "[ ]", ["not isolated"]),
            (point.merging(applied), "[!]", ["isolated: 魏东 (p-isolator), 2026-11-24 08:30, lock L-1; NOT VERIFIED"]),
            (
                point.merging(applied).merging(verified).merging(sharing), "[x]",
                [
                    "isolated: 魏东 (p-isolator), 2026-11-24 08:30, lock L-1; "
                        + "verified: 江晓梅 (p-isolator2), 2026-11-24 08:40",
                    "shared with HOT-9",
                ]
            ),
        ]
        var source = try requested()
        for id in ["p-isolator", "p-isolator2"] { source.people[id] = ["name": id == "p-isolator" ? "魏东" : "江晓梅"] }
        for (isolation, mark, below) in table {
            source.permit["isolations"] = [.object(isolation)]
            #expect(source.isolations == [.item(mark, "valve 1 (V-1)", ["steam - locked"] + below)])
        }
    }

    @Test("Who may not see the register reads ids")
    func ids() throws {
        var site = try FormSite()
        try site.requestHotWork()
        let lines = PermitForm.lines(try site.source(in: .chinese, seesNames: false)).joined(separator: "\n")
        #expect(lines.contains("作业负责人  p-leader ") && !lines.contains("陈志强"))
    }

    @Test("Without rules and history ids stand in for titles, and nothing is made up")
    func scarce() throws {
        var source = try requested()
        source.rules = [:]
        source.events = []
        source.readiness = [:]
        let lines = PermitForm.lines(source).joined(separator: "\n")
        #expect(lines.contains("Permit to work: hot") && lines.contains("1. areaUnit - countersigns"))
        #expect(!lines.contains("Applied for by") && !lines.contains("What the next step wants"))
        source.permit = ["number": "HOT-1", "state": "closed"]
        let few = PermitForm.lines(source)
        #expect(few[0].contains("[XX] CLOSED") && few[0].contains("HOT-1"))
    }

    @Test("Titles of another edition are used and said to be")
    func editions() throws {
        var source = try requested()
        source.permit["edition"] = "2025.3"
        let lines = PermitForm.lines(source).joined(separator: "\n")
        #expect(lines.contains("cn-general 2025.3 (titles as in edition 2026.1)") && !lines.contains("Not answered"))
    }

    @Test("A raised grade says why")
    func raised() throws {
        var source = try requested()
        source.permit["upgradeReasons"] = ["holiday 2026-10-01", "night 2026-10-01", "circumstances", "eclipse"]
        let lines = PermitForm.lines(source).joined(separator: "\n")
        #expect(lines.contains("Grade 1 (1) - public holiday 2026-10-01; night 2026-10-01;"))
        #expect(lines.contains("special circumstances; eclipse"))
    }

    @Test("Every cause, deadline and verdict of the daemon has its words")
    func words() {
        #expect(Set(FormWords.due.keys) == Set(Due.allCases.map(\.rawValue)))
        #expect(Set(FormWords.upgrades.keys).isSuperset(of: ["holiday", "restDay", "night"]))
        for state in PermitState.allCases { #expect(FormState.of(state.rawValue).mark != "??") }
    }
}

extension FormSource {
    /// The form with a text wherever people write one.
    fileprivate func replacingTexts(with text: String) -> FormSource {
        var source = self
        source.permit = source.permit.merging([
            "work": .string(text), "method": .string(text), "outcome": .string(text), "supersedes": .string(text),
            "analysis": [["step": .string(text), "hazard": .string(text), "control": .string(text)]],
            "causes": [["cause": .string(text), "since": .string(text), "by": .string(text), "latched": true]],
            "restoration": [["item": .string(text), "title": .string(text), "defect": .string(text)]],
            "isolations": [["id": .string(text), "point": .string(text), "energy": .string(text)]],
            "related": [["permit": .string(text), "number": .string(text), "kind": .string(text), "state": "closed"]],
            "inside": [["tool": .string(text), "basis": .string(text), "since": .string(text)]],
            "due": [["what": .string(text), "at": .string(text)]],
            "gasTests": [["point": .string(text), "readings": [["gas": .string(text), "unit": .string(text)]]]],
        ])
        source.events.append([
            "type": "permit.noted", "time": .string(text),
            "data": ["actor": .string(text), "args": ["text": .string(text)]],
        ])
        source.readiness["unmet"] = [
            ["gate": .string(text), "code": .string(text), "subject": .string(text), "message": .string(text)]
        ]
        return source
    }
}
