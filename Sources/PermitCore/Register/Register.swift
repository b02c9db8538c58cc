/// Who there is, what they may do and what they may use: all that permits lean on.
public struct Register: Equatable, Sendable {
    /// Areas by path.
    public internal(set) var areas = Shelves<AreaID, Area>()
    /// People by id.
    public internal(set) var people = Shelves<PersonID, Person>()
    /// Credentials by id.
    public internal(set) var credentials = Shelves<CredentialID, Credential>()
    /// Grants by id.
    public internal(set) var grants = Shelves<GrantID, Grant>()
    /// Instruments by id.
    public internal(set) var instruments = Shelves<InstrumentID, Instrument>()
    /// Equipment by id.
    public internal(set) var equipment = Shelves<EquipmentID, Equipment>()
    /// Client keys by their Z85 text.
    public internal(set) var clientKeys = Shelves<String, ClientKey>()
    /// Signing keys by their base64 text.
    public internal(set) var signingKeys = Shelves<String, SigningKey>()

    /// The order of the ids is that in which they were put, and answers keep it.
    var credentialsOf = Shelves<PersonID, [CredentialID]>()
    var grantsOf = Shelves<PersonID, [GrantID]>()
    var signingKeysOf = Shelves<PersonID, [String]>()
    /// The areas that name another one as next door.
    var nextTo = Shelves<AreaID, Set<AreaID>>()

    /// A person's id as the register has it already: one read from an event is a text of its own, and would be kept
    /// once more.
    func own(_ person: PersonID) -> PersonID { people.look(at: person) { $0.person } ?? person }

    /// An area's path, for the same reason.
    func own(_ area: AreaID) -> AreaID { areas.look(at: area) { $0.area } ?? area }

    /// The credentials a person holds or held.
    public func credentials(of person: PersonID) -> [Credential] {
        (credentialsOf[person] ?? []).compactMap { credentials[$0] }
    }

    /// The grants a person has or had.
    public func grants(of person: PersonID) -> [Grant] {
        (grantsOf[person] ?? []).compactMap { grants[$0] }
    }

    /// The areas that name this one as next door.
    func areasNextTo(_ area: AreaID) -> Set<AreaID> { nextTo[area] ?? [] }

    /// The signing keys of a person that were not revoked, in base64.
    public func signingKeys(of person: PersonID) -> [String] {
        (signingKeysOf[person] ?? []).filter { signingKeys[$0]?.isRevoked == false }.sorted()
    }

    mutating func put(_ credential: Credential) {
        var credential = credential
        credential.person = own(credential.person)
        if let former = credentials[credential.credential] {
            credentialsOf[former.person]?.removeAll { $0 == credential.credential }
        }
        credentials[credential.credential] = credential
        credentialsOf[credential.person] = (credentialsOf[credential.person] ?? []) + [credential.credential]
    }

    mutating func put(_ grant: Grant) {
        var grant = grant
        grant.person = own(grant.person)
        if let former = grants[grant.grant] {
            grantsOf[former.person]?.removeAll { $0 == grant.grant }
        }
        grants[grant.grant] = grant
        grantsOf[grant.person] = (grantsOf[grant.person] ?? []) + [grant.grant]
    }

    mutating func put(_ key: SigningKey) {
        var key = key
        key.person = own(key.person)
        signingKeys[key.signing] = key
        signingKeysOf[key.person] = (signingKeysOf[key.person] ?? []).filter { $0 != key.signing } + [key.signing]
    }

    mutating func put(_ area: Area) {
        for former in areas[area.area]?.adjacent ?? [] { nextTo[former]?.remove(area.area) }
        for next in area.adjacent { nextTo[next] = (nextTo[next] ?? []).union([area.area]) }
        areas[area.area] = area
    }
}
