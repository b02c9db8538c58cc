/// Permits by something that they may have in common.
struct Index<Key: Hashable & Sendable>: Equatable, Sendable {
    private var ids = LightShelves<Key, Filed>()

    /// The same, while it grows by many.
    struct Gathered {
        var ids: [Key: [PermitID]] = [:]

        mutating func file(_ id: PermitID, _ keys: [Key]) {
            if keys.count == 1 {
                ids[keys[0], default: []].append(id)
            } else {
                for key in Set(keys) { ids[key, default: []].append(id) }
            }
        }
    }

    init() {}

    init(_ gathered: Gathered) {
        for (key, permits) in gathered.ids { ids[key] = Filed(permits) }
    }

    /// Whether both have the same permits by the same keys; their order tells only which came first.
    static func == (left: Self, right: Self) -> Bool {
        left.count == right.count && left.keys.allSatisfy { Set(left[$0]) == Set(right[$0]) }
    }

    subscript(key: Key) -> [PermitID] { ids[key]?.all ?? [] }

    func isEmpty(_ key: Key) -> Bool { ids[key] == nil }

    /// Everything that some permit has to do with, in no order that stays.
    var keys: [Key] { ids.keys }
    var count: Int { ids.count }

    /// Adds a permit that isn't there.
    mutating func insert(_ id: PermitID, _ key: Key) {
        var filed = ids[key] ?? .few([])
        filed.insert(id)
        ids[key] = filed
    }

    mutating func remove(_ id: PermitID, _ key: Key) {
        guard var filed = ids[key] else { return }
        filed.remove(id)
        ids[key] = filed.isEmpty ? nil : filed
    }

    /// Moves a permit from what it had to do with to what it has to do with now. Most acts change nothing here.
    mutating func note(_ id: PermitID, _ former: [Key], _ next: [Key]) {
        guard former != next else { return }
        for key in Set(former).subtracting(next) { remove(id, key) }
        for key in Set(next).subtracting(former) { insert(id, key) }
    }
}

/// The permits of one key. Most have one or two, for which a list takes the least room; but one area or one instrument
/// may have thousands, and a change should not copy them all.
private enum Filed: Sendable {
    case few([PermitID])
    indirect case many(LightShelves<PermitID, Void>)

    /// The most that a list holds.
    private static var mostOnAList: Int { 32 }

    init(_ ids: [PermitID]) {
        self = .few(ids)
        if ids.count > Self.mostOnAList { shelve(ids) }
    }

    var all: [PermitID] {
        switch self {
        case .few(let ids): ids
        case .many(let shelves): shelves.keys
        }
    }

    var isEmpty: Bool {
        switch self {
        case .few(let ids): ids.isEmpty
        case .many(let shelves): shelves.count == 0
        }
    }

    mutating func insert(_ id: PermitID) {
        switch self {
        case .few(let ids): self = Filed(ids + [id])
        case .many(var shelves):
            shelves[id] = ()
            self = .many(shelves)
        }
    }

    mutating func remove(_ id: PermitID) {
        switch self {
        case .few(let ids): self = .few(ids.filter { $0 != id })
        case .many(var shelves):
            shelves[id] = nil
            // A list again only once there are far fewer, so that one who comes and goes does not move all of them.
            self = shelves.count > Self.mostOnAList / 2 ? .many(shelves) : .few(shelves.keys)
        }
    }

    private mutating func shelve(_ ids: [PermitID]) {
        var shelves = LightShelves<PermitID, Void>()
        for id in ids { shelves[id] = () }
        self = .many(shelves)
    }
}
