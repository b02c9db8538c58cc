import PermitCore
import Testing

@testable import permitctl

/// The file that `permitctl import` takes.
@Suite("A register in one file") struct RegisterFileTests {
    private func entries(_ text: String) throws -> [RegisterFile.Entry] {
        try RegisterFile(path: "r.yaml", text: text).entries
    }

    private func faults(_ text: String) -> [String] {
        do {
            _ = try RegisterFile(path: "r.yaml", text: text)
            return []
        } catch {
            return (error as? UsageFault)?.lines ?? ["\(error)"]
        }
    }

    @Test("What others name comes first, whatever the order of the file")
    func order() throws {
        let text = """
            keys:
              - {key: k, device: tablet-1, areas: [a]}
            grants:
              - {grant: g, person: p}
            areas:
              - {area: b/c/d}
              - {area: b/c}
              - {area: a}
              - {area: b}
            people:
              - {person: p}
            credentials:
            """
        let found = try entries(text)
        #expect(found.map(\.id) == ["a", "b", "b/c", "b/c/d", "p", "g", "k"])
        #expect(found.map(\.section.operation).suffix(3) == ["person.put", "grant.put", "key.enroll"])
        #expect(found.map(\.line) == [8, 9, 7, 6, 11, 4, 2])
    }

    @Test("Digits are text, save in facts; what is empty is left out")
    func values() throws {
        let text = """
            areas:
              - {area: a, facts: {floor: 3, gasFree: true, label: "3"}}
            credentials:
              - {credential: c, number: 0123456789012345678901, issued: 2024-05-01, reviewDue: }
            """
        let found = try entries(text)
        let area: JSONObject = ["area": "a", "facts": ["floor": 3, "gasFree": true, "label": "3"]]
        let credential: JSONObject = [
            "credential": "c", "number": "0123456789012345678901", "issued": "2024-05-01",
        ]
        #expect(found.map(\.args) == [area, credential])
    }

    @Test("Every fault has file and line")
    func badFiles() {
        let known = "keys are areas, people, credentials, grants, instruments, equipment, keys"
        let table: [(text: String, wanted: [String])] = [
            (
                "areas: []\nrooms: []\nwards: []",
                ["r.yaml:2: unknown key rooms; \(known)", "r.yaml:3: unknown key wards; \(known)"]
            ),
            ("areas: {a: b}", ["r.yaml:1: areas must be a list"]),
            ("people:\n  - p-1\n  - {person: p-2}", ["r.yaml:2: an entry of people must be a mapping"]),
            ("- a", ["r.yaml:1: must be a mapping of lists"]),
            ("", ["r.yaml: is empty"]),
        ]
        for row in table { #expect(faults(row.text) == row.wanted, "\(row.text)") }
    }

    @Test("Text that is no YAML is named")
    func notYAML() {
        let found = faults("areas: [\n")
        #expect(found.count == 1 && found[0].hasPrefix("r.yaml"), "\(found)")
    }
}
