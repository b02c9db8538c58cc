/// The permits that an event may concern, whose deadlines may no longer be what they were, and which of their
/// conditions may no longer hold.
///
/// Too many cost time; one too few would let work go on without its conditions. So whatever could matter counts.
public struct Concern: Sendable {
    /// Whether it may be any permit, in any way.
    public private(set) var isEveryone = false
    private var atStake: [PermitID: StandingConditions] = [:]

    /// Nobody's concern.
    public init() {}

    /// What concerns every permit.
    public static let everyone: Concern = {
        var concern = Concern()
        concern.isEveryone = true
        return concern
    }()

    /// Those it is, unless it may be any.
    public var permits: some Collection<PermitID> { atStake.keys }

    /// The conditions of a permit that may no longer hold.
    func conditions(of permit: PermitID) -> StandingConditions {
        isEveryone ? .all : atStake[permit] ?? []
    }

    fileprivate mutating func note(_ permit: PermitID, _ conditions: StandingConditions = .all) {
        atStake[permit, default: []].formUnion(conditions)
    }

    fileprivate mutating func note(_ permits: some Sequence<PermitID>, _ conditions: StandingConditions = .all) {
        for permit in permits { note(permit, conditions) }
    }

    fileprivate mutating func noteEveryone() { isEveryone = true }
}

extension State {
    /// Takes up an event and notes the permits that it concerns. What a thing was before counts too: a certificate that
    /// passes to another holder is no longer the former one's.
    public mutating func apply(_ event: Event, noting concern: inout Concern) throws(ReplayFault) {
        note(event, in: &concern)
        try apply(event)
        note(event, in: &concern)
    }

    private func note(_ event: Event, in concern: inout Concern) {
        if let stamp = event.permit { return note(event, of: stamp.permit, in: &concern) }
        switch event.type {
        case .packsAdopted: concern.noteEveryone()
        case .areaPut: if let area = AreaID(event.subject) { concern.note(near(area)) }
        case .areaStopped, .areaAcknowledged, .areaLifted: note(event, .areaNotStopped, in: &concern)
        case .areaWeatherReported: note(event, .weatherWithinLimits, in: &concern)
        case .hazardReported, .hazardAssigned, .hazardRectified, .hazardVerified, .hazardReopened, .hazardOverdue:
            note(event, .noMajorHazard, in: &concern)
        default: noteOfRegister(event, in: &concern)
        }
    }

    /// Whoever shares the job, a point of isolation, or is near where gas was found or people are beside other work.
    private func note(_ event: Event, of id: PermitID, in concern: inout Concern) {
        concern.note(id, event.type.conditionsAtStake)
        guard let permit = live[id] else { return }
        concern.note(permit.content.related)
        switch event.type {
        case .permitIsolated, .permitIsolationVerified, .permitIsolationRemoved, .permitTestSanctioned:
            if let point = event.args["isolation"]?.string {
                concern.note(live.naming(IsolationID(point)), .isolationsInPlace)
            }
        case .permitGasTested where event.effects["within"] == false:
            concern.note(near(permit.content.area), .gasInRange)
        case .permitEntered where permit.state != .active:
            concern.note(mayConflict(with: permit, thatBlock: true), .noConflict)
        case .permitFinished where permit.state == .fireWatch, .permitFireWatched where permit.state == .fireWatch:
            concern.note(mayConflict(with: permit, thatBlock: true), .noConflict)
        default: break
        }
    }

    /// Whoever is in or below the areas that an event reaches.
    private func note(_ event: Event, _ conditions: StandingConditions, in concern: inout Concern) {
        let reached = (event.effects["reaches"]?.array ?? []).compactMap { $0.string.flatMap { AreaID($0) } }
        for area in reached + [event.area].compactMap(\.self) { concern.note(live.inOrBelow(area), conditions) }
    }

    private func noteOfRegister(_ event: Event, in concern: inout Concern) {
        let subject = event.subject
        switch event.type {
        case .personPut: concern.note(live.of(PersonID(subject)))
        case .credentialPut, .credentialVerified, .credentialRevoked:
            if let held = register.credentials[CredentialID(subject)] { concern.note(live.of(held.person)) }
        case .grantPut, .grantRevoked:
            if let held = register.grants[GrantID(subject)] { concern.note(live.of(held.person)) }
        case .instrumentPut: concern.note(live.using(InstrumentID(subject)))
        case .equipmentPut: concern.note(live.using(EquipmentID(subject)))
        default: break
        }
    }
}
