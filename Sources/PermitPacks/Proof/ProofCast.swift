import PermitCore

/// Who asks for the permit and works on it, in one run of a proof.
struct ProofCast: Hashable, Sendable {
    var applicant = ProofWorld.holder(of: "applicant")
    var leader = ProofWorld.holder(of: "leader")
    var supervisor = ProofWorld.holder(of: "supervisor")
    var worker = ProofWorld.worker

    /// The plain cast, and one for each post that the holder of everything may have on the permit.
    static var everyOne: [ProofCast] {
        [
            ProofCast(), ProofCast(applicant: ProofWorld.all), ProofCast(leader: ProofWorld.all),
            ProofCast(supervisor: ProofWorld.all), ProofCast(worker: ProofWorld.all),
        ]
    }

    /// Everyone who must not approve.
    var concerned: Set<PersonID> { [applicant, leader, supervisor, worker] }
}
