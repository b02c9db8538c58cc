public import PermitCore
import PermitWire

/// Shifts at a site with forty people: work as it should be, work as it should not be, late acts, wrong clocks, batches
/// of tablets that were offline, time in uneven steps. The ledger and the oracle judge every event.
///
/// The same seed makes the same log.
public struct Simulation: Sendable {
    /// The daemon.
    public private(set) var site: Site
    /// Commands sent, whatever came of them.
    public private(set) var commands = 0
    /// How often each operation went through.
    public private(set) var done: [Operation: Int] = [:]
    /// How often each refusal came.
    public private(set) var refused: [RefusalCode: Int] = [:]
    /// How many permits ended in each state.
    public var ends: [PermitState: Int] {
        Dictionary(grouping: site.state.ended.values, by: \.state).mapValues(\.count)
    }
    var chance: Chance
    private var oracle = Oracle()
    private var judged = 0
    var requested = 0

    /// A site in the general pack, at 08:00 on a Tuesday.
    public init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        site = try Site(packs: [Packs.general])
        try site.perform(Staff.steps)
        try judge()
    }

    /// Simulates whole days.
    public mutating func run(days: Int) throws {
        for _ in 0..<days {
            let end = site.now + .hours(24)
            while site.now < end { try step() }
        }
    }

    /// Simulates so many steps.
    public mutating func run(steps: Int) throws {
        for _ in 0..<steps { try step() }
    }

    /// Goes on as a daemon does that began from a snapshot.
    public mutating func restart() throws(StateFault) { try site.restart() }

    private mutating func step() throws {
        let live = site.state.live.values.sorted { $0.number < $1.number }
        switch chance.number(1...100) {
        case ...66:
            if live.isEmpty || (live.count < 8 && chance.happens(5)) {
                try send(request())
            } else {
                try goOn(with: chance.one(of: live))
            }
        case ...80: if !live.isEmpty { try send(anything(on: chance.one(of: live)), age: oddAge()) }
        case ...84: try send(aroundIt(), age: oddAge())
        case ...88: try offlineBatch(live)
        default: try pass(live)
        }
    }

    /// Most steps are minutes; a night passes at once, sometimes with the daemon down.
    private mutating func pass(_ live: [Permit]) throws {
        let minute = site.zone.minuteOfDay(at: site.now)
        let isNight = minute > 19 * 60 || minute < 7 * 60
        let minutes = isNight ? chance.number(60...300) : chance.number(0...6)
        let span = Span.seconds(Int64(minutes * 60 + chance.number(0...59)))
        if chance.happens(3) { try site.sleep(span) } else { try site.advance(span) }
        try judge()
    }

    /// Acts of some time ago that come all at once.
    private mutating func offlineBatch(_ live: [Permit]) throws {
        guard !live.isEmpty else { return }
        let permit = chance.one(of: live)
        var ages = (0..<chance.number(2...6)).map { _ in Span.seconds(Int64(chance.number(1...14_400))) }
        ages.sort(by: >)
        for age in ages {
            guard let known = site.permit(permit.permit) else { return }
            try send(chance.happens(50) ? anything(on: known) : next(for: known), age: age)
        }
    }

    private mutating func goOn(with permit: Permit) throws {
        try send(next(for: permit), age: .seconds(Int64(chance.number(0...20))))
    }

    /// Clocks that are ahead, acts that come late.
    private mutating func oddAge() -> Span {
        switch chance.number(1...10) {
        case 1: .seconds(Int64(-chance.number(1...90)))
        case 2: .seconds(Int64(chance.number(100...140)))
        case 3: .seconds(Int64(chance.number(1...7_200)))
        default: .seconds(Int64(chance.number(0...20)))
        }
    }

    private mutating func send(_ step: Step, age: Span = .seconds(0)) throws {
        commands += 1
        let permit = step.args["permit"]?.string.map { PermitID($0) }
        // Sometimes a person acts on what is no longer so.
        let expect = chance.happens(2) ? permit.flatMap { site.permit($0) }.map { $0.revision - 1 } : nil
        let isOnTablet = chance.happens(5)
        let signature: Command.Signature = isOnTablet && chance.happens(80) ? .valid : .absent
        do throws(Refusal) {
            try site.perform(
                step.operation, by: step.person, on: step.operation == .permitRequest ? nil : permit, step.args,
                age: age, expect: expect, signature: signature, over: isOnTablet ? .tablet : .own)
            done[step.operation, default: 0] += 1
        } catch {
            guard error.code != .internal else { throw error }
            refused[error.code, default: 0] += 1
        }
        try judge()
    }

    /// Shows the oracle what happened.
    private mutating func judge() throws(Breach) {
        guard judged < site.events.count else { return }
        for event in site.events[judged...] { try oracle.enter(event, before: site.state, zone: site.zone) }
        judged = site.events.count
        try oracle.check(site.state, now: site.now, zone: site.zone)
    }

    /// One digest of the whole log, each event's bytes after the digest of all before it.
    public func digest() -> String {
        site.events.reduce("") { digest, event in
            let bytes = EventCoding.bytes(of: event, instance: "test")
            return Signing.digest(digest + String(decoding: bytes, as: UTF8.self))
        }
    }

    /// What the state replayed from the log's bytes has otherwise than the live one; nil if nothing.
    public func differenceOnReplay() throws -> String? {
        var replayed = State()
        for event in site.events {
            let bytes = EventCoding.bytes(of: event, instance: "test")
            try replayed.apply(try EventCoding.event(from: bytes, sequence: event.sequence))
        }
        let live = site.state
        let same: [(String, Bool)] = [
            ("head", replayed.head == live.head), ("time", replayed.latest == live.latest),
            ("register", replayed.register == live.register),
            ("live", Self.inOrder(replayed.live.values) == Self.inOrder(live.live.values)),
            ("ended", replayed.ended == live.ended),
            ("numbers", live.numbers.keys.allSatisfy { replayed.numbers[$0] == live.numbers[$0] }),
            ("stops", replayed.stops == live.stops), ("isolations", replayed.isolations == live.isolations),
            ("hazards", replayed.hazards == live.hazards), ("weather", replayed.weather == live.weather),
            ("packs", replayed.packs == live.packs && replayed.packsInForce == live.packsInForce),
        ]
        return same.first { !$0.1 }?.0
    }

    private static func inOrder(_ permits: some Sequence<Permit>) -> [Permit] {
        permits.sorted { $0.permit < $1.permit }
    }
}
