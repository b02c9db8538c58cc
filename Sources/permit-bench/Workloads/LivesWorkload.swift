/// (b) Whole permit lives, from the request to the closure: each client works one permit after the other. The request's
/// answer names the digest that later acts are signed over, and what was done before the approval doesn't count: so all
/// requests go first, then the approvals, then the rest of every life.
struct LivesWorkload {
    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        let each = max(1, Int(sizes.seconds * 2))
        let permits = (0..<(sizes.clients * each)).map { _ in bench.site.fresh("life") }
        try bench.site.enterPeople(permits.map { ($0.supervisor, $0.worker) })
        let requests = try send(permits, "requests") { _, permit in [permit.request()] }
        let digests = try bench.site.digests(of: permits)
        let approvals = try send(permits, "approvals") { index, permit in permit.approval(digests[index]) }
        let rest = try send(permits, "the rest of the lives") { index, permit in
            permit.start(digests[index], analyst: bench.site.cast.analyst(index)) + permit.end()
        }
        let results = [requests, approvals, rest]
        let acts = Double(results.reduce(0) { $0 + $1.done })
        let seconds = results.reduce(0) { $0 + $1.seconds }
        let note = "\(permits.count) lives of \(BenchPermit.lifeActs) signed acts, one act of each client on its way"
        bench.report.note(
            Measure("b", "whole permit lives", acts / Double(BenchPermit.lifeActs) / seconds, "/s", note: note))
        bench.report.note(Measure("b", "acts of them", acts / seconds, "/s"))
        bench.report.note(Measure("b", "an act of them, p50", Double(rest.latency.p50) / 1e3, "µs"))
    }

    /// Sends what each client does to its own permits, in order.
    private func send(
        _ permits: [BenchPermit], _ what: String, _ acts: (Int, BenchPermit) -> [PlannedAct]
    ) throws -> LoadResult {
        var lines = [[PlannedAct]](repeating: [], count: bench.sizes.clients)
        for (index, permit) in permits.enumerated() { lines[index % lines.count] += acts(index, permit) }
        let load = LoadFile(
            try lines.enumerated().map { try bench.traffic.line(bench.site.cast.tablet($0), $1) })
        let result = try bench.clients.send(load, to: bench.daemon, Clients.Pace(window: 1))
        bench.check(result, "b", what)
        return result
    }
}
