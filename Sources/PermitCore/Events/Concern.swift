/// The permits that an event may concern: whose conditions or deadlines may no longer be what they were.
///
/// Too many cost time; one too few would let work go on without its conditions. So whatever could matter counts.
public struct Concern: Sendable {
    /// Whether it may be any permit.
    public private(set) var isEveryone = false
    /// Those it is, unless it may be any.
    public private(set) var permits: Set<PermitID> = []

    /// Nobody's concern.
    public init() {}

    /// What concerns every permit.
    public static let everyone: Concern = {
        var concern = Concern()
        concern.isEveryone = true
        return concern
    }()

    init(_ permits: Set<PermitID>) {
        self.permits = permits
    }

    /// Adds what something else concerns.
    public mutating func formUnion(_ other: Concern) {
        isEveryone = isEveryone || other.isEveryone
        permits.formUnion(other.permits)
    }
}

extension State {
    /// Takes up an event and notes the permits that it concerns. What a thing was before counts too: a certificate that
    /// passes to another holder is no longer the former one's.
    public mutating func apply(_ event: Event, noting concern: inout Concern) throws(ReplayFault) {
        concern.formUnion(permits(concernedBy: event))
        try apply(event)
        concern.formUnion(permits(concernedBy: event))
    }

    private func permits(concernedBy event: Event) -> Concern {
        if let stamp = event.permit { return Concern(permits(concernedBy: event, of: stamp.permit)) }
        switch event.type {
        case .packsAdopted: return .everyone
        case .areaPut: return Concern(AreaID(event.subject).map { near($0) } ?? [])
        case .areaStopped, .areaAcknowledged, .areaLifted, .areaWeatherReported, .hazardReported, .hazardAssigned,
            .hazardRectified, .hazardVerified, .hazardReopened, .hazardOverdue:
            return Concern(reached(by: event).reduce(into: []) { $0.formUnion(live.inOrBelow($1)) })
        default: return Concern(permits(concernedByRegister: event))
        }
    }

    /// Whoever shares the job, a point of isolation, or is near where gas was found or people are beside other work.
    private func permits(concernedBy event: Event, of id: PermitID) -> Set<PermitID> {
        guard let permit = live[id] else { return [id] }
        var concerned = Set(permit.content.related).union([id])
        switch event.type {
        case .permitIsolated, .permitIsolationVerified, .permitIsolationRemoved, .permitTestSanctioned:
            if let point = event.args["isolation"]?.string { concerned.formUnion(live.naming(IsolationID(point))) }
        case .permitGasTested where event.effects["within"] == false:
            concerned.formUnion(near(permit.content.area))
        case .permitEntered where permit.state != .active:
            concerned.formUnion(mayConflict(with: permit))
        case .permitFinished where permit.state == .fireWatch, .permitFireWatched where permit.state == .fireWatch:
            concerned.formUnion(mayConflict(with: permit))
        default: break
        }
        return concerned
    }

    private func reached(by event: Event) -> [AreaID] {
        let stopped = (event.effects["reaches"]?.array ?? []).compactMap { $0.string.flatMap { AreaID($0) } }
        return stopped + [event.area].compactMap(\.self)
    }

    private func permits(concernedByRegister event: Event) -> Set<PermitID> {
        let subject = event.subject
        switch event.type {
        case .personPut: return Set(live.of(PersonID(subject)))
        case .credentialPut, .credentialVerified, .credentialRevoked:
            return register.credentials[CredentialID(subject)].map { Set(live.of($0.person)) } ?? []
        case .grantPut, .grantRevoked:
            return register.grants[GrantID(subject)].map { Set(live.of($0.person)) } ?? []
        case .instrumentPut: return Set(live.using(InstrumentID(subject)))
        case .equipmentPut: return Set(live.using(EquipmentID(subject)))
        default: return []
        }
    }
}
