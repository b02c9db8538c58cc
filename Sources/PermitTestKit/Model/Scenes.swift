public import PermitCore

/// A start and what may be done from there, again and again, until no state is new. One topic each: together they try
/// all operations on permits; each alone is small enough to be looked at whole.
public struct Scene: Sendable, CustomStringConvertible {
    /// What it is about.
    public let description: String
    /// Operations that must go through on the way, or the scene shows nothing.
    public let shows: Set<Operation>
    /// Whether it takes minutes: no part of the usual tests.
    public let isLarge: Bool
    let build: @Sendable () throws(Refusal) -> Site
    /// What may be done.
    public let moves: [Move]

    init(
        _ description: String, shows: Set<Operation>, isLarge: Bool = false,
        from build: @escaping @Sendable () throws(Refusal) -> Site, moves: [Move]
    ) {
        self.description = description
        self.shows = shows
        self.isLarge = isLarge
        self.build = build
        self.moves = moves
    }

    /// The world it starts from, with all that led to it judged.
    public func root() throws -> World { try World(try build()) }

    /// All of them.
    public static let all: [Scene] = beforeWork + atWork + ofPosts + ofTwo + ofAreas + large

    /// The first permit, approved, when its window opens, with the preparations made but for some operations.
    static func approved(
        _ content: JSONObject = [:], rules: JSONObject = [:], but left: Set<Operation> = []
    ) throws(Refusal) -> Site {
        var site = try SmallWorld.site(rules)
        try SmallWorld.approve(SmallWorld.content(content), in: &site)
        try site.advance(to: SmallWorld.from)
        try SmallWorld.prepare(SmallWorld.one, in: &site, but: left)
        return site
    }

    /// The same, with work going on.
    static func active(_ content: JSONObject = [:], rules: JSONObject = [:]) throws(Refusal) -> Site {
        var site = try approved(content, rules: rules)
        try site.start(SmallWorld.one)
        return site
    }

    /// Both permits, approved and prepared, when their windows open.
    static func bothApproved(
        _ content: JSONObject = [:], second: JSONObject = [:], rules: JSONObject = [:]
    ) throws(Refusal) -> Site {
        var site = try SmallWorld.site(rules)
        try SmallWorld.approve(SmallWorld.content(content), in: &site)
        try SmallWorld.approve(SmallWorld.other(content).merging(second), in: &site)
        try site.advance(to: SmallWorld.from)
        try SmallWorld.prepare(SmallWorld.one, in: &site)
        try SmallWorld.prepare(SmallWorld.two, in: &site)
        return site
    }

    /// The same, with work going on.
    static func bothActive(_ content: JSONObject = [:]) throws(Refusal) -> Site {
        var site = try bothApproved(content)
        try site.start(SmallWorld.one)
        try site.start(SmallWorld.two)
        return site
    }
}
