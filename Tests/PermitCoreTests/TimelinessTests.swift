import PermitCore
import PermitTestKit
import Testing

/// An act in a state, right in all but its age.
struct AgedAct: Sendable, CustomTestStringConvertible {
    let operation: PermitCore.Operation
    let person: PersonID
    let state: PermitState
    let args: JSONObject

    init(_ operation: PermitCore.Operation, _ person: PersonID, _ state: PermitState, _ args: JSONObject = [:]) {
        self.operation = operation
        self.person = person
        self.state = state
        self.args = args
    }

    var testDescription: String { "\(operation.rawValue) \(args.members.map(\.value.text))" }
}

/// Offline is asymmetric (contract §3): what makes things safer always goes through, what lets work go on never goes
/// through stale, and records are ordered by when they were done.
struct TimelinessTests {
    static let id = Site.permitID
    static let year = Span.hours(24 * 365)

    static let saferActs: [AgedAct] = [
        AgedAct(.permitSuspend, .stranger, .active, ["reason": "x"]), AgedAct(.permitLeave, .supervisor, .active),
        AgedAct(.permitFinish, .leader, .active, ["outcome": "completed"]),
        AgedAct(.permitRevoke, .supervisor, .active, ["reason": "x"]),
        AgedAct(.permitGasTest, .analyst, .active, Site.home.gas(11, sampled: .hours(9_000))),
        AgedAct(.permitGasTest, .analyst, .active, Site.home.gas(1, sampled: .hours(9_000), mode: "alarm")),
        AgedAct(.permitCheck, .leader, .active, StateTableTests.check("failed")),
        AgedAct(.permitCondition, .leader, .active, ["person": "p-welder", "fit": false]),
        AgedAct(.permitWatch, .watcher, .fireWatch, ["finding": "embers"]),
    ]

    static let recordActs: [AgedAct] = [
        AgedAct(.permitGasTest, .analyst, .active, Site.home.gas(1, sampled: .hours(9_000))),
        AgedAct(.permitCheck, .leader, .active, StateTableTests.check("done")),
        AgedAct(.permitCondition, .leader, .active, ["person": "p-welder", "fit": true]),
        AgedAct(.permitWatch, .watcher, .fireWatch), AgedAct(.permitBrief, .leader, .active, ["briefed": ["p-helper"]]),
        AgedAct(.permitBriefed, .helper, .active), AgedAct(.permitEnter, .supervisor, .active, ["person": "p-welder"]),
        AgedAct(.permitExit, .supervisor, .active, ["person": "p-welder"]),
        AgedAct(.permitNote, .leader, .active, ["text": "x"]),
        AgedAct(.permitRestore, .leader, .acceptance, ["item": "siteCleared", "outcome": "done"]),
    ]

    static let enablingActs: [AgedAct] = [
        AgedAct(.permitArrive, .supervisor, .active), AgedAct(.permitPresent, .supervisor, .active),
        AgedAct(.permitAccept, .leader, .suspended), AgedAct(.permitResume, .supervisor, .suspended),
        AgedAct(.permitStart, .supervisor, .approved), AgedAct(.permitCancel, .applicant, .approved, ["reason": "x"]),
        AgedAct(.permitReturn, .unitHead, .requested, ["reason": "x"]),
        AgedAct(.permitReject, .safety, .requested, ["reason": "x"]),
        AgedAct(.permitCountersign, .unitHead, .requested),
    ]

    private func code(_ row: AgedAct, _ age: Span) -> RefusalCode? {
        let site = Site.with(row.state)
        var args = row.args
        if [.permitAccept, .permitCountersign].contains(row.operation) {
            args["contentDigest"] = .string(site.permit(Self.id)?.contentDigest ?? "")
        }
        return site.refusal(row.operation, by: row.person, on: Self.id, args, age: age)?.code
    }

    private static let ages: [Span] = [.seconds(-31), .seconds(-30), .seconds(120), .seconds(121), year]

    @Test("safer acts are taken however old or ahead", arguments: saferActs)
    func safer(row: AgedAct) {
        #expect(Self.ages.map { code(row, $0) } == [nil, nil, nil, nil, nil])
    }

    @Test("records are taken late, but not from a clock that is ahead", arguments: recordActs)
    func records(row: AgedAct) {
        #expect(Self.ages.map { code(row, $0) } == [.clockSkew, nil, nil, nil, nil])
    }

    @Test("what lets work go on is neither ahead nor older than 120 s", arguments: enablingActs)
    func enabling(row: AgedAct) {
        #expect(Self.ages.map { code(row, $0) } == [.clockSkew, nil, nil, .tooLate, .tooLate])
    }

    @Test("the limits are exact to the millisecond")
    func exact() {
        let row = Self.enablingActs[0]
        #expect(code(row, Span(milliseconds: -30_001)) == .clockSkew)
        #expect(code(row, Span(milliseconds: 120_001)) == .tooLate)
    }

    @Test("revocations in the register are safer acts")
    func revocations() {
        let card = JSONValue.string(Home.credentialID(.welder, "special-work.welding"))
        let credential: JSONObject = ["credential": card, "reason": "x"]
        let key: JSONObject = ["key": .string(Home.key(of: "p-welder")), "reason": "x"]
        for age in Self.ages {
            #expect(Site.home.refusal(.credentialRevoke, by: .registrar, credential, age: age) == nil)
            #expect(Site.home.refusal(.keyRevoke, by: .registrar, key, age: age) == nil)
            #expect(Site.home.refusal(.areaStop, by: .stranger, ["area": "binhai", "reason": "x"], age: age) == nil)
        }
        #expect(
            Site.home.refusal(
                .grantRevoke, by: .admin, ["grant": "g-p-leader-leader", "reason": "x"], age: .seconds(121))?.code
                == .tooLate)
    }

    @Test("reads are read whatever the clock shows")
    func reads() {
        for operation in Operation.allCases where operation.isRead {
            guard case .read = operation.timeliness(of: .read(.status(StatusArguments()))) else {
                Issue.record("\(operation)")
                continue
            }
        }
    }

    @Test("a safer act takes effect on receipt, however old")
    func onReceipt() throws {
        var site = Site.with(.active)
        try site.perform(.permitCheck, by: .leader, on: Self.id, StateTableTests.check("failed"), age: Self.year)
        #expect(site.permit(Self.id)?.state == .suspended)
        // A pass that was done before the failing one arrived does not undo it; one done after does.
        try site.advance(.seconds(60))
        try site.perform(.permitCheck, by: .leader, on: Self.id, StateTableTests.check("done"), age: .seconds(61))
        #expect(site.permit(Self.id)?.checks["planMade"]?.outcome == .failed)
        try site.perform(.permitCheck, by: .leader, on: Self.id, StateTableTests.check("done"), age: .seconds(60))
        #expect(site.permit(Self.id)?.checks["planMade"]?.outcome == .done)
    }

    @Test("a late test or condition never replaces a newer one or a failing one after it")
    func lateRecords() throws {
        var site = Site.with(.active)
        let first = try #require(site.permit(Self.id)?.gasTests["work"])
        try site.advance(.minutes(5))
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas(2, sampled: .minutes(6)), age: .minutes(6))
        #expect(site.permit(Self.id)?.gasTests["work"] == first)
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas(50, sampled: .hours(3)), age: .hours(3))
        #expect(site.permit(Self.id)?.causes.map(\.cause) == ["gasOutOfRange"])
        try site.perform(.permitGasTest, by: .analyst, on: Self.id, site.gas(2, sampled: .seconds(1)), age: .seconds(1))
        #expect(site.permit(Self.id)?.gasTests["work"]?.verdict == .outside)
        let unfit: JSONObject = ["person": "p-welder", "fit": false]
        try site.perform(.permitCondition, by: .leader, on: Self.id, unfit, age: .hours(5))
        let fit: JSONObject = ["person": "p-welder", "fit": true]
        try site.perform(.permitCondition, by: .leader, on: Self.id, fit, age: .seconds(1))
        #expect(site.permit(Self.id)?.conditions[.welder]?.isFit == false)
    }

    @Test("nobody looks at oneself, not even after the work", arguments: [PermitState.fireWatch, .closed])
    func lateOnOneself(state: PermitState) {
        let site = Site.with(state)
        let unfit: JSONObject = ["person": "p-leader", "fit": false]
        #expect(site.refusal(.permitCondition, by: .leader, on: Self.id, unfit)?.code == .separationOfDuties)
        #expect(site.refusal(.permitCondition, by: .supervisor, on: Self.id, unfit) == nil)
    }

    @Test("a late restoration never outweighs a defect found after it")
    func lateRestoration() throws {
        var site = Site.with(.acceptance)
        try site.restore(Self.id)
        let defects: JSONObject = ["defects": [["item": "siteCleared", "text": "slag"], ["text": "door"]]]
        try site.perform(.permitRefuseAcceptance, by: .acceptor, on: Self.id, defects)
        try site.perform(.permitRestore, by: .leader, on: Self.id, StateTableTests.restored, age: .seconds(1))
        let unmet = site.refusal(.permitClose, by: .acceptor, on: Self.id)?.unmet ?? []
        #expect(unmet.map(\.code) == [.restorationMissing, .restorationMissing])
        try site.perform(.permitRestore, by: .leader, on: Self.id, StateTableTests.restored)
        let own = try #require(site.permit(Self.id)?.defects.keys.first)
        try site.perform(.permitRestore, by: .unitHead, on: Self.id, ["item": .string(own), "outcome": "done"])
        try site.perform(.permitClose, by: .acceptor, on: Self.id)
        #expect(site.permit(Self.id)?.state == .closed)
    }

    /// Steps in the order of arrival: entries (+) and exits (-) with how many minutes before now they were done.
    static let movements: [([(String, Int64)], Bool)] = [
        ([("+", 10), ("-", 5)], false), ([("-", 5), ("+", 10)], false), ([("-", 10), ("+", 5)], true),
        ([("+", 5), ("-", 10)], true), ([("+", 5), ("-", 5)], false), ([("-", 5), ("+", 5)], true),
        ([("+", 20), ("-", 10), ("+", 5)], true), ([("+", 20), ("+", 5), ("-", 10)], true),
        ([("-", 10), ("+", 5), ("+", 20)], true), ([("+", 20), ("-", 10), ("+", 15)], false),
    ]

    @Test("in doubt a person counts as inside")
    func inDoubt() throws {
        for (steps, isInside) in Self.movements {
            var site = Site.with(.active)
            try site.advance(.minutes(1))
            for (sign, minutes) in steps {
                let operation: PermitCore.Operation = sign == "+" ? .permitEnter : .permitExit
                try site.perform(
                    operation, by: .supervisor, on: Self.id, ["person": "p-welder"], age: .minutes(minutes))
            }
            #expect(site.permit(Self.id)?.insideNames == (isInside ? ["p-welder"] : []), "\(steps)")
        }
    }

    @Test("old signs of presence don't refresh it")
    func oldPresence() throws {
        var site = Site.with(.active)
        try site.advance(.minutes(29))
        try site.perform(.permitEnter, by: .supervisor, on: Self.id, ["person": "p-welder"], age: .minutes(29))
        try site.advance(.minutes(1))
        #expect(site.permit(Self.id)?.state == .suspended)
    }

    @Test("a change that changes nothing answers late: true and is recorded")
    func late() throws {
        var site = Site.with(.active)
        let card: JSONObject = [
            "credential": .string(Home.credentialID(.welder2, "special-work.welding")), "reason": "x",
        ]
        let key: JSONObject = ["key": .string(Home.key(of: "p-helper")), "reason": "x"]
        for (operation, args) in [(PermitCore.Operation.credentialRevoke, card), (.keyRevoke, key)] {
            #expect(try site.perform(operation, by: .registrar, args)["late"] == nil)
            let head = site.state.head
            #expect(try site.perform(operation, by: .registrar, args)["late"] == true)
            #expect(site.events(after: head).map(\.origin.isLate) == [true])
        }
        try site.perform(.permitLeave, by: .supervisor, on: Self.id)
        #expect(try site.perform(.permitLeave, by: .supervisor, on: Self.id)["late"] == true)
    }
}
