extension Circumstances {
    /// The crew gate: credentials for the whole window, condition today, nobody in two places.
    func crewGate() -> [Unmet] {
        crewCredentials(through: permit.until) + conditionChecks() + workersElsewhere()
    }

    /// What each of the crew lacks by trade until a moment; who is blocked.
    func crewCredentials(through end: Instant) -> [Unmet] {
        var unmet: [Unmet] = []
        if permit.crew.isEmpty {
            unmet.append(Unmet(.crew, .crewEmpty, permit.permit.text, Message("nobody works", "没有作业人员")))
        }
        unmet +=
            leaderQualification(through: end) + blockedPeople(permit.crew.map(\.person).filter { $0 != permit.leader })
        for member in permit.crew {
            for kind in rules.trade(member.trade)?.credentials ?? [] {
                unmet += lacking(kind, member.person, through: end, as: member.trade)
            }
        }
        return unmet
    }

    /// Whether the leader may lead: not blocked, and with every credential that the pack wants of leaders.
    func leaderQualification(through end: Instant) -> [Unmet] {
        blockedPeople([permit.leader])
            + rules.leaderCredentials.flatMap { lacking($0, permit.leader, through: end, as: "leader") }
    }

    func blockedPeople(_ people: [PersonID]) -> [Unmet] {
        var seen: Set<PersonID> = []
        return people.filter { seen.insert($0).inserted && register.people[$0]?.status != .active }.map { person in
            Unmet(.crew, .personBlocked, person.text, Message("\(person) is blocked", "\(person) 已被禁止作业"))
        }
    }

    /// What a person lacks of one kind of credential: nothing if any one of them will do, else what is wrong with the
    /// one nearest to doing.
    func lacking(_ kind: String, _ person: PersonID, through end: Instant, as trade: String) -> [Unmet] {
        let held = register.credentials(of: person).filter { $0.kind == kind }
        let faults = held.map { fault(in: $0, through: end) }
        if faults.contains(where: { $0 == nil }) { return [] }
        let worst = faults.compactMap(\.self).min { severity($0.code) < severity($1.code) }
        guard let worst else {
            let isTraining = kind.hasPrefix("training.")
            return [
                Unmet(
                    .crew, isTraining ? .trainingMissing : .credentialMissing, person.text,
                    Message("\(person) has no \(kind)", "\(person) 没有 \(kind)"),
                    detail: ["kind": .string(kind), "trade": .string(trade)])
            ]
        }
        var detail = worst.detail
        detail["kind"] = .string(kind)
        return [Unmet(.crew, worst.code, person.text, worst.message, detail: detail)]
    }

    private func fault(
        in credential: Credential, through end: Instant
    ) -> (code: UnmetCode, message: Message, detail: JSONObject)? {
        let name = "\(credential.kind) \(credential.number)"
        var detail: JSONObject = ["credential": .id(credential.credential), "number": .string(credential.number)]
        if credential.isRevoked {
            return (.credentialRevoked, Message("\(name) was revoked", "\(name) 已被吊销"), detail)
        }
        if credential.verification == nil {
            return (.credentialUnverified, Message("\(name) is not verified", "\(name) 未经核验"), detail)
        }
        detail["expires"] = .string(credential.expires.description)
        if zone.end(of: credential.expires) <= now {
            return (
                .credentialExpired,
                Message("\(name) expired on \(credential.expires)", "\(name) 已于 \(credential.expires) 过期"), detail
            )
        }
        if let due = credential.reviewDue, zone.end(of: due) <= now {
            detail["reviewDue"] = .string(due.description)
            return (
                .credentialReviewOverdue, Message("\(name) was due for review on \(due)", "\(name) 应于 \(due) 前复审"),
                detail
            )
        }
        let lastDay = min(credential.expires, credential.reviewDue ?? credential.expires)
        if zone.end(of: lastDay) < end {
            return (
                .credentialExpiresInWindow,
                Message("\(name) is good through \(lastDay) only", "\(name) 有效期仅至 \(lastDay)"), detail
            )
        }
        return nil
    }

    private func severity(_ code: UnmetCode) -> Int {
        let order: [UnmetCode] = [
            .credentialExpiresInWindow, .credentialReviewOverdue, .credentialExpired, .credentialUnverified,
            .credentialRevoked,
        ]
        return order.firstIndex(of: code) ?? order.count
    }

    /// Workers whose condition was not looked at, or who are not fit.
    func conditionChecks() -> [Unmet] {
        unfitWorkers()
            + permit.crew.map(\.person).filter { person in
                permit.conditions[person].map { $0.isFit && !isAlive($0.done, rules.condition.lives) } ?? true
            }.map { person in
                Unmet(
                    .crew, .conditionCheckMissing, person.text,
                    Message("the condition of \(person) was not checked", "未检查 \(person) 的身体状况"),
                    detail: [
                        "lives": .string(rules.condition.lives.rawValue), "clause": .string(rules.condition.clause),
                    ])
            }
    }

    /// Workers found unfit.
    func unfitWorkers() -> [Unmet] {
        permit.crew.map(\.person).filter { permit.conditions[$0]?.isFit == false }.map { person in
            Unmet(
                .crew, .conditionUnfit, person.text,
                Message("\(person) was found unfit", "\(person) 身体状况不适合作业"))
        }
    }

    private func workersElsewhere() -> [Unmet] {
        let own = Set(state.job(of: permit).map(\.permit) + [permit.permit])
        return permit.crew.map(\.person).flatMap { person in
            state.live.inOrder(state.live.of(person).filter { !own.contains($0) }) { other in
                (other.state == .active && other.crew.contains { $0.person == person })
                    || other.peopleInside[person] != nil
            }.map { other in
                Unmet(
                    .crew, .workerElsewhere, person.text,
                    Message("\(person) works on \(other.number)", "\(person) 正在 \(other.number) 作业"),
                    detail: ["permit": .id(other.permit), "number": .string(other.number)])
            }
        }
    }
}
