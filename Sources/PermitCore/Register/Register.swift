/// Who there is, what they may do and what they may use: all that permits lean on.
public struct Register: Hashable, Sendable {
    /// Areas by path.
    public internal(set) var areas: [AreaID: Area] = [:]
    /// People by id.
    public internal(set) var people: [PersonID: Person] = [:]
    /// Credentials by id.
    public internal(set) var credentials: [CredentialID: Credential] = [:]
    /// Grants by id.
    public internal(set) var grants: [GrantID: Grant] = [:]
    /// Instruments by id.
    public internal(set) var instruments: [InstrumentID: Instrument] = [:]
    /// Equipment by id.
    public internal(set) var equipment: [EquipmentID: Equipment] = [:]
    /// Client keys by their Z85 text.
    public internal(set) var clientKeys: [String: ClientKey] = [:]
    /// Signing keys by their base64 text.
    public internal(set) var signingKeys: [String: SigningKey] = [:]

    private var credentialsOf: [PersonID: [CredentialID]] = [:]
    private var grantsOf: [PersonID: [GrantID]] = [:]

    /// The credentials a person holds or held.
    public func credentials(of person: PersonID) -> [Credential] {
        (credentialsOf[person] ?? []).compactMap { credentials[$0] }
    }

    /// The grants a person has or had.
    public func grants(of person: PersonID) -> [Grant] {
        (grantsOf[person] ?? []).compactMap { grants[$0] }
    }

    /// The signing keys of a person that were not revoked, in base64.
    public func signingKeys(of person: PersonID) -> [String] {
        signingKeys.values.filter { $0.person == person && !$0.isRevoked }.map(\.signing).sorted()
    }

    mutating func put(_ credential: Credential) {
        if let former = credentials[credential.credential] {
            credentialsOf[former.person]?.removeAll { $0 == credential.credential }
        }
        credentials[credential.credential] = credential
        credentialsOf[credential.person, default: []].append(credential.credential)
    }

    mutating func put(_ grant: Grant) {
        if let former = grants[grant.grant] {
            grantsOf[former.person]?.removeAll { $0 == grant.grant }
        }
        grants[grant.grant] = grant
        grantsOf[grant.person, default: []].append(grant.grant)
    }
}
