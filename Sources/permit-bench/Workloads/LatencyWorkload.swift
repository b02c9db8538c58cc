/// (i) How long an act takes: alone, and at fixed rates from many clients in an open loop.
struct LatencyWorkload {
    let bench: Bench

    func run() throws {
        let top = try bench.topRate()
        try alone(replyBytes: top.replyBytes)
        for part in [0.25, 0.5, 0.75, 0.9] { try open(part, of: top.rate) }
    }

    /// One act in flight, over one connection, beside the echo and a sync.
    private func alone(replyBytes: Int) throws {
        let permits = try bench.activePermits(bench.sizes.permits)
        let (echo, echoAt) = try bench.clients.echo(replyBytes: replyBytes, durable: nil)
        defer { echo.end() }
        let pace = Clients.Pace(window: 1, seconds: bench.sizes.seconds)
        for signed in [false, true] {
            let what = signed ? "a check, signed" : "a gas reading, not signed"
            let count = Int(bench.sizes.seconds * 4_000)
            let load = try bench.traffic.single(count, signed: signed, on: permits, &bench.chance)
            let before = try Machine(directory: bench.directory).sync
            let act = try bench.clients.send(load, to: bench.daemon, pace)
            let raw = try bench.clients.send(load, to: echoAt, pace)
            let after = try Machine(directory: bench.directory).sync
            // The quicker one: where others use the disk meanwhile, the floor must not rise in the daemon's favour.
            let sync = before.p50 < after.p50 ? before : after
            bench.check(act, "i", what)
            show(act.latency, "alone: \(what)")
            show(raw.latency, "alone: the raw echo of it")
            let floor = microseconds(raw.latency.p50) + microseconds(sync.p50)
            bench.report.note(
                Measure(
                    "i", "alone: \(what), p50 over echo and fdatasync", microseconds(act.latency.p50) / max(floor, 0.1),
                    "", target: Measure.Target(atMost: 1.3),
                    note: "fdatasync p50 \(Figures.text(microseconds(sync.p50))) µs"))
        }
    }

    /// Acts at a part of the top rate, from the moment at which each should have left.
    private func open(_ part: Double, of top: Double) throws {
        let rate = top * part
        let permits = try bench.activePermits(bench.sizes.permits)
        let count = Int(rate * bench.sizes.seconds) + bench.sizes.clients
        let load = try bench.traffic.readingsAndChecks(count, on: permits, &bench.chance)
        let result = try bench.clients.send(
            load, to: bench.daemon, Clients.Pace(seconds: bench.sizes.seconds, rate: rate))
        let what = "at \(Int(part * 100)) % of the top rate"
        bench.check(result, "i", what)
        show(result.latency, "open loop \(what)", note: "\(Figures.text(rate))/s")
        guard part == 0.5 else { return }
        bench.report.note(
            Measure(
                "i", "open loop \(what), p99.9 over p50",
                Double(result.latency.p999) / Double(max(result.latency.p50, 1)), "",
                target: Measure.Target(atMost: 10)))
    }

    private func show(_ latency: Quantiles, _ what: String, note: String? = nil) {
        let figures = [("p50", latency.p50), ("p99", latency.p99), ("p99.9", latency.p999), ("max", latency.max)]
        for (name, time) in figures {
            bench.report.note(Measure("i", "\(what), \(name)", microseconds(time), "µs", note: note))
        }
    }

    private func microseconds(_ time: Int64) -> Double { Double(time) / 1e3 }
}
