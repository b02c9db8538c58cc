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
    private var byFact = Index<SharedFact>()
    private var byCell = Index<SiteCell>()
    private var withGasOutOfRange: Set<PermitID> = []
    /// The facts by which rules look for other work: only these are told apart.
    private var factsShared: Set<String> = []

    /// No permits.
    public init() {}

    /// Many permits at once: what they have in common is gathered before it is filed.
    init(_ permits: Shelves<PermitID, Permit>, tellingApart facts: Set<String>) {
        byID = permits
        factsShared = facts
        var areas = Index<AreaID>.Gathered()
        var people = Index<PersonID>.Gathered()
        var isolations = Index<IsolationID>.Gathered()
        var equipment = Index<EquipmentID>.Gathered()
        var instruments = Index<InstrumentID>.Gathered()
        var told = Index<SharedFact>.Gathered()
        var cells = Index<SiteCell>.Gathered()
        permits.each { id, permit in
            areas.file(id, [permit.content.area])
            people.file(id, permit.everyone)
            isolations.file(id, permit.content.isolations.map { $0.id })
            equipment.file(id, permit.content.equipment)
            instruments.file(id, permit.instruments)
            told.file(id, shared(permit.content))
            cells.file(id, SiteCell.all(permit.content))
            if !permit.pointsOutOfRange.isEmpty { withGasOutOfRange.insert(id) }
        }
        for area in areas.ids.keys { noteBusy(area) }
        byArea = Index(areas)
        byPerson = Index(people)
        byIsolation = Index(isolations)
        byEquipment = Index(equipment)
        byInstrument = Index(instruments)
        byFact = Index(told)
        byCell = Index(cells)
    }

    /// All of them by id.
    var shelves: Shelves<PermitID, Permit> { byID }
    /// How many there are.
    public var count: Int { byID.count }
    /// All of them, in no order that stays.
    public var values: some Collection<Permit> { byID.values }
    /// Their ids, in no order that stays.
    public var keys: [PermitID] { Array(byID.keys) }
    /// How many there are in each state.
    public var countByState: [PermitState: Int] {
        var found: [PermitState: Int] = [:]
        byID.each { _, permit in found[permit.state, default: 0] += 1 }
        return found
    }

    /// A permit by its id; nil removes it.
    public subscript(id: PermitID) -> Permit? {
        get { byID[id] }
        set {
            let former = byID[id]
            byID[id] = newValue
            note(id, former, newValue)
        }
    }

    /// Shows the permit of an id, if there is one, without a copy of it.
    func look<Result>(at id: PermitID, _ show: (Permit) -> Result) -> Result? { byID.look(at: id, show) }

    /// Those of exactly one area.
    func at(_ area: AreaID) -> [PermitID] { byArea[area] }

    /// Those of an area and of the areas below it, each once.
    func inOrBelow(_ area: AreaID) -> [PermitID] {
        (busyBelow[area] ?? []).reduce(into: byArea[area]) { $0 += inOrBelow($1) }
    }

    /// Those on which a person holds a post or was offered one, works, or is inside.
    func of(_ person: PersonID) -> [PermitID] { byPerson[person] }

    /// Those that name an isolation.
    func naming(_ isolation: IsolationID) -> [PermitID] { byIsolation[isolation] }

    /// Those that use a piece of equipment.
    func using(_ equipment: EquipmentID) -> [PermitID] { byEquipment[equipment] }

    /// Those that an instrument's readings count for.
    func using(_ instrument: InstrumentID) -> [PermitID] { byInstrument[instrument] }

    /// Those that tell the same of a fact that rules look for other work by.
    func telling(_ fact: String, _ value: JSONValue) -> [PermitID] { byFact[SharedFact(name: fact, value: value)] }

    /// Those that may be within some metres of a permit, as far as both tell where they are.
    func around(_ permit: Permit, metres: DecimalNumber) -> [PermitID] {
        guard let cell = SiteCell(permit.content) else { return [] }
        return cell.isWithin(metres, of: byCell).flatMap { byCell[$0] }
    }

    /// Those with a point where gas is out of range.
    var outOfRange: Set<PermitID> { withGasOutOfRange }

    /// The permits of some ids that are as wanted, each once, in the order of their numbers.
    func inOrder(_ ids: some Sequence<PermitID>, where isWanted: (Permit) -> Bool = { _ in true }) -> [Permit] {
        var found: [Permit] = []
        for id in ids {
            if byID.look(at: id, isWanted) == true, let permit = byID[id] { found.append(permit) }
        }
        guard found.count > 1 else { return found }
        found.sort { $0.number < $1.number }
        return zip(found.indices, found).filter { $0 == 0 || found[$0 - 1].permit != $1.permit }.map(\.1)
    }

    /// Tells apart what permits say of some facts from now on.
    mutating func tell(apart facts: Set<String>) {
        guard facts != factsShared else { return }
        factsShared = facts
        byFact = Index()
        for permit in byID.values { byFact.note(permit.permit, [], shared(permit.content)) }
    }

    /// Files a permit by what changed of it. Most acts change little: what stayed is not looked at again.
    private mutating func note(_ id: PermitID, _ former: Permit?, _ next: Permit?) {
        if former?.content != next?.content { note(id, former?.content, next?.content) }
        let hasSamePeople = former.flatMap { former in next.map { former.hasSamePeople(as: $0) } } ?? false
        if !hasSamePeople { byPerson.note(id, former?.everyone ?? [], next?.everyone ?? []) }
        byInstrument.note(id, former?.instruments ?? [], next?.instruments ?? [])
        if next?.pointsOutOfRange.isEmpty == false {
            withGasOutOfRange.insert(id)
        } else if !withGasOutOfRange.isEmpty {
            withGasOutOfRange.remove(id)
        }
    }

    private mutating func note(_ id: PermitID, _ former: PermitContent?, _ next: PermitContent?) {
        if former?.area != next?.area {
            if let area = former?.area { leave(area, id) }
            if let area = next?.area { enter(area, id) }
        }
        byIsolation.note(id, former?.isolations.map { $0.id } ?? [], next?.isolations.map { $0.id } ?? [])
        byEquipment.note(id, former?.equipment ?? [], next?.equipment ?? [])
        byFact.note(id, former.map(shared) ?? [], next.map(shared) ?? [])
        byCell.note(id, former.map(SiteCell.all) ?? [], next.map(SiteCell.all) ?? [])
    }

    private func shared(_ content: PermitContent) -> [SharedFact] {
        factsShared.compactMap { name in content.facts[name].map { SharedFact(name: name, value: $0) } }
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

    /// Everything that some permit has to do with, in no order that stays.
    var keys: some Collection<Key> { ids.keys }
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
        case .many(let shelves): Array(shelves.keys)
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
            self = shelves.count > Self.mostOnAList / 2 ? .many(shelves) : .few(Array(shelves.keys))
        }
    }

    private mutating func shelve(_ ids: [PermitID]) {
        var shelves = LightShelves<PermitID, Void>()
        for id in ids { shelves[id] = () }
        self = .many(shelves)
    }
}

extension Permit {
    /// Everyone who has a post, was offered one, works or is inside.
    fileprivate var everyone: [PersonID] { people + peopleInside.keys }

    fileprivate func hasSamePeople(as other: Permit) -> Bool {
        leader == other.leader && supervisor == other.supervisor && crew == other.crew && offers == other.offers
            && peopleInside == other.peopleInside
    }

    /// The instruments that its tests were made with.
    fileprivate var instruments: [InstrumentID] {
        gasTests.values.map { $0.instrument } + properGasTests.values.map { $0.instrument }
    }
}
