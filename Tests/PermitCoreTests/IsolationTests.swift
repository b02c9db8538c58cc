// The numbers of rows stand in the margin.
// swift-format-ignore-file: NoBlockComments

import PermitCore
import PermitTestKit
import Testing

/// Isolations (contract §4): a point belongs to the installation, permits that name it share it.
struct IsolationTests {
    static let id = Site.permitID
    static let other = Site.otherID
    static let valve: JSONObject = ["isolation": "v-101"]
    static let restore = valve.merging(["purpose": "restore"])
    static let forTest = valve.merging(["purpose": "test"])
    static let point: JSONObject = ["id": "v-101", "point": "Valve 101", "energy": "gas", "method": "lock"]
    static let withValve: JSONObject = ["isolations": [.object(point)]]
    static let observed: JSONObject = ["person": "p-helper", "basis": "observed"]

    /// A permit that leans on the valve, in a state; from active on it is isolated and verified.
    static func home(_ state: PermitState) throws -> Site {
        var site = Site.home
        try site.request(Site.content(id, withValve))
        switch state {
        case .requested, .returned, .rejected, .cancelled: try site.bring(id, to: state)
        case .approved: try site.bring(id, to: .approved)
        default: try site.runWithValve(to: state)
        }
        #expect(site.permit(id)?.state == state)
        return site
    }

    /// An approved permit with the valve isolated, by the first isolator, and verified, by the second.
    static func isolated() throws -> Site {
        var site = try home(.approved)
        try site.isolate()
        return site
    }

    /// Two permits that share the valve, both active, or the second one in another state.
    static func shared(_ state: PermitState = .active) throws -> Site {
        var site = try home(.active)
        try site.request(Site.otherContent(withValve))
        try site.bring(other, to: state)
        return site
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let operation: PermitCore.Operation
        let person: PersonID
        let args: JSONObject
        let expected: String
        init(_ operation: PermitCore.Operation, _ person: PersonID, _ expected: String, _ args: JSONObject = valve) {
            self.operation = operation
            self.person = person
            self.args = args
            self.expected = expected.filter { $0 != " " }
        }
        var testDescription: String { "\(operation.rawValue) \(args["purpose"]?.string ?? "")" }
    }

    static let valveUntil = valve.merging(["until": "2026-11-24T23:00:00.000Z"])

    /// Columns and signs as in `StateTableTests`; the valve is open up to approved and isolated from active on.
    static let rows: [Row] = [
        //                                               req/ret app/act/sus exp/rev/fw/acc clo/rej/can
        Row(.permitIsolate, .isolator, /*             */ "--     +--         ----           ---"),
        Row(.permitVerifyIsolation, .isolator2, /*    */ "--     g-+         ----           ---"),
        Row(.permitRemoveIsolation, .isolator, /*     */ "--     ---         ---+           ---", restore),
        Row(.permitRemoveIsolation, .isolator, /*     */ "--     ---         ----           ---", forTest),
        Row(.permitSanctionTest, .unitHead, /*        */ "--     +++         ++--           ---", valveUntil),
    ]

    @Test("state × operation", arguments: rows)
    func table(row: Row) throws {
        for (state, expected) in zip(StateTableTests.states, row.expected) {
            let found = try Self.home(state).refusal(row.operation, by: row.person, on: Self.id, row.args)?.code
            let code: RefusalCode? = expected == "+" ? nil : expected == "g" ? .gateUnmet : .wrongState
            #expect(found == code, "\(row.testDescription) in \(state)")
        }
    }

    static let trials: [Trial] = [
        Trial("start with the valve open", "isolationMissing") {
            try home(.approved).outcome(.permitStart, by: .supervisor)
        },
        Trial("start with it unverified", "isolationUnverified") {
            var site = try home(.approved)
            try site.perform(.permitIsolate, by: .isolator, on: id, valve)
            return site.outcome(.permitStart, by: .supervisor)
        },
        Trial("start with it isolated and verified", "ok") {
            try isolated().outcome(.permitStart, by: .supervisor)
        },
        Trial("isolate twice", "wrongState") { try isolated().outcome(.permitIsolate, by: .isolator, valve) },
        Trial("verify one's own isolation", "separationOfDuties") {
            var site = try home(.approved)
            try site.perform(.permitIsolate, by: .isolator, on: id, valve)
            return site.outcome(.permitVerifyIsolation, by: .isolator, valve)
        },
        Trial("verify one's own isolation from another permit", "separationOfDuties") {
            try shared(.approved).outcome(.permitVerifyIsolation, by: .isolator, on: other, valve)
        },
        Trial("isolate after verifying on the permit", "separationOfDuties") {
            var site = try isolated()
            try site.perform(.permitRemoveIsolation, by: .isolator, on: id, restore)
            return site.outcome(.permitIsolate, by: .isolator2, valve)
        },
        Trial("isolate without the grant", "unauthorized") {
            try home(.approved).outcome(.permitIsolate, by: .leader, valve)
        },
        Trial("isolate what the permit does not name", "notFound") {
            try home(.approved).outcome(.permitIsolate, by: .isolator, ["isolation": "v-102"])
        },
        Trial("isolate through a permit that does not name it", "notFound") {
            var site = try isolated()
            try site.request(Site.otherContent())
            try site.bring(other, to: .approved)
            return site.outcome(.permitVerifyIsolation, by: .isolator2, on: other, valve)
        },
        Trial("give the point another description", "/args/isolations/0") {
            let changed = JSONValue.object(point.merging(["point": "Valve 7"]))
            return try home(.requested).outcome(
                .permitRequest, by: .applicant, on: other, Site.otherContent(["isolations": [changed]]))
        },
        Trial("restore where another leans on it", "isolationInUse") {
            var site = try shared(.approved)
            try site.perform(.permitRevoke, by: .safety, on: id, ["reason": "x"])
            try site.finish(id)
            try site.watch(id)
            return site.outcome(.permitRemoveIsolation, by: .isolator, restore)
        },
        Trial("restore from a request for it while another leans on it", "isolationInUse") {
            try shared(.requested).outcome(.permitRemoveIsolation, by: .isolator, on: other, restore)
        },
        Trial("restore with someone inside", "peopleInside") {
            var site = try home(.acceptance)
            try site.perform(.permitEnter, by: .supervisor, on: id, observed)
            return site.outcome(.permitRemoveIsolation, by: .isolator, restore)
        },
    ]

    @Test("isolate, verify, remove", arguments: trials)
    func tried(trial: Trial) throws { try trial.check() }

    static let endings: [Trial] = [
        Trial("cancel with it in place", "isolationInPlace") {
            try isolated().outcome(.permitCancel, by: .applicant, ["reason": "x"])
        },
        Trial("cancel with it removed", "ok") {
            var site = try isolated()
            try site.perform(.permitRemoveIsolation, by: .isolator, on: id, restore)
            return site.outcome(.permitCancel, by: .applicant, ["reason": "x"])
        },
        Trial("revoke with it in place", "revoked") {
            var site = try isolated()
            try site.perform(.permitRevoke, by: .safety, on: id, ["reason": "x"])
            return site.standing()
        },
        Trial("time runs out with it in place", "expired") {
            var site = try isolated()
            try site.advance(to: Home.until)
            return site.standing()
        },
        Trial("time runs out with it removed", "cancelled") {
            var site = try isolated()
            try site.perform(.permitRemoveIsolation, by: .isolator, on: id, restore)
            try site.advance(to: Home.until)
            return site.standing()
        },
        Trial("cancel an approved permit that shares it in place", "isolationInPlace") {
            try shared(.approved).outcome(.permitCancel, by: .applicant, on: other, ["reason": "x"])
        },
        Trial("reject a request for what another isolated", "ok") {
            try shared(.requested).outcome(.permitReject, by: .safety, on: other, ["reason": "x"])
        },
        Trial("revoke a request for what another isolated", "cancelled") {
            var site = try shared(.requested)
            try site.perform(.permitRevoke, by: .safety, on: other, ["reason": "x"])
            return site.standing(of: other)
        },
        Trial("time runs out on a request for what another isolated", "cancelled") {
            var site = try shared(.requested)
            try site.advance(to: Home.until)
            return site.standing(of: other)
        },
        Trial("close with it in place", "isolationInPlace") {
            var site = try home(.acceptance)
            try site.restore(id)
            return site.outcome(.permitClose, by: .acceptor)
        },
    ]

    @Test("a permit with an isolation in place ends only in closed", arguments: endings)
    func ends(trial: Trial) throws { try trial.check() }

    @Test("close hands a shared isolation on, once")
    func handsOn() throws {
        var site = try Self.shared()
        for id in [Self.id, Self.other] {
            try site.finish(id)
            try site.watch(id)
            try site.restore(id)
        }
        try site.perform(.permitClose, by: .acceptor, on: Self.id)
        #expect(site.state.isolations["v-101"]?.application?.by == .isolator)
        #expect(site.outcome(.permitClose, by: .acceptor, on: Self.other) == "isolationInPlace")
        try site.perform(.permitRemoveIsolation, by: .isolator2, on: Self.other, Self.restore)
        try site.perform(.permitClose, by: .acceptor, on: Self.other)
        #expect(site.permit(Self.other)?.state == .closed)
    }
}

extension Site {
    /// Isolates the valve, and verifies it by someone else.
    mutating func isolate(through permit: PermitID = permitID) throws {
        try perform(.permitIsolate, by: .isolator, on: permit, IsolationTests.valve)
        try perform(.permitVerifyIsolation, by: .isolator2, on: permit, IsolationTests.valve)
    }

    fileprivate mutating func runWithValve(to state: PermitState) throws {
        let id = Self.permitID
        try bring(id, to: .approved)
        try isolate()
        try start(id)
        switch state {
        case .suspended: try perform(.permitSuspend, by: .welder, on: id, ["reason": "smoke"])
        case .expired: try work(id, until: Home.until)
        case .revoked: try perform(.permitRevoke, by: .safety, on: id, ["reason": "no order"])
        case .fireWatch: try finish(id)
        case .acceptance, .closed:
            try finish(id)
            try watch(id)
            guard state == .closed else { break }
            try perform(.permitRemoveIsolation, by: .isolator, on: id, IsolationTests.restore)
            try restore(id)
            try perform(.permitClose, by: .acceptor, on: id)
        default: break
        }
    }
}
