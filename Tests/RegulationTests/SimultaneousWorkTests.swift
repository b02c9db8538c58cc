import PermitCore
import PermitTestKit
import Testing

@testable import PermitPacks

/// Work that must not meet (GB 30871-2022 4.7, 7.6, 7.10), in the home with the rules of a chemical enterprise.
@Suite("GB 30871-2022: simultaneous work")
struct SimultaneousWorkTests {
    /// The home under `cn-gb30871`, less its demands on certificate numbers, which the home's are not made for.
    private static let site: Site = {
        do {
            let pack = try PackLoader.load(directory: "\(Packs.directory)/cn-gb30871").pack.json
            return Site.built(packs: [pack.without("credentials")])
        } catch {
            preconditionFailure("\(error)")
        }
    }()

    private static func facts(_ kind: String, _ changes: JSONObject) throws -> JSONObject {
        try Plant("cn-gb30871", kind, changes).facts
    }

    /// Asks for a permit of the second set of people, or of the first, and has it approved by whoever signs.
    private func approve(
        _ kind: String, _ id: PermitID, _ facts: JSONObject, trade: String, in site: inout Site
    ) throws {
        let isFirst = id == Site.permitID
        let changes: JSONObject = [
            "kind": .string(kind), "facts": .object(try Self.facts(kind, facts)),
            "crew": Site.crew((isFirst ? .helper : .welder2, trade)),
        ]
        try site.request(isFirst ? Site.content(id, changes) : Site.otherContent(changes))
        try site.approve(id)
    }

    private static let pipes: [(second: String, isBlocked: Bool)] = [("P-101", true), ("P-102", false)]

    @Test("GB30871 7.10: never two blind jobs on one pipe at a time", arguments: pipes)
    func onePipe(second: String, isBlocked: Bool) throws {
        var site = Self.site
        let trade = try Plant("cn-gb30871", "blind").rules.trades[0].trade
        let blind: JSONObject = ["blinds": 1, "action": "fit"]
        try approve("blind", Site.permitID, blind.merging(["pipe": "P-101"]), trade: trade, in: &site)
        do {
            try approve(
                "blind", Site.otherID, blind.merging(["pipe": .string(second)]), trade: trade, in: &site)
            #expect(!isBlocked)
        } catch let refusal as Refusal {
            #expect(isBlocked && refusal.codes == [.conflictingPermit], "\(refusal)")
        }
    }

    private static let distances: [(metres: String, isBlocked: Bool)] = [
        ("29.9", true), ("30.0", true), ("30.1", false),
    ]

    @Test("GB30871 7.6: no hot work within 30 m of blind work, 30.0 m counting as within", arguments: distances)
    func thirtyMetres(metres: String, isBlocked: Bool) throws {
        var site = Self.site
        let trade = try Plant("cn-gb30871", "blind").rules.trades[0].trade
        let blind: JSONObject = ["blinds": 1, "action": "fit", "pipe": "P-101", "x": 0, "y": 0]
        try approve("blind", Site.permitID, blind, trade: trade, in: &site)
        let place: JSONObject = ["x": .number(DecimalNumber(metres) ?? DecimalNumber(0)), "y": 0]
        do {
            try approve("hot", Site.otherID, place, trade: "helper", in: &site)
            #expect(!isBlocked)
        } catch let refusal as Refusal {
            #expect(isBlocked && refusal.codes == [.conflictingPermit], "\(refusal)")
        }
    }
}
