/// The permits that still owe something, found by id, place, person or thing without a look at each of them: what one
/// act costs must not grow with all the work of the site.
public struct LivePermits: Equatable, Sendable {
    private var byID = Shelves<PermitID, Permit>()
    private var byArea = Index<AreaID>()
    /// For each area, those one step below it in or under which a live permit is.
    private var busyBelow = Shelves<AreaID, Set<AreaID>>()
    private var byPerson = Index<PersonID>()
    private var byIsolation = Index<IsolationID>()
    private var byEquipment = Index<EquipmentID>()
    private var byInstrument = Index<InstrumentID>()
    /// Kinds are few and each may have most of the permits, so that a set of each would be dear to copy.
    private var byKind: [String: Shelves<PermitID, Bool>] = [:]

    /// No permits.
    public init() {}

    /// Many permits at once, each of which there is once: what they have in common is gathered before it is filed.
    init(_ permits: [Permit]) {
        var areas = Index<AreaID>.Gathered()
        var people = Index<PersonID>.Gathered()
        var isolations = Index<IsolationID>.Gathered()
        var equipment = Index<EquipmentID>.Gathered()
        var instruments = Index<InstrumentID>.Gathered()
        for permit in permits {
            let id = permit.permit
            byID[id] = permit
            areas.file(id, [permit.content.area])
            byKind[permit.content.kind, default: Shelves()][id] = true
            people.file(id, permit.everyone)
            isolations.file(id, permit.content.isolations.map(\.id))
            equipment.file(id, permit.content.equipment)
            instruments.file(id, permit.instruments)
        }
        for area in areas.ids.keys { noteBusy(area) }
        byArea = Index(areas)
        byPerson = Index(people)
        byIsolation = Index(isolations)
        byEquipment = Index(equipment)
        byInstrument = Index(instruments)
    }

    /// All of them by id.
    var shelves: Shelves<PermitID, Permit> { byID }
    /// How many there are.
    public var count: Int { byID.count }
    /// All of them, in no order that stays.
    public var values: some Collection<Permit> { byID.values }
    /// Their ids, in no order that stays.
    public var keys: some Collection<PermitID> { byID.keys }

    /// A permit by its id; nil removes it.
    public subscript(id: PermitID) -> Permit? {
        get { byID[id] }
        set {
            let former = byID[id]
            byID[id] = newValue
            note(id, former, newValue)
        }
    }

    /// Those of exactly one area.
    func at(_ area: AreaID) -> Set<PermitID> { byArea[area] }

    /// Those of an area and of the areas below it.
    func inOrBelow(_ area: AreaID) -> Set<PermitID> {
        (busyBelow[area] ?? []).reduce(into: byArea[area]) { $0.formUnion(inOrBelow($1)) }
    }

    /// Those on which a person holds a post or was offered one, works, or is inside.
    func of(_ person: PersonID) -> Set<PermitID> { byPerson[person] }

    /// Those that name an isolation.
    func naming(_ isolation: IsolationID) -> Set<PermitID> { byIsolation[isolation] }

    /// Those that use a piece of equipment.
    func using(_ equipment: EquipmentID) -> Set<PermitID> { byEquipment[equipment] }

    /// Those that an instrument's readings count for.
    func using(_ instrument: InstrumentID) -> Set<PermitID> { byInstrument[instrument] }

    /// Those of a kind of work.
    func ofKind(_ kind: String) -> some Sequence<PermitID> { (byKind[kind] ?? Shelves()).keys }

    /// The permits of some ids, in the order of their numbers.
    func inOrder(_ ids: some Sequence<PermitID>) -> [Permit] {
        ids.compactMap { byID[$0] }.sorted { $0.number < $1.number }
    }

    private mutating func note(_ id: PermitID, _ former: Permit?, _ next: Permit?) {
        if former?.content.area != next?.content.area {
            if let area = former?.content.area { leave(area, id) }
            if let area = next?.content.area { enter(area, id) }
        }
        if former?.content.kind != next?.content.kind {
            if let kind = former?.content.kind {
                byKind[kind]?[id] = nil
                if byKind[kind]?.count == 0 { byKind[kind] = nil }
            }
            if let kind = next?.content.kind { byKind[kind, default: Shelves()][id] = true }
        }
        byPerson.note(id, former?.everyone ?? [], next?.everyone ?? [])
        byIsolation.note(id, former?.content.isolations.map(\.id) ?? [], next?.content.isolations.map(\.id) ?? [])
        byEquipment.note(id, former?.content.equipment ?? [], next?.content.equipment ?? [])
        byInstrument.note(id, former?.instruments ?? [], next?.instruments ?? [])
    }

    private mutating func enter(_ area: AreaID, _ id: PermitID) {
        byArea.insert(id, area)
        noteBusy(area)
    }

    private mutating func noteBusy(_ area: AreaID) {
        var below = area
        while let above = below.parent {
            guard busyBelow[above]?.contains(below) != true else { return }
            busyBelow[above] = (busyBelow[above] ?? []).union([below])
            below = above
        }
    }

    private mutating func leave(_ area: AreaID, _ id: PermitID) {
        byArea.remove(id, area)
        var below = area
        while byArea[below].isEmpty, busyBelow[below] == nil, let above = below.parent {
            let rest = (busyBelow[above] ?? []).subtracting([below])
            busyBelow[above] = rest.isEmpty ? nil : rest
            below = above
        }
    }
}

/// Permits by something that few of them have in common.
private struct Index<Key: Hashable & Sendable>: Equatable, Sendable {
    private var ids = Shelves<Key, Set<PermitID>>()

    /// The same, while it grows by many.
    struct Gathered {
        var ids: [Key: Set<PermitID>] = [:]

        mutating func file(_ id: PermitID, _ keys: [Key]) {
            for key in keys { ids[key, default: []].insert(id) }
        }
    }

    init() {}

    init(_ gathered: Gathered) {
        for (key, set) in gathered.ids { ids[key] = set }
    }

    subscript(key: Key) -> Set<PermitID> { ids[key] ?? [] }

    mutating func insert(_ id: PermitID, _ key: Key) {
        ids[key] = self[key].union([id])
    }

    mutating func remove(_ id: PermitID, _ key: Key) {
        let rest = self[key].subtracting([id])
        ids[key] = rest.isEmpty ? nil : rest
    }

    /// Moves a permit from what it had to do with to what it has to do with now. Most acts change nothing here.
    mutating func note(_ id: PermitID, _ former: [Key], _ next: [Key]) {
        guard former != next else { return }
        for key in Set(former).subtracting(next) { remove(id, key) }
        for key in Set(next).subtracting(former) { insert(id, key) }
    }
}

extension Permit {
    /// Everyone who has a post, was offered one, works or is inside.
    fileprivate var everyone: [PersonID] { people + peopleInside.keys }

    /// The instruments that its tests were made with.
    fileprivate var instruments: [InstrumentID] {
        gasTests.values.map(\.instrument) + properGasTests.values.map(\.instrument)
    }
}
