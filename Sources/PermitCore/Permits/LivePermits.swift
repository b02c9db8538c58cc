/// The permits that still owe something, found by id, place, person or thing without a look at each of them: what one
/// act costs must not grow with all the work of the site.
public struct LivePermits: Equatable, Sendable {
    private var byID = Shelves<PermitID, Permit>()
    private var byWork = Index<Work>()
    /// How many there are of each kind of work.
    private var kinds: [String: Int] = [:]
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

    /// Work of one kind in one area.
    private struct Work: Hashable {
        let area: AreaID
        let kind: String

        init(_ area: AreaID, _ kind: String) {
            self.area = area
            self.kind = kind
        }

        init(_ content: PermitContent) { self.init(content.area, content.kind) }
    }

    /// Many permits at once: what they have in common is gathered before it is filed.
    init(_ permits: Shelves<PermitID, Permit>, tellingApart facts: Set<String>) {
        byID = permits
        factsShared = facts
        var work = Index<Work>.Gathered()
        var people = Index<PersonID>.Gathered()
        var isolations = Index<IsolationID>.Gathered()
        var equipment = Index<EquipmentID>.Gathered()
        var instruments = Index<InstrumentID>.Gathered()
        var told = Index<SharedFact>.Gathered()
        var cells = Index<SiteCell>.Gathered()
        permits.each { id, permit in
            work.file(id, [Work(permit.content)])
            people.file(id, permit.everyone)
            isolations.file(id, permit.content.isolations.map { $0.id })
            equipment.file(id, permit.content.equipment)
            instruments.file(id, permit.instruments)
            told.file(id, shared(permit.content))
            cells.file(id, SiteCell.all(permit.content))
            if !permit.pointsOutOfRange.isEmpty { withGasOutOfRange.insert(id) }
        }
        for (work, permits) in work.ids { kinds[work.kind, default: 0] += permits.count }
        for area in Set(work.ids.keys.map { $0.area }) { noteBusy(area) }
        byWork = Index(work)
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
    public var values: [Permit] { byID.values }
    /// Their ids, in no order that stays.
    public var keys: [PermitID] { byID.keys }
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
    ///
    /// - Parameter kinds: the kinds of work wanted; nil for all.
    func at(_ area: AreaID, of kinds: [String]? = nil) -> [PermitID] {
        (kinds ?? Array(self.kinds.keys)).reduce(into: []) { $0 += byWork[Work(area, $1)] }
    }

    /// Those of an area and of the areas below it, each once.
    ///
    /// - Parameter kinds: the kinds of work wanted; nil for all.
    func inOrBelow(_ area: AreaID, of kinds: [String]? = nil) -> [PermitID] {
        let kinds = kinds ?? Array(self.kinds.keys)
        return (busyBelow[area] ?? []).reduce(into: at(area, of: kinds)) { $0 += inOrBelow($1, of: kinds) }
    }

    /// The kinds of work that are there.
    func kinds(where isWanted: (String) -> Bool) -> [String] { kinds.keys.filter(isWanted) }

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
        let (left, entered) = (former.map(Work.init), next.map(Work.init))
        if left != entered {
            if let left { leave(left, id) }
            if let entered { enter(entered, id) }
        }
        byIsolation.note(id, former?.isolations.map { $0.id } ?? [], next?.isolations.map { $0.id } ?? [])
        byEquipment.note(id, former?.equipment ?? [], next?.equipment ?? [])
        byFact.note(id, former.map(shared) ?? [], next.map(shared) ?? [])
        byCell.note(id, former.map(SiteCell.all) ?? [], next.map(SiteCell.all) ?? [])
    }

    private func shared(_ content: PermitContent) -> [SharedFact] {
        factsShared.compactMap { name in content.facts[name].map { SharedFact(name: name, value: $0) } }
    }

    private mutating func enter(_ work: Work, _ id: PermitID) {
        byWork.insert(id, work)
        kinds[work.kind, default: 0] += 1
        noteBusy(work.area)
    }

    private mutating func noteBusy(_ area: AreaID) {
        var below = area
        while let above = below.parent {
            guard busyBelow[above]?.contains(below) != true else { return }
            busyBelow[above] = (busyBelow[above] ?? []).union([below])
            below = above
        }
    }

    private mutating func leave(_ work: Work, _ id: PermitID) {
        byWork.remove(id, work)
        let others = (kinds[work.kind] ?? 1) - 1
        kinds[work.kind] = others > 0 ? others : nil
        var below = work.area
        while !isBusy(below), let above = below.parent {
            let rest = (busyBelow[above] ?? []).subtracting([below])
            busyBelow[above] = rest.isEmpty ? nil : rest
            below = above
        }
    }

    /// Whether a live permit is in or below an area.
    private func isBusy(_ area: AreaID) -> Bool {
        busyBelow[area] != nil || kinds.keys.contains { !byWork.isEmpty(Work(area, $0)) }
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
