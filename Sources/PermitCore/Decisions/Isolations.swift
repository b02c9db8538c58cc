extension Act {
    /// `permit.isolate`: puts an isolation in place that isn't.
    func isolate(_ arguments: IsolateArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let isolation = try isolation(arguments.isolation)
        if let application = isolation.application, command.at >= application.at {
            throw wrongState(
                Message(
                    "\(application.by) isolated it at \(application.at)",
                    "已由 \(application.by) 于 \(application.at) 隔离"))
        }
        return try recordIsolation(arguments.isolation, into: &draft)
    }

    /// `permit.verifyIsolation`: another isolator tries whether energy is held back.
    func verifyIsolation(_ arguments: IsolationReference, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let isolation = try isolation(arguments.isolation)
        if isolation.application == nil {
            let missing = circumstances(of: permit, rules).isolationsInPlace().filter {
                $0.subject == arguments.isolation.text
            }
            try require(missing)
        }
        return try recordIsolation(arguments.isolation, into: &draft)
    }

    /// `permit.removeIsolation`: for good, where nobody is inside and nothing else leans on it; or for a test that
    /// everyone concerned agreed to.
    func removeIsolation(_ arguments: RemoveIsolationArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, rules) = try permit()
        let isolation = try isolation(arguments.isolation)
        guard isolation.application != nil else {
            throw wrongState(Message("it is not isolated", "该隔离点未隔离"))
        }
        switch arguments.purpose {
        case .restore:
            guard permit.state != .suspended else {
                throw wrongState(Message("only for a test while suspended", "中止期间仅可为测试临时解除"))
            }
            let inside = circumstances(of: permit, rules).insideGate()
            try require(inside + others(leaningOn: isolation, but: permit))
        case .test:
            guard permit.state == .suspended else {
                throw wrongState(Message("only while suspended", "仅在中止期间可为测试解除"))
            }
            guard isSanctioned(isolation) else {
                throw wrongState(
                    Message(
                        "the test is not sanctioned by the area's post and by every leader concerned",
                        "测试未经区域岗位及全部相关负责人同意"))
            }
            let inside = state.leaning(on: arguments.isolation).compactMap { other in
                state.rules(for: other).map { circumstances(of: other, $0) }
            }
            try require(inside.flatMap { $0.insideGate() })
        }
        return try recordIsolation(arguments.isolation, into: &draft)
    }

    /// `permit.sanctionTest`: the area's post first, which suspends all that leans on the isolation; then the leader of
    /// each of those permits.
    func sanctionTest(_ arguments: SanctionArguments, into draft: inout Draft) throws(Refusal) -> JSONObject {
        let (permit, _) = try permit()
        let isolation = try isolation(arguments.isolation)
        guard arguments.until > now else {
            throw .invalid([FieldFault(path: "/args/until", Message("must lie ahead", "必须晚于当前时间"))])
        }
        let leaning = state.leaning(on: arguments.isolation)
        let inside = leaning.compactMap { other in state.rules(for: other).map { circumstances(of: other, $0) } }
        try require(inside.flatMap { $0.insideGate() })
        let awaited = isolation.sanction.map { sanction in
            sanction.until == arguments.until && now < sanction.until
                && sanction.leaders[permit.permit] != permit.leader
        }
        if awaited == true, isActor(.leader) {
            try draft.record(.permitTestSanctioned, permit, args: publishedArgs, effects: ["as": "leader"])
        } else if isActor(.areaPost) {
            try draft.record(.permitTestSanctioned, permit, args: publishedArgs, effects: ["as": "areaPost"])
            for other in leaning where other.state == .active || other.state == .suspended {
                try draft.record(.permitSuspended, other, cause: Cause.test, args: publishedArgs)
            }
        } else {
            throw wrongState(
                Message("the area's post sanctions first, until the same moment", "须由区域岗位先行同意，且截止时间一致"))
        }
        let agreed = draft.state.isolations[arguments.isolation]?.sanction?.leaders ?? [:]
        let missing = leaning.filter { agreed[$0.permit] != $0.leader }
        return ["awaiting": .array(missing.map { ["permit": .id($0.permit), "leader": .id($0.leader)] })]
    }

    /// Whether everyone agreed and all still rests for this test: work that was resumed since ended the consent.
    private func isSanctioned(_ isolation: Isolation) -> Bool {
        guard let sanction = isolation.sanction, now < sanction.until else { return false }
        return state.leaning(on: isolation.point.id).allSatisfy { other in
            other.state == .suspended && sanction.leaders[other.permit] == other.leader
                && other.causes.contains { $0.cause == Cause.test }
        }
    }

    private func others(leaningOn isolation: Isolation, but permit: Permit) -> [Unmet] {
        state.leaning(on: isolation.point.id, but: permit.permit).map { other in
            Unmet(
                .closure, .isolationInUse, isolation.point.id.text,
                Message("\(other.number) leans on it", "\(other.number) 仍依赖该隔离"),
                detail: ["permit": .id(other.permit), "number": .string(other.number)])
        }
    }

    private func isolation(_ id: IsolationID) throws(Refusal) -> Isolation {
        guard let isolation = state.isolations[id] else { throw .notFound("isolation \(id)") }
        return isolation
    }

    private func recordIsolation(_ id: IsolationID, into draft: inout Draft) throws(Refusal) -> JSONObject {
        try draft.record(operation.eventType, try permit().permit, args: publishedArgs)
        return ["isolation": draft.state.isolations[id].map { .object($0.json) } ?? .null]
    }
}
