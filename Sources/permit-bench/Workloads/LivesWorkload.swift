/// (b) Whole permit lives, from the request to the closure: each client works one permit after the other. The request's
/// answer names the digest that later acts are signed over, so all requests go first, then the rest of every life.
struct LivesWorkload {
    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        let each = max(1, Int(sizes.seconds * 2))
        let permits = (0..<(sizes.clients * each)).map { _ in bench.site.fresh("life") }
        try bench.site.enterPeople(permits.map { ($0.supervisor, $0.worker) })
        let pace = Clients.Pace(window: 1)
        let requests = try bench.clients.send(
            try load(permits) { _, permit in [permit.request()] }, to: bench.daemon, pace)
        bench.check(requests, "b", "requests")
        let digests = try bench.site.digests(of: permits)
        let lives = try load(permits) { index, permit in
            permit.approval(digests[index]) + permit.start(digests[index], analyst: Cast.analyst(index)) + permit.end()
        }
        let rest = try bench.clients.send(lives, to: bench.daemon, pace)
        bench.check(rest, "b", "the rest of the lives")
        let acts = Double(requests.done + rest.done)
        let seconds = requests.seconds + rest.seconds
        let note = "\(permits.count) lives of \(BenchPermit.lifeActs) signed acts, one act of each client on its way"
        bench.report.note(
            Measure("b", "whole permit lives", acts / Double(BenchPermit.lifeActs) / seconds, "/s", note: note))
        bench.report.note(Measure("b", "acts of them", acts / seconds, "/s"))
        bench.report.note(Measure("b", "an act of them, p50", Double(rest.latency.p50) / 1e3, "µs"))
    }

    /// A load in which each client has the acts of its own permits, in order.
    private func load(
        _ permits: [BenchPermit], _ acts: (Int, BenchPermit) -> [PlannedAct]
    ) throws -> LoadFile {
        var lines = [[PlannedAct]](repeating: [], count: bench.sizes.clients)
        for (index, permit) in permits.enumerated() { lines[index % lines.count] += acts(index, permit) }
        return LoadFile(try lines.enumerated().map { try bench.traffic.line(Cast.tablet($0), $1) })
    }
}
