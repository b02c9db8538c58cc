/// Decides a command: checks everything, changes nothing.
///
/// The refusals come in the order of the contract (§3); each step of the ladder is one of them. What is left after the
/// ladder is the operation's own: its gates and its events.
public func decide(
    _ command: Command, in state: State, with house: Surroundings
) throws(Refusal) -> Decision {
    let faults = semanticFaults(in: command, state)
    guard faults.isEmpty else { throw .invalid(faults) }
    let known = try Act.Subject(of: command, in: state, house)
    try checkClock(command, known, house)
    let person = try identify(command, house)
    let act = try Act(command, by: person, on: known, in: state, house)
    try act.checkFound()
    try act.checkAuthorized()
    try act.checkNotTooLate()
    if let late = try act.checkState() { return late }
    try act.checkExpectedRevision()
    try act.checkSeparation()
    var draft = act.draft()
    let result = try act.perform(into: &draft)
    try draft.settle()
    return Decision(events: draft.events, result: act.result(adding: result, from: draft))
}

/// Faults that only the state can tell: a kind without rules, a check the pack doesn't know, a role nobody has.
private func semanticFaults(in command: Command, _ state: State) -> [FieldFault] {
    switch command.arguments {
    case .content(let content):
        return faults(in: content, command, state)
    case .check(let arguments):
        guard let rules = state.permit(arguments.permit).flatMap({ state.rules(for: $0) }) else { return [] }
        guard let rule = rules.check(arguments.check) else {
            return [unknown("/args/check", rules.checks.map(\.check))]
        }
        return rule.faults(in: arguments)
    case .restore(let arguments):
        guard let permit = state.permit(arguments.permit), let rules = state.rules(for: permit) else { return [] }
        let items = rules.restoration.map(\.item) + permit.defects.keys.sorted()
        return items.contains(arguments.item) ? [] : [unknown("/args/item", items)]
    case .grant(let grant):
        let roles = Grant.Role.allCases.map(\.rawValue) + state.packs.values.flatMap { $0.posts.map(\.post) }
        return roles.contains(grant.role) ? [] : [unknown("/args/role", Set(roles).sorted())]
    case .gasTest(let arguments) where arguments.sampledAt > command.at + greatestClockSkew:
        return [FieldFault(path: "/args/sampledAt", Message("after the act itself", "晚于操作时间"))]
    default:
        return []
    }
}

private func faults(in content: PermitContent, _ command: Command, _ state: State) -> [FieldFault] {
    let issued = command.operation == .permitAmend ? state.permit(content.permit) : nil
    if let issued, issued.content.kind != content.kind {
        return [FieldFault(path: "/args/kind", Message("an amendment keeps the kind", "修改时不得变更作业类型"))]
    }
    guard let rules = issued.flatMap({ state.rules(for: $0) }) ?? state.packInForce(for: content.kind)?.rules else {
        let kinds = state.packsInForce.flatMap { state.packs[$0]?.kinds.map(\.kind) ?? [] }
        return [unknown("/args/kind", kinds)]
    }
    var faults: [FieldFault] = []
    for (index, member) in content.crew.enumerated() where rules.trade(member.trade) == nil {
        faults.append(unknown("/args/crew/\(index)/trade", rules.trades.map(\.trade)))
    }
    for fact in content.facts.members {
        guard let rule = rules.facts.first(where: { $0.fact == fact.name }) else { continue }
        if !rule.accepts(fact.value) {
            faults.append(
                FieldFault(
                    path: "/args/facts/\(fact.name)",
                    Message("wants a \(rule.type.rawValue)", "类型应为 \(rule.type.rawValue)")))
        }
    }
    return faults
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
    _ command: Command, _ subject: Act.Subject, _ house: Surroundings
) throws(Refusal) {
    switch subject.timeliness {
    case .safer, .read: return
    case .record, .enabling: break
    }
    guard command.at > house.now + greatestClockSkew else { return }
    throw Refusal(
        .clockSkew, Message("the device's clock is ahead", "设备时钟超前"),
        details: ["serverTime": .moment(house.now)])
}

/// Who acts: the signature, then whether this key may bring acts of this actor. Nil for a shared device by itself.
func identify(_ command: Command, _ house: Surroundings) throws(Refusal) -> PersonID? {
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
        if rule.needsNoActor || command.operation.isRead { return nil }
        throw Refusal(
            .signatureRequired,
            Message("a shared device must name an actor and sign", "共用设备须指明操作人并签名"))
    }
}
