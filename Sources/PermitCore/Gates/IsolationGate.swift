extension Circumstances {
    /// Isolations that are not in place, or that nobody has verified.
    func isolationsInPlace() -> [Unmet] {
        content.isolations.compactMap { point in
            let detail: JSONObject = ["point": .string(point.point), "energy": .string(point.energy)]
            guard let isolation = state.isolations[point.id], isolation.application != nil else {
                return Unmet(
                    .preparation, .isolationMissing, point.id.text,
                    Message("\(point.point) is not isolated", "\(point.point) 未隔离"), detail: detail)
            }
            guard isolation.verification == nil else { return nil }
            return Unmet(
                .preparation, .isolationUnverified, point.id.text,
                Message("the isolation of \(point.point) is not verified", "\(point.point) 的隔离未经验证"), detail: detail)
        }
    }

    /// Isolations that would be left behind: in place, with no other permit to hand them to.
    func isolationsLeft() -> [Unmet] {
        content.isolations.filter { point in
            state.isolations[point.id]?.application != nil
                && state.leaning(on: point.id, but: permit.permit).isEmpty
        }.map(inPlace)
    }

    /// Isolations in place that only `closed` may end with: all that it leans on; of those that it only asks for, what
    /// no other permit answers for.
    func isolationsHeld() -> [Unmet] {
        guard permit.state.leansOnIsolations else { return isolationsLeft() }
        return content.isolations.filter { state.isolations[$0.id]?.application != nil }.map(inPlace)
    }

    private func inPlace(_ point: IsolationPoint) -> Unmet {
        Unmet(
            .closure, .isolationInPlace, point.id.text,
            Message("\(point.point) is still isolated", "\(point.point) 仍处于隔离状态"),
            detail: ["point": .string(point.point)])
    }

    /// Whether it can only end in `closed`: it was active, someone or something is inside, or an isolation is in place
    /// that it leans on. What a request merely names is another permit's.
    var mustBeClosed: Bool {
        permit.wasEverActive || !permit.insideNames.isEmpty || !isolationsHeld().isEmpty
    }
}
