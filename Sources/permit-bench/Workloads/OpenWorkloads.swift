/// (m) How much memory an open permit takes: the daemon's resident memory before and after, once its caches, whose size
/// is fixed, are full.
struct MemoryWorkload {
    let bench: Bench
    /// More of them tell nothing more.
    private static let most = 20_000

    func run() throws {
        let count = min(bench.sizes.openPermits, Self.most)
        let atFirst = try settled()
        bench.report.say("making \(count) permits, which fill the caches")
        try bench.site.request(count)
        let filled = Double(try settled() - atFirst) / 1_048_576
        bench.report.note(
            Measure("m", "resident memory that the first \(count) permits and the caches took", filled, "MiB"))
        try measure("requested", count) { try bench.site.request(count) }
        try measure("approved", count) { try bench.site.approve(count) }
        let active = max(count / 2, 10)
        let people = (0..<active).map { _ in bench.site.freshPeople() }
        let before = try settled()
        try bench.site.enterPeople(people)
        let two = Double(try settled() - before) / Double(active)
        bench.report.note(Measure("m", "resident memory of two people with grant, key, training", two / 1_024, "KiB"))
        try measure("active, with its two people", active, less: two) { try bench.site.activate(active) }
    }

    private func measure(_ state: String, _ count: Int, less: Double? = nil, _ fill: () throws -> Void) throws {
        bench.report.say("making \(count) permits \(state)")
        let (begun, before) = (nanoseconds(), try settled())
        try fill()
        let seconds = Double(nanoseconds() - begun) / 1e9
        let each = Double(try settled() - before) / Double(count)
        bench.report.note(
            Measure(
                "m", "resident memory of a permit, \(state)", each / 1_024, "KiB",
                target: less == nil ? Measure.Target(atMost: 4) : nil,
                note: "\(count) of them, made in \(Figures.text(seconds)) s"))
        guard let less else { return }
        bench.report.note(
            Measure(
                "m", "resident memory of a permit, active, without its people", (each - less) / 1_024, "KiB",
                target: Measure.Target(atMost: 4)))
    }

    /// The daemon's memory, once it has nothing to do.
    private func settled() throws -> Int {
        try bench.pause(seconds: 1.5)
        return try bench.site.daemon.residentBytes()
    }
}

/// (o) Throughput with many open permits over that with few: the same acts, on all of them. Many permits make a long
/// log, whose indexes cost something by themselves; so few are measured over a long log as well.
struct OpenWorkload {
    let bench: Bench

    func run() throws {
        let few = try bench.activePermits(bench.sizes.permits)
        let atFirst = try rate(on: few, "few")
        try bench.fillEvents(to: bench.sizes.events / 2)
        let later = try rate(on: few, "few, over a long log")
        let wanted = bench.sizes.openPermits
        let active = max(wanted / 10, bench.sizes.permits)
        let missing = wanted - active - bench.site.approved.count - bench.site.requested.count
        let begun = nanoseconds()
        if missing > 0 {
            bench.report.say("making \(missing) approved permits")
            try bench.site.approve(missing) {
                if $0 % 5_000 == 0 { bench.report.say("\($0) of \(missing) are approved") }
            }
        }
        let permits = try bench.activePermits(active) + bench.site.approved
        let seconds = Double(nanoseconds() - begun) / 1e9
        let open = bench.site.open
        let many = try rate(on: permits, "many")
        for (name, found) in [("at first", atFirst), ("over a long log", later)] {
            bench.report.note(
                Measure(
                    "o", "acts with \(found.open) open permits, \(name)", found.rate, "/s",
                    note: "\(found.events) events before"))
        }
        bench.report.note(
            Measure(
                "o", "acts with \(open) open permits", many.rate, "/s",
                note: "\(bench.site.states); filled in \(Figures.text(seconds)) s; \(many.events) events before"))
        bench.report.note(Measure("o", "few over a long log, over few at first", later.rate / max(atFirst.rate, 1), ""))
        for (name, found) in [("few at first", atFirst), ("few over a long log", later)] {
            bench.report.note(
                Measure(
                    "o", "many over \(name)", many.rate / max(found.rate, 1), "", target: Measure.Target(atLeast: 0.9)))
        }
    }

    private func rate(
        on permits: [BenchPermit], _ what: String
    ) throws -> (rate: Double, open: Int, events: Int) {
        let sizes = bench.sizes
        let (top, events) = (try bench.topRate().rate, try bench.head())
        var rates: [Double] = []
        for _ in 0..<max(1, sizes.rounds) {
            let load = try bench.traffic.readingsAndChecks(
                Int(top * sizes.seconds * 1.6) + sizes.clients, on: permits, &bench.chance)
            let result = try bench.clients.send(
                load, to: bench.daemon, Clients.Pace(window: sizes.window, seconds: sizes.seconds))
            bench.check(result, "o", "acts on \(what)")
            rates.append(result.rate)
        }
        return (median(rates), bench.site.open, events)
    }
}
