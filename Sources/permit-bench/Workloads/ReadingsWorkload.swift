/// (a) Gas readings and checks on open permits from many clients: acts that are checked, on disk and answered over
/// CURVE in a second, beside a raw echo of the same bytes and one with a sync for each batch.
struct ReadingsWorkload {
    /// What was found.
    struct Finding {
        /// Acts in a second.
        var rate: Double
        /// The size of a reply.
        var replyBytes: Int
    }

    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        let finding = try calibrate()
        let (echo, echoAt) = try bench.clients.echo(replyBytes: finding.replyBytes, durable: nil)
        let (durable, durableAt) = try bench.clients.echo(
            replyBytes: finding.replyBytes, durable: "\(bench.directory)/durable-echo")
        defer {
            echo.end()
            durable.end()
        }
        var rates = (daemon: [Double](), echo: [Double](), durable: [Double]())
        let pace = Clients.Pace(window: sizes.window, seconds: sizes.seconds)
        for round in 1...sizes.rounds {
            let count = Int(finding.rate * sizes.seconds * 1.6) + sizes.clients * sizes.window
            let load = try load(count)
            let result = try bench.clients.send(load, to: bench.daemon, pace)
            bench.check(result, "a", "round \(round)")
            rates.daemon.append(result.rate)
            for (index, destination) in [echoAt, durableAt].enumerated() {
                let result = try bench.clients.send(load, to: destination, pace)
                bench.check(result, "a", "the echo")
                if index == 0 { rates.echo.append(result.rate) } else { rates.durable.append(result.rate) }
            }
        }
        report(rates, finding)
    }

    private func report(_ rates: (daemon: [Double], echo: [Double], durable: [Double]), _ finding: Finding) {
        let sizes = bench.sizes
        let (daemon, echo, durable) = (median(rates.daemon), median(rates.echo), median(rates.durable))
        let how = "\(sizes.clients) clients, window \(sizes.window), \(sizes.permits) active permits"
        bench.note(Finding(rate: daemon, replyBytes: finding.replyBytes))
        let report = bench.report
        report.note(Measure("a", "acts: checked, on disk, encrypted, half signed", daemon, "/s", note: how))
        report.note(Measure("a", "raw CURVE echo", echo, "/s", note: "replies of \(finding.replyBytes) B"))
        report.note(Measure("a", "durable echo: one fdatasync a batch", durable, "/s"))
        report.note(
            Measure("a", "acts over raw echo", daemon / max(echo, 1), "", target: Measure.Target(atLeast: 0.35)))
        report.note(Measure("a", "acts over durable echo", daemon / max(durable, 1), ""))
    }

    /// A short burst, to know how many messages to make.
    func calibrate() throws -> Finding {
        let result = try bench.clients.send(
            try load(bench.sizes.clients * 40), to: bench.daemon, Clients.Pace(window: bench.sizes.window))
        bench.check(result, "a", "the first burst")
        guard result.done > 0 else { throw BenchFault("nothing was done: \(result.fault() ?? "")") }
        return Finding(rate: result.rate, replyBytes: result.replyBytes)
    }

    private func load(_ count: Int) throws -> LoadFile {
        let permits = try bench.activePermits(bench.sizes.permits)
        return try bench.traffic.readingsAndChecks(count, on: permits, &bench.chance)
    }
}
