import PermitCore

/// (g) An area stop under load: how long until the last subscriber knows of the last permit that was suspended, and
/// until all of it is on disk.
struct StopWorkload {
    let bench: Bench

    func run() throws {
        let sizes = bench.sizes
        bench.report.say("making \(sizes.stopped) active permits to be stopped")
        let area = try bench.site.freshArea()
        try bench.site.activate(sizes.stopped, in: area)
        let rate = try bench.topRate().rate / 2
        let permits = try bench.activePermits(sizes.permits)
        let pace = Clients.Pace(seconds: 4, rate: rate)
        let load = try bench.traffic.readingsAndChecks(Int(rate * 4) + sizes.clients, on: permits, &bench.chance)
        let destination = Destination(
            endpoint: bench.site.daemon.events, serverKey: bench.daemon.serverKey, isEcho: false)
        let subscribers = try Subscribers(
            bench, sizes.stopSubscribers, at: destination, expect: sizes.stopped, needle: #""permit.suspended""#,
            seconds: 30)
        let clients = try bench.clients.begin(load, to: bench.daemon, pace)
        // In the middle of the load.
        try bench.pause(seconds: 1.5)
        let (asked, answered) = try stop(area)
        let seen = try subscribers.result()
        let result = try bench.clients.end(clients, pace)
        bench.check(result, "g", "the load")
        if seen.complete < sizes.stopSubscribers {
            bench.report.fail("g", "\(seen.complete) of \(sizes.stopSubscribers) subscribers saw all")
        }
        let target = sizes.stopped == 500 && sizes.stopSubscribers == 100 ? Measure.Target(atMost: 100) : nil
        bench.report.note(
            Measure(
                "g", "area stop: until the last subscriber's last event", Double(seen.last - asked) / 1e6, "ms",
                target: target,
                note: "\(sizes.stopped) live permits, \(sizes.stopSubscribers) subscribers, \(Figures.text(rate))/s"))
        bench.report.note(
            Measure(
                "g", "area stop: until the last suspended permit is on disk", Double(answered - asked) / 1e6, "ms",
                note: "its answer, which waits for the disk, is there"))
        let raw = try bench.rawFanOut(sizes.stopped, to: sizes.stopSubscribers)
        bench.report.note(
            Measure(
                "g", "raw XPUB: as many events to as many subscribers, nothing else going on",
                Double(raw.last - raw.first) / 1e6, "ms", note: "no daemon can be quicker"))
    }

    /// Anyone's tablet stops the area, unnamed and unsigned.
    private func stop(_ area: String) throws -> (asked: Int64, answered: Int64) {
        let act = PlannedAct(.areaStop, ["area": .string(area), "reason": "gas leak"])
        let line = try bench.traffic.line(bench.site.cast.tablet(0), [act])
        return try bench.site.time(line)
    }
}
