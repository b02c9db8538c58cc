public import PermitCore

/// What a permit is asked for.
public struct PermitRequest: Hashable, Sendable {
    /// A step of the work, its hazard and what is done about it.
    public struct Step: Hashable, Sendable {
        /// What is done, what may happen, what is done about it.
        public var step, hazard, control: String

        /// Names a step.
        public init(_ step: String, hazard: String, control: String) {
            self.step = step
            self.hazard = hazard
            self.control = control
        }
    }

    /// A point that must be isolated; its id belongs to the installation.
    public struct Isolation: Hashable, Sendable {
        /// The id, where energy is held back, what is held back, and how.
        public var id, point, energy, method: String

        /// Names a point.
        public init(id: String, point: String, energy: String, method: String) {
            self.id = id
            self.point = point
            self.energy = energy
            self.method = method
        }
    }

    /// A UUID in lower case, made by the client.
    public var permit: PermitID
    /// The kind of work and where it is.
    public var kind, area: String
    /// What is to be done, and how.
    public var work, method: String
    /// The window: [from, until).
    public var from, until: Instant
    /// What the rules ask about this work; `rules.form` says what that is.
    public var facts: JSONObject = [:]
    /// Who leads, and who is there for safety alone.
    public var leader, supervisor: PersonID
    /// Who works.
    public var crew: [CrewMember] = []
    /// The special equipment used.
    public var equipment: [EquipmentID] = []
    /// What must be isolated.
    public var isolations: [Isolation] = []
    /// The job safety analysis.
    public var analysis: [Step] = []
    /// The permits of the same job.
    public var related: [PermitID] = []
    /// The permit that this one takes the place of.
    public var supersedes: PermitID?

    /// A request with what every request has; the rest is set on it.
    public init(
        _ permit: PermitID, kind: String, area: String, work: String, method: String, from: Instant, until: Instant,
        leader: PersonID, supervisor: PersonID
    ) {
        self.permit = permit
        self.kind = kind
        self.area = area
        self.work = work
        self.method = method
        self.from = from
        self.until = until
        self.leader = leader
        self.supervisor = supervisor
    }

    var args: JSONObject {
        [
            "permit": .id(permit), "kind": .string(kind), "area": .string(area), "work": .string(work),
            "method": .string(method), "from": .moment(from), "until": .moment(until), "facts": .object(facts),
            "leader": .id(leader), "supervisor": .id(supervisor), "crew": .array(crew.map(\.json)),
            "equipment": equipment.isEmpty ? .null : .strings(equipment.map(\.text)),
            "isolations": isolations.isEmpty
                ? .null
                : .array(
                    isolations.map {
                        [
                            "id": .string($0.id), "point": .string($0.point), "energy": .string($0.energy),
                            "method": .string($0.method),
                        ]
                    }),
            "analysis": .array(
                analysis.map {
                    ["step": .string($0.step), "hazard": .string($0.hazard), "control": .string($0.control)]
                }),
            "related": related.isEmpty ? .null : .strings(related.map(\.text)), "supersedes": .id(supersedes),
        ]
    }
}

extension Act {
    /// Asks for a permit. The answer tells its number, its grade and who has to sign.
    public static func request(_ request: PermitRequest) -> Act { Act(.permitRequest, request.args) }
    /// Changes a returned permit; what was signed is void.
    public static func amend(_ request: PermitRequest) -> Act { Act(.permitAmend, request.args) }
    /// Gives a request back to the applicant.
    public static func `return`(_ permit: PermitID, reason: String) -> Act { reasoned(.permitReturn, permit, reason) }
    /// Refuses a request for good.
    public static func reject(_ permit: PermitID, reason: String) -> Act { reasoned(.permitReject, permit, reason) }
    /// Takes a permit back that was never started.
    public static func cancel(_ permit: PermitID, reason: String) -> Act { reasoned(.permitCancel, permit, reason) }
    /// Countersigns the content that was seen. ✍
    public static func countersign(_ permit: PermitID, contentDigest: String) -> Act {
        Act(.permitCountersign, permit, ["contentDigest": .string(contentDigest)])
    }
    /// Approves the content that was seen. ✍
    public static func approve(
        _ permit: PermitID, contentDigest: String, siteVisited: Bool, siteVisitBy: PersonID? = nil
    ) -> Act {
        Act(
            .permitApprove, permit,
            [
                "contentDigest": .string(contentDigest), "siteVisited": .bool(siteVisited),
                "siteVisitBy": .id(siteVisitBy),
            ])
    }
    /// The leader accepts the permit. ✍
    public static func accept(_ permit: PermitID, contentDigest: String) -> Act {
        Act(.permitAccept, permit, ["contentDigest": .string(contentDigest)])
    }
    /// Starts the work. ✍
    public static func start(_ permit: PermitID, revision: Int) -> Act {
        Act(.permitStart, permit, expect: revision)
    }
    /// Lets suspended work go on. ✍
    public static func resume(_ permit: PermitID, revision: Int) -> Act {
        Act(.permitResume, permit, expect: revision)
    }
    /// Stops work: anyone may, always.
    public static func suspend(_ permit: PermitID, reason: String) -> Act { reasoned(.permitSuspend, permit, reason) }
    /// Clears what keeps a suspended permit from being resumed. ✍
    public static func release(_ permit: PermitID, reason: String) -> Act { reasoned(.permitRelease, permit, reason) }
    /// Lets the window end later. ✍
    public static func extend(_ permit: PermitID, until: Instant, revision: Int) -> Act {
        Act(.permitExtend, permit, ["until": .moment(until)], expect: revision)
    }
    /// Ends the work for good; making safe and acceptance are still owed. ✍
    public static func revoke(_ permit: PermitID, reason: String) -> Act { reasoned(.permitRevoke, permit, reason) }
    /// Hands the site back.
    public static func finish(
        _ permit: PermitID, _ outcome: FinishArguments.Outcome, remarks: String? = nil
    ) -> Act {
        Act(.permitFinish, permit, ["outcome": .string(outcome.rawValue), "remarks": .text(remarks)])
    }
    /// Accepts the site and closes the permit. ✍
    public static func close(_ permit: PermitID, revision: Int) -> Act {
        Act(.permitClose, permit, expect: revision)
    }
    /// Refuses the site: each defect is to be put right.
    public static func refuseAcceptance(_ permit: PermitID, defects: [(item: String?, text: String)]) -> Act {
        let list = defects.map { defect in
            let object: JSONObject = ["item": .text(defect.item), "text": .string(defect.text)]
            return JSONValue.object(JSONObject(members: object.members.filter { $0.value != .null }))
        }
        return Act(.permitRefuseAcceptance, permit, ["defects": .array(list)])
    }

    static func reasoned(_ operation: Operation, _ permit: PermitID, _ reason: String) -> Act {
        Act(operation, permit, ["reason": .string(reason)])
    }
}
