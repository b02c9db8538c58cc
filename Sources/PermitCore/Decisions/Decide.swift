/// Decides a command: checks everything, changes nothing.
///
/// The refusals come in the order of the contract (§3); each step of the ladder is one of them. What is left after the
/// ladder is the operation's own: its gates and its events.
///
/// - Parameter subject: what the command is about in this very state, where that was looked up already.
public func decide(
    _ command: Command, on subject: Subject? = nil, in state: State, with house: Surroundings
) throws(Refusal) -> Decision {
    let known = subject ?? Subject(of: command, in: state)
    let faults = semanticFaults(in: command, known, state, house)
    guard faults.isEmpty else { throw .invalid(faults) }
    try checkClock(command, known, house)
    let person = try identify(command, in: state, house)
    let act = try Act(command, by: person, on: known, in: state, house)
    try act.checkFound()
    try act.checkAuthorized()
    try act.checkNotTooLate()
    if let late = try act.checkState() {
        try act.checkSeparation()
        return late
    }
    try act.checkExpectedRevision()
    try act.checkSeparation()
    var draft = act.draft()
    let result = try act.perform(into: &draft)
    try draft.settle()
    return Decision(draft, result: act.result(adding: result, from: draft))
}

/// Faults that only the state can tell: a kind without rules, a check the pack doesn't know, a role nobody has.
private func semanticFaults(
    in command: Command, _ known: Subject, _ state: State, _ house: Surroundings
) -> [FieldFault] {
    switch command.arguments {
    case .content(let content):
        return faults(in: content, command, state, house)
    case .check(let arguments):
        guard let rules = seen(known, command, state, house)?.rules else { return [] }
        guard let rule = rules.check(arguments.check) else {
            return [unknown("/args/check", rules.checks.map(\.check))]
        }
        return rule.faults(in: arguments)
    case .restore(let arguments):
        guard let (permit, rules) = seen(known, command, state, house) else { return [] }
        let known = rules.restoration.map(\.item)
        let items = known + permit.defects.keys.filter { !known.contains($0) }.sorted()
        return items.contains(arguments.item) ? [] : [unknown("/args/item", items)]
    case .grant(let grant):
        let roles = Grant.Role.allCases.map(\.rawValue) + state.packs.values.flatMap { $0.posts.map(\.post) }
        return roles.contains(grant.role) ? [] : [unknown("/args/role", Set(roles).sorted())]
    case .gasTest(let arguments):
        // A reading that stops work is taken whatever is odd about it.
        if case .safer = known.timeliness { return [] }
        return faults(in: arguments, command, known, state, house)
    case .credential(let credential):
        return state.credentialRules(of: credential.kind).filter(\.isEnforced).flatMap { $0.faults(in: credential) }
    case .crew(let change):
        guard let (permit, rules) = seen(known, command, state, house) else { return [] }
        let trades = Set(permit.content.crew.map(\.trade)).intersection(rules.trades.map(\.trade)).sorted()
        return change.add.enumerated().filter { !trades.contains($1.trade) }.map { index, _ in
            unknown("/args/add/\(index)/trade", trades)
        }
    default:
        return []
    }
}

/// A permit and its rules, where whoever asks may see them: others must not learn of it by what is wrong.
private func seen(
    _ known: Subject, _ command: Command, _ state: State, _ house: Surroundings
) -> (permit: Permit, rules: KindRules)? {
    guard let permit = known.permit, let rules = known.rules,
        Viewer(of: command.caller, actor: command.actor, in: state, house).sees(permit)
    else { return nil }
    return (permit, rules)
}

private func faults(
    in test: GasTestArguments, _ command: Command, _ known: Subject, _ state: State, _ house: Surroundings
) -> [FieldFault] {
    var faults: [FieldFault] = []
    if test.sampledAt > command.at + greatestClockSkew {
        faults.append(FieldFault(path: "/args/sampledAt", Message("after the act itself", "晚于操作时间")))
    }
    guard let (permit, rules) = seen(known, command, state, house) else { return faults }
    if permit.gasTests[test.point] == nil, permit.gasTests.count >= mostGasPoints {
        faults.append(FieldFault(path: "/args/point", Message("too many points already", "检测点过多")))
    }
    if test.mode == .test, let gas = rules.gas, !gas.areInOrder(test.readings) {
        let order = gas.limits.map(\.gas).joined(separator: ", ")
        faults.append(
            FieldFault(path: "/args/readings", Message("test in this order: \(order)", "检测顺序应为：\(order)")))
    }
    return faults
}

/// The most points at which the gas of one permit is tested.
let mostGasPoints = 50

private func faults(
    in content: PermitContent, _ command: Command, _ state: State, _ house: Surroundings
) -> [FieldFault] {
    let issued = command.operation == .permitAmend ? state.permit(content.permit) : nil
    if let issued, issued.content.kind != content.kind {
        return [FieldFault(path: "/args/kind", Message("an amendment keeps the kind", "修改时不得变更作业类型"))]
    }
    let inForce = state.packInForce(for: content.kind, in: content.area, on: house.zone.date(at: house.now))
    guard let rules = issued.flatMap({ state.rules(for: $0) }) ?? inForce?.rules else {
        let kinds = state.packsInForce.flatMap { state.packs[$0]?.kinds.map(\.kind) ?? [] }
        return [unknown("/args/kind", kinds)]
    }
    var faults: [FieldFault] = []
    for (index, member) in content.crew.enumerated() where rules.trade(member.trade) == nil {
        faults.append(unknown("/args/crew/\(index)/trade", rules.trades.map(\.trade)))
    }
    faults += rules.faults(in: content.facts)
    let facts = Facts(request: content.facts, area: state.facts(of: content.area))
    for rule in rules.demands where rule.when.mayHold(facts) && !rule.must.holdsForCertain(facts) {
        let clause = rule.clause
        faults.append(
            FieldFault(
                path: "/args/facts",
                Message("\(rule.title.english) (\(clause))", "\(rule.title.chinese)（\(clause)）")))
    }
    for (index, point) in content.isolations.enumerated() {
        guard let known = state.isolations[point.id], known.point != point else { continue }
        faults.append(
            FieldFault(
                path: "/args/isolations/\(index)",
                Message("this id is \(known.point.point): a point has one description", "此编号已用于 \(known.point.point)")))
    }
    return faults
}

extension KindRules {
    /// Facts whose values are not of the kind that the rules ask for.
    func faults(in told: JSONObject) -> [FieldFault] {
        told.members.compactMap { fact in
            guard let rule = facts.first(where: { $0.fact == fact.name }), !rule.accepts(fact.value) else { return nil }
            return FieldFault(
                path: "/args/facts/\(fact.name)",
                Message("wants a \(rule.type.rawValue)", "类型应为 \(rule.type.rawValue)"))
        }
    }
}

private func unknown(_ path: String, _ known: [String]) -> FieldFault {
    let list = known.joined(separator: ", ")
    return FieldFault(path: path, Message("not known here; known: \(list)", "未知；可用：\(list)"))
}

extension CheckRule {
    fileprivate func faults(in arguments: CheckArguments) -> [FieldFault] {
        if arguments.outcome == .notApplicable, !mayNotApply {
            return [FieldFault(path: "/args/outcome", Message("this check always applies", "此项检查不得选不适用"))]
        }
        if arguments.outcome == .done, needsEvidence, arguments.evidenceCount == 0 {
            return [FieldFault(path: "/args/evidence", Message("this check needs evidence", "此项检查须附证据"))]
        }
        return []
    }
}

/// A device's clock may be ahead by a little; safer acts and reads are taken whatever it shows.
private func checkClock(
    _ command: Command, _ subject: Subject, _ house: Surroundings
) throws(Refusal) {
    switch subject.timeliness {
    case .safer, .read: return
    case .record, .enabling: break
    }
    guard command.at > house.atLatest + greatestClockSkew else { return }
    throw Refusal(
        .clockSkew, Message("the device's clock is ahead", "设备时钟超前"),
        details: ["serverTime": .moment(house.now)])
}

/// Who acts: the signature, then whether this key may bring acts of this actor. Nil for a shared device by itself.
func identify(_ command: Command, in state: State, _ house: Surroundings) throws(Refusal) -> PersonID? {
    let rule = command.operation.rule
    if command.signature == .invalid {
        throw Refusal(
            .signatureInvalid,
            Message("the signature fits no signing key of the actor", "签名与操作人的签名密钥不符"))
    }
    let isSigned = command.signature == .valid
    if rule.isSignOff, house.signaturesRequired, !isSigned {
        throw Refusal(.signatureRequired, Message("this act must be signed", "此操作须签名"))
    }
    switch command.caller.owner {
    case .person(let person):
        guard command.actor ?? person == person else {
            throw Refusal(
                .unauthorized, Message("this key acts for \(person) only", "此密钥只能代表 \(person) 操作"))
        }
        return person
    case .device:
        if let actor = command.actor, isSigned { return actor }
        if rule.needsNoActor || command.operation.isRead || command.isInstrumentsOwn(in: state) { return nil }
        throw Refusal(
            .signatureRequired,
            Message("a shared device must name an actor and sign", "共用设备须指明操作人并签名"))
    }
}
