public import PermitCore

extension Act {
    /// All of a permit, by its id or number.
    public static func permit(_ reference: String) -> Act { Act(.permitGet, ["permit": .string(reference)]) }
    /// The next step and everything it still wants.
    public static func readiness(_ reference: String) -> Act { Act(.permitReadiness, ["permit": .string(reference)]) }
    /// An area's board: what is live, the stops and who has not heard of them, who is inside.
    public static func board(area: String) -> Act { Act(.areaBoard, ["area": .string(area)]) }
    /// A hidden danger.
    public static func hazard(_ hazard: HazardID) -> Act { Act(.hazardGet, ["hazard": .id(hazard)]) }
    /// What a tablet needs to draw a kind's form.
    public static func form(kind: String, area: String? = nil) -> Act {
        Act(.rulesForm, ["kind": .string(kind), "area": .text(area)])
    }
    /// The grade, the posts and the hours that the facts lead to, with the clauses behind them.
    public static func explain(kind: String, area: String? = nil, facts: JSONObject) -> Act {
        Act(.rulesExplain, ["kind": .string(kind), "area": .text(area), "facts": .object(facts)])
    }
    /// How the daemon stands.
    public static var status: Act { Act(.daemonStatus) }
}

extension Client {
    /// All items of a list, page by page.
    /// - Throws: ``Refused`` or a ``ClientFault``.
    public func items(_ list: Act, _ options: Options = Options()) async throws -> [JSONObject] {
        var items: [JSONObject] = []
        var args = list.args
        args["limit"] = 1_000
        while true {
            let answer = try await perform(Act(list.operation, args), options)
            items += (answer.content["items"]?.array ?? []).compactMap(\.object)
            guard let next = answer.content["next"]?.string else { return items }
            args["after"] = .string(next)
        }
    }
}
