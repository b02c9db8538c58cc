import PermitCore

extension World {
    /// What tells one state from another: everything that the rules look at, with times in buckets and without the
    /// numbers that only count (sequences, revisions, alarms).
    var fingerprint: Int {
        var hasher = Hasher()
        let permits = Array(state.live.values) + Array(state.ended.values)
        for permit in permits.sorted(by: { $0.permit < $1.permit }) {
            hasher.combine(permit.permit)
            hash(permit, into: &hasher)
        }
        for stop in state.stops.values.sorted(by: { $0.stop < $1.stop }) where stop.liftedAt == nil {
            hasher.combine(stop.reaches)
            hasher.combine(stop.acknowledged.count)
        }
        hasher.combine(
            state.isolations.mapValues { isolation in
                [
                    isolation.application?.by.text ?? "", isolation.verification?.by.text ?? "",
                    isolation.sanction.map { $0.until > now ? "agreed" : "over" } ?? "",
                    "\(isolation.sanction?.leaders.count ?? 0)",
                ]
            })
        hasher.combine(
            state.hazards.mapValues { ["\($0.state)", "\($0.level)", $0.assignee?.text ?? "", "\($0.isOverdue)"] })
        hasher.combine(state.weather.mapValues { [$0.windBeaufort, $0.conditions.count] })
        hasher.combine(state.register.people.mapValues { $0.status == .active })
        hasher.combine(state.register.credentials.mapValues(\.isRevoked))
        return hasher.finalize()
    }

    private func hash(_ permit: Permit, into hasher: inout Hasher) {
        hasher.combine(permit.state)
        hasher.combine(permit.wasEverActive)
        hasher.combine(permit.contentDigest)
        guard permit.isLive else {
            hasher.combine(permit.peopleInside.keys.sorted())
            return
        }
        hasher.combine(now < permit.content.from)
        hasher.combine(bucket(permit.until - now, [0, 10, 20, 30, 60, 120]))
        hasher.combine([permit.leader, permit.supervisor] + permit.crew.map(\.person))
        hasher.combine(permit.extensions)
        hasher.combine(Set(permit.causes.map { $0.isLatched ? "\($0.cause)!" : $0.cause }))
        hasher.combine(permit.signOffs.map(\.signedBy))
        hasher.combine(permit.everHeld)
        hasher.combine(permit.checks.mapValues { [age($0.done, permit), $0.outcome == .failed ? 1 : 0] })
        hasher.combine(permit.conditions.mapValues { [age($0.done, permit), $0.isFit ? 1 : 0] })
        hasher.combine(permit.briefings.mapValues { [age($0.done, permit), $0.signedAt == nil ? 0 : 1] })
        hasher.combine(permit.gasTests.mapValues { ["\($0.verdict)", "\(age($0.sampledAt, permit))"] })
        hasher.combine(permit.presence.hasArrived)
        hasher.combine(permit.presence.lastSeen.map { tens(now - $0) })
        hasher.combine(permit.acceptedAt != nil)
        hasher.combine(permit.suspendedAt.map { tens(now - $0) })
        hasher.combine(permit.offers.mapValues(\.to))
        hasher.combine(permit.peopleInside.keys.sorted())
        hasher.combine(permit.toolsInside.keys.sorted())
        hasher.combine(permit.outcome)
        hasher.combine(permit.fireWatch.map { [tens(now - $0.since), tens(now - $0.lastRound)] })
        hasher.combine(permit.restored.mapValues { $0.outcome })
        hasher.combine(permit.defects.count)
    }

    /// How old something is, as far as rules care: over half an hour, before the break, before the newest stop.
    private func age(_ done: Instant, _ permit: Permit) -> Int {
        let newest = state.stops.values.filter { $0.covers(permit.content.area) }.map(\.at).max()
        let isStale = newest.map { done < $0 } ?? false
        let isOfBreak = permit.suspendedAt.map { done < $0 } ?? false
        return tens(now - done) + (isStale ? 8 : 0) + (isOfBreak ? 16 : 0)
    }

    /// Tens of minutes, up to the half hour that every rule of the small world turns at.
    private func tens(_ span: Span) -> Int { bucket(span, [0, 9, 19, 29, 30]) }

    /// Which of the stretches between minutes a length of time falls into.
    private func bucket(_ span: Span, _ minutes: [Int64]) -> Int {
        minutes.filter { span > Span.minutes($0) }.count
    }
}
