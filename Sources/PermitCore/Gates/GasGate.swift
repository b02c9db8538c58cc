extension Circumstances {
    /// Whether this work wants gas tests; where a fact is missing it does.
    var gasWanted: GasRule? {
        rules.gas.flatMap { $0.required.mayHold(facts) ? $0 : nil }
    }

    /// The points that must be tested, and those that were tested beside them.
    private func points(_ rule: GasRule, and tested: Few<String, GasTestRecord>) -> [String] {
        let wanted = rule.points.filter { $0.required.mayHold(facts) }.map(\.point)
        return wanted + tested.keys.filter { !wanted.contains($0) }
    }

    /// What gas tests still lack, before a start or after a break: tests proper at every point, readings in time.
    func gasTests(isResume: Bool) -> [Unmet] {
        guard let rule = gasWanted else { return gasOutOfRange() + gasIncomparable() }
        let lacking = points(rule, and: permit.properGasTests).flatMap { point -> [Unmet] in
            guard let test = permit.properGasTests[point] else {
                return [gas(.gasTestMissing, point, Message("gas was not tested", "未进行气体检测"), rule)]
            }
            // A later reading alone does not undo a test that failed.
            let isRetested = test.verdict != .outside || permit.gasTests[point]?.verdict == .outside
            return stale(test, at: point, rule, isResume: isResume) + incomplete(test, at: point, rule)
                + instrument(test, at: point) + (isRetested ? [] : [outOfRange(point, test)])
        }
        return lacking + gasOutOfRange() + (isResume ? gasSilent() : [])
    }

    /// Points where the newest test was beyond the limits, here or next door where those rules say so.
    func gasOutOfRange() -> [Unmet] {
        permit.pointsOutOfRange.map(outOfRange)
            + neighboursOutOfRange().map { other in
                Unmet(
                    .preparation, .gasOutOfRange, other.permit.text,
                    Message("gas is out of range next door, at \(other.number)", "相邻作业 \(other.number) 气体超限"),
                    detail: ["permit": .id(other.permit), "number": .string(other.number)])
            }
    }

    private func outOfRange(_ point: String, _ test: GasTestRecord) -> Unmet {
        let beyond = readingsBeyond(test)
        return Unmet(
            .preparation, .gasOutOfRange, point,
            Message("gas at \(point) is out of range\(beyond)", "\(point) 气体超限\(beyond)"),
            detail: ["sampledAt": .moment(test.sampledAt)])
    }

    /// The readings beyond a limit, as a message adds them; an alarm alone has none.
    private func readingsBeyond(_ test: GasTestRecord) -> String {
        let beyond = test.readings.filter { reading in
            rules.gas?.limits.contains { $0.isOf(reading.gas) && $0.judge(reading) == .outside } == true
        }
        let told = beyond.map { "\($0.gas) \($0.value) \($0.unit.rawValue)" }.joined(separator: ", ")
        return told.isEmpty ? "" : ": \(told)"
    }

    private func neighboursOutOfRange() -> [Permit] {
        // Such permits are few, those near may be many.
        let suspects = state.live.outOfRange.subtracting([permit.permit])
        guard !suspects.isEmpty else { return [] }
        return state.live.inOrder(suspects.intersection(state.near(content.area))) { other in
            state.rules(for: other)?.gas?.concernsNeighbours == true
        }
    }

    /// Points whose newest test has a reading that can't be compared with its limit.
    func gasIncomparable() -> [Unmet] {
        guard let rule = rules.gas else { return [] }
        return permit.gasTests.filter { $0.value.verdict == .incomparable }
            .flatMap { incomplete($0.value, at: $0.key, rule) }
    }

    /// When the next reading is overdue once work has begun, breaks included; nil where none is wanted.
    var gasDue: Instant? {
        guard let started = permit.startedAt, let rule = gasWanted, let every = rule.every?.shortest(facts) else {
            return nil
        }
        let watched = rule.watch.isEmpty ? points(rule, and: permit.gasTests) : rule.watch
        let readings = watched.map { point in
            max(permit.gasTests[point]?.sampledAt ?? started, started)
        }
        return readings.min().map { $0 + every }
    }

    /// Whether the readings that work wants have ceased.
    func gasSilent() -> [Unmet] {
        guard let due = gasDue, due <= now, let rule = gasWanted else { return [] }
        return [
            gas(
                .gasSilent, permit.permit.text,
                Message(
                    "no gas reading since it was due at \(told(due))", "气体检测读数应于 \(told(due)) 前提交，至今未收到"), rule)
        ]
    }

    /// Before a start a test is good for the pack's time, both ends included (GB 30871 5.3.1 c as the model: sampled at
    /// 07:30:00 it does for 08:00:00). After a break that *exceeds* the limit it is tested anew (5.3.1 d).
    private func stale(_ test: GasTestRecord, at point: String, _ rule: GasRule, isResume: Bool) -> [Unmet] {
        let breakLength = permit.suspendedAt.map { now - $0 } ?? .seconds(0)
        let retest = rule.retestAfterBreak.shortest(facts) ?? .seconds(0)
        let wantsFresh = !isResume || breakLength > retest
        let isFresh = now - test.sampledAt <= rule.oldest.shortest(facts) ?? .seconds(0)
        let isOfToday = !rule.isDaily || zone.date(at: test.sampledAt) == zone.date(at: now)
        let isOfBreak = !isResume || !wantsFresh || permit.suspendedAt.map { $0 <= test.sampledAt } ?? true
        guard !isNewerThanStops(test.sampledAt) || (wantsFresh && !isFresh) || !isOfToday || !isOfBreak else {
            return []
        }
        return [
            gas(
                .gasTestStale, point,
                Message(
                    "gas was tested at \(told(test.sampledAt)): test again",
                    "气体检测时间为 \(told(test.sampledAt))，须重新检测"), rule)
        ]
    }

    private func incomplete(_ test: GasTestRecord, at point: String, _ rule: GasRule) -> [Unmet] {
        let wanted = rule.wanted(facts)
        return rule.limits.filter { limit in
            let readings = test.readings.filter { limit.isOf($0.gas) }
            let isUnread = readings.isEmpty && wanted.contains(limit)
            return isUnread || readings.contains { limit.judge($0, facts) == .incomparable }
        }.map { limit in
            Unmet(
                .preparation, .gasIncomplete, point,
                Message("\(limit.gas) was not read in a unit that can be judged", "未按可判定单位检测 \(limit.gas)"),
                detail: ["gas": .string(limit.gas), "unit": .string(limit.unit.rawValue)])
        }
    }

    /// Instruments of the newest tests whose calibration is overdue, while gas is looked at.
    func instrumentsInUse() -> [Unmet] {
        guard gasWanted != nil else { return [] }
        return permit.gasTests.flatMap { instrument($0.value, at: $0.key) }
    }

    private func instrument(_ test: GasTestRecord, at point: String) -> [Unmet] {
        let due = register.instruments[test.instrument]?.calibrationDue
        if let due, now < zone.end(of: due) { return [] }
        return [
            Unmet(
                .preparation, .instrumentOverdue, test.instrument.text,
                due.map {
                    Message("calibration of \(test.instrument) was due on \($0)", "\(test.instrument) 应于 \($0) 前校准")
                }
                    ?? Message("\(test.instrument) is not registered", "\(test.instrument) 未登记"),
                detail: ["point": .string(point), "calibrationDue": .text(due?.description)])
        ]
    }

    private func gas(_ code: UnmetCode, _ point: String, _ message: Message, _ rule: GasRule) -> Unmet {
        Unmet(
            .preparation, code, point, message,
            detail: [
                "gases": .strings(rule.wanted(facts).map(\.gas)),
                "oldest": .text(rule.oldest.shortest(facts)?.description),
                "clause": .string(rule.clause),
            ])
    }
}

extension Permit {
    /// The points where the newest test was beyond a limit, in order.
    var pointsOutOfRange: [(point: String, test: GasTestRecord)] {
        gasTests.filter { $0.value.verdict == .outside }.map { ($0.key, $0.value) }
    }
}
