import Foundation
import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

@Suite("A pack is proven before it is adopted")
struct PackProofTests {
    /// Hot work of `cn-general` with members replaced.
    private func proof(_ changes: JSONObject) throws -> PackProof {
        let json = Packs.hot(changes)
        let pack = try Pack.read(json, path: "")
        let reference = PackReference(pack: pack.pack, edition: pack.edition, digest: "test")
        return PackProof(LoadedPack(pack: pack, reference: reference), only: ["hot"])
    }

    private func grades(_ changes: JSONObject) -> JSONValue {
        let grade: JSONObject = [
            "grade": "1", "title": ["zh": "一级", "en": "One"], "rank": 1, "when": "always", "longest": "8h",
            "countersign": [], "approve": "safetyDept", "clause": "SD35",
        ]
        return [.object(grade.merging(changes))]
    }

    @Test("The hot work of cn-general holds")
    func holds() throws {
        let proof = try proof([:])
        #expect(proof.findings.isEmpty, "\(proof.findings)")
        #expect(proof.unreached.isEmpty, "\(proof.unreached)")
        #expect(proof.states > 100 && proof.steps > 1_000)
    }

    @Test("A fire watch without end: a permit that was active can't be closed, and the shortest way there")
    func unclosable() throws {
        let watch: JSONObject = ["lasts": "3000d", "round": "15m", "clause": "SD35"]
        let finding = try #require(try proof(["fireWatch": .object(watch)]).findings.first)
        #expect(finding.text.contains("can't be closed"))
        let way = finding.text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        #expect(way.contains { $0.hasSuffix("permit.start") })
        #expect(way.count < 12, "\(finding.text)")
    }

    @Test("Gas that no reading can satisfy: no work can ever start")
    func unstartable() throws {
        var gas = Packs.hotMember("gas")
        gas["required"] = "always"
        gas["limits"] = [
            [
                "gas": "combustible", "title": ["zh": "可燃气体", "en": "Combustible gas"], "unit": "%LEL",
                "max": 10, "clause": "SD35",
            ],
            [
                "gas": "methane", "title": ["zh": "甲烷", "en": "Methane"], "covers": ["combustible"], "unit": "ppm",
                "max": 10, "clause": "SD35",
            ],
        ]
        let finding = try #require(try proof(["gas": .object(gas)]).findings.first)
        #expect(finding.text.contains("can ever be started"), "\(finding)")
    }

    @Test("A demand that nothing can meet leads to no permit at all")
    func contradiction() throws {
        let demands: JSONValue = [
            [
                "demand": "one", "must": ["fact": "blinds", "is": 1], "title": ["zh": "一", "en": "one"],
                "clause": "SD35",
            ],
            [
                "demand": "two", "must": ["fact": "blinds", "is": 2], "title": ["zh": "二", "en": "two"],
                "clause": "SD35",
            ],
        ]
        let proof = try proof(["demands": demands, "grades": grades([:])])
        #expect(proof.unreached == ["hot 1"])
    }
}
