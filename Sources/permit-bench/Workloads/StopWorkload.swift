import PermitCore

/// (g) An area stop under load: how long until the last subscriber knows of the last permit that was suspended, and
/// until all of it is on disk.
struct StopWorkload {
    let bench: Bench

    /// How long a stop took, in milliseconds.
    private struct Finding {
        let seen: Double
        let stored: Double
    }

    func run() throws {
        let sizes = bench.sizes
        let whom = "\(sizes.stopped) live permits, \(sizes.stopSubscribers) subscribers"
        let alone = try stop(under: nil)
        bench.report.note(
            Measure(
                "g", "area stop, nothing else going on: until the last subscriber's last event", alone.seen, "ms",
                note: whom))
        // What it takes with nobody listening is more than it takes with so many to tell.
        let rate = try FanOutWorkload(bench: bench).acts(heardBy: sizes.stopSubscribers) / 2
        let loaded = try stop(under: rate)
        let target = sizes.stopped == 500 && sizes.stopSubscribers == 100 ? Measure.Target(atMost: 100) : nil
        bench.report.note(
            Measure(
                "g", "area stop: until the last subscriber's last event", loaded.seen, "ms", target: target,
                note: "\(whom), \(Figures.text(rate))/s: half of what it takes with these subscribers"))
        bench.report.note(
            Measure(
                "g", "area stop: until the last suspended permit is on disk", loaded.stored, "ms",
                note: "its answer, which waits for the disk, is there"))
        let raw = try bench.rawFanOut(sizes.stopped, to: sizes.stopSubscribers)
        bench.report.note(
            Measure(
                "g", "raw XPUB: as many events to as many subscribers, nothing else going on",
                Double(raw.last - raw.first) / 1e6, "ms", note: "no daemon can be quicker"))
    }

    /// Stops an area of its own, in the middle of a load of other acts at a rate if there is to be one.
    private func stop(under rate: Double?) throws -> Finding {
        let sizes = bench.sizes
        bench.report.say("making \(sizes.stopped) active permits to be stopped")
        let area = try bench.site.freshArea()
        try bench.site.activate(sizes.stopped, in: area)
        let subscribers: Subscribers
        let times: (asked: Int64, answered: Int64)
        if let rate {
            let permits = try bench.activePermits(sizes.permits)
            let pace = Clients.Pace(seconds: 4, rate: rate)
            let load = try bench.traffic.readingsAndChecks(Int(rate * 4) + sizes.clients, on: permits, &bench.chance)
            subscribers = try begin()
            let clients = try bench.clients.begin(load, to: bench.daemon, pace)
            try bench.pause(seconds: 1.5)
            times = try stop(area)
            bench.check(try bench.clients.end(clients, pace), "g", "the load")
        } else {
            subscribers = try begin()
            times = try stop(area)
        }
        let seen = try subscribers.result()
        if seen.complete < sizes.stopSubscribers {
            bench.report.fail("g", "\(seen.complete) of \(sizes.stopSubscribers) subscribers saw all")
        }
        return Finding(seen: Double(seen.last - times.asked) / 1e6, stored: Double(times.answered - times.asked) / 1e6)
    }

    private func begin() throws -> Subscribers {
        let destination = Destination(
            endpoint: bench.site.daemon.events, serverKey: bench.daemon.serverKey, isEcho: false)
        return try Subscribers(
            bench, bench.sizes.stopSubscribers, at: destination, expect: bench.sizes.stopped,
            needle: #""permit.suspended""#, seconds: 30)
    }

    /// Anyone's tablet stops the area, unnamed and unsigned.
    private func stop(_ area: String) throws -> (asked: Int64, answered: Int64) {
        let act = PlannedAct(.areaStop, ["area": .string(area), "reason": "gas leak"])
        let line = try bench.traffic.line(bench.site.cast.tablet(0), [act])
        return try bench.site.time(line)
    }
}
