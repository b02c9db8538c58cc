/// (f) Fan-out: how many events reach how many subscribers in a second, beside a raw XPUB that publishes the same
/// bodies to the same subscribers.
struct FanOutWorkload {
    let bench: Bench

    func run() throws {
        for count in bench.sizes.subscribers { try fan(out: count) }
    }

    /// Fewer than the daemon keeps for a subscriber that lags, so that none is lost on purpose, and no more than a slow
    /// daemon makes in ten seconds.
    private func events(_ subscribers: Int) throws -> Int {
        min(subscribers >= 100 ? 1_500 : 4_000, Int(try bench.topRate().rate * 10))
    }

    /// How many acts the daemon takes in a second while as many subscribers hear of each.
    func acts(heardBy count: Int) throws -> Double {
        let (seen, events) = try fromDaemon(count)
        return Double(events) / seen.seconds
    }

    private func fan(out count: Int) throws {
        let (daemon, expected) = try fromDaemon(count)
        let raw = try bench.rawFanOut(expected, to: count)
        let rates = [("permitd", daemon), ("raw XPUB", raw)].map { name, seen in
            let rate = Double(seen.received) / seen.seconds
            bench.report.note(
                Measure(
                    "f", "\(count) subscribers, \(name): events x subscribers", rate, "/s",
                    note: "\(expected) events, all received by \(seen.complete)"))
            return rate
        }
        let target = count >= 100 ? Measure.Target(atLeast: 0.8) : nil
        bench.report.note(
            Measure(
                "f", "\(count) subscribers, permitd over raw XPUB", rates[0] / max(rates[1], 1), "", target: target,
                note: target == nil ? "so few subscribers wait for the acts, not for the fan-out" : nil))
    }

    private func fromDaemon(_ count: Int) throws -> (seen: SubscriberResult, events: Int) {
        let permits = try bench.activePermits(bench.sizes.permits)
        let expected = max(1, try events(count) / bench.sizes.clients) * bench.sizes.clients
        let load = try bench.traffic.readingsAndChecks(expected, on: permits, &bench.chance)
        let destination = Destination(
            endpoint: bench.site.daemon.events, serverKey: bench.daemon.serverKey, isEcho: false)
        let subscribers = try Subscribers(bench, count, at: destination, expect: expected)
        let result = try bench.clients.send(load, to: bench.daemon, Clients.Pace(window: bench.sizes.window))
        bench.check(result, "f", "the acts")
        let seen = try subscribers.result()
        if seen.complete < count { bench.report.fail("f", "only \(seen.complete) of \(count) received everything") }
        return (seen, expected)
    }
}

extension SubscriberResult {
    /// The time from the first event that any of them heard of to the last, in seconds.
    fileprivate var seconds: Double { max(Double(last - first) / 1e9, 1e-9) }
}

extension Bench {
    /// The ceiling: a raw XPUB publishes as many events, with the bodies of the newest, to as many subscribers, as fast
    /// as it can.
    func rawFanOut(_ events: Int, to count: Int) throws -> SubscriberResult {
        let bodies = try newestEvents()
        let file = LoadFile([
            LoadFile.Line(
                keys: try site.seeds.curve("publisher"), messages: bodies.map { LoadMessage(body: $0, signature: nil) })
        ])
        let path = try clients.write(file)
        let (publisher, destination) = try clients.server([
            "publish", "--file", path, "--count", "\(events)", "--limit", "300",
        ])
        defer { publisher.end() }
        let subscribers = try Subscribers(self, count, at: destination, expect: events)
        try publisher.say("go")
        return try subscribers.result()
    }
}

/// Subscribers in processes of a hundred each.
struct Subscribers {
    private let children: [Child]
    private let seconds: Double

    /// Starts them, and returns once each of them hears something.
    init(
        _ bench: Bench, _ count: Int, at destination: Destination, expect: Int, needle: String? = nil,
        seconds: Double = 60
    ) throws {
        self.seconds = seconds
        try bench.site.enterConsoles(count)
        var children: [Child] = []
        for start in stride(from: 0, to: count, by: 100) {
            let lines = try (start..<min(start + 100, count)).map {
                LoadFile.Line(keys: try bench.site.seeds.curve(Cast.console($0)), messages: [])
            }
            var words = [
                "subscribe", "--file", try bench.clients.write(LoadFile(lines)), "--endpoint", destination.endpoint,
                "--server-key", destination.serverKey, "--expect", "\(expect)", "--seconds", "\(seconds)", "--limit",
                "\(seconds + 120)",
            ]
            if let needle { words += ["--needle", needle] }
            children.append(try Child(bench.clients.program, words))
        }
        for child in children { _ = try child.line(within: 90) }
        self.children = children
    }

    /// What all of them saw.
    func result() throws -> SubscriberResult {
        try children.reduce(into: SubscriberResult()) { whole, child in
            let line = try child.line(within: seconds + 30)
            whole = whole.merged(with: try SubscriberResult(line: line))
            child.end()
        }
    }
}
