extension Circumstances {
    /// Whether this work wants gas tests; where a fact is missing it does.
    var gasWanted: GasRule? {
        rules.gas.flatMap { $0.required.mayHold(facts) ? $0 : nil }
    }

    /// What gas tests still lack, before a start or after a break.
    func gasTests(isResume: Bool) -> [Unmet] {
        guard let rule = gasWanted else { return gasOutOfRange() }
        let points =
            rule.points.map(\.point)
            + permit.gasTests.keys.sorted().filter { name in
                !rule.points.contains { $0.point == name }
            }
        return points.flatMap { point -> [Unmet] in
            guard let test = permit.gasTests[point] else {
                return [gas(.gasTestMissing, point, Message("gas was not tested", "未进行气体检测"), rule)]
            }
            return stale(test, at: point, rule, isResume: isResume) + incomplete(test, at: point, rule)
                + instrument(test, at: point)
        } + gasOutOfRange()
    }

    /// Points where the newest test was beyond the limits.
    func gasOutOfRange() -> [Unmet] {
        permit.gasTests.filter { !$0.value.isWithinLimits }.sorted { $0.key < $1.key }.map { point, test in
            Unmet(
                .preparation, .gasOutOfRange, point,
                Message("gas at \(point) is out of range", "\(point) 气体超限"),
                detail: ["sampledAt": .moment(test.sampledAt)])
        }
    }

    /// Before a start a test is good for the pack's time, both ends included (GB 30871 5.3.1 c as the model: sampled at
    /// 07:30:00 it does for 08:00:00). After a break that *exceeds* the limit it is tested anew (5.3.1 d).
    private func stale(_ test: GasTestRecord, at point: String, _ rule: GasRule, isResume: Bool) -> [Unmet] {
        let breakLength = permit.suspendedAt.map { now - $0 } ?? .seconds(0)
        let wantsFresh = !isResume || breakLength > rule.retestAfterBreak
        let isFresh = now - test.sampledAt <= rule.oldest
        let isOfToday = !rule.isDaily || zone.date(at: test.sampledAt) == zone.date(at: now)
        let isOfBreak = !isResume || !wantsFresh || permit.suspendedAt.map { $0 <= test.sampledAt } ?? true
        guard !isAlive(test.sampledAt, .permit) || (wantsFresh && !isFresh) || !isOfToday || !isOfBreak else {
            return []
        }
        return [
            gas(
                .gasTestStale, point,
                Message("gas was tested at \(test.sampledAt): test again", "气体检测时间为 \(test.sampledAt)，须重新检测"), rule)
        ]
    }

    private func incomplete(_ test: GasTestRecord, at point: String, _ rule: GasRule) -> [Unmet] {
        rule.limits.filter { limit in
            guard let reading = test.readings.first(where: { $0.gas == limit.gas }) else { return true }
            return limit.judge(reading) == .incomparable
        }.map { limit in
            Unmet(
                .preparation, .gasIncomplete, point,
                Message("\(limit.gas) was not read in a unit that can be judged", "未按可判定单位检测 \(limit.gas)"),
                detail: ["gas": .string(limit.gas), "unit": .string(limit.unit.rawValue)])
        }
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
                "gases": .strings(rule.limits.map(\.gas)), "oldest": .string(rule.oldest.description),
                "clause": .string(rule.clause),
            ])
    }
}
