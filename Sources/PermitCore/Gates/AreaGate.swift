extension Circumstances {
    /// Which step asks: an approval looks at plans, work at what is there now.
    enum AreaQuestion {
        case approve, work
    }

    /// The area gate: no stop in force, no major hidden danger, no conflicting work, weather within the limits, and
    /// the other permits of the job as the rules want them.
    func areaGate(_ question: AreaQuestion) -> [Unmet] {
        let here = areaStops() + majorHazards() + links(question)
        switch question {
        case .approve: return here + conflicts(.planned) + (content.from <= now ? weatherLimits() : [])
        case .work: return here + conflicts(.atWork) + weatherLimits()
        }
    }

    func areaStops() -> [Unmet] {
        state.stopsInForce(in: content.area).map { stop in
            Unmet(
                .area, .areaStopped, stop.area.text,
                Message("\(stop.area) was stopped: \(stop.reason)", "\(stop.area) 已叫停：\(stop.reason)"),
                detail: ["stop": .sequence(stop.stop), "by": .string(stop.by), "since": .moment(stop.at)])
        }
    }

    /// A major hidden danger blocks its area, save for the work that puts it right.
    func majorHazards() -> [Unmet] {
        let rectified = content.facts["rectifiesHazard"]?.string
        return state.majorHazards(in: content.area).filter { $0.hazard.text != rectified }.map { hazard in
            Unmet(
                .area, .majorHazardOpen, hazard.hazard.text,
                Message("a major danger is open: \(hazard.text)", "存在未消除的重大隐患：\(hazard.text)"),
                detail: ["area": .string(hazard.area.text), "state": .string(hazard.state.rawValue)])
        }
    }

    func weatherLimits() -> [Unmet] {
        guard let weather = state.weather(in: content.area) else { return [] }
        return rules.weather.filter { $0.when.mayHold(facts) && $0.forbids(weather) }.map { rule in
            let english = ["wind \(weather.windBeaufort)"] + weather.conditions
            let chinese = ["风力 \(weather.windBeaufort) 级"] + weather.conditions
            return Unmet(
                .area, .weatherLimit, weather.area.text,
                Message(
                    "the weather: \(english.joined(separator: ", "))", "天气超限：\(chinese.joined(separator: "、"))"),
                detail: [
                    "windBeaufort": .count(weather.windBeaufort), "conditions": .strings(weather.conditions),
                    "limit": rule.wind.map { .count($0) } ?? .null, "since": .moment(weather.at),
                    "clause": .string(rule.clause),
                ])
        }
    }

    /// The other permits of the job that the rules want: named by both, and active while this one works.
    func links(_ question: AreaQuestion) -> [Unmet] {
        let job = state.job(of: permit)
        return rules.links.filter { $0.when.mayHold(facts) }.compactMap { rule in
            let others = job.filter { $0.content.kind == rule.kind && $0.isInForce(orPlanned: question == .approve) }
            let fitting = others.filter { other in
                !rule.isWithinWindow || (other.content.from <= content.from && permit.until <= other.until)
            }
            guard !fitting.isEmpty else { return unmet(.linkedPermitMissing, rule) }
            let isActive = question == .approve || !rule.mustBeActive || fitting.contains { $0.state == .active }
            return isActive ? nil : unmet(.linkedPermitNotActive, rule)
        }
    }

    private func unmet(_ code: UnmetCode, _ rule: LinkRule) -> Unmet {
        Unmet(
            .area, code, rule.kind,
            code == .linkedPermitMissing
                ? Message(
                    "a \(rule.kind) permit of the same job is wanted, each naming the other",
                    "须有同一作业的 \(rule.kind) 作业票并相互关联")
                : Message("the \(rule.kind) permit of this job is not active", "关联的 \(rule.kind) 作业票未处于作业状态"),
            detail: ["within": .bool(rule.isWithinWindow), "clause": .string(rule.clause)])
    }
}

extension Permit {
    /// Whether it stands for the work it was approved for, or may still come to.
    fileprivate func isInForce(orPlanned: Bool) -> Bool {
        switch state {
        case .approved, .active, .suspended: true
        case .requested: orPlanned
        default: false
        }
    }
}

extension WeatherRule {
    fileprivate func forbids(_ weather: Weather) -> Bool {
        wind.map { $0 <= weather.windBeaufort } == true || !Set(conditions).isDisjoint(with: weather.conditions)
    }
}
