/// Who looks, and how far: a person's grants, or what a device's key covers.
public struct Viewer: Sendable {
    /// The areas that may be seen.
    public let areas: AreaScope
    /// Whether the register may be seen.
    public let seesRegister: Bool
    /// Whether request bytes and signatures may be seen: an auditor's right.
    public let isAuditor: Bool
    /// The person who looks; nil for a shared device.
    public let person: PersonID?

    /// What the holder of a key may see at a moment. Answers and subscriptions both go by it.
    public init(of key: ClientKey, actor: PersonID? = nil, in state: State, _ house: Surroundings) {
        let authority = Authority(register: state.register, now: house.now, zone: house.zone)
        switch key.owner {
        case .person(let owner):
            person = owner
            let rights = key.isRevoked ? Rights() : authority.rights(of: owner)
            areas = rights.visibleAreas
            seesRegister = rights.seesRegister
            isAuditor = rights.isAuditor
        case .device:
            person = actor
            areas = key.isRevoked ? .nowhere : key.areas
            seesRegister = !key.isRevoked && key.areas.isEverywhere
            isAuditor = false
        }
    }

    /// Whether an event, or the topic of one, may be seen.
    public func sees(area: AreaID?, type: String) -> Bool {
        guard let area else { return seesRegister }
        if areas.covers(area) { return true }
        // What happens to an area as a whole concerns those below it.
        let concernsBelow = type.hasPrefix("area.") || type.hasPrefix("hazard.")
        return concernsBelow && areas.areas.contains { area.covers($0) }
    }

    /// Whether everything may be seen, the register included: what the socket of all events wants.
    public var seesEverything: Bool { areas.isEverywhere && seesRegister }

    func sees(_ permit: some ListedPermit) -> Bool {
        areas.covers(permit.area) || person.map { permit.people.contains($0) } ?? false
    }
}
