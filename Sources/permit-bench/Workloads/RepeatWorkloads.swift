import PermitCore

/// (c) The same requests again: what was recorded is answered, and nothing happens twice.
struct RetriesWorkload {
    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        let permits = try bench.activePermits(sizes.permits)
        let load = try bench.traffic.readingsAndChecks(sizes.clients * 100, on: permits, &bench.chance)
        let pace = Clients.Pace(window: sizes.window)
        let first = try bench.clients.send(load, to: bench.daemon, pace)
        bench.check(first, "c", "the first time")
        let before = try bench.head()
        let again = try bench.clients.send(load, to: bench.daemon, pace)
        bench.check(again, "c", "again")
        let more = try bench.head() - before
        if more != 0 { bench.report.fail("c", "\(more) events came of requests that were sent again") }
        bench.report.note(Measure("c", "the same requests again", again.rate, "/s", note: "\(again.done) answered"))
        bench.report.note(Measure("c", "again over the first time", again.rate / max(first.rate, 1), ""))
    }
}

/// (d) Refusals: starting permits for which nothing was prepared, each answered with all that is unmet.
struct RefusalsWorkload {
    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        if bench.site.approved.isEmpty { try bench.site.approve(50) }
        let permits = bench.site.approved
        let load = LoadFile(
            try (0..<sizes.clients).map { client in
                let acts = (0..<100).map { index -> PlannedAct in
                    let permit = permits[(client + index * sizes.clients) % permits.count]
                    return permit.act(permit.supervisor, .permitStart, expect: 3)
                }
                return try bench.traffic.line(bench.site.cast.tablet(client), acts)
            })
        let result = try bench.clients.send(load, to: bench.daemon, Clients.Pace(window: sizes.window))
        bench.check(result, "d", "starts", besides: "gateUnmet")
        if result.done > 0 { bench.report.fail("d", "\(result.done) permits started unprepared") }
        let refused = Double(result.refused["gateUnmet"] ?? 0)
        bench.report.note(
            Measure(
                "d", "refused starts, signed", refused / result.seconds, "/s", note: "replies of \(result.replyBytes) B"
            ))
    }
}
